# The words of scripts that make subversion repositories: revisions of one directory, each with its time.
svnadmin create "$TO"
svn --non-interactive -q checkout "file://$TO" .
at() { DATE=$(echo "$1" | tr ' ' T).000000Z; }
put() { cp -R "$FILES/$1/." .; }
commit() {
  svn --non-interactive -q add --force .
  svn --non-interactive -q commit -m "$1"
  svn --non-interactive -q update
  printf %s "$DATE" >../date
  svnadmin setrevprop "$TO" -r "$(svnlook youngest "$TO" 2>/dev/null || svn info --show-item revision)" svn:date ../date
}
queries() { cat >>"$TO.queries"; }
finish() { :; }

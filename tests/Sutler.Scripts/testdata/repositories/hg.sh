# The words of scripts that make mercurial repositories.
hg init .
at() { DATE="$1 +0000"; }
put() { cp -R "$FILES/$1/." .; }
commit() { hg addremove -q; hg commit -q -u 'Gopher <gopher@example.org>' -d "$DATE" -m "$1"; }
label() { hg tag -u 'Gopher <gopher@example.org>' -d "$DATE" "$@"; } # a commit of its own, as always in mercurial
queries() { cat >>"$TO.queries"; }
full() { hg log -r "$1" -T '{node}'; }
short() { hg log -r "$1" -T '{node|short}'; }
pseudo() { TZ=UTC hg log -r "$1" -T '{date(date, "%Y%m%d%H%M%S")}-{node|short}'; }
finish() {
  hg update -q null
  rm -rf .hg/cache .hg/wcache
  mkdir "$TO"
  mv .hg "$TO/.hg"
}

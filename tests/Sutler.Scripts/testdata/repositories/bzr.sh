# The words of scripts that make bazaar branches.
export BRZ_EMAIL='Gopher <gopher@example.org>'
brz init -q .
at() { DATE="$1 +0000"; }
put() { cp -R "$FILES/$1/." .; }
commit() { brz add -q; brz commit -q --unchanged --commit-time "$DATE" -m "$1"; }
queries() { cat >>"$TO.queries"; }
id() { brz log -r "$1" --show-ids | sed -n 's/^revision-id: //p'; }
finish() {
  mkdir "$TO"
  mv .bzr "$TO/.bzr"
}

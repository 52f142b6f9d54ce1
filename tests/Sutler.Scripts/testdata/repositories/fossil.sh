# The words of scripts that make fossil repositories.
export FOSSIL_HOME=$HOME
fossil init -A gopher --date-override '2020-12-31 00:00:00' "$TO" >/dev/null
fossil open -f "$TO" >/dev/null
at() { DATE=$1; }
put() { cp -R "$FILES/$1/." .; }
commit() { # text option...
  fossil addremove --dotfiles >/dev/null
  fossil commit --no-warnings --allow-empty --nosign --date-override "$DATE" --user-override gopher -m "$@" >/dev/null
}
queries() { cat >>"$TO.queries"; }
full() { fossil info "$1" | sed -n 's/^\(uuid\|hash\): *\([0-9a-f]*\) .*/\2/p'; }
short() { full "$1" | cut -c 1-12; }
finish() { fossil close -f >/dev/null; }

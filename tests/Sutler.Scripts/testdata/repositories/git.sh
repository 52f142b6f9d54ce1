# The words of scripts that make git repositories. What is committed is what lies in the directory.
export GIT_AUTHOR_NAME=Gopher GIT_AUTHOR_EMAIL=gopher@example.org GIT_COMMITTER_NAME=Gopher GIT_COMMITTER_EMAIL=gopher@example.org
git init -q -b main .

at() { # 2021-01-02T03:04:05: the time of what is committed next; its author wrote it a day before
  GIT_COMMITTER_DATE="$1 +0000" GIT_AUTHOR_DATE="$(date -u -d "$1 -1 day" +%Y-%m-%dT%H:%M:%S) +0100"
  export GIT_COMMITTER_DATE GIT_AUTHOR_DATE
}
queries() { cat >>"$TO.queries"; } # what go and Sutler are asked about it, one @QUERY or /BELOW@QUERY a line
full() { git rev-parse "$1^{commit}"; }
short() { git rev-parse --short="${2:-12}" "$1^{commit}"; }
pseudo() { TZ=UTC git log -n 1 --date=format-local:%Y%m%d%H%M%S "--format=%cd-$(short "$1")" "$1"; }
put() { cp -R "$FILES/$1/." .; }
commit() { git add -A; git commit -q --allow-empty -m "$1"; }
finish() {
  git config core.bare true
  rm -rf .git/hooks .git/logs .git/index .git/COMMIT_EDITMSG
  mv .git "$TO"
}

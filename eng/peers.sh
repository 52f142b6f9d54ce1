#!/usr/bin/env bash
# Gets what tests and benchmarks compare with, under artifacts/tools only: apt works on private state, dpkg only unpacks.
#   eng/peers.sh                      shell exports: SUTLER_GO (the go binary, >= 1.24); with SUTLER_PEERS=all also SUTLER_GO_OLD (1.22)
#                                     and a PATH on which tests find zsh, fish and tmux
#   eng/peers.sh python               a python3 to run the corpus builder with
#   eng/peers.sh download SUITE DIR PACKAGE...   .deb files of a Debian suite into DIR
# A fitting program on PATH is used as it is. Use: eval "$(eng/peers.sh)"
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tools=$root/artifacts/tools
say() { echo "peers: $*" >&2; }

mirror() { # the Debian archive this machine already uses, from one-line or deb822 sources
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb *\(\[[^]]*\]\)\{0,1\} *\([^ ]*\) .*/\2/p'
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs: *\([^ ]*\).*/\1/p'; } | grep '/debian/*$' | head -n 1
}

keyring() {
  for k in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
    if [ -f "$k" ]; then echo "$k"; return; fi
  done
}

private_apt() { # suite arguments...: apt-get with state, cache and sources of its own
  local home=$tools/apt/$1; shift
  apt-get -qq -o Dir::State="$home/state" -o Dir::State::status="$home/state/status" -o Dir::Cache="$home/cache" \
    -o Dir::Etc::sourcelist="$home/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null \
    -o Dir::Etc::preferencesparts=/dev/null -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

prepare() { # suite: fetch its package lists once
  local home=$tools/apt/$1 uri key
  [ ! -f "$home/ready" ] || return 0
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || { say "no apt here"; return 1; }
  uri=$(mirror); key=$(keyring)
  [ -n "$uri" ] || { say "no Debian archive in this machine's apt sources"; return 1; }
  mkdir -p "$home/state/lists/partial" "$home/cache/archives/partial"
  : >"$home/state/status"
  echo "deb ${key:+[signed-by=$key] }$uri $1 main" >"$home/sources.list"
  private_apt "$1" update >&2 && touch "$home/ready"
}

download() { # suite directory package...
  local suite=$1 to=$2; shift 2
  prepare "$suite" && mkdir -p "$to" && (cd "$to" && private_apt "$suite" download "$@" >&2)
}

unpack() { # directory suite package...: once, whole or not at all
  local to=$1; shift
  rm -rf "$to.new"
  download "$1" "$to.new/debs" "${@:2}" || { rm -rf "$to.new"; return 1; }
  for deb in "$to.new"/debs/*.deb; do dpkg -x "$deb" "$to.new"; done
  rm -rf "$to.new/debs" "$to"
  mv "$to.new" "$to"
}

fits() { # a go binary at least 1.24
  local minor
  minor=$("$1" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
  [ -n "$minor" ] && [ "$minor" -ge 24 ]
}

unpacked_go() { # minor suite
  local bin=$tools/go1.$1/usr/lib/go-1.$1/bin/go
  if [ ! -x "$bin" ]; then
    say "unpacking go 1.$1 from Debian $2 under artifacts/tools"
    unpack "$tools/go1.$1" "$2" "golang-1.$1-go" "golang-1.$1-src" || { say "go 1.$1 cannot be had"; return 1; }
  fi
  echo "$bin"
}

python() { # python3 on PATH, else an unpacked one
  command -v python3 && return
  local home=$tools/python
  [ -x "$home/python3" ] || {
    say "unpacking python3 from Debian bookworm under artifacts/tools"
    unpack "$home" bookworm python3.11-minimal libpython3.11-minimal libpython3.11-stdlib zlib1g libexpat1 >&2
    printf '#!/bin/sh\nexport LD_LIBRARY_PATH=%s PYTHONHOME=%s\nexec %s "$@"\n' \
      "$(dirname "$(find "$home" -name 'libz.so.1')"):$(dirname "$(find "$home" -name 'libexpat.so.1')")" "$home/usr" "$home/usr/bin/python3.11" >"$home/python3"
    chmod 755 "$home/python3"
  }
  echo "$home/python3"
}

offer() { # name package...: a program of Debian bookworm as artifacts/tools/bin/NAME, unless PATH has it
  local name=$1 home=$tools/$1; shift
  if command -v "$name" >/dev/null || [ -x "$tools/bin/$name" ]; then return; fi
  say "unpacking $name from Debian bookworm under artifacts/tools"
  unpack "$home" bookworm "$@" || { say "$name cannot be had"; return; }
  mkdir -p "$tools/bin"
  printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$home/usr/lib/$(uname -m)-linux-gnu" "$(find "$home" -path "*/bin/$name")" >"$tools/bin/$name.new"
  chmod 755 "$tools/bin/$name.new"
  mv "$tools/bin/$name.new" "$tools/bin/$name"
}

programs() { # shells whose completion is tested, and a terminal
  offer zsh zsh zsh-common
  offer fish fish fish-common libpcre2-32-0
  offer tmux tmux libevent-core-2.1-7 libutempter0
  echo "export PATH='$PATH:$tools/bin'"
}

exports() {
  local go old
  programs
  if [ -n "${SUTLER_GO:-}" ] && fits "$SUTLER_GO"; then go=$SUTLER_GO
  elif go=$(command -v go) && fits "$go"; then go=$("$go" env GOROOT)/bin/go
  else go=$(unpacked_go 24 trixie) || go=""
  fi
  if [ -z "$go" ] && [ "${CI:-}" = true ]; then say "CI needs the go command"; return 1; fi
  [ -z "$go" ] || echo "export SUTLER_GO='$go'"
  [ "${SUTLER_PEERS:-}" = all ] || return 0
  old=${SUTLER_GO_OLD:-$(unpacked_go 22 bookworm-backports)} || old=""
  [ -z "$old" ] || echo "export SUTLER_GO_OLD='$old'"
}

mkdir -p "$tools"
case ${1:-exports} in
  exports) exec 9>"$tools/.lock"; flock 9; exports ;;
  python) python ;;
  download) shift; download "$@" ;;
  *) say "unknown verb $1"; exit 2 ;;
esac

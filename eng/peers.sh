#!/usr/bin/env bash
# Gets what tests and benchmarks compare with, under artifacts/tools only: apt works on private state, dpkg only unpacks.
#   eng/peers.sh                      shell exports: SUTLER_GO (the go binary, >= 1.24); with SUTLER_PEERS=all also SUTLER_GO_OLD (1.22),
#                                     with SUTLER_PEERS=bench wrk, which measures servers; and a PATH on which tests find shells, a terminal, version control and a web server
#   eng/peers.sh python               a python3 to run the corpus builder with
#   eng/peers.sh download SUITE DIR PACKAGE...   .deb files of a Debian suite into DIR
# A fitting program on PATH is used as it is. Use: eval "$(eng/peers.sh)"
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$root/artifacts/tools"
tools=$(cd "$root/artifacts/tools" && pwd -P)
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

libraries() { # directory...: where the unpacked libraries are, as a search path
  for home in "$@"; do find "$home" -name '*.so*' -path "*/lib/$(uname -m)-linux-gnu/*" -printf '%h\n'; done |
    grep -- '-linux-gnu$' | sort -u | paste -s -d : -
}

script() { # file line...: an executable shell script, whole or not at all
  local file=$1; shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' '#!/bin/sh' "$@" >"$file.new"
  chmod 755 "$file.new"
  mv "$file.new" "$file"
}

unpacked_python() { # with its standard library, whatever python3 on PATH is and can load
  local home=$tools/python3.11
  [ -x "$home/python3" ] || {
    say "unpacking python3 from Debian bookworm under artifacts/tools"
    unpack "$home" bookworm python3.11-minimal libpython3.11-minimal libpython3.11-stdlib libpython3.11 \
      zlib1g libexpat1 libssl3 libbz2-1.0 liblzma5 libffi8 libsqlite3-0 libuuid1 >&2 || return 1
    script "$home/python3" "export LD_LIBRARY_PATH='$(libraries "$home")' PYTHONHOME='$home/usr'" "exec '$home/usr/bin/python3.11' \"\$@\""
  }
  echo "$home/python3"
}

python() { command -v python3 || unpacked_python; }

wanted() { # name: whether neither PATH nor artifacts/tools/bin has it
  ! command -v "$1" >/dev/null && [ ! -x "$tools/bin/$1" ]
}

fetched() { # name package...: the packages of a program of Debian bookworm in artifacts/tools/NAME
  local name=$1; shift
  say "unpacking $name from Debian bookworm under artifacts/tools"
  unpack "$tools/$name" bookworm "$@" || { say "$name cannot be had"; return 1; }
}

wrap() { # directory name...: programs unpacked there as artifacts/tools/bin/NAME, with the library that tells where a user's home is, if it is there
  local home=$1 name program users; shift
  users=$(find "$home" -name libnss_wrapper.so)
  for name in "$@"; do
    program=$(find "$home" -type f -path "*bin/$name" | head -n 1)
    script "$tools/bin/$name" "${users:+LD_PRELOAD='$users' }LD_LIBRARY_PATH='$(libraries "$home")' exec '$program' \"\$@\""
  done
}

offer() { # name package...: a program of Debian bookworm as artifacts/tools/bin/NAME, unless PATH has it
  local name=$1
  if wanted "$name" && fetched "$@"; then wrap "$tools/$name" "$name"; fi
}

offer_python() { # name package...: the same for a program that runs on Python, as a script or with the interpreter built in
  local name=$1 home=$tools/$1 program; shift
  wanted "$name" && unpacked_python >/dev/null && fetched "$name" "$@" || return 0
  program="'$(find "$home" -type f -path "*bin/$name")'"
  if [ "$(head -c 2 "${program//\'/}")" = '#!' ]; then program="'$tools/python3.11/usr/bin/python3.11' $program"; fi
  script "$tools/bin/$name" "export LD_LIBRARY_PATH='$(libraries "$tools/python3.11" "$home")' PYTHONHOME='$tools/python3.11/usr'" \
    "export PYTHONPATH='$home/usr/lib/python3/dist-packages' PYTHONNOUSERSITE=1; unset PYTHONDONTWRITEBYTECODE" "exec $program \"\$@\""
}

shells() { # whose completion is tested, and a terminal
  offer zsh zsh zsh-common
  offer fish fish fish-common libpcre2-32-0
  offer tmux tmux libevent-core-2.1-7 libutempter0
}

version_control() { # what direct mode is tested with, besides git
  offer_python hg mercurial mercurial-common
  offer_python brz brz python3-breezy python3-configobj python3-six python3-fastbencode python3-merge3 python3-yaml \
    python3-dulwich python3-patiencediff python3-urllib3 libyaml-0-2
  if wanted bzr && ! wanted brz; then script "$tools/bin/bzr" "exec '$(command -v brz || echo "$tools/bin/brz")' \"\$@\""; fi
  if wanted svnserve && fetched svn subversion libsvn1 libapr1 libaprutil1 libserf-1-1 libsqlite3-0 libdb5.3 libexpat1 liblz4-1 \
    libsasl2-2 libutf8proc2 zlib1g libgssapi-krb5-2 libssl3 libkrb5-3 libk5crypto3 libkrb5support0 libkeyutils1 libcom-err2 \
    libcrypt1 libuuid1 libgdbm6; then
    wrap "$tools/svn" svn svnadmin svnserve
  fi
  offer fossil fossil libtcl8.6 libfuse2 libssl3 zlib1g
}

servers() { # what repositories are served with
  offer nginx nginx nginx-common libcrypt1 libpcre2-8-0 libssl3 zlib1g
  offer fcgiwrap fcgiwrap libfcgi0ldbl libsystemd0 libcap2 libgcrypt20 libgpg-error0 liblz4-1 liblzma5 libzstd1
  if wanted dropbear && fetched dropbear dropbear-bin libnss-wrapper libcrypt1 libtomcrypt1 libtommath1 zlib1g libgmp10; then
    wrap "$tools/dropbear" dropbear dropbearkey # takes users and their homes from the file NSS_WRAPPER_PASSWD
  fi
}

decoders() { # what reads telemetry as it is sent
  offer protoc protobuf-compiler libprotoc32 libprotobuf32 zlib1g
}

programs() {
  shells
  version_control
  servers
  decoders
  local missing="" name
  for name in hg bzr svn svnserve svnadmin fossil nginx protoc; do ! wanted "$name" || missing+=" $name"; done
  if [ -n "$missing" ] && [ "${CI:-}" = true ]; then say "CI needs$missing"; return 1; fi
  echo "export PATH='$PATH:$tools/bin'"
}

load() { # what servers are measured with
  offer wrk wrk libluajit-5.1-2 libssl3
  ! wanted wrk || say "wrk cannot be had: serving is not measured"
}

exports() {
  local go old
  [ "${SUTLER_PEERS:-}" != bench ] || load
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

case ${1:-exports} in
  exports) exec 9>"$tools/.lock"; flock 9; exports ;;
  python) python ;;
  download) shift; download "$@" ;;
  *) say "unknown verb $1"; exit 2 ;;
esac

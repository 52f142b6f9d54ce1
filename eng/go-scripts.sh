#!/usr/bin/env bash
# Runs the go command's own script tests twice: as they are, and with `go mod download` and `go mod verify` done by Sutler.
#   eng/go-scripts.sh               every script that has one of the two commands and needs no network
#   eng/go-scripts.sh NAME...       these scripts, with the log of each that passes only with go
# SUTLER_BIN=PROGRAM runs another program than the published one. Nothing outside artifacts/ is written; no network is used.
# Scripts that eng/go-scripts/expected.txt names may differ; the exit status is 1 when another one passes only with go.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
eval "$(eng/peers.sh)"
[ -n "${SUTLER_GO:-}" ] || { echo "go-scripts: no go command here" >&2; exit 1; }
if [ -z "${SUTLER_BIN:-}" ]; then
  eng/publish.sh
  SUTLER_BIN=$here/artifacts/sutler/sutler
fi
SUTLER_BIN=$(realpath "$SUTLER_BIN")
work=$here/artifacts/go-scripts
mkdir -p "$work/home"

# What a go command of the user's reads from the environment must not leak into the scripts.
for name in $(compgen -e | grep -E '^(GO[A-Z0-9]+|TESTGO.*|GIT_.*|NETRC|[a-zA-Z]+_proxy|[A-Z]+_PROXY)$'); do unset "$name"; done
export HOME=$work/home GOROOT=$work/goroot GOCACHE=$work/home/cache GOPATH=$work/home/gopath GOENV=off GOPROXY=off GOFLAGS= GOTOOLCHAIN=local
export PATH=$GOROOT/bin:$PATH TZ=UTC LC_ALL=C GIT_CONFIG_NOSYSTEM=1

if [ ! -f "$work/go.test" ] || [ eng/go-scripts/sutler_test.go -nt "$work/go.test" ] || [ eng/go-scripts.sh -nt "$work/go.test" ]; then
  if [ ! -f "$GOROOT/VERSION" ]; then
    rm -rf "$GOROOT.new"
    cp -rL "$(dirname "$(dirname "$SUTLER_GO")")" "$GOROOT.new"
    chmod -R u+w "$GOROOT.new"
    mv "$GOROOT.new" "$GOROOT"
  fi
  cp eng/go-scripts/sutler_test.go "$GOROOT/src/cmd/go/sutler_test.go"
  sed -i 's/cmdGo := scriptGo(cancel, waitDelay)$/cmdGo := sutlerOr(scriptGo(cancel, waitDelay), cancel, waitDelay)/' "$GOROOT/src/cmd/go/scriptcmds_test.go"
  grep -q 'sutlerOr' "$GOROOT/src/cmd/go/scriptcmds_test.go" || { echo "go-scripts: this go has another script engine" >&2; exit 1; }
  (cd "$GOROOT/src/cmd/go" && "$GOROOT/bin/go" test -c -o "$work/go.test" cmd/go)
fi
cd "$GOROOT/src/cmd/go"
if [ $# -gt 0 ]; then
  scripts=$(printf '%s\n' "$@")
else
  scripts=$(grep -lE '^[^#]*\bgo (-C [^ ]+ )?mod (download|verify)' testdata/script/*.txt | xargs grep -LE '^\[!net' | sed 's,.*/,,; s,\.txt$,,')
fi

run() { # go|sutler program scripts...: one line "PASS|FAIL|SKIP name" each
  local log=$work/$1.log program=$2; shift 2
  SUTLER_BIN=$program "$work/go.test" -test.timeout 30m -test.v -test.parallel "$(nproc)" \
    -test.run "^TestScript\$/^($(printf '%s\n' "$@" | paste -sd '|'))\$" >"$log" 2>&1 || true
  sed -n 's,^ *--- \(PASS\|FAIL\|SKIP\): TestScript/\([^ ]*\).*,\1 \2,p' "$log" | sort -k 2
}

run go "" $scripts >"$work/go.results"
run sutler "$SUTLER_BIN" $scripts >"$work/sutler.results"

outcome() { sed -n "s/^\([A-Z]*\) $2\$/\1/p" "$work/$1.results"; }
expected=$here/eng/go-scripts/expected.txt
printf '%-40s %-6s %-6s\n' script go sutler
only=() known=()
for script in $scripts; do
  with_go=$(outcome go "$script") with_sutler=$(outcome sutler "$script")
  printf '%-40s %-6s %-6s\n' "$script" "${with_go:-none}" "${with_sutler:-none}"
  [ "$with_go" = PASS ] && [ "$with_sutler" != PASS ] || continue
  if grep -qs "^$script:" "$expected"; then known+=("$script"); else only+=("$script"); fi
done

if [ $# -gt 0 ]; then
  for script in "${only[@]}" "${known[@]}"; do
    SUTLER_BIN=$SUTLER_BIN "$work/go.test" -test.v -test.run "^TestScript\$/^$script\$" 2>&1 || true
  done
fi
count() { grep -c "^PASS" "$work/$1.results" || true; }
echo "passed with go: $(count go); with sutler: $(count sutler)"
for script in "${known[@]}"; do echo "expected to differ: $(grep "^$script:" "$expected")"; done
for script in "${only[@]}"; do echo "passes only with go: $script"; done
[ ${#only[@]} -eq 0 ]

#!/usr/bin/env bash
# Builds once, gets the peers, publishes if stale, runs unit tests, then script and oracle tests on the published binary.
# The last line is "N passed, N failed, N skipped". SUTLER_BIN=PROGRAM tests another program than the published one.
set -euo pipefail
cd "$(dirname "$0")/.."
filter=()
while [ $# -gt 0 ]; do
  case $1 in
    --filter)
      if compgen -G "tests/Sutler.Scripts/testdata/script/*/*$2*.txtar" >/dev/null; then
        export SUTLER_SCRIPTS=$2
        for area in Module:modules Command:commands Cache:cache Checksum:checksums Proxy:proxies Zip:zips Direct:direct; do
          if compgen -G "tests/Sutler.Scripts/testdata/script/${area#*:}/*$2*.txtar" >/dev/null; then
            filter+=(-class "Sutler.Scripts.${area%:*}Scripts")
          fi
        done
      else
        filter=(-method "*$2*")
      fi
      shift 2 ;;
    *) echo "usage: ./build.sh test [--filter X]" >&2; exit 2 ;;
  esac
done

dotnet build Sutler.slnx -v quiet
peers=$(eng/peers.sh)
eval "$peers"
[ -n "${SUTLER_BIN:-}" ] || eng/publish.sh
[ ${#filter[@]} -gt 0 ] || eng/corpus.sh || [ "${CI:-}" != true ]

# A test that hangs must not take everything with it that comes behind.
limit=$(command -v timeout >/dev/null && echo "timeout -k 10 840" || true)
passed=0 failed=0 skipped=0
log=$(mktemp); trap 'rm -f "$log"' EXIT
run() { # project
  local status=0 line
  $limit "artifacts/bin/$1/debug/$1" -noLogo -noColor "${filter[@]}" 2>&1 | tee "$log" || status=$?
  line=$(grep -E 'Total: [0-9]+' "$log" | tail -n 1) || line=""
  number() { echo "$line" | sed -n "s/.*$1: \([0-9]*\).*/\1/p"; }
  local total errors wrong skips
  total=$(number Total); errors=$(number Errors); wrong=$(number Failed); skips=$(number Skipped)
  if [ -z "$total" ]; then
    echo "$1 did not finish"; failed=$((failed + 1)); return
  fi
  passed=$((passed + total - wrong - skips)); failed=$((failed + wrong + errors)); skipped=$((skipped + skips))
  if [ "$status" -ne 0 ] && [ $((wrong + errors)) -eq 0 ] && [ "$total" -gt 0 ]; then
    echo "$1 ended with status $status"; failed=$((failed + 1))
  fi
}
run Sutler.Tests
run Sutler.Scripts
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

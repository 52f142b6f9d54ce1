#!/usr/bin/env bash
# Compares `go mod download` and `sutler mod download`, nginx and `sutler serve`:
# bench/run.sh [--runs N] [--app NAME] [--scratch DIR] [--disk DIR] [--seconds N] [[--case] CASE...]
# bench/README.md names the cases. SUTLER_BIN, SUTLER_GO and SUTLER_CORPUS take what is already there.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(uname -s)" = Linux ] || { echo "bench: measures with /proc and getrusage, so Linux only" >&2; exit 1; }

eval "$(SUTLER_PEERS=bench eng/peers.sh)"
[ -n "${SUTLER_GO:-}" ] || { echo "bench: needs the go command" >&2; exit 1; }
if [ -z "${SUTLER_CORPUS:-}" ]; then eng/corpus.sh; SUTLER_CORPUS=artifacts/corpus; fi
given=${SUTLER_BIN:+-given}
[ -n "${SUTLER_BIN:-}" ] || { eng/publish.sh; SUTLER_BIN=artifacts/sutler/sutler; }
for project in Sutler.BenchServer Sutler.Bench; do
  dotnet build "bench/$project" -c Release -v quiet -clp:"ErrorsOnly;NoSummary"
done

# A result names a bare commit only when that commit is what was measured.
commit=$(git rev-parse --short HEAD)$given
[ -z "$(git status --porcelain -- src bench eng '*.props' global.json)" ] || commit+=-dirty
exec dotnet artifacts/bin/Sutler.Bench/release/Sutler.Bench.dll \
  --go "$(realpath "$SUTLER_GO")" --sutler "$(realpath "$SUTLER_BIN")" --corpus "$(realpath "$SUTLER_CORPUS")" \
  --nginx "$(command -v nginx)" --wrk "$(command -v wrk)" --server artifacts/bin/Sutler.BenchServer/release/Sutler.BenchServer.dll --results bench/results \
  --disk artifacts --generated artifacts/bench --commit "$commit" "$@"

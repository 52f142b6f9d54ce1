#!/usr/bin/env bash
# The one command of this repository. ./build.sh help lists what it does.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=${MSBUILDDISABLENODEREUSE:-}

help() {
  cat <<'TEXT'
./build.sh                    this list
./build.sh build              build everything and check the format
./build.sh demo               build the binary and run `sutler mod download` on examples/quickstart
./build.sh publish            leave the binary as artifacts/sutler/sutler (only when sources are newer)
./build.sh test [--filter X]  get what the tests need and run them all, or those whose name contains X
./build.sh bench [--case X] [--runs N]  compare with `go mod download`; writes bench/results/
./build.sh fuzz [TARGET] [SECONDS]  mutate the committed inputs of the fuzz targets for longer
./build.sh go-scripts [NAME]  run the go command's own scripts against the binary (development)
./build.sh fixture SRC OUT    turn module text archives (SRC/*.txtar) into a GOPROXY tree
./build.sh format             format the sources
TEXT
}

verb=${1:-help}; [ $# -eq 0 ] || shift
case $verb in
  build)
    dotnet build Sutler.slnx
    dotnet format whitespace Sutler.slnx --no-restore --verify-no-changes
    ;;
  format) dotnet format whitespace Sutler.slnx "$@" ;;
  publish) eng/publish.sh ;;
  demo) eng/publish.sh && eng/demo.sh ;;
  test) eng/test.sh "$@" ;;
  bench) bench/run.sh "$@" ;;
  fuzz) eng/fuzz.sh "$@" ;;
  go-scripts) eng/go-scripts.sh "$@" ;;
  fixture) dotnet run --project tests/Sutler.DevTools -v quiet -- fixture "$@" ;;
  help | -h | --help) help ;;
  *) echo "build.sh: no verb '$verb'" >&2; help >&2; exit 2 ;;
esac

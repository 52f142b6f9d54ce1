#!/usr/bin/env bash
# Runs those of the go command's own scripts that use `go mod download` or `go mod verify`, with Sutler in their place.
# The scripts come from the unpacked golang source package; nothing of them is kept here. eng/go-scripts.sh [NAME...]
set -euo pipefail
cd "$(dirname "$0")/.."
eval "$(eng/peers.sh)"
root=$(dirname "$(dirname "$SUTLER_GO")")
[ -d "$root/src/cmd/go/testdata/script" ] || { echo "go-scripts: no sources in $root" >&2; exit 1; }
dotnet build tests/Sutler.DevTools -v quiet
artifacts/bin/Sutler.DevTools/debug/Sutler.DevTools go-scripts "$root/src" "$@"

#!/usr/bin/env bash
# The main job on examples/quickstart, with the proxy bundled there: no internet, no server, caches under artifacts/demo.
set -euo pipefail
cd "$(dirname "$0")/.."
demo=$PWD/artifacts/demo
if [ -d "$demo" ]; then chmod -R u+w "$demo"; rm -rf "$demo"; fi
mkdir -p "$demo"
cp -r examples/quickstart/go.mod examples/quickstart/go.sum examples/quickstart/main.go "$demo"
export GOPROXY=file://$PWD/examples/quickstart/goproxy GOSUMDB=off GOMODCACHE=$demo/modcache GOPATH=$demo/gopath GOFLAGS=
sutler=$PWD/artifacts/sutler/sutler

echo
echo "In a copy of examples/quickstart (artifacts/demo), with its bundled proxy:"
echo "  \$ sutler mod download"
(cd "$demo" && "$sutler" mod download)
echo
echo "Downloaded, checked against go.sum and unpacked into the module cache artifacts/demo/modcache:"
(cd "$demo/modcache/cache/download" && find . -name '*.zip' | LC_ALL=C sort | sed 's|^\./|  |; s|/@v/| |; s|\.zip$||; s/!\([a-z]\)/\U\1/g')
echo "  \$ sutler mod verify"
(cd "$demo" && "$sutler" mod verify)
if go=$(command -v go || { [ -x artifacts/tools/go1.24/usr/lib/go-1.24/bin/go ] && echo "$PWD/artifacts/tools/go1.24/usr/lib/go-1.24/bin/go"; }); then
  echo "  \$ GOFLAGS=-mod=mod GOPROXY=off go run ."
  (cd "$demo" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOCACHE=$demo/gocache "$go" run .)
fi
cat <<TEXT

Next, in any Go project of yours:
  $sutler mod download            # instead of: go mod download
  $sutler help mod download       # every flag
TEXT

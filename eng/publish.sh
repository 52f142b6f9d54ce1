#!/usr/bin/env bash
# Publishes artifacts/sutler/sutler when sources are newer: NativeAOT, or framework-dependent where no C linker is.
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/sutler

if [ -x $out/sutler ] && [ -z "$(find src Directory.Build.props Directory.Packages.props global.json eng/publish.sh -type f -newer $out/sutler -print -quit)" ]; then
  exit 0
fi

aot=()
if ! command -v gcc >/dev/null && ! command -v clang >/dev/null && ! command -v cc >/dev/null; then
  echo "publish: no C linker (gcc or clang) here, so this is the framework-dependent build, not the NativeAOT one"
  aot=(-p:PublishAot=false)
else
  command -v clang >/dev/null || aot=(-p:CppCompilerAndLinker=gcc)
  aot+=(-r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')")
  [ "$(uname -s)" = Linux ] || aot=(--use-current-runtime)
fi

log=$(mktemp); trap 'rm -f "$log"' EXIT
rm -rf $out.new
if ! dotnet publish src/Sutler/Sutler.csproj -c Release -o $out.new "${aot[@]}" >"$log" 2>&1; then
  cat "$log"; exit 1
fi
if grep -E '(^|: )warning ' "$log"; then
  echo "publish: warnings are not allowed"; exit 1
fi
rm -rf $out $out.new/*.dbg $out.new/*.xml $out.new/*.pdb
mv $out.new $out
touch $out/sutler
echo "published $out/sutler ($(du -h $out/sutler | cut -f1))"

#!/usr/bin/env bash
# Builds the corpus of real Go source (bench/debian-corpus.py, bench/debian.txt) once under artifacts/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f artifacts/corpus/MANIFEST.tsv ] && exit 0
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "corpus: no apt here; tests that need real source are skipped" >&2
  exit 1
fi
python=$(eng/peers.sh python)
echo "corpus: packing Debian's Go libraries under artifacts/corpus (about a minute, once)"
"$python" bench/debian-corpus.py bench/debian.txt artifacts/corpus.new --apt "$PWD/eng/peers.sh download bookworm"
rm -rf artifacts/corpus artifacts/corpus.new/debs
mv artifacts/corpus.new artifacts/corpus

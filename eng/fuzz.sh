#!/usr/bin/env bash
# Mutates the committed inputs of one fuzz target, or of all, for longer: eng/fuzz.sh [TARGET] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
export FUZZ_TARGET=${1:-} FUZZ_SECONDS=${2:-60} FUZZ_SEED=${FUZZ_SEED:-$RANDOM}
echo "fuzz: ${FUZZ_TARGET:-every target}, $FUZZ_SECONDS s each, FUZZ_SEED=$FUZZ_SEED"
dotnet build tests/Sutler.Tests -v quiet
artifacts/bin/Sutler.Tests/debug/Sutler.Tests -noLogo -class '*FuzzReplayTests'

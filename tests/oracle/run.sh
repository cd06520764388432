#!/bin/sh
# Builds both oracle programs with a clock that can be set, and writes tests/vectors/notation.
# usage: run.sh [output directory]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../vectors/notation"}
bin="$here/bin"
mkdir -p "$out"
sh "$here/overlay.sh" "$bin"

export TZ=UTC
for program in oci blob; do
  (cd "$here/$program" && go build -overlay "$bin/overlay.json" -o "$bin/$program" .)
  "$bin/$program" -keys "$here/keys/primes.json" -out "$out"
done

#!/bin/sh
# Builds the program with a clock that can be set, as tests/oracle does, and writes tests/vectors/notation.
# usage: run.sh [output directory]
#        run.sh -large FILE    one case with a CRL of 100,000 entries, for benchmarks
set -eu
here=$(cd "$(dirname "$0")" && pwd)
large=
if [ "${1:-}" = -large ]; then
  large=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
  shift 2
fi
out=${1:-"$here/../vectors/notation"}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
mkdir -p "$out"
sh "$here/../oracle/overlay.sh" "$bin"
export TZ=UTC
(cd "$here" && go build -overlay "$bin/overlay.json" -o "$bin/revocation" .)
"$bin/revocation" -keys "$here/../oracle/keys/primes.json" -out "$out" ${large:+-large "$large"}

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
goroot=$(cd "$here" && go env GOROOT)
sed 's/^func Now() Time {$/func Now() Time {\n\tif frozen := clock.Load(); frozen != nil {\n\t\treturn *frozen\n\t}/' \
  "$goroot/src/time/time.go" > "$bin/time.go"
grep -q 'clock.Load' "$bin/time.go" || { echo "time.Now was not found in $goroot" >&2; exit 1; }
cat > "$bin/clock.go" <<'GO'
package time

import "sync/atomic"

var clock atomic.Pointer[Time]

// SetClock makes Now answer t until it is set again.
func SetClock(t Time) { clock.Store(&t) }
GO
printf '{"Replace":{"%s":"%s","%s":"%s"}}\n' \
  "$goroot/src/time/time.go" "$bin/time.go" "$goroot/src/time/sealcheck_clock.go" "$bin/clock.go" > "$bin/overlay.json"
export TZ=UTC
(cd "$here" && go build -overlay "$bin/overlay.json" -o "$bin/revocation" .)
"$bin/revocation" -keys "$here/../oracle/keys/primes.json" -out "$out" ${large:+-large "$large"}

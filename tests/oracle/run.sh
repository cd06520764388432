#!/bin/sh
# Builds both oracle programs with a clock that can be set, and writes tests/vectors/notation.
# usage: run.sh [output directory]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../vectors/notation"}
bin="$here/bin"
mkdir -p "$bin" "$out"
goroot=$(cd "$here/oci" && go env GOROOT)

# The overlay: package time with Now() answering a settable instant. Only Now changes,
# timers keep running. Go's own source is read here and not committed.
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
for program in oci blob; do
  (cd "$here/$program" && go build -overlay "$bin/overlay.json" -o "$bin/$program" .)
  "$bin/$program" -keys "$here/keys/primes.json" -out "$out"
done

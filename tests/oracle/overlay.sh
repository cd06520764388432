#!/bin/sh
# Writes DIRECTORY/overlay.json: package time with a clock that can be set, for `go build -overlay`.
# Only Now changes, timers keep running. Go's own source is read here and not committed.
# usage: overlay.sh DIRECTORY, which is absolute
set -eu
bin=$1
mkdir -p "$bin"
goroot=$(cd "$(dirname "$0")/lab" && go env GOROOT)
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

package main

import "math/rand/v2"

// Random is a source of choices.
type Random struct{ *rand.Rand }

// chance is true in so many of a hundred cases.
func (r Random) chance(percent int) bool { return r.IntN(100) < percent }

func pick[T any](r Random, all ...T) T { return all[r.IntN(len(all))] }

// weighted picks an index, as likely as its weight.
func weighted(r Random, weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := r.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("unreachable")
}

// spoilBytes makes one small change.
func (r Random) spoilBytes(b []byte) ([]byte, string) {
	b = append([]byte{}, b...)
	if len(b) == 0 {
		return []byte{byte(r.IntN(256))}, "insert"
	}
	at := r.IntN(len(b))
	end := min(at+1+r.IntN(8), len(b))
	switch r.IntN(9) {
	case 0, 1, 2:
		b[at] ^= 1 << r.IntN(8)
		return b, "flip"
	case 3:
		b[at] = byte(r.IntN(256))
		return b, "byte"
	case 4:
		return append(b[:at], b[end:]...), "delete"
	case 5:
		return append(b[:at:at], append([]byte{byte(r.IntN(256))}, b[at:]...)...), "insert"
	case 6:
		return b[:at], "truncate"
	case 7:
		return append(b[:end:end], b[at:]...), "repeat"
	}
	if r.chance(50) {
		return append(b, byte(r.IntN(256))), "append"
	}
	return append(b, b...), "twice"
}

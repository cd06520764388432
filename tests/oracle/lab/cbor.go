package lab

import (
	"encoding/binary"
	"math"
)

func head(major byte, n uint64) []byte {
	m := major << 5
	switch {
	case n < 24:
		return []byte{m | byte(n)}
	case n < 1<<8:
		return []byte{m | 24, byte(n)}
	case n < 1<<16:
		return binary.BigEndian.AppendUint16([]byte{m | 25}, uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32([]byte{m | 26}, uint32(n))
	}
	return binary.BigEndian.AppendUint64([]byte{m | 27}, n)
}

// LongHead writes an item head with a length field of 1, 2, 4 or 8 bytes, minimal or not.
func LongHead(major byte, n uint64, width int) []byte {
	info := map[int]byte{1: 24, 2: 25, 4: 26, 8: 27}[width]
	out := []byte{major<<5 | info}
	for i := width - 1; i >= 0; i-- {
		out = append(out, byte(n>>(8*i)))
	}
	return out
}

// CInt writes an integer.
func CInt(n int64) []byte {
	if n < 0 {
		return head(1, uint64(-1-n))
	}
	return head(0, uint64(n))
}
func CBytes(b []byte) []byte      { return append(head(2, uint64(len(b))), b...) }
func CText(s string) []byte       { return append(head(3, uint64(len(s))), s...) }
func CArr(items ...[]byte) []byte { return append(head(4, uint64(len(items))), Cat(items...)...) }
func CMap(pairs ...[]byte) []byte {
	return append(head(5, uint64(len(pairs)/2)), Cat(pairs...)...)
}
func CTag(n uint64, item []byte) []byte { return append(head(6, n), item...) }
func CNull() []byte                     { return []byte{0xf6} }
func CUndefined() []byte                { return []byte{0xf7} }
func CFloat(f float64) []byte {
	return binary.BigEndian.AppendUint64([]byte{0xfb}, math.Float64bits(f))
}
func CFloat32(f float32) []byte {
	return binary.BigEndian.AppendUint32([]byte{0xfa}, math.Float32bits(f))
}

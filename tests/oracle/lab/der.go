// Package lab mints keys, certificates and envelopes for the oracle programs,
// byte by byte, so that malformed ones are as easy to make as good ones.
package lab

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// TLV writes one DER element.
func TLV(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := []byte{tag}
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func Seq(parts ...[]byte) []byte         { return TLV(0x30, parts...) }
func Set(parts ...[]byte) []byte         { return TLV(0x31, parts...) }
func Octets(parts ...[]byte) []byte      { return TLV(0x04, parts...) }
func Bits(content []byte) []byte         { return TLV(0x03, []byte{0}, content) }
func Null() []byte                       { return []byte{5, 0} }
func True() []byte                       { return []byte{1, 1, 0xff} }
func Ctx(n byte, parts ...[]byte) []byte { return TLV(0xa0|n, parts...) }
func Prim(n byte, parts ...[]byte) []byte {
	return TLV(0x80|n, parts...)
}

// Int writes an INTEGER.
func Int(n int64) []byte { return BigInt(big.NewInt(n)) }

// BigInt writes a non-negative INTEGER.
func BigInt(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) == 0 || b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return TLV(0x02, b)
}

// OID writes an OBJECT IDENTIFIER from its dotted form.
func OID(dotted string) []byte {
	arcs := strings.Split(dotted, ".")
	num := make([]int, len(arcs))
	for i, a := range arcs {
		n, err := strconv.Atoi(a)
		if err != nil {
			panic(err)
		}
		num[i] = n
	}
	body := base128(num[0]*40 + num[1])
	for _, n := range num[2:] {
		body = append(body, base128(n)...)
	}
	return TLV(0x06, body)
}

func base128(n int) []byte {
	out := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		out = append([]byte{byte(n&0x7f) | 0x80}, out...)
	}
	return out
}

// Time writes UTCTime up to 2049 and GeneralizedTime after.
func Time(t time.Time) []byte {
	t = t.UTC()
	if t.Year() >= 1950 && t.Year() < 2050 {
		return TLV(0x17, []byte(t.Format("060102150405Z")))
	}
	return TLV(0x18, []byte(t.Format("20060102150405Z")))
}

// Cat joins byte strings.
func Cat(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

package main

import (
	"encoding/binary"
	"math"

	. "sealcheck.example/oracle/lab"
)

// item is a CBOR data item that can be written in several ways.
type item struct {
	major byte
	n     uint64 // argument; for strings and groups the count is what there is
	bytes []byte // of strings; of floats and simple values as they are
	inner []*item
	width int  // of the argument; 0: shortest
	open  bool // indefinite length
}

// parseCBOR reads one well-formed item of definite length.
func parseCBOR(b []byte) (*item, []byte) {
	if len(b) == 0 {
		return nil, nil
	}
	major, info := b[0]>>5, b[0]&31
	width := map[byte]int{24: 1, 25: 2, 26: 4, 27: 8}[info]
	if info > 27 || len(b) < 1+width {
		return nil, nil
	}
	n := uint64(info)
	if width > 0 {
		n = 0
		for _, x := range b[1 : 1+width] {
			n = n<<8 | uint64(x)
		}
	}
	i, rest := &item{major: major, n: n}, b[1+width:]
	switch major {
	case 2, 3:
		if uint64(len(rest)) < n {
			return nil, nil
		}
		i.bytes = rest[:n]
		return i, rest[n:]
	case 4, 5, 6:
		count := n
		if major == 5 {
			count *= 2
		} else if major == 6 {
			count = 1
		}
		for range count {
			var c *item
			if c, rest = parseCBOR(rest); c == nil {
				return nil, nil
			}
			i.inner = append(i.inner, c)
		}
	case 7:
		i.bytes = b[:1+width]
	}
	return i, rest
}

func (i *item) encode() []byte {
	n := i.n
	switch i.major {
	case 2, 3:
		n = uint64(len(i.bytes))
	case 4:
		n = uint64(len(i.inner))
	case 5:
		n = uint64(len(i.inner) / 2)
	case 7:
		return i.bytes
	}
	var out []byte
	switch {
	case i.open && i.major == 2:
		return Cat([]byte{0x5f}, CBytes(i.bytes), []byte{0xff})
	case i.open && i.major == 3:
		return Cat([]byte{0x7f}, CText(string(i.bytes)), []byte{0xff})
	case i.open && (i.major == 4 || i.major == 5):
		out = []byte{i.major<<5 | 31}
	case i.width > 0 && (i.width == 8 || n < 1<<(8*i.width)):
		out = LongHead(i.major, n, i.width)
	default:
		out = CTag(n, nil) // the head alone
		out[0] = i.major<<5 | out[0]&31
	}
	out = append(out, i.bytes...)
	for _, c := range i.inner {
		out = append(out, c.encode()...)
	}
	if i.open && i.major >= 4 && i.major < 6 {
		out = append(out, 0xff)
	}
	return out
}

func (i *item) all() []*item {
	list := []*item{i}
	for _, c := range i.inner {
		list = append(list, c.all()...)
	}
	return list
}

func raw(b []byte) *item {
	i, _ := parseCBOR(b)
	return i
}

func (r Random) cborValue() *item {
	return raw(pick(r, CNull(), CUndefined(), []byte{0xf5}, CInt(0), CInt(-1), CInt(1), CInt(-7), CInt(33), CText(""), CText("x"), CBytes(nil), CBytes([]byte{1}), CArr(), CMap(), CArr(CText("x")),
		CFloat(1.5), CFloat(math.NaN()), CTag(1, CInt(1777629600)), CTag(0, CText("2026-05-01T10:00:00Z")), []byte{0xf9, 0x3c, 0}, CTag(2, CBytes([]byte{1})), LongHead(0, math.MaxUint64, 8)))
}

// changeCBOR makes one change in an item and says which.
func (r Random) changeCBOR(b []byte) ([]byte, string) {
	root, rest := parseCBOR(b)
	if root == nil || len(rest) > 0 || r.chance(5) {
		b, how := r.spoilBytes(b)
		return b, "bytes-" + how
	}
	all := root.all()
	var maps []*item
	for _, i := range all {
		if i.major == 5 && len(i.inner) > 0 {
			maps = append(maps, i)
		}
	}
	if len(maps) > 0 && r.chance(50) {
		m := pick(r, maps...)
		at := 2 * r.IntN(len(m.inner)/2)
		pair := m.inner[at : at+2]
		switch r.IntN(7) {
		case 0:
			m.inner = append(m.inner[:at:at], m.inner[at+2:]...)
			return root.encode(), "drop"
		case 1:
			m.inner = append(m.inner[:len(m.inner):len(m.inner)], pair...)
			return root.encode(), "duplicate"
		case 2:
			m.inner = append(m.inner[:len(m.inner):len(m.inner)], pair[0], r.cborValue())
			return root.encode(), "duplicate-other"
		case 3:
			to := 2 * r.IntN(len(m.inner)/2)
			for k := range 2 {
				m.inner[at+k], m.inner[to+k] = m.inner[to+k], m.inner[at+k]
			}
			return root.encode(), "reorder"
		case 4:
			m.inner[at+1] = r.cborValue()
			return root.encode(), "replace"
		case 5:
			m.inner = append(m.inner[:len(m.inner):len(m.inner)], pick(r, raw(CText("x")), raw(CInt(-70001)), raw(CInt(4)), raw(CInt(5)), raw(CInt(16)), raw(CText(HAgent)), r.cborValue()), r.cborValue())
			return root.encode(), "extra"
		}
		m.inner[at] = r.cborValue()
		return root.encode(), "label"
	}
	i := pick(r, all...)
	switch k := r.IntN(9); {
	case k == 0 && i.major < 7:
		i.width = pick(r, 1, 2, 4, 8)
		return root.encode(), "longer"
	case k == 1 && i.major >= 2 && i.major < 6:
		i.open = true
		return root.encode(), "indefinite"
	case k == 2:
		*i = item{major: 6, n: pick(r, uint64(1), 2, 18, 24, 55799, 0), inner: []*item{raw(i.encode())}}
		if i.inner[0] == nil {
			return b, "none"
		}
		return root.encode(), "tag"
	case k == 3:
		*i = *r.cborValue()
		return root.encode(), "replace"
	case k == 4 && i.major < 2:
		f := float64(i.n)
		if i.major == 1 {
			f = -1 - f
		}
		*i = *raw(pick(r, CFloat(f), CFloat(f+0.5), CFloat32(float32(f))))
		return root.encode(), "float"
	case k == 5 && (i.major == 2 || i.major == 3):
		i.major ^= 1
		return root.encode(), "string-kind"
	case k == 6 && (i.major == 2 || i.major == 3):
		var how string
		i.bytes, how = r.spoilBytes(i.bytes)
		return root.encode(), "string-" + how
	case k == 7 && i.major < 2:
		i.n = pick(r, i.n+1, i.n-1, i.n^1<<r.IntN(40), uint64(r.IntN(100)), math.MaxUint64, math.MaxInt64)
		return root.encode(), "number"
	case k == 8 && i.major == 4:
		switch {
		case len(i.inner) == 0 || r.chance(30):
			i.inner = append(i.inner[:len(i.inner):len(i.inner)], r.cborValue())
			return root.encode(), "element"
		case r.chance(40):
			i.inner = append(i.inner[:len(i.inner):len(i.inner)], i.inner[0])
			return root.encode(), "element-twice"
		case r.chance(50):
			i.inner = i.inner[1:]
			return root.encode(), "element-drop"
		}
		a, z := r.IntN(len(i.inner)), r.IntN(len(i.inner))
		i.inner[a], i.inner[z] = i.inner[z], i.inner[a]
		return root.encode(), "element-swap"
	}
	if i.major == 6 {
		i.n = pick(r, uint64(0), 1, 2, 18, 100, 1001)
		return root.encode(), "tag-number"
	}
	return binary.BigEndian.AppendUint16(b[:len(b):len(b)], uint16(r.IntN(65536)))[:len(b)+r.IntN(2)], "trailing"
}

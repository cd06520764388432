package main

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"strings"

	. "sealcheck.example/oracle/lab"
)

// element is a DER element that can be written in other ways.
type element struct {
	tag   byte
	body  []byte
	inner []*element
	wrap  bool // an OCTET STRING whose content is DER
	long  int  // superfluous length octets
	open  bool // indefinite length
}

func parseDER(b []byte) (list []*element, ok bool) {
	for len(b) > 0 {
		if len(b) < 2 || b[0]&31 == 31 {
			return nil, false
		}
		tag, n, skip := b[0], int(b[1]), 2
		if n > 0x80 && n < 0x84 {
			skip += n - 0x80
			if len(b) < skip {
				return nil, false
			}
			n = 0
			for _, x := range b[2:skip] {
				n = n<<8 | int(x)
			}
		} else if n >= 0x80 {
			return nil, false
		}
		if len(b) < skip+n {
			return nil, false
		}
		e := &element{tag: tag, body: b[skip : skip+n]}
		if tag&0x20 != 0 {
			if e.inner, ok = parseDER(e.body); !ok {
				return nil, false
			}
		} else if tag == 4 && n > 1 {
			if inner, ok := parseDER(e.body); ok && len(inner) == 1 {
				e.inner, e.wrap = inner, true
			}
		}
		list, b = append(list, e), b[skip+n:]
	}
	return list, true
}

func (e *element) encode() []byte {
	body := e.body
	if e.tag&0x20 != 0 || e.wrap {
		body = nil
		for _, c := range e.inner {
			body = append(body, c.encode()...)
		}
	}
	if e.open {
		return Cat([]byte{e.tag, 0x80}, body, []byte{0, 0})
	}
	if e.long > 0 {
		out := []byte{e.tag, byte(0x80 | 2 + e.long)}
		out = append(out, make([]byte, e.long)...)
		return Cat(out, []byte{byte(len(body) >> 8), byte(len(body))}, body)
	}
	return TLV(e.tag, body)
}

func (e *element) all() []*element {
	list := []*element{e}
	for _, c := range e.inner {
		list = append(list, c.all()...)
	}
	return list
}

// changeDER makes one change in an element and says which, and where: "longer@7.0.2.5.29.15".
func (r Random) changeDER(b []byte) ([]byte, string) {
	list, ok := parseDER(b)
	if !ok || len(list) != 1 || r.chance(5) {
		b, how := r.spoilBytes(b)
		return b, "bytes-" + how
	}
	root := list[0]
	all := root.all()
	e := pick(r, all...)
	place := where(root, e)
	said := func(how string) ([]byte, string) { return root.encode(), how + "@" + place }
	switch k := r.IntN(14); {
	case k < 3 && len(e.inner) > 0 && !e.wrap:
		at := r.IntN(len(e.inner))
		switch r.IntN(4) {
		case 0:
			e.inner = append(e.inner[:at:at], e.inner[at+1:]...)
			return said("drop")
		case 1:
			e.inner = append(e.inner[:at:at], append([]*element{e.inner[at]}, e.inner[at:]...)...)
			return said("duplicate")
		case 2:
			to := r.IntN(len(e.inner))
			e.inner[at], e.inner[to] = e.inner[to], e.inner[at]
			return said("reorder")
		}
		e.inner = append(e.inner[:at:at], append([]*element{{tag: pick(r, byte(5), 1, 2, 4, 0x30, 0x80, 0xa0, 0xa5), body: pick(r, nil, []byte{1}, []byte{0xff})}}, e.inner[at:]...)...)
		return said("extra")
	case k == 3:
		e.tag = pick(r, 0x0c, 0x13, 0x16, 0x14, 0x1e, 0x1c, 0x02, 0x04, 0x05, 0x17, 0x18, e.tag^1, e.tag^0x20, byte(0x0a))
		return said("tag")
	case k == 4:
		e.long = 1
		return said("longer")
	case k == 5 && e.tag&0x20 != 0:
		e.open = true
		return said("indefinite")
	}
	var leaves []*element
	for _, c := range all {
		if c.tag&0x20 == 0 && !c.wrap {
			leaves = append(leaves, c)
		}
	}
	if len(leaves) == 0 {
		return b, "none"
	}
	c := pick(r, leaves...)
	place = where(root, c)
	switch {
	case c.tag == 1:
		c.body = []byte{byte(r.IntN(256))}
		return said("boolean")
	case (c.tag == 0x17 || c.tag == 0x18) && len(c.body) > 0 && r.chance(80):
		at := r.IntN(len(c.body))
		c.body = append([]byte{}, c.body...)
		c.body[at] = byte('0' + r.IntN(10))
		return said("time")
	case c.tag == 2 && r.chance(60):
		c.body = pick(r, []byte{0}, []byte{0xff}, append([]byte{0}, c.body...), append([]byte{0xff}, c.body...), []byte{}, append([]byte{0x7f}, c.body...))
		return said("integer")
	}
	body, how := r.spoilBytes(c.body)
	c.body = body
	return said("leaf-" + how)
}

// where is the way to an element: two indices, and then the identifier of the extension or attribute that it is in.
func where(root, wanted *element) string {
	if root == wanted {
		return "all"
	}
	var way func(e *element, depth int) (string, bool)
	way = func(e *element, depth int) (string, bool) {
		for i, c := range e.inner {
			rest, found := "", c == wanted
			if !found {
				rest, found = way(c, depth+1)
			}
			if !found {
				continue
			}
			step := ""
			if depth < 2 {
				step = fmt.Sprint(i)
			}
			if depth >= 1 && e.tag == 0x30 && len(e.inner) > 1 && e.inner[0].tag == 6 {
				step = strings.TrimPrefix(oid(e.inner[0].body)+"."+step, ".")
			}
			return strings.Trim(step+"."+rest, "."), true
		}
		return "", false
	}
	text, _ := way(root, 0)
	return text
}

func oid(body []byte) string {
	var o asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(TLV(6, body), &o); err != nil {
		return "oid"
	}
	return o.String()
}

// partChanged names the part of a sequence that bytes were changed in, as changeDER does; empty if it is not one.
func partChanged(before, after []byte) string {
	var whole asn1.RawValue
	if _, err := asn1.Unmarshal(before, &whole); err != nil || len(before) != len(after) {
		return ""
	}
	at := len(before) - len(whole.Bytes)
	for i, rest := 0, whole.Bytes; len(rest) > 0; i++ {
		var part asn1.RawValue
		left, err := asn1.Unmarshal(rest, &part)
		if err != nil {
			return ""
		}
		end := at + len(rest) - len(left)
		if bytes.Equal(before[:at], after[:at]) && bytes.Equal(before[end:], after[end:]) {
			return fmt.Sprintf("@%d", i)
		}
		at, rest = end, left
	}
	return ""
}

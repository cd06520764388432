package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sealcheck.example/oracle/lab"
)

// node is a JSON value as text: an object, an array, or anything else.
type node struct {
	open    byte // '{', '[' or 0
	names   []string
	inner   []*node
	literal string
}

// parseJSON reads a well-formed document.
func parseJSON(text []byte) *node {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	n, err := readJSON(d)
	if err != nil {
		return nil
	}
	return n
}

func readJSON(d *json.Decoder) (*node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(t); err != nil {
			return nil, err
		}
		return &node{literal: strings.TrimSpace(b.String())}, nil
	}
	n := &node{open: byte(delim)}
	for d.More() {
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			n.names = append(n.names, lab.Quote(name.(string)))
		}
		child, err := readJSON(d)
		if err != nil {
			return nil, err
		}
		n.inner = append(n.inner, child)
	}
	_, err = d.Token()
	return n, err
}

func (n *node) String() string {
	if n.open == 0 {
		return n.literal
	}
	parts := make([]string, len(n.inner))
	for i, c := range n.inner {
		parts[i] = c.String()
		if n.open == '{' {
			parts[i] = n.names[i] + ":" + parts[i]
		}
	}
	return string(n.open) + strings.Join(parts, ",") + string(n.open+2)
}

func (n *node) all() []*node {
	list := []*node{n}
	for _, c := range n.inner {
		list = append(list, c.all()...)
	}
	return list
}

func (n *node) insert(at int, name string, c *node) {
	n.inner = append(n.inner[:at:at], append([]*node{c}, n.inner[at:]...)...)
	if n.open == '{' {
		n.names = append(n.names[:at:at], append([]string{name}, n.names[at:]...)...)
	}
}

func (n *node) remove(at int) {
	n.inner = append(n.inner[:at:at], n.inner[at+1:]...)
	if n.open == '{' {
		n.names = append(n.names[:at:at], n.names[at+1:]...)
	}
}

func leaf(text string) *node { return &node{literal: text} }

// value is some JSON value.
func (r Random) value() *node {
	return leaf(pick(r, "null", "true", "false", "0", "1", "-1", "1.5", "1e2", `""`, `"x"`, "[]", "{}", `["x"]`, `{"x":1}`, "18446744073709551616", "-0"))
}

// changeJSON makes one change in a document and says which.
func (r Random) changeJSON(text string) (string, string) {
	root := parseJSON([]byte(text))
	if root == nil || r.chance(5) {
		b, how := r.spoilBytes([]byte(text))
		return string(b), "bytes-" + how
	}
	var groups, leaves []*node
	for _, n := range root.all() {
		if n.open != 0 && len(n.inner) > 0 {
			groups = append(groups, n)
		} else if n.open == 0 {
			leaves = append(leaves, n)
		}
	}
	if len(groups) == 0 && len(leaves) == 0 {
		return r.value().literal, "replace"
	}
	if len(groups) == 0 || len(leaves) > 0 && r.chance(40) {
		n := pick(r, leaves...)
		how := r.changeLeaf(n)
		return root.String(), how
	}
	n := pick(r, groups...)
	at := r.IntN(len(n.inner))
	object := n.open == '{'
	name := ""
	if object {
		name = n.names[at]
	}
	how := ""
	switch k := weighted(r, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 2, 2); {
	case k == 0:
		n.remove(at)
		how = "drop"
	case k == 1:
		n.insert(at+1, name, n.inner[at])
		how = "duplicate"
	case k == 2:
		n.insert(at+r.IntN(2), name, r.value())
		how = "duplicate-other"
	case k == 11 && object && len(name) > 2: // the same name, written otherwise
		n.insert(at+r.IntN(2), fmt.Sprintf(`"\u%04x%s`, name[1], name[2:]), pick(r, n.inner[at], r.value()))
		how = "duplicate-escaped"
	case k == 12 && object: // nearly the same name
		n.insert(at+r.IntN(2), recase(r, name), pick(r, n.inner[at], r.value()))
		how = "duplicate-case"
	case k == 3 && object:
		n.names[at] = recase(r, name)
		how = "case"
	case k == 4:
		to := r.IntN(len(n.inner))
		n.inner[at], n.inner[to] = n.inner[to], n.inner[at]
		if object {
			n.names[at], n.names[to] = n.names[to], n.names[at]
		}
		how = "reorder"
	case k == 5:
		n.inner[at] = r.value()
		how = "replace"
	case k == 6:
		n.insert(at, `"x`+fmt.Sprint(r.IntN(9))+`"`, r.value())
		how = "extra"
	case k == 7 && object && len(name) > 2:
		n.names[at] = fmt.Sprintf(`"\u%04x%s`, name[1], name[2:])
		how = "escape-name"
	case k == 8:
		space := pick(r, " ", "\n", "\t", "\r\n", "\f", "\u00a0", "/**/")
		n.inner[at] = leaf(space + n.inner[at].String() + pick(r, "", space))
		how = "space"
	case k == 9 && object:
		n.names[at] = name[:len(name)-1] + pick(r, "x", " ", `\u0000`) + `"`
		how = "rename"
	default:
		n.inner[at] = leaf("[" + n.inner[at].String() + "]")
		how = "wrap"
	}
	return root.String(), how
}

// recase changes the case of a letter or of all.
func recase(r Random, name string) string {
	if r.chance(30) {
		return strings.ToUpper(name)
	}
	b := []byte(name)
	for range 20 {
		i := r.IntN(len(b))
		if b[i] >= 'a' && b[i] <= 'z' || b[i] >= 'A' && b[i] <= 'Z' {
			b[i] ^= 0x20
			break
		}
	}
	return string(b)
}

func (r Random) changeLeaf(n *node) string {
	text := n.literal
	quoted := strings.HasPrefix(text, `"`)
	switch k := r.IntN(6); {
	case k == 0:
		n.literal = r.value().literal
		return "replace"
	case k == 1 && quoted && len(text) > 2:
		i := 1 + r.IntN(len(text)-2)
		if text[i] != '\\' && text[i] < 0x80 && text[i-1] != '\\' {
			n.literal = text[:i] + fmt.Sprintf(`\u%04x`, text[i]) + text[i+1:]
		}
		return "escape"
	case k == 2 && quoted:
		n.literal = recase(r, text)
		return "value-case"
	case k == 3 && quoted && len(text) > 2:
		i := 1 + r.IntN(len(text)-1)
		n.literal = text[:i] + pick(r, " ", `\n`, `\u0000`, `\ud800`, "=", "é", "\x7f", "\xff", `\r\n`, "A") + text[i:]
		return "value-insert"
	case k == 4 && !quoted:
		n.literal = pick(r, text+".0", text+"e0", "-"+text, `"`+text+`"`, "0"+text, text+"0", "+"+text, text+".5", "1e3")
		return "number"
	}
	digits := strings.IndexAny(text, "0123456789")
	if digits >= 0 && r.chance(70) {
		var at []int
		for i := range text {
			if text[i] >= '0' && text[i] <= '9' {
				at = append(at, i)
			}
		}
		i := pick(r, at...)
		n.literal = text[:i] + string(rune('0'+r.IntN(10))) + text[i+1:]
		return "digit"
	}
	b, how := r.spoilBytes([]byte(text))
	n.literal = string(b)
	return "leaf-" + how
}

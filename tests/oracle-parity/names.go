package main

import (
	"slices"
	"strings"
)

func sortStrings(list []string) { slices.Sort(list) }

// subject is a list of types and values, ordinary unless the site asks for more.
func (m *maker) subject(signature int) []string {
	r := m.Random
	pairs := []string{"C", pick(r, "US", "DE"), "ST", pick(r, "WA", "BY"), "O", pick(r, "Acme", "Acme Labs", "Zeta")}
	for _, more := range [][2]string{{"L", "Seattle"}, {"OU", "Release"}, {"CN", "signer"}} {
		if m.chance(50) {
			pairs = append(pairs, more[0], more[1])
		}
	}
	if !m.hit("subject", signature) {
		return pairs
	}
	odd := []string{"Acme, Inc.", "a+b", `x"y`, " lead", "trail ", "Caf\u00e9", "\u6771\u4eac", "a=b", "#hash", `a\b`, "a;b", "<x>", "A\nB", "a=#b", "x  y", "\u00df", "e\u0301", "signer,O=Acme"}
	for range 1 + m.IntN(2) {
		switch m.IntN(6) {
		case 0:
			at := 2 * m.IntN(len(pairs)/2)
			pairs[at+1] = pick(r, odd...)
			m.note("subject.value")
		case 1:
			pairs = append(pairs, pick(r, "E", "DC", "UID", "T", "SERIALNUMBER", "STREET", "POSTALCODE", "ORGID", "GN", "1.2.3.4"), pick(r, "x", "x1"))
			m.note("subject.type")
		case 2:
			at := 2 * m.IntN(len(pairs)/2)
			pairs = append(pairs, pairs[at], pick(r, pairs[at+1], "other"))
			m.note("subject.repeated-%s", pairs[at])
		case 3:
			at := 2 * m.IntN(len(pairs)/2)
			if at > 0 && !strings.HasPrefix(pairs[at], "+") {
				pairs[at] = "+" + pairs[at]
				m.note("subject.multi-valued")
			}
		case 4:
			at := 2 * m.IntN(len(pairs)/2)
			pairs = append(pairs[:at:at], pairs[at+2:]...)
			m.note("subject.drop")
			if len(pairs) == 0 {
				return []string{"CN", "x"}
			}
		case 5:
			at := 2 * m.IntN(len(pairs)/2)
			if !strings.Contains(pairs[at], ":") {
				kind := pick(r, "utf8", "ia5", "t61", "printable")
				pairs[at] += ":" + kind
				m.note("subject.string-%s", kind)
			}
		}
	}
	pairs[0] = strings.TrimPrefix(pairs[0], "+")
	return pairs
}

func escape(value string) string {
	var b strings.Builder
	for i, c := range value {
		last := i == len(value)-len(string(c))
		if strings.ContainsRune(`,+"\<>;=`, c) || c == '#' && i == 0 || c == ' ' && (i == 0 || last) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// identities makes trusted identities that mostly fit a signature.
func (m *maker) identities() []string {
	r := m.Random
	one := func() string {
		pairs := pick(r, m.made...).subject
		var parts []string
		for i := 0; i < len(pairs); i += 2 {
			kind, _, _ := strings.Cut(strings.TrimPrefix(pairs[i], "+"), ":")
			value := pairs[i+1]
			if !slices.Contains([]string{"C", "ST", "O"}, kind) && m.chance(30) {
				continue
			}
			if m.chance(6) {
				value = pick(r, "other", value+"x", strings.ToUpper(value))
			}
			if kind == "ST" && m.chance(30) {
				kind = "S"
			}
			parts = append(parts, kind+"="+escape(value))
		}
		m.Shuffle(len(parts), func(i, j int) {
			if m.chance(70) {
				parts[i], parts[j] = parts[j], parts[i]
			}
		})
		return "x509.subject:" + strings.Join(parts, pick(r, ",", ",", ",", ", "))
	}
	list := []string{one()}
	if m.chance(20) {
		list = append(list, one())
	}
	if m.hit("identity", -1) {
		text := list[0]
		at := len("x509.subject:") + m.IntN(max(len(text)-len("x509.subject:"), 1))
		at = min(at, len(text))
		how := m.IntN(8)
		switch how {
		case 0:
			text = text[:at] + pick(r, ",", ";", "+", "=", " ", `\`, `"`, "#", `\2c`, `\,`, `\ `, "\t", "\u00a0", `\61`, `\ff`, "<", ">", "=#") + text[at:]
		case 1:
			text += pick(r, ",OU=", ",CN=", ",STREET=x", ",O=Acme", ",", " ", ",E=x", ",2.5.4.3=signer", ",cn=signer", ",CN=#0c06", "+OU=Release", ";OU=Release", ",CN=a=b", ",SERIALNUMBER=1", ",DC=x", ",UID=x")
		case 2:
			text = strings.ToLower(text)
		case 3:
			text = text[:at] + strings.ToUpper(text[at:])
		case 4:
			b, _ := m.spoilBytes([]byte(text))
			text = strings.ToValidUTF8(string(b), "?")
		case 5:
			text = pick(r, "X509.subject:", "x509.subject", "foo:", "", " x509.subject:", "x509.issuer:") + strings.TrimPrefix(text, "x509.subject:")
		case 6:
			list = append(list, pick(r, "*", text, "x509.subject:C=US,ST=WA,O=Acme", "foo:bar", ""))
		case 7:
			text = strings.ReplaceAll(text, ",", pick(r, " , ", ";", ",  ", "+", "/", ",,"))
		}
		m.note("identity.%d", how)
		list[0] = text
	}
	return list
}

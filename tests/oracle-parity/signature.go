package main

import (
	"crypto"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	. "sealcheck.example/oracle/lab"
)

// signature makes one signature of the artifact, its chain, its stores and its evidence.
func (m *maker) signature(i int, mediaType string) {
	r := m.Random
	signed := m.made0().Add(time.Duration(m.IntN(86400)) * time.Second)
	from := signed.Add(-time.Duration(m.IntN(200*86400)) * time.Second)
	to := m.now.Add(time.Duration(1+m.IntN(300*86400)) * time.Second)
	if m.chance(20) { // short-lived
		to = signed.Add(time.Duration(m.IntN(40*86400)) * time.Second)
	}
	subject := m.subject(i)
	length := 1 + weighted(r, 15, 35, 35, 15)
	if m.hit("chain", i) && length == 1 {
		length = 2
	}
	chain := m.chain(i, CodeSigning, length, DN(subject...), from, to)
	e := Envelope{Chain: chain, Scheme: pick(r, X509, X509, SA), Time: signed, Payload: m.payload(i, chain[0].Key)}
	if m.chance(30) {
		e.Expiry = m.now.Add(time.Duration(m.IntN(100*86400)-20*86400) * time.Second)
		if !e.Expiry.After(signed) {
			e.Expiry = signed.Add(time.Second)
		}
		m.edges = append(m.edges, e.Expiry)
	}
	if m.chance(20) {
		e.Agent = "lab/1.0"
	}
	kind := "ca:lab"
	if e.Scheme == SA {
		kind = "signingAuthority:lab"
	}
	trusted := chain[len(chain)-1]
	if m.chance(15) {
		trusted = pick(r, chain...)
	}
	if !m.chance(4) || len(m.v.TrustStores[kind]) == 0 {
		m.v.TrustStores[kind] = append(m.v.TrustStores[kind], Store(trusted)...)
	}
	m.made = append(m.made, made{chain, subject, e.Scheme})
	if m.hit("chain", i) {
		key := e.Chain[0].Key
		e.Key = key
		e.Chain = m.order(chain)
	}
	if m.hit("chain.signatures", i) && len(e.Chain) > 1 {
		m.note("chain.signatures")
		e.Key = e.Chain[0].Key
		e.Chain = m.swapSignatures(e.Chain)
	}
	if m.hit("claims", i) {
		m.claims(&e)
	}
	if m.hit("attribute", i) {
		m.attribute(&e)
	}
	if m.plugins && i == m.target {
		m.plugin(&e)
	}
	if m.hit("algorithm", i) {
		m.algorithms(&e)
	}
	h := m.hooks(&e)
	stamped := e.Scheme == X509 && (m.chance(30) || m.sites["stamp.moved"]) || m.hit("stamp.spec", i) || m.hit("stamp.der", i) || m.hit("stamp.time", i)
	if stamped && (e.Scheme == X509 || m.chance(20)) {
		m.stamp(i, &e, h, signed, from, to)
	}
	m.text(i, &e, h, mediaType)
	var other Envelope
	swap := m.hit("swap", i)
	if swap {
		other = e
		other.Payload = m.payload(-1, chain[0].Key)
		if m.chance(50) {
			other.Payload = append([]byte(" "), other.Payload...)
		}
		if m.chance(50) {
			leaf := Leaf(fmt.Sprint("p-swap-", i), nil, Validity(from.Format(time.RFC3339), to.Format(time.RFC3339)), WithSubject(DN(subject...)))
			other.Chain, other.Key, other.Alg = []*Cert{leaf}, nil, ""
		} else {
			other.Time = other.Time.Add(time.Second)
		}
	}
	h.install(&e)
	bytes := e.Make(mediaType)
	if swap {
		bytes = m.swap(bytes, other.Make(mediaType), mediaType)
	}
	if m.hit("cbor.outer", i) && mediaType == COSEType {
		var how string
		bytes, how = m.changeCBOR(bytes)
		m.note("cbor.outer.%s", how)
	}
	if m.hit("raw", i) {
		var how string
		bytes, how = m.spoilBytes(bytes)
		m.note("raw.%s", how)
	}
	said := mediaType
	if m.chance(1) {
		said = pick(r, JWSType, COSEType, "application/json", "")
		m.note("media-type")
	}
	m.v.Signatures = append(m.v.Signatures, Signature{Envelope: bytes, MediaType: said})
}

// hooks collects what is done to an envelope while it is made.
type hooks struct {
	protected   []func(*Members)
	header      []func(*Members)
	protectedIn []func(string) string
	headerIn    []func(string) string
	outerIn     []func(string) string
	prot        []func(*Pairs)
	unprot      []func(*Pairs)
	protMap     []func([]byte) []byte
	unMap       []func([]byte) []byte
}

func (m *maker) hooks(e *Envelope) *hooks {
	h := &hooks{}
	if e.Protected != nil {
		h.protected, h.prot = append(h.protected, e.Protected), append(h.prot, e.Prot)
	}
	return h
}

func chained[T any](list []func(T) T) func(T) T {
	return func(v T) T {
		for _, f := range list {
			v = f(v)
		}
		return v
	}
}

func each[T any](list []func(T)) func(T) {
	return func(v T) {
		for _, f := range list {
			f(v)
		}
	}
}

func (h *hooks) install(e *Envelope) {
	e.Protected, e.Header, e.Prot, e.Unprot = each(h.protected), each(h.header), each(h.prot), each(h.unprot)
	e.ProtectedText, e.HeaderText, e.OuterText = chained(h.protectedIn), chained(h.headerIn), chained(h.outerIn)
	e.ProtMap, e.UnMap = chained(h.protMap), chained(h.unMap)
}

// payload names the artifact, rightly unless the site asks for more.
func (m *maker) payload(i int, key *Key) []byte {
	var annotations []string
	if m.chance(30) {
		annotations = append(annotations, pick(m.Random, "build", "Build", "x"), pick(m.Random, "7", "8", ""))
	}
	if m.chance(2) {
		annotations = append(annotations, "io.cncf.notary.x", "y")
	}
	payload := []byte(`{"targetArtifact":` + m.signedTarget(key, annotations...) + `}`)
	if !m.hit("json.payload", i) {
		return payload
	}
	text := string(payload)
	for range 1 + m.IntN(2) {
		changed, how := m.changeJSON(text)
		text = changed
		m.note("json.payload.%s", how)
	}
	return []byte(text)
}

// claims changes what the signature says of itself.
func (m *maker) claims(e *Envelope) {
	r := m.Random
	switch m.IntN(6) {
	case 0:
		e.ContentType = pick(r, "application/json", PayloadType+" ", strings.ToUpper(PayloadType), "", "application/vnd.cncf.notary.payload.v2+json")
		m.note("claims.content-type")
	case 1:
		e.Scheme = pick(r, "notary.x509.signingAuthority", "notary.x509", "notary.default.x509", "", "Notary.x509")
		m.note("claims.scheme")
	case 2:
		e.Expiry = e.Time.Add(pick(r, 0, -time.Second, time.Second, time.Millisecond, -time.Millisecond))
		m.note("claims.expiry")
	case 3:
		e.Time = pick(r, At("0001-01-01T00:00:00Z"), At("1970-01-01T00:00:00Z"), At("1969-12-31T23:59:59Z"), At("9999-12-31T23:59:59Z"), m.now.AddDate(1, 0, 0), At("0001-01-01T00:00:01Z"), m.now)
		m.note("claims.time")
	case 4:
		zone := time.FixedZone("", pick(r, 3600*8, -3600*8, 60*90, -60))
		e.Time, e.Expiry = e.Time.In(zone), e.Expiry.In(zone)
		m.note("claims.zone")
	case 5:
		e.Time = pick(r, m.edges...).Add(pick(r, 0, -time.Second, time.Second))
		m.note("claims.edge")
	}
}

func (m *maker) attribute(e *Envelope) {
	r := m.Random
	a := Attr{Key: pick(r, "foo", "Foo", "alg2", HPlugin, HPluginMv, "io.cncf.notary.foo", "cty2", "b64"), Critical: m.chance(50), JSON: Quote(pick(r, "bar", "", "1.0.0", "com.example.plugin", "\u00e9"))}
	if m.chance(20) {
		a.JSON, a.CBOR = pick(r, "null", "1", "[]", "{}", "true"), pick(r, CNull(), CInt(1), CArr(), CMap(), []byte{0xf5})
	}
	m.note("attribute")
	if a.Critical {
		m.note("attribute.critical")
	}
	e.Attrs = append(e.Attrs, a)
}

func (m *maker) algorithms(e *Envelope) {
	r := m.Random
	key := e.Chain[0].Key
	switch m.IntN(8) {
	case 0:
		if key.N != nil && key.N.BitLen() >= 2048 {
			e.Alg = pick(r, "PS256", "PS384", "PS512")
		} else if key.EC != nil {
			e.Alg = pick(r, "ES256", "ES384", "ES512")
		}
		m.note("algorithm.other")
	case 1:
		if key.N != nil && key.N.BitLen() >= 2048 {
			e.SaltLen = pick(r, -1, 1, 20, 32, 48, 64, 100)
		}
		m.note("algorithm.salt")
	case 2:
		e.Signature = func(b []byte) []byte { b, how := m.spoilBytes(b); m.note("algorithm.signature-%s", how); return b }
	case 3:
		if key.EC != nil {
			e.Signature = DERSignature
		}
		m.note("algorithm.der")
	case 4: // says one, uses another
		m.note("algorithm.said")
		e.Protected = func(p *Members) {
			p.Set("alg", Quote(pick(r, "none", "HS256", "RS256", "PS256", "PS384", "ES256", "ES384", "ES512", "EdDSA", "")))
		}
		e.Prot = func(p *Pairs) { p.Set(CInt(1), CInt(pick(r, int64(-37), -38, -7, -35, -36, -257, -8, 5, 0))) }
	case 5:
		m.note("algorithm.zero")
		e.Signature = func(b []byte) []byte { return make([]byte, len(b)) }
	case 6: // the same number written otherwise
		m.note("algorithm.congruent")
		e.Signature = congruent(key)
	case 7:
		m.note("algorithm.pkcs1")
		if key.N != nil && key.N.BitLen() >= 2048 {
			e.Sign = func(hash crypto.Hash, message []byte) []byte {
				h := hash.New()
				h.Write(message)
				return key.SignPKCS1(hash, h.Sum(nil))
			}
		}
	}
}

// text changes the envelope where it is written.
func (m *maker) text(i int, e *Envelope, h *hooks, mediaType string) {
	r := m.Random
	changeText := func(site string) func(string) string {
		return func(s string) string {
			for range 1 + m.IntN(2) {
				var how string
				s, how = m.changeJSON(s)
				m.note("%s.%s", site, how)
			}
			return s
		}
	}
	changeItem := func(site string) func([]byte) []byte {
		return func(b []byte) []byte {
			for range 1 + m.IntN(2) {
				var how string
				b, how = m.changeCBOR(b)
				m.note("%s.%s", site, how)
			}
			return b
		}
	}
	if mediaType == COSEType {
		if m.hit("cbor.protected", i) {
			h.protMap = append(h.protMap, changeItem("cbor.protected"))
		}
		if m.hit("cbor.unprotected", i) {
			h.unMap = append(h.unMap, changeItem("cbor.unprotected"))
		}
		if m.hit("crit", i) {
			m.note("crit")
			list := [][]byte{CText(HScheme), CText(HExpiry), CText(HAuth), CText(HTime), CInt(1), CInt(2), CInt(3), CText("foo"), CText(HPlugin), CInt(-70001), CText("alg")}
			m.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
			list = append(list[:m.IntN(4)], CText(HScheme))
			if m.chance(30) {
				list = append(list, list[0])
			}
			h.prot = append(h.prot, func(p *Pairs) { p.Set(CInt(2), CArr(list...)) })
		}
		return
	}
	if m.hit("json.protected", i) {
		h.protectedIn = append(h.protectedIn, changeText("json.protected"))
	}
	if m.hit("json.header", i) {
		h.headerIn = append(h.headerIn, changeText("json.header"))
	}
	if m.hit("json.outer", i) {
		h.outerIn = append(h.outerIn, changeText("json.outer"))
	}
	if m.hit("crit", i) {
		m.note("crit")
		list := []string{HScheme, HExpiry, HAuth, HTime, "alg", "crit", "cty", "foo", HPlugin, "x5c", "b64"}
		m.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
		list = append(list[:m.IntN(4)], HScheme)
		if m.chance(30) {
			list = append(list, list[0])
		}
		h.protected = append(h.protected, func(p *Members) { p.Set("crit", StringArray(list)) })
	}
	if m.hit("base64", i) {
		change := func(s string) string {
			if s == "" {
				return s
			}
			at := m.IntN(len(s))
			switch m.IntN(6) {
			case 0:
				return s + strings.Repeat("=", 1+m.IntN(2))
			case 1:
				return s[:at] + pick(r, "\n", "\r\n", " ", "=", "+", "/", "-", "_", ".", "\t") + s[at:]
			case 2: // other unused bits in the last character
				const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
				last := strings.IndexByte(letters, s[len(s)-1])
				if last < 0 {
					return s
				}
				return s[:len(s)-1] + string(letters[last^1])
			case 3:
				b, err := base64.RawURLEncoding.DecodeString(s)
				if err != nil {
					return s
				}
				return base64.RawStdEncoding.EncodeToString(b)
			case 4:
				return s[:at]
			}
			return s[:at] + string(s[at]) + s[at:]
		}
		before := m.chance(60)
		m.note("base64")
		switch where := m.IntN(4); {
		case where == 0 && before:
			e.ProtectedB64 = change
		case where == 0:
			e.SpoilProtectedB64 = change
		case where == 1 && before:
			e.PayloadB64 = change
		case where == 1:
			e.SpoilPayloadB64 = change
		case where == 2:
			e.Base64Sig = change
		default:
			e.X5C = func(list []string) string {
				k := m.IntN(len(list))
				list[k] = change(list[k])
				return StringArray(list)
			}
		}
	}
}

// swap takes parts of one envelope and puts them into the other.
func (m *maker) swap(a, b []byte, mediaType string) []byte {
	if mediaType == COSEType {
		x, _ := parseCBOR(a)
		y, _ := parseCBOR(b)
		if x == nil || y == nil || len(x.inner) != 1 || len(y.inner) != 1 || len(x.inner[0].inner) != 4 || len(y.inner[0].inner) != 4 {
			return a
		}
		part := m.IntN(4)
		x.inner[0].inner[part] = y.inner[0].inner[part]
		m.note("swap.%d", part)
		return x.encode()
	}
	x, y := parseJSON(a), parseJSON(b)
	if x == nil || y == nil || len(x.inner) != 4 || len(y.inner) != 4 {
		return a
	}
	part := m.IntN(4)
	x.inner[part] = y.inner[part]
	m.note("swap.%s", strings.Trim(x.names[part], `"`))
	return []byte(x.String())
}

package lab

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

const (
	JWSType     = "application/jose+json"
	COSEType    = "application/cose"
	PayloadType = "application/vnd.cncf.notary.payload.v1+json"
	X509        = "notary.x509"
	SA          = "notary.x509.signingAuthority"

	HScheme   = "io.cncf.notary.signingScheme"
	HTime     = "io.cncf.notary.signingTime"
	HAuth     = "io.cncf.notary.authenticSigningTime"
	HExpiry   = "io.cncf.notary.expiry"
	HStamp    = "io.cncf.notary.timestampSignature"
	HAgent    = "io.cncf.notary.signingAgent"
	HPlugin   = "io.cncf.notary.verificationPlugin"
	HPluginMv = "io.cncf.notary.verificationPluginMinVersion"
)

// Attr is an extended signed attribute.
type Attr struct {
	Key      string
	Critical bool
	JSON     string // value in a JWS
	CBOR     []byte // value in a COSE envelope; text of JSON string when nil
}

// Members is a JSON object in the making; names may repeat.
type Members struct{ list [][2]string }

func (m *Members) Add(name, raw string) *Members {
	m.list = append(m.list, [2]string{name, raw})
	return m
}
func (m *Members) Front(name, raw string) *Members {
	m.list = append([][2]string{{name, raw}}, m.list...)
	return m
}
func (m *Members) Set(name, raw string) *Members {
	for i := range m.list {
		if m.list[i][0] == name {
			m.list[i][1] = raw
			return m
		}
	}
	return m.Add(name, raw)
}
func (m *Members) Del(name string) *Members {
	for i := range m.list {
		if m.list[i][0] == name {
			m.list = append(m.list[:i:i], m.list[i+1:]...)
			return m
		}
	}
	panic("no member " + name)
}
func (m *Members) Rename(from, to string) *Members {
	for i := range m.list {
		if m.list[i][0] == from {
			m.list[i][0] = to
			return m
		}
	}
	panic("no member " + from)
}
func (m *Members) Get(name string) string {
	for _, e := range m.list {
		if e[0] == name {
			return e[1]
		}
	}
	panic("no member " + name)
}
func (m *Members) String() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, e := range m.list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(Quote(e[0]) + ":" + e[1])
	}
	b.WriteByte('}')
	return b.String()
}

// Quote writes a JSON string.
func Quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Pairs is a CBOR map in the making; keys may repeat.
type Pairs struct{ list [][2][]byte }

func (p *Pairs) Add(key, value []byte) *Pairs {
	p.list = append(p.list, [2][]byte{key, value})
	return p
}
func (p *Pairs) Front(key, value []byte) *Pairs {
	p.list = append([][2][]byte{{key, value}}, p.list...)
	return p
}
func (p *Pairs) find(key []byte) int {
	for i, e := range p.list {
		if string(e[0]) == string(key) {
			return i
		}
	}
	return -1
}
func (p *Pairs) Set(key, value []byte) *Pairs {
	if i := p.find(key); i >= 0 {
		p.list[i][1] = value
		return p
	}
	return p.Add(key, value)
}
func (p *Pairs) Del(key []byte) *Pairs {
	i := p.find(key)
	if i < 0 {
		panic("no such label")
	}
	p.list = append(p.list[:i:i], p.list[i+1:]...)
	return p
}
func (p *Pairs) Get(key []byte) []byte { return p.list[p.find(key)][1] }
func (p *Pairs) Flat() [][]byte {
	var out [][]byte
	for _, e := range p.list {
		out = append(out, e[0], e[1])
	}
	return out
}
func (p *Pairs) Map() []byte { return CMap(p.Flat()...) }
func (p *Pairs) Reverse() {
	for i, j := 0, len(p.list)-1; i < j; i, j = i+1, j-1 {
		p.list[i], p.list[j] = p.list[j], p.list[i]
	}
}

// Envelope describes a signature to make; the hooks spoil it on purpose.
type Envelope struct {
	Chain       []*Cert
	Key         *Key // the leaf's when nil
	Scheme      string
	Time        time.Time
	Expiry      time.Time
	Payload     []byte
	ContentType string
	Attrs       []Attr
	Alg         string // declared and used; from the key when empty
	SaltLen     int    // hash length when 0, no salt when negative
	Agent       string
	Sign        func(hash crypto.Hash, message []byte) []byte
	Signature   func([]byte) []byte // after signing

	// JWS
	Protected                           func(*Members)
	ProtectedText                       func(string) string
	ProtectedB64, PayloadB64, Base64Sig func(string) string
	SpoilPayloadB64                     func(string) string // after signing
	SpoilProtectedB64                   func(string) string // after signing
	Header                              func(*Members)
	HeaderText                          func(string) string
	Outer                               func(*Members)
	OuterText                           func(string) string
	X5C                                 func([]string) string // from base64 elements to JSON

	// COSE
	Prot     func(*Pairs)
	ProtMap  func([]byte) []byte // the encoded map
	ProtItem func([]byte) []byte // from encoded map to the item in the message
	Unprot   func(*Pairs)
	UnMap    func([]byte) []byte
	Payitem  func([]byte) []byte
	Sigitem  func([]byte) []byte
	Wrap     func(items ...[]byte) []byte
	AAD      []byte
	Spoil    func([]byte) []byte
}

var jwsAlgs = map[string]crypto.Hash{"PS256": crypto.SHA256, "PS384": crypto.SHA384, "PS512": crypto.SHA512, "ES256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512, "RS256": crypto.SHA256}
var coseAlgs = map[string]int64{"PS256": -37, "PS384": -38, "PS512": -39, "ES256": -7, "ES384": -35, "ES512": -36}

// DefaultAlg is the algorithm that the key's size asks for.
func (k *Key) DefaultAlg() string {
	if k.EC != nil {
		switch k.EC.Params().BitSize {
		case 384:
			return "ES384"
		case 521:
			return "ES512"
		}
		return "ES256"
	}
	if k.N != nil {
		switch {
		case k.N.BitLen() > 3080:
			return "PS512"
		case k.N.BitLen() > 2800:
			return "PS384"
		}
		return "PS256"
	}
	return "ES256"
}

func (e *Envelope) defaults() {
	if e.Key == nil && len(e.Chain) > 0 {
		e.Key = e.Chain[0].Key
	}
	if e.Scheme == "" {
		e.Scheme = X509
	}
	if e.ContentType == "" {
		e.ContentType = PayloadType
	}
	if e.Alg == "" {
		e.Alg = e.Key.DefaultAlg()
	}
}

func (e *Envelope) sign(message []byte) []byte {
	hash, ok := jwsAlgs[e.Alg]
	if !ok {
		hash = crypto.SHA256
	}
	var sig []byte
	switch {
	case e.Sign != nil:
		sig = e.Sign(hash, message)
	case e.Key.EC != nil:
		sig = e.Key.SignECDSA(hash, hashBytes(hash, message))
	case e.Key.N != nil:
		salt := hash.Size()
		if e.SaltLen != 0 {
			salt = max(e.SaltLen, 0)
		}
		sig = e.Key.SignPSS(hash, hashBytes(hash, message), salt)
	default:
		sig = e.Key.SignTBS("ed25519", message)
	}
	if e.Signature != nil {
		sig = e.Signature(sig)
	}
	return sig
}

// B64 is base64url without padding.
func B64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Std64 is base64 with padding.
func Std64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func apply[T any](f func(T) T, v T) T {
	if f != nil {
		return f(v)
	}
	return v
}

// JWS makes the envelope in JSON.
func (e Envelope) JWS() []byte {
	e.defaults()
	prot := &Members{}
	prot.Add("alg", Quote(e.Alg))
	crit := []string{HScheme}
	var rest Members
	rest.Add("cty", Quote(e.ContentType))
	rest.Add(HScheme, Quote(e.Scheme))
	stamp := Quote(e.Time.Format(time.RFC3339Nano))
	if e.Scheme == SA {
		crit = append(crit, HAuth)
		rest.Add(HAuth, stamp)
	} else {
		rest.Add(HTime, stamp)
	}
	if !e.Expiry.IsZero() {
		crit = append(crit, HExpiry)
		rest.Add(HExpiry, Quote(e.Expiry.Format(time.RFC3339Nano)))
	}
	for _, a := range e.Attrs {
		rest.Add(a.Key, a.JSON)
		if a.Critical {
			crit = append(crit, a.Key)
		}
	}
	var quoted []string
	for _, c := range crit {
		quoted = append(quoted, Quote(c))
	}
	prot.Add("crit", "["+strings.Join(quoted, ",")+"]")
	prot.list = append(prot.list, rest.list...)
	if e.Protected != nil {
		e.Protected(prot)
	}
	protected := apply(e.ProtectedB64, B64([]byte(apply(e.ProtectedText, prot.String()))))
	payload := apply(e.PayloadB64, B64(e.Payload))
	signature := apply(e.Base64Sig, B64(e.sign([]byte(protected+"."+payload))))
	protected, payload = apply(e.SpoilProtectedB64, protected), apply(e.SpoilPayloadB64, payload)

	var x5c []string
	for _, c := range e.Chain {
		x5c = append(x5c, Std64(c.DER))
	}
	header := &Members{}
	if e.X5C != nil {
		header.Add("x5c", e.X5C(x5c))
	} else {
		header.Add("x5c", StringArray(x5c))
	}
	if e.Agent != "" {
		header.Add(HAgent, Quote(e.Agent))
	}
	if e.Header != nil {
		e.Header(header)
	}
	outer := (&Members{}).Add("payload", Quote(payload)).Add("protected", Quote(protected)).
		Add("header", apply(e.HeaderText, header.String())).Add("signature", Quote(signature))
	if e.Outer != nil {
		e.Outer(outer)
	}
	return []byte(apply(e.OuterText, outer.String()))
}

// StringArray writes a JSON array of strings.
func StringArray(list []string) string {
	var quoted []string
	for _, s := range list {
		quoted = append(quoted, Quote(s))
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// CTime writes an epoch time: tag 1, whole seconds.
func CTime(t time.Time) []byte { return CTag(1, CInt(t.Unix())) }

// COSE makes the envelope in CBOR.
func (e Envelope) COSE() []byte {
	e.defaults()
	prot := &Pairs{}
	alg, ok := coseAlgs[e.Alg]
	if !ok {
		alg = -8
	}
	prot.Add(CInt(1), CInt(alg))
	crit := [][]byte{CText(HScheme)}
	var rest Pairs
	rest.Add(CInt(3), CText(e.ContentType))
	rest.Add(CText(HScheme), CText(e.Scheme))
	if e.Scheme == SA {
		crit = append(crit, CText(HAuth))
		rest.Add(CText(HAuth), CTime(e.Time))
	} else {
		rest.Add(CText(HTime), CTime(e.Time))
	}
	if !e.Expiry.IsZero() {
		crit = append(crit, CText(HExpiry))
		if e.Expiry.Nanosecond() != 0 {
			rest.Add(CText(HExpiry), CTag(1, CFloat(float64(e.Expiry.UnixMilli())/1000)))
		} else {
			rest.Add(CText(HExpiry), CTime(e.Expiry))
		}
	}
	for _, a := range e.Attrs {
		value := a.CBOR
		if value == nil {
			var s string
			if err := json.Unmarshal([]byte(a.JSON), &s); err != nil {
				panic("attribute needs a CBOR value: " + a.JSON)
			}
			value = CText(s)
		}
		rest.Add(CText(a.Key), value)
		if a.Critical {
			crit = append(crit, CText(a.Key))
		}
	}
	prot.Add(CInt(2), CArr(crit...))
	prot.list = append(prot.list, rest.list...)
	if e.Prot != nil {
		e.Prot(prot)
	}
	protMap := apply(e.ProtMap, prot.Map())
	tbs := CArr(CText("Signature1"), CBytes(protMap), CBytes(e.AAD), CBytes(e.Payload))
	signature := e.sign(tbs)

	var x5 [][]byte
	for _, c := range e.Chain {
		x5 = append(x5, CBytes(c.DER))
	}
	unprot := (&Pairs{}).Add(CInt(33), CArr(x5...))
	if e.Agent != "" {
		unprot.Add(CText(HAgent), CText(e.Agent))
	}
	if e.Unprot != nil {
		e.Unprot(unprot)
	}
	protItem := CBytes(protMap)
	if e.ProtItem != nil {
		protItem = e.ProtItem(protMap)
	}
	items := [][]byte{protItem, apply(e.UnMap, unprot.Map()), apply(e.Payitem, CBytes(e.Payload)), apply(e.Sigitem, CBytes(signature))}
	if e.Wrap != nil {
		return apply(e.Spoil, e.Wrap(items...))
	}
	return apply(e.Spoil, CTag(18, CArr(items...)))
}

// Make makes the envelope in the format that the media type names.
func (e Envelope) Make(mediaType string) []byte {
	if mediaType == COSEType {
		return e.COSE()
	}
	return e.JWS()
}

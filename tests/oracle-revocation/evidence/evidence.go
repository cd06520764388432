// Package evidence writes OCSP responses and CRLs, good ones and spoilt ones.
package evidence

import (
	"encoding/asn1"
	"math/big"
	"time"

	. "sealcheck.example/oracle/lab"
)

// Times around the instant of verification, Now (2026-06-01T12:00:00Z).
var (
	ThisUpdate = At("2026-05-31T12:00:00Z")
	NextUpdate = At("2026-06-07T12:00:00Z")
	Longer     = At("2026-06-30T12:00:00Z")
	Past       = At("2026-05-25T12:00:00Z")
	Wrong      = At("2026-05-10T00:00:00Z") // when certificates were revoked
)

func General(t time.Time) []byte { return TLV(0x18, []byte(t.UTC().Format("20060102150405Z"))) }

// Answer is one SingleResponse.
type Answer struct {
	Cert       *Cert
	Issuer     *Cert
	Status     []byte
	This, Next time.Time // zero Next is left out
	Hash       string
	Serial     []byte
	Name, Key  []byte // instead of the issuer's
	Exts       [][]byte
}

func Good() []byte    { return Prim(0) }
func Unknown() []byte { return Prim(2) }
func Revoked(at time.Time, reason int) []byte {
	if reason < 0 {
		return Ctx(1, General(at))
	}
	return Ctx(1, General(at), Ctx(0, TLV(0x0a, []byte{byte(reason)})))
}

// KeyBits is the content of subjectPublicKey.
func KeyBits(c *Cert) []byte {
	var spki struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.SPKI, &spki); err != nil {
		panic(err)
	}
	return spki.Key.Bytes
}

func (a Answer) DER() []byte {
	if a.Hash == "" {
		a.Hash = "sha1"
	}
	if a.Name == nil {
		a.Name = a.Issuer.Subject
	}
	if a.Key == nil {
		a.Key = KeyBits(a.Issuer)
	}
	if a.Serial == nil {
		a.Serial = a.Cert.Serial
	}
	if a.Status == nil {
		a.Status = Good()
	}
	if a.This.IsZero() {
		a.This = ThisUpdate
	}
	id := Seq(HashID(a.Hash), Octets(HashOf(a.Hash, a.Name)), Octets(HashOf(a.Hash, a.Key)), TLV(0x02, a.Serial))
	body := Cat(id, a.Status, General(a.This))
	if !a.Next.IsZero() {
		body = Cat(body, Ctx(0, General(a.Next)))
	}
	if len(a.Exts) > 0 {
		body = Cat(body, Ctx(1, Seq(a.Exts...)))
	}
	return Seq(body)
}

// Response is an OCSPResponse.
type Response struct {
	Answers  []Answer
	Signer   *Cert
	Produced time.Time // ThisUpdate when zero
	ByKey    bool
	Certs    []*Cert
	Alg      string
	Exts     [][]byte
	Version  bool
	TBS      func([]byte) []byte // before signing
	Sig      func([]byte) []byte
	Type     string
	Whole    func([]byte) []byte
}

func (r Response) DER() []byte {
	if r.Alg == "" {
		r.Alg = AlgOf(r.Signer)
	}
	if r.Type == "" {
		r.Type = "1.3.6.1.5.5.7.48.1.1"
	}
	who := Ctx(1, r.Signer.Subject)
	if r.ByKey {
		who = Ctx(2, Octets(HashOf("sha1", KeyBits(r.Signer))))
	}
	var list []byte
	for _, a := range r.Answers {
		list = append(list, a.DER()...)
	}
	var version, exts, certs []byte
	if r.Version {
		version = Ctx(0, Int(0))
	}
	if len(r.Exts) > 0 {
		exts = Ctx(1, Seq(r.Exts...))
	}
	for _, c := range r.Certs {
		certs = append(certs, c.DER...)
	}
	if certs != nil {
		certs = Ctx(0, Seq(certs))
	}
	if r.Produced.IsZero() {
		r.Produced = ThisUpdate
	}
	tbs := Seq(version, who, General(r.Produced), Seq(list), exts)
	if r.TBS != nil {
		tbs = r.TBS(tbs)
	}
	sig := r.Signer.Key.SignTBS(r.Alg, tbs)
	if r.Sig != nil {
		sig = r.Sig(sig)
	}
	basic := Seq(tbs, CertAlgID(r.Alg), Bits(sig), certs)
	der := Seq(TLV(0x0a, []byte{0}), Ctx(0, Seq(OID(r.Type), Octets(basic))))
	if r.Whole != nil {
		der = r.Whole(der)
	}
	return der
}

func AlgOf(c *Cert) string {
	switch {
	case c.Key.N != nil:
		return "rsa-sha256"
	case c.Key.Ed != nil:
		return "ed25519"
	}
	switch c.Key.EC.Params().BitSize {
	case 384:
		return "ecdsa-sha384"
	case 521:
		return "ecdsa-sha512"
	}
	return "ecdsa-sha256"
}

// Line is one entry of a CRL.
type Line struct {
	Serial []byte
	At     time.Time
	Reason int // negative: none
	Exts   [][]byte
}

func Listed(c *Cert, reason int, exts ...[]byte) Line {
	return Line{Serial: c.Serial, At: Wrong, Reason: reason, Exts: exts}
}

func (l Line) DER() []byte {
	var exts []byte
	if l.Reason >= 0 {
		exts = Ext("2.5.29.21", false, TLV(0x0a, []byte{byte(l.Reason)}))
	}
	for _, e := range l.Exts {
		exts = append(exts, e...)
	}
	if exts != nil {
		exts = Seq(exts)
	}
	return Seq(TLV(0x02, l.Serial), Time(l.At), exts)
}

func Invalidity(t time.Time) []byte { return Ext("2.5.29.24", false, General(t)) }

// List is a CRL. A negative number leaves the extension out.
type List struct {
	Issuer     *Cert
	Name       []byte
	SignWith   *Key
	Alg, Outer string
	This, Next time.Time
	NoNext     bool
	Number     int64
	Base       int64 // indicator of a delta; 0: none
	Lines      []Line
	Empty      bool // an empty revokedCertificates
	Exts       [][]byte
	Version    []byte
	TBS        func([]byte) []byte // before signing
	Sig        func([]byte) []byte
	Whole      func([]byte) []byte
}

func (l List) DER() []byte {
	key := l.Issuer.Key
	if l.SignWith != nil {
		key = l.SignWith
	}
	if l.Alg == "" {
		l.Alg = AlgOf(&Cert{Spec: Spec{Key: key}})
	}
	if l.Outer == "" {
		l.Outer = l.Alg
	}
	if l.Name == nil {
		l.Name = l.Issuer.Subject
	}
	if l.This.IsZero() {
		l.This = ThisUpdate
	}
	if l.Next.IsZero() {
		l.Next = NextUpdate
	}
	if l.Version == nil {
		l.Version = Int(1)
	}
	var lines, list, exts []byte
	for _, e := range l.Lines {
		lines = append(lines, e.DER()...)
	}
	if lines != nil || l.Empty {
		list = Seq(lines)
	}
	if l.Number >= 0 {
		exts = Ext("2.5.29.20", false, BigInt(big.NewInt(l.Number)))
	}
	if l.Base > 0 {
		exts = append(exts, Ext("2.5.29.27", true, Int(l.Base))...)
	}
	for _, e := range l.Exts {
		exts = append(exts, e...)
	}
	if exts != nil {
		exts = Ctx(0, Seq(exts))
	}
	var until []byte
	if !l.NoNext {
		until = Time(l.Next)
	}
	tbs := Seq(l.Version, CertAlgID(l.Alg), l.Name, Time(l.This), until, list, exts)
	if l.TBS != nil {
		tbs = l.TBS(tbs)
	}
	sig := key.SignTBS(l.Alg, tbs)
	if l.Sig != nil {
		sig = l.Sig(sig)
	}
	der := Seq(tbs, CertAlgID(l.Outer), Bits(sig))
	if l.Whole != nil {
		der = l.Whole(der)
	}
	return der
}

// Points writes CRL distribution points, each a list of alternatives.
func Points(oid string, lists ...[]string) []byte {
	var body []byte
	for _, urls := range lists {
		var names []byte
		for _, u := range urls {
			names = append(names, Prim(6, []byte(u))...)
		}
		body = append(body, Seq(Ctx(0, Ctx(0, names)))...)
	}
	return Ext(oid, false, Seq(body))
}

func CDPs(lists ...[]string) []byte     { return Points("2.5.29.31", lists...) }
func Freshest(lists ...[]string) []byte { return Points("2.5.29.46", lists...) }

// Scope writes an issuingDistributionPoint.
func Scope(parts ...[]byte) []byte { return Ext("2.5.29.28", true, Seq(parts...)) }
func PointName(url string) []byte  { return Ctx(0, Ctx(0, Prim(6, []byte(url)))) }
func Flag(n byte) []byte           { return Prim(n, []byte{0xff}) }

package lab

import (
	"bytes"
	"crypto"
	"sort"
	"time"
)

// Stamp describes an RFC 3161 token to make; the hooks spoil it on purpose.
type Stamp struct {
	Message  []byte
	Time     string // GeneralizedTime
	Policy   string
	Accuracy []byte
	Imprint  string // hash: sha1, sha256, sha384, sha512
	Version  int64
	Extra    []byte              // after accuracy
	Info     func([]byte) []byte // the encoded TSTInfo, before it is signed
	ImprintA func([]byte) []byte // its AlgorithmIdentifier
	Type     string              // eContentType
	Content  func([]byte) []byte // the eContent element
	Signer   *Cert               // its issuer's name is SignerIssuer
	Issuer   []byte              // issuer name in the signer identifier
	Certs    []*Cert             // in the token
	CertSet  func([]byte) []byte // the certificates element
	CRLs     []byte              // the crls element
	SigAlg   string              // as in certificates
	SigID    []byte              // AlgorithmIdentifier of the signature
	Digest   string              // digest algorithm: sha256 …
	Beside   [][]byte            // more digestAlgorithms
	Attrs    func(*TokenAttrs)   // signed attributes
	NoAttrs  bool                // sign the content itself
	Unsigned []byte              // unsigned attributes element
	Sid      []byte              // signer identifier
	SignerV  int64               // SignerInfo version
	DataV    int64               // SignedData version
	Value    func([]byte) []byte // the signature value
	Signers  func([]byte) []byte // content of the signerInfos set
	Whole    func([]byte) []byte // the token
	Outer    string              // contentType of ContentInfo
}

// TokenAttrs is the list of signed attributes.
type TokenAttrs struct {
	List     [][]byte
	Unsorted bool
}

// Attribute types.
const (
	AttrContentType   = "1.2.840.113549.1.9.3"
	AttrMessageDigest = "1.2.840.113549.1.9.4"
	AttrSigningTime   = "1.2.840.113549.1.9.5"
	AttrSigningCertV1 = "1.2.840.113549.1.9.16.2.12"
	AttrSigningCertV2 = "1.2.840.113549.1.9.16.2.47"
	TSTInfoType       = "1.2.840.113549.1.9.16.1.4"
)

// Set replaces or adds an attribute.
func (a *TokenAttrs) Set(oid string, values ...[]byte) {
	a.Drop(oid)
	a.Add(oid, values...)
}

// Add appends an attribute.
func (a *TokenAttrs) Add(oid string, values ...[]byte) {
	a.List = append(a.List, Seq(OID(oid), Set(values...)))
}

// Drop removes an attribute.
func (a *TokenAttrs) Drop(oid string) {
	var kept [][]byte
	for _, e := range a.List {
		if !bytes.Contains(e[:min(len(e), 16)], OID(oid)) {
			kept = append(kept, e)
		}
	}
	a.List = kept
}

var hashNames = map[string]struct {
	oid  string
	hash crypto.Hash
}{"sha1": {"1.3.14.3.2.26", crypto.SHA1}, "sha256": {oidSHA256, crypto.SHA256}, "sha384": {oidSHA384, crypto.SHA384}, "sha512": {oidSHA512, crypto.SHA512}}

// HashID is a hash's AlgorithmIdentifier.
func HashID(name string) []byte { return Seq(OID(hashNames[name].oid), Null()) }

// HashOf hashes.
func HashOf(name string, b []byte) []byte { return hashBytes(hashNames[name].hash, b) }

// CertAlgID is the AlgorithmIdentifier that certificates use.
func CertAlgID(name string) []byte { return certAlgs[name].id() }

// Make makes the token.
func (s Stamp) Make() []byte {
	def := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	def(&s.Time, "20260501100005Z")
	def(&s.Policy, "1.2.3.4")
	def(&s.Imprint, "sha256")
	def(&s.Type, TSTInfoType)
	def(&s.Digest, "sha256")
	def(&s.Outer, "1.2.840.113549.1.7.2")
	def(&s.SigAlg, s.Signer.Key.certAlg())
	if s.Version == 0 {
		s.Version = 1
	}
	if s.SignerV == 0 {
		s.SignerV = 1
	}
	if s.DataV == 0 {
		s.DataV = 3
	}
	info := apply(s.Info, Seq(Int(s.Version), OID(s.Policy), Seq(apply(s.ImprintA, HashID(s.Imprint)), Octets(HashOf(s.Imprint, s.Message))), Int(7), TLV(0x18, []byte(s.Time)), s.Accuracy, s.Extra))
	attrs := &TokenAttrs{}
	attrs.Add(AttrContentType, OID(s.Type))
	attrs.Add(AttrMessageDigest, Octets(HashOf(s.Digest, info)))
	attrs.Add(AttrSigningCertV2, Seq(Seq(Seq(Octets(HashOf("sha256", s.Signer.DER))))))
	if s.Attrs != nil {
		s.Attrs(attrs)
	}
	sorted := append([][]byte{}, attrs.List...)
	sort.Slice(sorted, func(i, j int) bool { return bytes.Compare(sorted[i], sorted[j]) < 0 })
	if !attrs.Unsorted {
		attrs.List = sorted
	}
	signed, element := Set(sorted...), Ctx(0, attrs.List...)
	if s.NoAttrs {
		signed, element = info, nil
	}
	if s.Sid == nil {
		s.Sid = Seq(s.Issuer, TLV(0x02, s.Signer.Serial))
	}
	if s.SigID == nil {
		s.SigID = CertAlgID(s.SigAlg)
	}
	signer := Seq(Int(s.SignerV), s.Sid, HashID(s.Digest), element, s.SigID, Octets(apply(s.Value, s.Signer.Key.SignTBS(s.SigAlg, signed))), s.Unsigned)
	var certs []byte
	for _, c := range s.Certs {
		certs = append(certs, c.DER...)
	}
	if len(certs) > 0 {
		certs = Ctx(0, certs)
	}
	data := Seq(Int(s.DataV), Set(append([][]byte{HashID(s.Digest)}, s.Beside...)...), Seq(OID(s.Type), Ctx(0, apply(s.Content, Octets(info)))), apply(s.CertSet, certs), s.CRLs, Set(apply(s.Signers, signer)))
	return apply(s.Whole, Seq(OID(s.Outer), Ctx(0, data)))
}

// Token is an ordinary token of a small authority over the message.
func Token(message []byte, at time.Time, policy string, accuracy []byte) []byte {
	root := Root("token-root")
	leaf := Leaf("token-leaf", root, WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "clock")), WithEKU(true, TimeStamping))
	return Stamp{Message: message, Time: GeneralizedTime(at), Policy: policy, Accuracy: accuracy, Signer: leaf, Issuer: root.Subject, Certs: []*Cert{leaf, root}}.Make()
}

// GeneralizedTime writes a time without trailing zeros.
func GeneralizedTime(t time.Time) string { return t.UTC().Format("20060102150405.999999999") + "Z" }

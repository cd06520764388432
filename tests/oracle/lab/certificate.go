package lab

import (
	"crypto"
	"encoding/pem"
	"math/big"
	"strings"
	"time"
)

// Signature algorithms of certificates, by a short name.
var certAlgs = map[string]struct {
	id   func() []byte
	hash crypto.Hash
	kind string
}{
	"rsa-md5":      {func() []byte { return Seq(OID("1.2.840.113549.1.1.4"), Null()) }, crypto.MD5, "rsa"},
	"rsa-sha1":     {func() []byte { return Seq(OID("1.2.840.113549.1.1.5"), Null()) }, crypto.SHA1, "rsa"},
	"rsa-sha256":   {func() []byte { return Seq(OID("1.2.840.113549.1.1.11"), Null()) }, crypto.SHA256, "rsa"},
	"rsa-sha384":   {func() []byte { return Seq(OID("1.2.840.113549.1.1.12"), Null()) }, crypto.SHA384, "rsa"},
	"rsa-sha512":   {func() []byte { return Seq(OID("1.2.840.113549.1.1.13"), Null()) }, crypto.SHA512, "rsa"},
	"pss-sha256":   {func() []byte { return pssID(oidSHA256, 32) }, crypto.SHA256, "pss"},
	"pss-sha384":   {func() []byte { return pssID(oidSHA384, 48) }, crypto.SHA384, "pss"},
	"pss-sha512":   {func() []byte { return pssID(oidSHA512, 64) }, crypto.SHA512, "pss"},
	"ecdsa-sha1":   {func() []byte { return Seq(OID("1.2.840.10045.4.1")) }, crypto.SHA1, "ecdsa"},
	"ecdsa-sha256": {func() []byte { return Seq(OID("1.2.840.10045.4.3.2")) }, crypto.SHA256, "ecdsa"},
	"ecdsa-sha384": {func() []byte { return Seq(OID("1.2.840.10045.4.3.3")) }, crypto.SHA384, "ecdsa"},
	"ecdsa-sha512": {func() []byte { return Seq(OID("1.2.840.10045.4.3.4")) }, crypto.SHA512, "ecdsa"},
	"ed25519":      {func() []byte { return Seq(OID("1.3.101.112")) }, 0, "ed"},
}

func pssID(hash string, salt int64) []byte {
	h := Seq(OID(hash), Null())
	return Seq(OID("1.2.840.113549.1.1.10"), Seq(Ctx(0, h), Ctx(1, Seq(OID("1.2.840.113549.1.1.8"), h)), Ctx(2, Int(salt))))
}

// SignTBS signs bytes as a certificate issuer does.
func (k *Key) SignTBS(alg string, tbs []byte) []byte {
	a := certAlgs[alg]
	switch a.kind {
	case "rsa":
		return k.SignPKCS1(a.hash, hashBytes(a.hash, tbs))
	case "pss":
		return k.SignPSS(a.hash, hashBytes(a.hash, tbs), a.hash.Size())
	case "ecdsa":
		return DERSignature(k.SignECDSA(a.hash, hashBytes(a.hash, tbs)))
	}
	sig, err := k.Ed.Sign(nil, tbs, crypto.Hash(0))
	if err != nil {
		panic(err)
	}
	return sig
}

func (k *Key) certAlg() string {
	switch {
	case k.Ed != nil:
		return "ed25519"
	case k.N != nil:
		return "rsa-sha256"
	}
	switch k.EC.Params().BitSize {
	case 384:
		return "ecdsa-sha384"
	case 521:
		return "ecdsa-sha512"
	}
	return "ecdsa-sha256"
}

// Attribute types of names.
var nameOIDs = map[string]string{
	"C": "2.5.4.6", "ST": "2.5.4.8", "L": "2.5.4.7", "O": "2.5.4.10", "OU": "2.5.4.11", "CN": "2.5.4.3",
	"STREET": "2.5.4.9", "POSTALCODE": "2.5.4.17", "SERIALNUMBER": "2.5.4.5", "T": "2.5.4.12",
	"E": "1.2.840.113549.1.9.1", "DC": "0.9.2342.19200300.100.1.25", "UID": "0.9.2342.19200300.100.1.1",
	"ORGID": "2.5.4.97", "GN": "2.5.4.42", "SN": "2.5.4.4",
}

// DN writes a name from type, value pairs. A type may carry a string type as in
// "O:utf8", and a leading "+" puts the attribute into the previous RDN.
func DN(pairs ...string) []byte {
	var rdns [][][]byte
	for i := 0; i < len(pairs); i += 2 {
		kind, enc, _ := strings.Cut(pairs[i], ":")
		join := strings.HasPrefix(kind, "+")
		kind = strings.TrimPrefix(kind, "+")
		oid, ok := nameOIDs[kind]
		if !ok {
			oid = kind
		}
		tag := byte(0x0c)
		switch {
		case enc == "printable" || enc == "" && printable(pairs[i+1]):
			tag = 0x13
		case enc == "ia5" || enc == "" && (kind == "E" || kind == "DC"):
			tag = 0x16
		case enc == "t61":
			tag = 0x14
		}
		attr := Seq(OID(oid), TLV(tag, []byte(pairs[i+1])))
		if join {
			rdns[len(rdns)-1] = append(rdns[len(rdns)-1], attr)
		} else {
			rdns = append(rdns, [][]byte{attr})
		}
	}
	var sets [][]byte
	for _, r := range rdns {
		sets = append(sets, Set(r...))
	}
	return Seq(sets...)
}

func printable(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" '()+,-./:=?", r)) {
			return false
		}
	}
	return s != ""
}

// Ext writes one extension.
func Ext(oid string, critical bool, value []byte) []byte {
	if critical {
		return Seq(OID(oid), True(), Octets(value))
	}
	return Seq(OID(oid), Octets(value))
}

// Key usage bits.
const (
	DigitalSignature = 1 << iota
	ContentCommitment
	KeyEncipherment
	DataEncipherment
	KeyAgreement
	KeyCertSign
	CRLSign
	EncipherOnly
	DecipherOnly
)

// KeyUsage writes the extension.
func KeyUsage(bits int, critical bool) []byte {
	b := []byte{0, 0}
	last := 0
	for i := 0; i < 9; i++ {
		if bits&(1<<i) != 0 {
			b[i/8] |= 0x80 >> (i % 8)
			last = i
		}
	}
	b = b[:last/8+1]
	return Ext("2.5.29.15", critical, TLV(0x03, []byte{byte(7 - last%8)}, b))
}

// BasicConstraints writes the extension; a negative pathLen is left out.
func BasicConstraints(ca bool, pathLen int, critical bool) []byte {
	var body [][]byte
	if ca {
		body = append(body, True())
	}
	if pathLen >= 0 {
		body = append(body, Int(int64(pathLen)))
	}
	return Ext("2.5.29.19", critical, Seq(body...))
}

// Extended key usages.
const (
	AnyEKU          = "2.5.29.37.0"
	ServerAuth      = "1.3.6.1.5.5.7.3.1"
	ClientAuth      = "1.3.6.1.5.5.7.3.2"
	CodeSigning     = "1.3.6.1.5.5.7.3.3"
	EmailProtection = "1.3.6.1.5.5.7.3.4"
	TimeStamping    = "1.3.6.1.5.5.7.3.8"
	OCSPSigning     = "1.3.6.1.5.5.7.3.9"
)

// EKU writes the extension.
func EKU(critical bool, oids ...string) []byte {
	var body [][]byte
	for _, o := range oids {
		body = append(body, OID(o))
	}
	return Ext("2.5.29.37", critical, Seq(body...))
}

// CDP writes one CRL distribution point.
func CDP(url string) []byte {
	return Ext("2.5.29.31", false, Seq(Seq(Ctx(0, Ctx(0, Prim(6, []byte(url)))))))
}

// AIA writes one OCSP responder address.
func AIA(url string) []byte {
	return Ext("1.3.6.1.5.5.7.1.1", false, Seq(Seq(OID("1.3.6.1.5.5.7.48.1"), Prim(6, []byte(url)))))
}

// Spec says what a certificate is to contain.
type Spec struct {
	Name                string // unique among all certificates of a run
	Key                 *Key
	Subject, Issuer     []byte
	Serial              []byte // content octets
	NotBefore, NotAfter time.Time
	Exts                [][]byte
	Alg, OuterAlg       string
	Version             int // 3 when zero
	SPKI                []byte
	SignWith            *Key                // instead of the issuer's key
	TBS                 func([]byte) []byte // before signing
	Mangle              func([]byte) []byte
}

// Cert is a minted certificate.
type Cert struct {
	Spec
	DER []byte
}

// Mint makes a certificate; without issuer it signs itself.
func Mint(s Spec, issuer *Cert) *Cert {
	signer, issuerName := s.Key, s.Subject
	if issuer != nil {
		signer, issuerName = issuer.Key, issuer.Subject
	}
	if s.SignWith != nil {
		signer = s.SignWith
	}
	if s.Issuer != nil {
		issuerName = s.Issuer
	}
	if s.Alg == "" {
		s.Alg = signer.certAlg()
	}
	if s.OuterAlg == "" {
		s.OuterAlg = s.Alg
	}
	if s.SPKI == nil {
		s.SPKI = s.Key.SPKI()
	}
	if s.Serial == nil {
		s.Serial = append([]byte{0x5e}, digest512("serial " + s.Name)[:9]...)
	}
	var body [][]byte
	switch s.Version {
	case 0:
		body = append(body, Ctx(0, Int(2)))
	case 1:
	default:
		body = append(body, Ctx(0, Int(int64(s.Version-1))))
	}
	body = append(body, TLV(0x02, s.Serial), certAlgs[s.Alg].id(), issuerName, Seq(Time(s.NotBefore), Time(s.NotAfter)), s.Subject, s.SPKI)
	if len(s.Exts) > 0 {
		body = append(body, Ctx(3, Seq(s.Exts...)))
	}
	tbs := apply(s.TBS, Seq(body...))
	der := Seq(tbs, certAlgs[s.OuterAlg].id(), Bits(signer.SignTBS(s.Alg, tbs)))
	if s.Mangle != nil {
		der = s.Mangle(der)
	}
	return &Cert{Spec: s, DER: der}
}

// PEM writes the certificate as text.
func (c *Cert) PEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER}))
}

// Exponent is a shorthand for unusual RSA exponents.
func Exponent(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 0)
	if !ok {
		panic(text)
	}
	return n
}

package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// At parses a time.
func At(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

// Times that most cases share.
var (
	Now      = "2026-06-01T12:00:00Z"
	SignedAt = At("2026-05-01T10:00:00Z")
	LeafFrom = At("2026-01-01T00:00:00Z")
	LeafTo   = At("2027-01-01T00:00:00Z")
	CAFrom   = At("2025-01-01T00:00:00Z")
	CATo     = At("2035-01-01T00:00:00Z")
)

// Mod changes a certificate before it is minted.
type Mod func(*Spec)

func WithKey(k *Key) Mod        { return func(s *Spec) { s.Key = k } }
func WithAlg(a string) Mod      { return func(s *Spec) { s.Alg = a } }
func WithSubject(dn []byte) Mod { return func(s *Spec) { s.Subject = dn } }
func WithIssuer(dn []byte) Mod  { return func(s *Spec) { s.Issuer = dn } }
func Validity(from, to string) Mod {
	return func(s *Spec) { s.NotBefore, s.NotAfter = At(from), At(to) }
}
func Drop(oid string) Mod {
	return func(s *Spec) {
		var kept [][]byte
		for _, e := range s.Exts {
			if !bytes.Contains(e[:min(len(e), 16)], OID(oid)) {
				kept = append(kept, e)
			}
		}
		s.Exts = kept
	}
}
func AddExt(exts ...[]byte) Mod {
	return func(s *Spec) { s.Exts = append(s.Exts[:len(s.Exts):len(s.Exts)], exts...) }
}
func WithUsage(bits int, critical bool) Mod {
	return func(s *Spec) { Drop("2.5.29.15")(s); AddExt(KeyUsage(bits, critical))(s) }
}
func WithBC(ca bool, pathLen int, critical bool) Mod {
	return func(s *Spec) { Drop("2.5.29.19")(s); AddExt(BasicConstraints(ca, pathLen, critical))(s) }
}
func WithEKU(critical bool, oids ...string) Mod {
	return func(s *Spec) { Drop("2.5.29.37")(s); AddExt(EKU(critical, oids...))(s) }
}

func mint(name string, issuer *Cert, s Spec, mods []Mod) *Cert {
	s.Name = name
	s.Key = P256(name)
	for _, m := range mods {
		m(&s)
	}
	return Mint(s, issuer)
}

// Root mints a self-signed CA.
func Root(name string, mods ...Mod) *Cert { return CA(name, nil, mods...) }

// CA mints a CA below the issuer.
func CA(name string, issuer *Cert, mods ...Mod) *Cert {
	return mint(name, issuer, Spec{
		Subject:   DN("C", "US", "ST", "WA", "O", "Sealcheck Lab", "CN", name),
		NotBefore: CAFrom, NotAfter: CATo,
		Exts: [][]byte{BasicConstraints(true, -1, true), KeyUsage(KeyCertSign|CRLSign, true)},
	}, mods)
}

// LeafSubject is the subject of ordinary signers.
func LeafSubject(cn string) []byte {
	return DN("C", "US", "ST", "WA", "L", "Seattle", "O", "Acme", "OU", "Release", "CN", cn)
}

// Leaf mints a signing certificate; without issuer it is self-signed.
func Leaf(name string, issuer *Cert, mods ...Mod) *Cert {
	return mint(name, issuer, Spec{
		Subject:   LeafSubject("signer"),
		NotBefore: LeafFrom, NotAfter: LeafTo,
		Exts: [][]byte{KeyUsage(DigitalSignature, true), EKU(false, CodeSigning)},
	}, mods)
}

// The PKI that most cases share.
var (
	StdRoot, StdInter, StdLeaf *Cert
	StdChain                   []*Cert
)

// The artifact that most cases share.
var (
	Artifact     = []byte(`{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}`)
	ManifestType = "application/vnd.oci.image.manifest.v1+json"
	Reference    = "registry.example/app@" + Digest("sha256", Artifact)
)

// Build mints the shared PKI; LoadPrimes comes first.
func Build() {
	StdRoot = Root("root")
	StdInter = CA("inter", StdRoot)
	StdLeaf = Leaf("leaf", StdInter)
	StdChain = []*Cert{StdLeaf, StdInter, StdRoot}
}

// Descriptor writes the descriptor of content; annotations are key, value pairs.
func Descriptor(mediaType, alg string, content []byte, annotations ...string) string {
	text := fmt.Sprintf(`{"mediaType":%s,"digest":"%s","size":%d`, Quote(mediaType), Digest(alg, content), len(content))
	if len(annotations) > 0 {
		m := &Members{}
		for i := 0; i < len(annotations); i += 2 {
			m.Add(annotations[i], Quote(annotations[i+1]))
		}
		text += `,"annotations":` + m.String()
	}
	return text + "}"
}

// Payload writes the payload for the shared artifact.
func Payload(annotations ...string) []byte {
	return []byte(`{"targetArtifact":` + Descriptor(ManifestType, "sha256", Artifact, annotations...) + `}`)
}

// Signed is the ordinary envelope of the shared chain.
func Signed() Envelope {
	return Envelope{Chain: StdChain, Time: SignedAt, Payload: Payload()}
}

// By is the ordinary envelope of another chain.
func By(chain ...*Cert) Envelope {
	e := Signed()
	e.Chain = chain
	return e
}

// Store makes entries of certificates.
func Store(certs ...*Cert) []Entry {
	out := []Entry{}
	for _, c := range certs {
		out = append(out, Entry{Cert: c})
	}
	return out
}

// StrictPolicy trusts the store ca:lab for the shared repository.
func StrictPolicy() *Policy {
	return &Policy{"1.0", []Statement{{
		Name: "lab", RegistryScopes: []string{"registry.example/app"},
		Verification: VerificationLevel{Level: "strict"},
		TrustStores:  []string{"ca:lab"}, TrustedIdentities: []string{"*"},
	}}}
}

// OCI makes a case around one envelope: strict, the shared root trusted.
func OCI(id, rules, note, mediaType string, envelope []byte) *Case {
	c := &Case{
		ID: id, Note: note, Kind: "oci", Reference: Reference, Manifest: Artifact,
		TrustPolicy: StrictPolicy(), TrustStores: map[string][]Entry{"ca:lab": Store(StdRoot)}, At: Now,
	}
	c.Rules = Rules(rules)
	if mediaType != "" {
		c.Signatures = []Signature{{Envelope: envelope, MediaType: mediaType}}
	} else {
		c.Signatures = []Signature{}
	}
	return c
}

// Rules splits "JWS-01 JWS-02".
func Rules(text string) []string {
	out := []string{}
	for _, f := range bytes.Fields([]byte(text)) {
		out = append(out, string(f))
	}
	return out
}

// Trust replaces the store ca:lab.
func (c *Case) Trust(certs ...*Cert) *Case {
	c.TrustStores = map[string][]Entry{"ca:lab": Store(certs...)}
	return c
}

// Policy0 is the first statement.
func (c *Case) Policy0() *Statement { return &c.TrustPolicy.TrustPolicies[0] }

// Level sets the level.
func (c *Case) Level(level string) *Case {
	c.Policy0().Verification.Level = level
	if level == "skip" {
		c.Policy0().TrustStores, c.Policy0().TrustedIdentities = nil, nil
	}
	return c
}

// Override sets overrides.
func (c *Case) Override(pairs ...string) *Case {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	c.Policy0().Verification.Override = m
	return c
}

// Identities sets the trusted identities.
func (c *Case) Identities(ids ...string) *Case { c.Policy0().TrustedIdentities = ids; return c }

// When sets the time of verification.
func (c *Case) When(at string) *Case { c.At = at; return c }

// Stores sets the stores of the statement.
func (c *Case) Stores(stores ...string) *Case { c.Policy0().TrustStores = stores; return c }

// Text replaces the policy by raw text.
func (c *Case) Text(text string) *Case {
	c.TrustPolicy = nil
	c.TrustPolicyText = &text
	return c
}

// JSON is a shorthand in tests of documents.
func JSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

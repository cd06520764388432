package main

import (
	"fmt"
	"strings"
	"time"

	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// maker makes one case. Changes are planned first, as sites; each site is asked when the case gets there.
type maker struct {
	Random
	sites    map[string]bool
	features []string // those that begin with "is." are no changes
	v        *judge.Vector
	now      time.Time
	latest   time.Time   // of the thisUpdates
	edges    []time.Time // where an answer may turn
	target   int         // the signature that is changed
	made     []made
	token    []byte // the timestamp of an earlier signature
	blob     bool   // a file is signed, not an image
	plugins  bool   // a signature demands a plugin
}

// made is what a signature was made of.
type made struct {
	chain   []*Cert
	subject []string
	scheme  string
}

// note remembers a feature of the case, which the rules of differences may ask for.
func (m *maker) note(format string, more ...any) {
	m.features = append(m.features, fmt.Sprintf(format, more...))
}

// hit tells whether the site is planned for this signature.
func (m *maker) hit(site string, signature int) bool {
	return m.sites[site] && (signature < 0 || signature == m.target)
}

var sitesOfAll = []string{
	"cert.spec", "cert.spec", "cert.spec", "cert.der", "cert.der", "cert.raw", "chain", "chain", "chain.signatures", "attribute", "algorithm", "algorithm",
	"json.payload", "json.payload", "raw", "swap", "artifact", "scope", "identity", "identity", "identity", "subject", "subject",
	"store", "store", "policy.json", "policy.json", "policy.spec", "policy.spec", "time", "time", "time", "claims", "claims", "metadata",
	"stamp.spec", "stamp.spec", "stamp.der", "stamp.time", "stamp.time", "stamp.moved", "ocsp.spec", "ocsp.spec", "ocsp.der", "points", "crl.spec", "crl.spec", "crl.der", "misplaced",
}
var sitesOfJWS = []string{"json.protected", "json.protected", "json.protected", "json.header", "json.header", "json.outer", "json.outer", "base64", "crit", "crit"}
var sitesOfCOSE = []string{"cbor.protected", "cbor.protected", "cbor.protected", "cbor.unprotected", "cbor.unprotected", "cbor.outer", "cbor.outer", "crit", "crit"}

func (m *maker) line(seed, number uint64) *Written {
	mediaType := pick(m.Random, JWSType, COSEType)
	m.sites = map[string]bool{}
	for range weighted(m.Random, 20, 50, 20, 10) {
		all := append(append([]string{}, sitesOfAll...), sitesOfJWS...)
		if mediaType == COSEType {
			all = append(append([]string{}, sitesOfAll...), sitesOfCOSE...)
		}
		m.sites[pick(m.Random, all...)] = true
	}
	m.now = At("2026-06-01T12:00:00Z").Add(time.Duration(m.IntN(300*86400)) * time.Second)
	c := &Case{ID: fmt.Sprintf("%d-%d", seed, number), Rules: []string{}, Kind: "oci", Manifest: Artifact, TrustStores: map[string][]Entry{}}
	m.v = &judge.Vector{Case: c}
	c.Reference = "registry.example/app@" + Digest("sha256", Artifact)
	count := 1 + weighted(m.Random, 85, 11, 4)
	m.blob, m.plugins = m.chance(15), m.chance(15)
	stored := !m.blob && m.chance(18)
	if m.blob {
		m.note("is.blob")
		count = 1
		c.Kind, c.Reference, c.Manifest = "blob", "", nil
		m.file()
	}
	m.target = m.IntN(count)
	for i := range count {
		m.signature(i, mediaType)
		mediaType = pick(m.Random, JWSType, COSEType)
	}
	m.policy()
	m.at()
	if m.blob && (m.hit("artifact", -1) || m.chance(20)) {
		m.otherFile()
	} else if !m.blob && m.hit("artifact", -1) {
		m.artifact()
	}
	if stored {
		m.manifests()
	}
	for name, entries := range c.TrustStores {
		for i, e := range entries {
			if e.Cert != nil {
				entries[i] = Entry{Raw: e.Cert.DER, File: e.File}
			}
		}
		c.TrustStores[name] = entries
	}
	m.v.Leaf = nil
	chains := [][]*Cert{}
	for _, one := range m.made {
		chains = append(chains, one.chain)
	}
	return &Written{m.v, append([]string{}, m.features...), chains}
}

// at settles when the verification happens.
func (m *maker) at() {
	at := m.now
	if m.hit("time", -1) && len(m.edges) > 0 {
		m.note("time.edge")
		at = pick(m.Random, m.edges...).Add(pick(m.Random, 0, 0, -1, 1, -time.Millisecond, time.Millisecond, -time.Second, time.Second))
	} else if m.chance(10) {
		at = at.Add(time.Duration(m.IntN(1_000_000_000)))
	}
	if m.latest.After(at.Add(5 * time.Minute)) {
		m.note("is.evidence-from-later")
	}
	m.v.At = at.UTC().Format(time.RFC3339Nano)
}

func (m *maker) artifact() {
	c := m.v.Case
	switch m.IntN(7) {
	case 0:
		m.note("artifact.other")
		c.Manifest = append(append([]byte{}, Artifact...), '\n')
	case 1:
		m.note("artifact.bytes")
		c.Manifest, _ = m.spoilBytes(Artifact)
	case 2:
		m.note("artifact.media-type")
		c.ManifestMediaType = pick(m.Random, "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.v2+json", "text/plain")
	case 3:
		m.note("artifact.sha512")
		c.Reference = "registry.example/app@" + Digest("sha512", Artifact)
	case 4:
		m.note("artifact.digest")
		b, _ := m.spoilBytes([]byte(c.Reference))
		c.Reference = strings.ToValidUTF8(string(b), "x")
	case 5:
		m.note("artifact.tag")
		c.Reference = pick(m.Random, "registry.example/app:v1", "registry.example/app", "registry.example/app:v1@"+Digest("sha256", Artifact), "app@"+Digest("sha256", Artifact))
	case 6:
		m.note("artifact.repository")
		c.Reference = pick(m.Random, "registry.example/app2", "registry.example/App", "registry.example:5000/app", "other.example/app", "registry.example/app/sub") + "@" + Digest("sha256", Artifact)
	}
}

// policy writes the document.
func (m *maker) policy() {
	c := m.v.Case
	r := m.Random
	s := Statement{Name: "lab", RegistryScopes: []string{"registry.example/app"}, Verification: VerificationLevel{Level: "strict"}, TrustedIdentities: []string{"*"}}
	s.Verification.Level = []string{"strict", "permissive", "audit", "skip"}[weighted(r, 55, 20, 20, 5)]
	if m.chance(30) && s.Verification.Level != "skip" {
		s.Verification.Override = map[string]string{}
		for range 1 + m.IntN(2) {
			check := pick(r, "authenticity", "authenticTimestamp", "expiry", "revocation")
			action := pick(r, "enforce", "log")
			if check == "revocation" || m.chance(3) {
				action = pick(r, "enforce", "log", "skip")
			}
			s.Verification.Override[check] = action
		}
	}
	if m.chance(25) {
		s.Verification.VerifyTimestamp = pick(r, "always", "afterCertExpiry")
	}
	for name := range c.TrustStores {
		if !strings.HasPrefix(name, "tsa:") || m.chance(85) {
			s.TrustStores = append(s.TrustStores, name)
		}
	}
	sortStrings(s.TrustStores)
	if m.chance(50) || m.hit("identity", -1) || m.hit("subject", -1) {
		s.TrustedIdentities = m.identities()
	}
	if m.hit("store", -1) {
		m.stores(&s)
	}
	document := &Policy{"1.0", []Statement{s}}
	if m.chance(20) {
		other := s
		other.Name = "any"
		other.RegistryScopes = []string{"*"}
		other.Verification = VerificationLevel{Level: pick(r, "strict", "audit")}
		if s.Verification.Level == "skip" {
			other.TrustStores = []string{"ca:lab"}
		}
		document.TrustPolicies = append(document.TrustPolicies, other)
		if m.chance(50) {
			document.TrustPolicies[0], document.TrustPolicies[1] = document.TrustPolicies[1], document.TrustPolicies[0]
		}
	}
	for i := range document.TrustPolicies {
		if p := &document.TrustPolicies[i]; p.Verification.Level == "skip" {
			p.TrustStores, p.TrustedIdentities, p.Verification.Override, p.Verification.VerifyTimestamp = nil, nil, nil, ""
		}
	}
	if m.blob {
		m.global(document)
	}
	if m.blob && m.hit("scope", -1) {
		m.blobSpec(document)
	} else if m.hit("scope", -1) {
		m.note("scope")
		p := &document.TrustPolicies[0]
		p.RegistryScopes = append(p.RegistryScopes, pick(r, "registry.example/other", "*", "registry.example/app", "registry.example", "REGISTRY.example/app", "registry.example/App", "registry.example/app/", "registry.example/app:v1", "https://registry.example/app", "registry.example/*", "", "localhost:5000/a-b_c.d/e", "registry.example/app "))
		if m.chance(50) {
			p.RegistryScopes = p.RegistryScopes[1:]
		}
	}
	if m.hit("policy.spec", -1) {
		m.policySpec(document)
	}
	text := JSON(document)
	if m.hit("policy.json", -1) {
		changed, how := m.changeJSON(text)
		text = changed
		m.note("policy.json.%s", how)
	}
	c.Text(text)
	if m.hit("metadata", -1) {
		m.note("metadata")
		c.UserMetadata = map[string]string{pick(r, "build", "Build", "x"): pick(r, "7", "8", "")}
	}
}

func (m *maker) policySpec(d *Policy) {
	r := m.Random
	p := &d.TrustPolicies[m.IntN(len(d.TrustPolicies))]
	how := m.IntN(9)
	m.note("policy.spec")
	switch how {
	case 0:
		d.Version = pick(r, "", "1", "1.1", "2.0", "1.0 ")
	case 1:
		p.Name = pick(r, "", "any", "lab", " ", "a b")
	case 2:
		p.Verification.Level = pick(r, "", "Strict", "none", "strict ", "skip", "audit")
	case 3:
		p.Verification.Override = map[string]string{pick(r, "integrity", "authenticity", "Expiry", "foo", "authenticTimestamp", "revocation", ""): pick(r, "enforce", "log", "skip", "Log", "")}
	case 4:
		p.Verification.VerifyTimestamp = pick(r, "always", "never", "Always", "afterCertExpiry", " ")
	case 5:
		p.RegistryScopes = nil
	case 6:
		p.TrustStores = pick(r, nil, []string{"ca:lab", "ca:lab"}, []string{"lab"}, []string{"ca:"}, []string{"CA:lab"}, []string{"foo:lab"}, []string{"ca:../lab"}, []string{"ca:la b"}, []string{"tsa:lab"}, []string{"ca:lab", ""}, []string{"ca:lab:x"}, []string{"ca:missing"})
	case 7:
		d.TrustPolicies = append(d.TrustPolicies, *p)
	case 8:
		p.TrustedIdentities = pick(r, nil, []string{}, []string{"*", "*"}, []string{"*", "x509.subject:C=US,ST=WA,O=Acme"}, []string{""}, []string{"x509.subject:"}, []string{"foo:bar"}, []string{"x509.subject:C=US,O=Acme"})
	}
}

func (m *maker) stores(s *Statement) {
	c := m.v.Case
	r := m.Random
	if len(s.TrustStores) == 0 {
		return
	}
	name := pick(r, s.TrustStores...)
	entries := c.TrustStores[name]
	one := m.made[m.target].chain
	how := m.IntN(12)
	switch how {
	case 0:
		m.note("store.other")
		entries = Store(Root("p-stranger"))
	case 1:
		m.note("store.link")
		entries = Store(pick(r, one...))
	case 2:
		m.note("store.more")
		entries = append(entries, Store(pick(r, append([]*Cert{Root("p-stranger")}, one...)...))...)
	case 3:
		m.note("store.empty")
		entries = []Entry{}
	case 4:
		m.note("store.junk")
		entries = append(entries, Entry{Raw: []byte("junk")})
	case 5:
		m.note("store.missing")
		delete(c.TrustStores, name)
		return
	case 6:
		m.note("store.pem")
		text := ""
		for _, e := range entries {
			if e.Cert != nil {
				text += e.Cert.PEM()
			}
		}
		entries = []Entry{{PEM: text}}
	case 7:
		m.note("store.pem-changed")
		b, _ := m.spoilBytes([]byte(one[len(one)-1].PEM()))
		entries = []Entry{{Raw: b}}
	case 8:
		m.note("store.kind")
		other := pick(r, "ca:other", "signingAuthority:other", "tsa:other")
		c.TrustStores[other] = entries
		s.TrustStores = []string{other}
		return
	case 9:
		m.note("store.der-changed")
		b, _ := m.spoilBytes(one[len(one)-1].DER)
		entries = []Entry{{Raw: b}}
	case 10:
		m.note("store.namesake")
		entries = Store(twin(one[len(one)-1], func(s *Spec) { s.Key, s.SPKI, s.Alg, s.OuterAlg = P256("namesake"), nil, "", "" }))
	case 11:
		m.note("store.reissued")
		entries = Store(twin(one[len(one)-1], func(s *Spec) { s.Serial = []byte{77} }))
	}
	c.TrustStores[name] = entries
}

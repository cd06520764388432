package main

import (
	"fmt"

	. "sealcheck.example/oracle/lab"
)

// strict has a pair for each thing that live parity found: a case as it should be, and one that is nearly so.
func strict() (cases []*Case) {
	root := Root("d-root")
	leaf := Leaf("d-leaf", root)
	add := func(id, rules, note, mediaType string, e Envelope) *Case {
		c := OCI("strict-"+id, rules, note, mediaType, e.Make(mediaType)).Trust(root)
		cases = append(cases, c)
		return c
	}
	// S-43: certificates
	for _, one := range []struct {
		id, note string
		ext      []byte
	}{
		{"extension", "an extension as it should be", Ext("1.2.3.4", false, Null())},
		{"extension-left-over", "an element after the value of an extension (S-43)", Seq(OID("1.2.3.4"), Octets(Null()), Null())},
	} {
		signer := Leaf("d-"+one.id, root, AddExt(one.ext))
		add(one.id, "CERT-01", one.note, JWSType, By(signer, root))
	}
	// S-45: names in COSE
	label := func(id, note string, key []byte) {
		e := By(leaf, root)
		e.Prot = func(p *Pairs) { p.Add(key, CText("bar")) }
		add(id, "COSE-06", note, COSEType, e)
	}
	label("label", "an attribute with a text for a label", CText("foo"))
	label("label-tagged", "the text is tagged as CBOR (S-45)", CTag(55799, CText("foo")))
	// S-50: names in JSON
	member := func(id, note string, edit func(*Envelope)) {
		e := By(leaf, root)
		edit(&e)
		add(id, "JWS-30 PAY-05", note, JWSType, e)
	}
	protected := func(name, raw string) func(*Envelope) {
		return func(e *Envelope) { e.Protected = func(p *Members) { p.Add(name, raw) } }
	}
	member("protected-other", "another member in the protected header", protected("foo", `"bar"`))
	member("protected-case", "cty, and CTY with the same value (S-50)", protected("CTY", Quote(PayloadType)))
	member("protected-expiry-case", "an expiry that is past, but for letter case (S-50)", protected("io.cncf.notary.Expiry", `"2026-05-02T00:00:00Z"`))
	header := func(name, raw string) func(*Envelope) {
		return func(e *Envelope) { e.Header = func(p *Members) { p.Add(name, raw) } }
	}
	member("header-other", "another member in the unprotected header", header("foo", `"bar"`))
	member("header-case", "x5c, and X5C that is empty (S-50)", header("X5C", "[]"))
	payload := func(text string) func(*Envelope) { return func(e *Envelope) { e.Payload = []byte(text) } }
	descriptor := Descriptor(ManifestType, "sha256", Artifact)
	member("payload-other", "another member beside targetArtifact", payload(`{"targetArtifact":`+descriptor+`,"target":false}`))
	member("payload-case", "targetArtifact, and TargetArtifact that is false (S-50)", payload(`{"targetArtifact":`+descriptor+`,"TargetArtifact":false}`))
	member("payload-case-same", "targetArtifact, and TargetArtifact that is the same (S-50)", payload(`{"TargetArtifact":`+descriptor+`,"targetArtifact":`+descriptor+`}`))
	member("descriptor-case", "size, and Size that is the same (S-50)", payload(`{"targetArtifact":`+descriptor[:len(descriptor)-1]+`,"Size":`+fmt.Sprint(len(Artifact))+`}}`))
	// S-46: certificates that nothing uses
	spki := func(curve string, point []byte) []byte {
		return Seq(Seq(OID("1.2.840.10045.2.1"), OID(curve)), Bits(point))
	}
	const p256, secp256k1 = "1.2.840.10045.3.1.7", "1.3.132.0.10"
	off := append([]byte{4}, make([]byte, 64)...)
	keys := []struct {
		id, note string
		spki     []byte
	}{
		{"plain", "with an ordinary key", nil},
		{"curve", "on a curve that Go does not know", spki(secp256k1, append([]byte{4}, make([]byte, 64)...))},
		{"point-short", "with a point that is too short", spki(p256, off[:64])},
		{"point-off", "with a point that is not on its curve (S-46)", spki(p256, off)},
	}
	for _, k := range keys {
		stranger := Root("d-stranger-"+k.id, func(s *Spec) { s.SPKI = k.spki })
		add("store-"+k.id, "STORE-16", "a root "+k.note+" beside the one that is used", JWSType, By(leaf, root)).Trust(root, stranger)
	}
	clock := Leaf("d-clock", root, WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "clock")), WithEKU(true, TimeStamping))
	token := func(id, rules, note string, edit func(*Stamp)) {
		e := By(leaf, root)
		var sig []byte
		e.Signature = func(b []byte) []byte { sig = b; return b }
		e.Header = func(m *Members) {
			s := Stamp{Message: sig, Signer: clock, Issuer: root.Subject, Certs: []*Cert{clock, root}}
			edit(&s)
			m.Add(HStamp, Quote(Std64(s.Make())))
		}
		c := add(id, rules, note, JWSType, e).Stores("ca:lab", "tsa:lab")
		c.TrustStores["tsa:lab"] = Store(root)
	}
	for _, k := range keys {
		stranger := Root("d-stranger-"+k.id, func(s *Spec) { s.SPKI = k.spki })
		token("token-"+k.id, "TSA-09", "a root "+k.note+" in the token, not on the path", func(s *Stamp) { s.Certs = append(s.Certs, stranger) })
	}
	// S-43: tokens
	algorithms := func(id, note string, more ...[]byte) {
		token("token-"+id, "TSA-08", note, func(s *Stamp) { s.Beside = more })
	}
	algorithms("algorithm", "a second algorithm among digestAlgorithms", HashID("sha512"))
	algorithms("algorithm-stranger", "NULL among digestAlgorithms", Null())
	algorithms("algorithm-empty", "an algorithm without a name among digestAlgorithms", Seq())
	attribute := func(id, note string, value []byte) {
		token("token-"+id, "TSA-31", note, func(s *Stamp) { s.Attrs = func(a *TokenAttrs) { a.Add("1.2.3.4", value) } })
	}
	attribute("attribute", "another signed attribute", Octets([]byte("x")))
	attribute("attribute-length", "another signed attribute, a length in it longer than needed", []byte{4, 0x81, 1, 'x'})
	token("token-imprint-length", "TSA-18", "the parameters of the imprint's algorithm, a length in them longer than needed", func(s *Stamp) {
		s.ImprintA = func([]byte) []byte { return Seq(OID("2.16.840.1.101.3.4.2.1"), []byte{5, 0x81, 0}) }
	})
	return cases
}

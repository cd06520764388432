package main

import (
	"bytes"

	. "sealcheck.example/oracle/lab"
)

// timestamps are RFC 3161 tokens: the statement has a tsa store, so they are verified.
func timestamps() (cases []*Case) {
	root := Root("s-root")
	clock := DN("C", "US", "O", "Sealcheck Lab", "CN", "clock")
	tsaLeaf := func(name string, issuer *Cert, mods ...Mod) *Cert {
		return Leaf("s-"+name, issuer, append([]Mod{WithSubject(clock), WithEKU(true, TimeStamping), Validity("2025-06-01T00:00:00Z", "2028-06-01T00:00:00Z")}, mods...)...)
	}
	tsa := tsaLeaf("tsa", root)
	signer := Leaf("s-signer", nil)
	expired := Leaf("s-expired", nil, Validity("2026-01-01T00:00:00Z", "2026-05-15T00:00:00Z"))
	n := 0
	by := func(leaf *Cert, id, rules, note string, edit func(*Stamp)) *Case {
		n++
		f := formats[n%2]
		e := By(leaf)
		var sig []byte
		e.Signature = func(b []byte) []byte { sig = b; return b }
		token := func() []byte {
			s := Stamp{Message: sig, Signer: tsa, Issuer: root.Subject, Certs: []*Cert{tsa, root}}
			if edit != nil {
				edit(&s)
			}
			return s.Make()
		}
		e.Header = func(m *Members) { m.Add(HStamp, Quote(Std64(token()))) }
		e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes(token())) }
		c := OCI("stamp-"+id, rules, note, f.mediaType, e.Make(f.mediaType)).Trust(leaf).Stores("ca:lab", "tsa:lab")
		c.TrustStores["tsa:lab"] = Store(root)
		cases = append(cases, c)
		return c
	}
	add := func(id, rules, note string, edit func(*Stamp)) *Case { return by(signer, id, rules, note, edit) }
	// who: another authority
	from := func(id, rules, note string, leaf, issuer *Cert, certs ...*Cert) *Case {
		return add(id, rules, note, func(s *Stamp) { s.Signer, s.Issuer, s.Certs = leaf, issuer.Subject, certs })
	}
	add("good-cose", "TSA-17 VER-36", "a good token", nil)
	add("good-jws", "TSA-17 VER-36", "a good token", nil)
	by(expired, "good-expired-cose", "VER-36 SCH-05 CERT-46", "the leaf expired, the token lies within", nil)
	by(expired, "good-expired-jws", "VER-36 SCH-05 CERT-46", "the leaf expired, the token lies within", nil)
	by(expired, "good-expired-after-option", "VER-34 VER-36", "the leaf expired; afterCertExpiry", nil).Policy0().Verification.VerifyTimestamp = "afterCertExpiry"
	by(expired, "good-expired-no-store", "VER-34 VER-38", "the leaf expired, a good token, no tsa store in the policy", nil).Stores("ca:lab")
	add("good-expiry-past", "TSA-45 VER-32", "a good token does not help an expired signature", nil)
	{
		e := By(signer)
		e.Expiry = At("2026-05-20T00:00:00Z")
		c := cases[len(cases)-1]
		var sig []byte
		e.Signature = func(b []byte) []byte { sig = b; return b }
		e.Header = func(m *Members) {
			m.Add(HStamp, Quote(Std64(Stamp{Message: sig, Signer: tsa, Issuer: root.Subject, Certs: []*Cert{tsa, root}}.Make())))
		}
		c.Signatures[0] = Signature{Envelope: e.JWS(), MediaType: JWSType}
	}
	add("base64-text", "TSA-17", "the imprint is of the base64url text", func(s *Stamp) { s.Message = []byte(B64(s.Message)) })
	add("other-message", "TSA-17", "the imprint is of something else", func(s *Stamp) { s.Message = []byte("else") })
	add("other-message-permissive", "TSA-17 CERT-48", "the imprint is of something else; permissive", func(s *Stamp) { s.Message = []byte("else") }).Level("permissive")
	// 10a
	whole := func(id, rules, note string, f func([]byte) []byte) *Case {
		return add(id, rules, note, func(s *Stamp) { s.Whole = f })
	}
	whole("indefinite", "TSA-04", "the outer SEQUENCE has indefinite length", func(b []byte) []byte { return append(append([]byte{0x30, 0x80}, b[4:]...), 0, 0) })
	whole("ber-length", "TSA-04", "the outer length is longer than needed", func(b []byte) []byte { return append([]byte{0x30, 0x83, 0, b[2], b[3]}, b[4:]...) })
	add("chunked", "TSA-05", "the eContent in two chunks", func(s *Stamp) {
		s.Content = func(b []byte) []byte {
			body := b[2:]
			if b[1] == 0x81 {
				body = b[3:]
			}
			return TLV(0x24, Octets(body[:10]), Octets(body[10:]))
		}
	})
	whole("trailing", "TSA-06", "a byte after the token", func(b []byte) []byte { return append(b, 0) })
	whole("truncated", "TSA-06", "the last byte is missing", func(b []byte) []byte { return b[:len(b)-1] })
	add("id-data", "TSA-07", "the ContentInfo is id-data", func(s *Stamp) { s.Outer = "1.2.840.113549.1.7.1" })
	for _, v := range []int64{1, 2, 4, 5} {
		add("data-version-"+string(rune('0'+v)), "TSA-08", "SignedData version", func(s *Stamp) { s.DataV = v })
	}
	add("attribute-certificate", "TSA-09", "an attribute certificate among the certificates", func(s *Stamp) {
		s.CertSet = func(b []byte) []byte { return Ctx(0, Cat(tsa.DER, root.DER, Ctx(1, Int(1)))) }
	})
	crl := Seq(Seq(CertAlgID("ecdsa-sha256"), root.Subject, Time(LeafFrom)), CertAlgID("ecdsa-sha256"), Bits([]byte{1}))
	add("crls", "TSA-10", "CRLs in the token (D-45)", func(s *Stamp) { s.CRLs = Ctx(1, crl) })
	add("crls-empty", "TSA-10", "an empty crls element", func(s *Stamp) { s.CRLs = Ctx(1) })
	add("content-type-data", "TSA-11", "eContentType id-data", func(s *Stamp) { s.Type = "1.2.840.113549.1.7.1" })
	add("ski", "TSA-12", "the signer named by key identifier, version 3", func(s *Stamp) { s.Sid, s.SignerV = Prim(0, bytes.Repeat([]byte{8}, 20)), 3 })
	whole("response", "TSA-13", "the whole response, not the token", func(b []byte) []byte { return Seq(Seq(Int(0)), b) })
	// 10b
	add("info-version-2", "TSA-15", "TSTInfo version 2", func(s *Stamp) { s.Version = 2 })
	add("info-cut", "TSA-14", "TSTInfo without genTime", func(s *Stamp) {
		s.Info = func([]byte) []byte {
			return Seq(Int(1), OID("1.2.3.4"), Seq(HashID("sha256"), Octets(HashOf("sha256", s.Message))), Int(7))
		}
	})
	add("info-trailing", "TSA-14", "a byte after TSTInfo", func(s *Stamp) { s.Info = func(b []byte) []byte { return append(b, 0) } })
	for _, h := range []string{"sha1", "sha384", "sha512"} {
		add("imprint-"+h, "TSA-16", "imprint with "+h, func(s *Stamp) { s.Imprint = h })
	}
	add("imprint-no-parameters", "TSA-18", "the imprint's hash without NULL", func(s *Stamp) { s.ImprintA = func([]byte) []byte { return Seq(HashID("sha256")[2:13]) } })
	for _, v := range [][2]string{{"fraction", "20260501100005.5Z"}, {"fraction-zeros", "20260501100005.50Z"}, {"comma", "20260501100005,5Z"}, {"no-seconds", "202605011000Z"}, {"no-zone", "20260501100005"}, {"offset", "20260501120005+0200"}, {"lower-z", "20260501100005z"}, {"bad-month", "20261301100005Z"}, {"nanoseconds", "20260501100005.123456789Z"}, {"zero-fraction", "20260501100005.0Z"}} {
		add("time-"+v[0], "TSA-19", "genTime "+v[1], func(s *Stamp) { s.Time = v[1] })
	}
	add("nonce-ordering", "TSA-20", "ordering, nonce and tsa name", func(s *Stamp) { s.Extra = Cat(True(), Int(12345), Ctx(0, Ctx(4, clock))) })
	add("extension", "TSA-20", "an extension that is not critical", func(s *Stamp) { s.Extra = Ctx(1, Ext("1.2.3.4", false, Null())) })
	add("extension-critical", "TSA-20", "a critical extension (D-47)", func(s *Stamp) { s.Extra = Ctx(1, Ext("1.2.3.4", true, Null())) })
	accuracy := func(id, rules, note, at, policy string, acc []byte) *Case {
		return by(signer, "accuracy-"+id, rules, note, func(s *Stamp) {
			s.Accuracy = acc
			s.Time = at
			if policy != "" {
				s.Policy = policy
			}
		})
	}
	const baseline, inside, start, end = "0.4.0.2023.1.1", "20260501100005Z", "20260101000000Z", "20270101000000Z"
	one := Seq(Int(1))
	accuracy("all", "TSA-21", "seconds, millis and micros", inside, "", Seq(Int(1), Prim(0, []byte{1, 0xf4}), Prim(1, []byte{100})))
	accuracy("empty", "TSA-21", "an empty accuracy", inside, "", Seq())
	accuracy("millis-1000", "TSA-21", "millis 1000 (D-48)", inside, "", Seq(Prim(0, []byte{3, 0xe8})))
	accuracy("micros-zero", "TSA-21", "micros 0 (D-48)", inside, "", Seq(Prim(1, []byte{0})))
	accuracy("seconds-negative", "TSA-21", "seconds -1 (D-48)", inside, "", Seq(TLV(2, []byte{0xff})))
	accuracy("seconds-negative-start", "TSA-21 TSA-41", "seconds -1 a second before notBefore (D-48)", "20251231235959Z", "", Seq(TLV(2, []byte{0xff})))
	accuracy("none-start", "TSA-23 TSA-41", "no accuracy, genTime at notBefore", start, "", nil)
	accuracy("none-before", "TSA-41", "no accuracy, a second before notBefore", "20251231235959Z", "", nil)
	accuracy("none-end", "TSA-23 TSA-42", "no accuracy, genTime at notAfter", end, "", nil)
	accuracy("none-after", "TSA-42", "no accuracy, half a second after notAfter", "20270101000000.5Z", "", nil)
	accuracy("one-start", "TSA-41", "a second of accuracy, genTime at notBefore", start, "", one)
	accuracy("one-start-1", "TSA-41", "a second of accuracy, a second after notBefore", "20260101000001Z", "", one)
	accuracy("one-end", "TSA-42", "a second of accuracy, genTime at notAfter", end, "", one)
	accuracy("one-end-1", "TSA-42", "a second of accuracy, a second before notAfter", "20261231235959Z", "", one)
	accuracy("millis-start", "TSA-41", "a millisecond of accuracy, genTime at notBefore", start, "", Seq(Prim(0, []byte{1})))
	accuracy("micros-start", "TSA-41", "a microsecond of accuracy, genTime at notBefore", start, "", Seq(Prim(1, []byte{1})))
	accuracy("baseline-start", "TSA-22 TSA-41", "the ETSI baseline policy, no accuracy, genTime at notBefore", start, baseline, nil)
	accuracy("baseline-start-1", "TSA-22 TSA-41", "the ETSI baseline policy, no accuracy, a second later", "20260101000001Z", baseline, nil)
	accuracy("baseline-zero-start", "TSA-22", "the ETSI baseline policy, accuracy 0, genTime at notBefore (D-49)", start, baseline, Seq(Int(0)))
	accuracy("baseline-given-start", "TSA-22", "the ETSI baseline policy, a millisecond of accuracy, half a second after notBefore", "20260101000000.5Z", baseline, Seq(Prim(0, []byte{1})))
	add("future", "TSA-24", "genTime to come (S-14)", func(s *Stamp) { s.Time = "20261101000000Z" })
	// 10c
	attrs := func(id, rules, note string, f func(*Stamp, *TokenAttrs)) *Case {
		return add(id, rules, note, func(s *Stamp) { s.Attrs = func(a *TokenAttrs) { f(s, a) } })
	}
	add("no-signers", "TSA-25", "no signer", func(s *Stamp) { s.Signers = func([]byte) []byte { return nil } })
	broken := func(b []byte) []byte { b = append([]byte{}, b...); b[len(b)-1] ^= 1; return b }
	add("two-signers", "TSA-25", "the same signer twice (D-78)", func(s *Stamp) { s.Signers = func(b []byte) []byte { return Cat(b, b) } })
	add("two-signers-first-bad", "TSA-25", "a bad signer, then a good one (D-78)", func(s *Stamp) { s.Signers = func(b []byte) []byte { return Cat(broken(b), b) } })
	attrs("no-ess", "TSA-26", "no signing certificate attribute", func(_ *Stamp, a *TokenAttrs) { a.Drop(AttrSigningCertV2) })
	attrs("ess-v1", "TSA-26", "signing certificate attribute of version 1 only", func(s *Stamp, a *TokenAttrs) {
		a.Drop(AttrSigningCertV2)
		a.Add(AttrSigningCertV1, Seq(Seq(Seq(Octets(HashOf("sha1", s.Signer.DER))))))
	})
	attrs("ess-both", "TSA-26", "signing certificate attributes of both versions", func(s *Stamp, a *TokenAttrs) {
		a.Add(AttrSigningCertV1, Seq(Seq(Seq(Octets(HashOf("sha1", s.Signer.DER))))))
	})
	ess := func(id, note string, ids ...[]byte) {
		attrs("ess-"+id, "TSA-27 TSA-28", note, func(_ *Stamp, a *TokenAttrs) { a.Set(AttrSigningCertV2, Seq(Seq(ids...))) })
	}
	h := func(name string) []byte { return Octets(HashOf(name, tsa.DER)) }
	serial := func(name []byte, cert *Cert) []byte { return Seq(Seq(Ctx(4, name)), TLV(2, cert.Serial)) }
	ess("empty", "no ESSCertIDv2")
	ess("wrong-hash", "the hash of another certificate", Seq(Octets(HashOf("sha256", root.DER))))
	ess("sha256-explicit", "SHA-256 written out", Seq(HashID("sha256"), h("sha256")))
	ess("sha384", "SHA-384", Seq(HashID("sha384"), h("sha384")))
	ess("sha512", "SHA-512", Seq(HashID("sha512"), h("sha512")))
	ess("sha1", "SHA-1", Seq(HashID("sha1"), h("sha1")))
	ess("issuer-serial", "issuer and serial", Seq(h("sha256"), serial(root.Subject, tsa)))
	ess("issuer-serial-wrong", "issuer and serial of nobody", Seq(h("sha256"), serial(clock, tsa)))
	ess("issuer-serial-root", "issuer and serial of the root", Seq(h("sha256"), serial(root.Subject, root)))
	ess("chain", "the root's hash too", Seq(h("sha256")), Seq(Octets(HashOf("sha256", root.DER))))
	ess("chain-reversed", "the root's hash first", Seq(Octets(HashOf("sha256", root.DER))), Seq(h("sha256")))
	add("no-certificates", "TSA-28", "no certificates in the token", func(s *Stamp) { s.Certs = nil })
	add("leaf-only", "TSA-28 TSA-39", "the authority's certificate alone in the token", func(s *Stamp) { s.Certs = []*Cert{tsa} })
	add("root-only", "TSA-28", "the root alone in the token", func(s *Stamp) { s.Certs = []*Cert{root} })
	add("certificates-more", "TSA-28", "unrelated certificates in the token", func(s *Stamp) { s.Certs = []*Cert{StdRoot, root, tsa, StdInter} })
	add("sid-wrong-serial", "TSA-28", "another serial in the signer identifier", func(s *Stamp) { s.Sid = Seq(root.Subject, Int(1)) })
	add("signer-version-3", "TSA-29", "SignerInfo version 3 with issuer and serial", func(s *Stamp) { s.SignerV = 3 })
	rsaTSA := tsaLeaf("tsa-rsa", root, WithKey(RSA("2048-b")))
	alg := func(id, note string, leaf *Cert, sigAlg string, sigID []byte, digest string) {
		add("alg-"+id, "TSA-30 TSA-33", note, func(s *Stamp) {
			s.Signer, s.Certs, s.SigAlg, s.SigID, s.Digest = leaf, []*Cert{leaf, root}, sigAlg, sigID, digest
		})
	}
	p384, p521, ed := tsaLeaf("tsa-p384", root, WithKey(P384("tsa"))), tsaLeaf("tsa-p521", root, WithKey(P521("tsa"))), tsaLeaf("tsa-ed", root, WithKey(Ed25519("tsa")))
	alg("ecdsa-sha384", "P-384, ECDSA with SHA-384", p384, "ecdsa-sha384", nil, "sha384")
	alg("ecdsa-sha512", "P-521, ECDSA with SHA-512", p521, "ecdsa-sha512", nil, "sha512")
	alg("ecdsa-sha512-digest-256", "ECDSA with SHA-512, digest SHA-256", p521, "ecdsa-sha512", nil, "sha256")
	alg("ec-public-key", "id-ecPublicKey as signature algorithm", tsa, "ecdsa-sha256", Seq(OID("1.2.840.10045.2.1")), "sha256")
	alg("rsa-sha256", "RSA with SHA-256", rsaTSA, "rsa-sha256", nil, "sha256")
	alg("rsa-sha512", "RSA with SHA-512", rsaTSA, "rsa-sha512", nil, "sha512")
	alg("rsa-encryption", "rsaEncryption as signature algorithm", rsaTSA, "rsa-sha256", Seq(OID("1.2.840.113549.1.1.1"), Null()), "sha256")
	alg("rsa-encryption-384", "rsaEncryption with SHA-384", rsaTSA, "rsa-sha384", Seq(OID("1.2.840.113549.1.1.1"), Null()), "sha384")
	alg("pss", "RSASSA-PSS", rsaTSA, "pss-sha256", nil, "sha256")
	alg("rsa-sha1", "RSA with SHA-1", rsaTSA, "rsa-sha1", nil, "sha256")
	alg("digest-sha1", "digest SHA-1", tsa, "ecdsa-sha256", nil, "sha1")
	alg("ed25519", "Ed25519", ed, "ed25519", nil, "sha512")
	attrs("unsorted", "TSA-31", "signed attributes out of order", func(_ *Stamp, a *TokenAttrs) {
		a.Unsorted = true
		for i, j := 0, len(a.List)-1; i < j; i, j = i+1, j-1 {
			a.List[i], a.List[j] = a.List[j], a.List[i]
		}
	})
	add("no-attributes", "TSA-31", "no signed attributes", func(s *Stamp) { s.NoAttrs = true })
	add("bad-signature", "TSA-31", "a changed signature value", func(s *Stamp) { s.Value = broken })
	attrs("no-content-type", "TSA-32", "no content type attribute", func(_ *Stamp, a *TokenAttrs) { a.Drop(AttrContentType) })
	attrs("wrong-content-type", "TSA-32", "another content type attribute", func(_ *Stamp, a *TokenAttrs) { a.Set(AttrContentType, OID("1.2.840.113549.1.7.1")) })
	attrs("no-digest", "TSA-33", "no message digest attribute", func(_ *Stamp, a *TokenAttrs) { a.Drop(AttrMessageDigest) })
	attrs("wrong-digest", "TSA-33", "another message digest", func(_ *Stamp, a *TokenAttrs) { a.Set(AttrMessageDigest, Octets(make([]byte, 32))) })
	attrs("signing-time", "TSA-34", "a signing time attribute within the validity", func(_ *Stamp, a *TokenAttrs) { a.Add(AttrSigningTime, Time(At("2026-05-01T10:00:05Z"))) })
	attrs("signing-time-2020", "TSA-34", "a signing time attribute of 2020", func(_ *Stamp, a *TokenAttrs) { a.Add(AttrSigningTime, Time(At("2020-05-01T10:00:05Z"))) })
	attrs("unknown-attribute", "TSA-37", "an unknown signed attribute", func(_ *Stamp, a *TokenAttrs) { a.Add("1.2.3.4", Null()) })
	add("unsigned-attributes", "TSA-37", "unsigned attributes", func(s *Stamp) { s.Unsigned = Ctx(1, Seq(OID("1.2.3.4"), Set(Null()))) })
	// 10d: the authority's certificates
	leafCase := func(id, rules, note string, mods ...Mod) *Case {
		l := tsaLeaf("l-"+id, root, mods...)
		return from(id, rules, note, l, root, l, root)
	}
	leafCase("eku-two", "TSA-35 CERT-41", "timeStamping and codeSigning", WithEKU(true, TimeStamping, CodeSigning))
	leafCase("eku-twice", "TSA-35 CERT-41", "timeStamping twice", WithEKU(true, TimeStamping, TimeStamping))
	leafCase("eku-unknown-too", "TSA-35 CERT-41", "timeStamping and an unknown purpose", WithEKU(true, TimeStamping, "1.2.3"))
	leafCase("eku-any", "TSA-35 CERT-41", "anyExtendedKeyUsage", WithEKU(true, AnyEKU))
	leafCase("eku-none", "TSA-35 CERT-41", "no extended key usage", Drop("2.5.29.37"))
	leafCase("eku-code", "TSA-35 CERT-41", "codeSigning", WithEKU(true, CodeSigning))
	leafCase("eku-not-critical", "TSA-36 CERT-42", "timeStamping, not critical", WithEKU(false, TimeStamping))
	leafCase("ku-not-critical", "CERT-38", "key usage not critical", WithUsage(DigitalSignature, false))
	leafCase("ku-none", "TSA-40 CERT-38", "no key usage", Drop("2.5.29.15"))
	leafCase("ku-content", "CERT-40", "digitalSignature and contentCommitment", WithUsage(DigitalSignature|ContentCommitment, true))
	leafCase("ku-encipherment", "TSA-40 CERT-40", "digitalSignature and keyEncipherment", WithUsage(DigitalSignature|KeyEncipherment, true))
	leafCase("ku-content-only", "TSA-40 CERT-40", "contentCommitment only", WithUsage(ContentCommitment, true))
	leafCase("critical-extension", "TSA-39", "an unknown critical extension (D-50)", AddExt(Ext("1.2.3.4", true, Null())))
	leafCase("expired-now", "TSA-39", "the authority's certificate expired since", Validity("2026-01-01T00:00:00Z", "2026-05-10T00:00:00Z"))
	leafCase("expired-then", "TSA-39", "the authority's certificate had expired", Validity("2026-01-01T00:00:00Z", "2026-04-10T00:00:00Z"))
	leafCase("early", "TSA-39", "the authority's certificate was not yet valid", Validity("2026-05-10T00:00:00Z", "2027-01-01T00:00:00Z"))
	leafCase("ends-at-time", "TSA-39", "the authority's certificate ends at genTime", Validity("2026-01-01T00:00:00Z", "2026-05-01T10:00:05Z"))
	leafCase("rsa-2560", "CERT-43 ALG-13", "an RSA-2560 authority", WithKey(RSA("2560-a")))
	leafCase("rsa-1024", "CERT-43 ALG-13", "an RSA-1024 authority", WithKey(RSA("1024-a")))
	leafCase("ca-leaf", "TSA-40", "the authority's certificate is a CA", WithBC(true, -1, true), WithUsage(DigitalSignature|KeyCertSign, true))
	leafCase("sha1-leaf", "TSA-39", "the authority's certificate signed with SHA-1", WithAlg("ecdsa-sha1"))
	inter := CA("s-inter", root)
	under := tsaLeaf("under", inter)
	from("intermediate", "TSA-39", "an intermediate in the token", under, inter, under, inter)
	from("intermediate-missing", "TSA-39", "the intermediate is missing", under, inter, under, root)
	interCase := func(id, rules, note string, mods ...Mod) {
		ca := CA("s-ca-"+id, root, mods...)
		l := tsaLeaf("u-"+id, ca)
		from(id, rules, note, l, ca, l, ca)
	}
	interCase("ca-eku-code", "TSA-39", "the intermediate is for codeSigning only (D-50)", WithEKU(false, CodeSigning))
	interCase("ca-eku-stamp", "TSA-39", "the intermediate is for timeStamping", WithEKU(false, TimeStamping))
	interCase("ca-critical", "TSA-39", "an unknown critical extension in the intermediate (D-50)", AddExt(Ext("1.2.3.4", true, Null())))
	interCase("ca-no-ku", "TSA-40 CERT-38", "an intermediate without key usage", Drop("2.5.29.15"))
	interCase("ca-ku-not-critical", "CERT-38", "an intermediate whose key usage is not critical", WithUsage(KeyCertSign, false))
	interCase("ca-bc-not-critical", "CERT-39", "an intermediate whose basic constraints are not critical (D-23)", WithBC(true, -1, false))
	interCase("ca-directory-constraints", "TSA-39", "directory name constraints that the authority violates (D-50)", AddExt(Ext("2.5.29.30", true, Seq(Ctx(0, Seq(Ctx(4, DN("C", "DE"))))))))
	interCase("ca-dns-constraints", "TSA-39", "DNS name constraints, the authority has no DNS name", AddExt(Ext("2.5.29.30", true, Seq(Ctx(0, Seq(Prim(2, []byte("acme.example"))))))))
	interCase("ca-expired", "TSA-39", "the intermediate had expired", Validity("2025-01-01T00:00:00Z", "2026-04-01T00:00:00Z"))
	tight := Root("s-tight", WithBC(true, 0, true))
	tightInter := CA("s-tight-inter", tight)
	tightLeaf := tsaLeaf("tight", tightInter)
	from("pathlen", "TSA-39 CERT-39", "a root with path length 0 above an intermediate", tightLeaf, tightInter, tightLeaf, tightInter).TrustStores["tsa:lab"] = Store(tight)
	old := Root("s-old", Validity("2020-01-01T00:00:00Z", "2026-05-10T00:00:00Z"))
	oldLeaf := tsaLeaf("old-leaf", old)
	from("root-expired-now", "TSA-39", "the authority's root expired since", oldLeaf, old, oldLeaf).TrustStores["tsa:lab"] = Store(old)
	older := Root("s-older", Validity("2020-01-01T00:00:00Z", "2026-04-10T00:00:00Z"))
	olderLeaf := tsaLeaf("older-leaf", older)
	from("root-expired-then", "TSA-39", "the authority's root had expired", olderLeaf, older, olderLeaf).TrustStores["tsa:lab"] = Store(older)
	// stores
	stores := func(id, rules, note string, entries []Entry) *Case {
		c := add("store-"+id, rules, note, nil)
		if entries == nil {
			delete(c.TrustStores, "tsa:lab")
		} else {
			c.TrustStores["tsa:lab"] = entries
		}
		return c
	}
	stores("missing", "TSA-38 STORE-21", "the tsa store does not exist", nil)
	stores("empty", "TSA-38 STORE-21", "the tsa store is empty", []Entry{})
	stores("junk", "TSA-38 STORE-21", "junk in the tsa store", []Entry{{Raw: []byte("junk")}})
	stores("junk-permissive", "TSA-38 STORE-21", "junk in the tsa store; permissive", []Entry{{Raw: []byte("junk")}}).Level("permissive")
	stores("other", "TSA-39", "another root", Store(Root("s-other")))
	stores("two", "TSA-38", "two roots", Store(Root("s-other-2"), root))
	stores("intermediate", "STORE-17", "an intermediate beside the root", Store(root, inter))
	stores("leaf", "STORE-17", "the authority's certificate", Store(tsa))
	stores("self-signed-leaf", "STORE-17", "a self-signed leaf beside the root", Store(root, signer))
	stores("same-name", "TSA-39", "a root of the same name with another key", Store(Root("s-same-name", WithSubject(root.Subject))))
	stores("reissued", "TSA-39", "a root of the same name and key, issued again", Store(Root("s-reissued", WithSubject(root.Subject), WithKey(root.Key))))
	ca := add("root-in-ca-store-only", "SCH-06 TSA-38", "the authority's root in the ca store only", nil)
	ca.TrustStores = map[string][]Entry{"ca:lab": Store(signer, root), "tsa:lab": Store(Root("s-other-3"))}
	// window and revocation
	narrow := Leaf("s-narrow", nil, Validity("2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"))
	by(narrow, "before-chain", "TSA-41 VER-36", "the token is older than the signer's certificate", nil)
	by(expired, "after-chain", "TSA-42 VER-36", "the token is younger than the signer's certificate", func(s *Stamp) { s.Time = "20260520000000Z" })
	by(expired, "after-chain-permissive", "TSA-42 CERT-48", "the same; permissive", func(s *Stamp) { s.Time = "20260520000000Z" }).Level("permissive")
	dead := tsaLeaf("dead-crl", root, AddExt(CDP("http://crl.lab.example/tsa.crl")))
	from("revocation-unknown", "TSA-43", "the authority's CRL does not answer", dead, root, dead)
	from("revocation-unknown-skip", "TSA-43", "the same with revocation skipped", dead, root, dead).Override("revocation", "skip")
	from("revocation-unknown-permissive", "TSA-43", "the same; permissive", dead, root, dead).Level("permissive")
	from("revocation-unknown-log", "TSA-43", "the same with revocation logged", dead, root, dead).Override("revocation", "log")
	return cases
}

package main

import (
	"bytes"

	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

const (
	ocspURL = "http://ocsp.lab.example/leaf"
	crlURL  = "http://crl.lab.example/leaf.crl"
)

var n int

// vector makes a strict case around one envelope by the chain, in one format or the other.
func vector(cases *[]*judge.Vector, id, rules, note string, env Envelope) *judge.Vector {
	n++
	mediaType := JWSType
	if n%2 == 0 {
		mediaType = COSEType
	}
	root := env.Chain[len(env.Chain)-1]
	v := &judge.Vector{Case: OCI(id, rules, note, mediaType, env.Make(mediaType)).Trust(root)}
	*cases = append(*cases, v)
	return v
}

// authority is an envelope of a signing authority.
func authority(chain ...*Cert) Envelope {
	e := By(chain...)
	e.Scheme = SA
	return e
}

func ocspCases() (cases []*judge.Vector) {
	root := Root("r-root")
	leaf := Leaf("r-ocsp", root, AddExt(AIA(ocspURL)))
	both := Leaf("r-both", root, AddExt(AIA(ocspURL), CDP(crlURL)))
	other := Leaf("r-other", root)
	responder := func(name string, issuer *Cert, mods ...Mod) *Cert {
		return Leaf("r-responder-"+name, issuer, append([]Mod{WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "responder "+name)), WithEKU(false, OCSPSigning)}, mods...)...)
	}
	nocheck := AddExt(Ext("1.3.6.1.5.5.7.48.1.5", false, Null()))
	about := func(c *Cert) Answer { return Answer{Cert: c, Issuer: root, Next: NextUpdate} }
	ans := func(edit func(*Answer)) Response {
		a := about(leaf)
		if edit != nil {
			edit(&a)
		}
		return Response{Answers: []Answer{a}, Signer: root}
	}
	add := func(id, rules, note string, r Response) *judge.Vector {
		return vector(&cases, "ocsp-"+id, rules, note, By(leaf, root)).WithOCSP(ocspURL, r.DER())
	}
	one := func(id, rules, note string, edit func(*Answer)) *judge.Vector { return add(id, rules, note, ans(edit)) }
	with := func(id, rules, note string, edit func(*Response)) *judge.Vector {
		r := ans(nil)
		edit(&r)
		return add(id, rules, note, r)
	}

	// answers
	one("good", "REV-32", "good, signed by the issuer", nil)
	with("good-by-key", "REV-32", "the responder named by its key", func(r *Response) { r.ByKey = true })
	with("good-version", "REV-32", "the version written out", func(r *Response) { r.Version = true })
	for _, h := range []string{"sha256", "sha384", "sha512"} {
		one("good-"+h, "REV-24", "CertID with "+h, func(a *Answer) { a.Hash = h })
	}
	one("revoked", "REV-32", "revoked, keyCompromise", func(a *Answer) { a.Status = Revoked(Wrong, 1) })
	one("revoked-no-reason", "REV-32", "revoked without reason", func(a *Answer) { a.Status = Revoked(Wrong, -1) })
	one("revoked-hold", "REV-32", "certificateHold", func(a *Answer) { a.Status = Revoked(Wrong, 6) })
	one("revoked-future", "REV-32", "revoked from tomorrow on", func(a *Answer) { a.Status = Revoked(Longer, 4) })
	one("revoked-permissive", "REV-32 VER-40", "revoked; permissive", func(a *Answer) { a.Status = Revoked(Wrong, 1) }).Level("permissive")
	one("revoked-audit", "REV-32 VER-40", "revoked; audit", func(a *Answer) { a.Status = Revoked(Wrong, 1) }).Level("audit")
	one("revoked-skipped", "VER-40", "revoked; revocation skipped", func(a *Answer) { a.Status = Revoked(Wrong, 1) }).Override("revocation", "skip")
	one("unknown", "REV-34", "the responder does not know it", func(a *Answer) { a.Status = Unknown() })

	// fallback
	fallback := func(id, note string, status []byte, list *List) *judge.Vector {
		a := about(both)
		a.Status = status
		v := vector(&cases, "ocsp-"+id, "REV-04 REV-05 REV-06", note, By(both, root)).WithOCSP(ocspURL, Response{Answers: []Answer{a}, Signer: root}.DER())
		if list != nil {
			list.Issuer = root
			v.WithCRL(crlURL, list.DER())
		}
		return v
	}
	fallback("unknown-crl-good", "a signed unknown, then a CRL that does not list it", Unknown(), &List{})
	fallback("unknown-crl-revoked", "a signed unknown, then a CRL that lists it", Unknown(), &List{Lines: []Line{Listed(both, 1)}})
	fallback("unknown-no-crl", "a signed unknown and no CRL", Unknown(), nil).WithUnavailable(crlURL)
	fallback("good-crl-revoked", "OCSP says good, a CRL that nobody asks lists it", Good(), &List{Lines: []Line{Listed(both, 1)}})
	fallback("revoked-crl-good", "OCSP says revoked, the CRL does not list it", Revoked(Wrong, 1), &List{})
	vector(&cases, "ocsp-none-crl-good", "REV-04", "no OCSP answer, a CRL", By(both, root)).WithUnavailable(ocspURL).WithCRL(crlURL, List{Issuer: root}.DER())
	vector(&cases, "ocsp-none-none", "REV-09 REV-13", "neither answers", By(both, root)).WithUnavailable(ocspURL, crlURL)
	vector(&cases, "ocsp-none-asked", "REV-09", "nobody was asked yet", By(both, root))
	{
		a := about(both)
		a.Next = Past
		vector(&cases, "ocsp-expired-crl-good", "REV-04 REV-29", "an expired answer, then a CRL", By(both, root)).WithOCSP(ocspURL, Response{Answers: []Answer{a}, Signer: root}.DER()).WithCRL(crlURL, List{Issuer: root}.DER())
	}

	// times
	one("expired", "REV-29", "nextUpdate a week ago", func(a *Answer) { a.Next = Past })
	one("expired-revoked", "REV-29", "revoked, by an expired answer", func(a *Answer) { a.Next, a.Status = Past, Revoked(Wrong, 1) })
	one("expires-now", "REV-29", "nextUpdate is this instant", func(a *Answer) { a.Next = At(Now) })
	one("expired-1s", "REV-29", "nextUpdate a second ago", func(a *Answer) { a.Next = At("2026-06-01T11:59:59Z") })
	one("no-next", "REV-29", "no nextUpdate", func(a *Answer) { a.Next = At("0001-01-01T00:00:00Z") })
	one("future", "REV-30 D-54 S-12", "thisUpdate tomorrow", func(a *Answer) { a.This = At("2026-06-02T12:00:00Z") })
	one("future-300s", "S-12", "thisUpdate in 300 s", func(a *Answer) { a.This = At("2026-06-01T12:05:00Z") })
	one("future-301s", "S-12", "thisUpdate in 301 s", func(a *Answer) { a.This = At("2026-06-01T12:05:01Z") })

	// who
	one("other-serial", "REV-23", "the answer is about another serial number", func(a *Answer) { a.Serial = other.Serial })
	one("other-issuer", "REV-23 D-51", "same serial number, the issuer's hashes are of another CA", func(a *Answer) {
		ca := Root("r-stranger")
		a.Name, a.Key = ca.Subject, KeyBits(ca)
	})
	one("other-name", "D-51", "same serial number and key, another issuer name", func(a *Answer) { a.Name = DN("CN", "other") })
	one("other-key", "D-51", "same serial number and name, another issuer key", func(a *Answer) { a.Key = KeyBits(other) })
	one("unknown-hash", "REV-24", "an unknown hash in CertID", func(a *Answer) { a.Hash = "sha256" }).Evidence.OCSP[0].Response = bytes.Replace(
		ans(func(a *Answer) { a.Hash = "sha256" }).DER(), HashID("sha256"), append(append([]byte{}, HashID("sha256")[:12]...), 9, 5, 0), 1)
	delegated := func(id, rules, note string, d *Cert, edit func(*Response)) *judge.Vector {
		return with("delegate-"+id, rules, note, func(r *Response) {
			r.Signer, r.Certs = d, []*Cert{d}
			if edit != nil {
				edit(r)
			}
		})
	}
	delegated("good", "REV-25 D-52", "a delegated responder with ocsp-nocheck", responder("a", root, nocheck), nil)
	delegated("good-by-key", "REV-25 D-52", "named by its key", responder("a", root, nocheck), func(r *Response) { r.ByKey = true })
	delegated("revoked", "REV-25 D-52", "it says revoked", responder("a", root, nocheck), func(r *Response) { r.Answers[0].Status = Revoked(Wrong, 1) })
	delegated("second", "REV-25", "its certificate is the second one", responder("a", root, nocheck), func(r *Response) { r.Certs = []*Cert{other, r.Signer} })
	delegated("no-certificate", "REV-25", "its certificate is missing", responder("a", root, nocheck), func(r *Response) { r.Certs = nil })
	delegated("no-purpose", "D-52", "without id-kp-OCSPSigning", responder("b", root, WithEKU(false, CodeSigning)), nil)
	delegated("any-purpose", "D-52", "anyExtendedKeyUsage is not id-kp-OCSPSigning", responder("b2", root, WithEKU(false, AnyEKU)), nil)
	delegated("no-key-usage-bit", "D-52", "its key usage has keyAgreement only", responder("b3", root, WithUsage(KeyAgreement, true), nocheck), nil)
	with("delegate-itself", "D-52", "the certificate in question answers for itself", func(r *Response) { r.Signer, r.Certs = leaf, []*Cert{leaf} })
	delegated("expired", "D-52", "its certificate has expired", responder("c", root, nocheck, Validity("2026-01-01T00:00:00Z", "2026-05-30T00:00:00Z")), nil)
	delegated("not-yet", "D-52", "its certificate is not valid yet", responder("d", root, nocheck, Validity("2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z")), nil)
	namesake := Root("r-namesake", WithSubject(root.Subject))
	delegated("other-ca", "D-52", "certified by another CA of the same name", responder("e", namesake, nocheck), nil)
	delegated("stranger", "D-52", "certified by another CA", responder("f", Root("r-stranger"), nocheck), nil)
	delegated("issuer-name", "D-52", "signed by the CA under another issuer name", responder("g", root, nocheck, WithIssuer(DN("CN", "other"))), nil)
	delegated("wrong-id", "D-52", "the response names somebody else", responder("h", root, nocheck), nil).Evidence.OCSP[0].Response = func() []byte {
		d := responder("h", root, nocheck)
		alias := *d
		alias.Subject = DN("CN", "somebody else")
		return Response{Answers: []Answer{about(leaf)}, Signer: &alias, Certs: []*Cert{d}}.DER()
	}()
	delegated("no-nocheck", "D-55 REV-35", "without ocsp-nocheck and without a CRL address", responder("i", root), nil)
	const responderCRL = "http://crl.lab.example/responder.crl"
	checked := responder("j", root, AddExt(CDP(responderCRL)))
	delegated("crl-missing", "D-55", "without ocsp-nocheck; its CRL was not fetched", checked, nil)
	delegated("crl-unavailable", "D-55", "without ocsp-nocheck; its CRL is unavailable", checked, nil).WithUnavailable(responderCRL)
	delegated("crl-good", "D-55", "without ocsp-nocheck; its CRL does not list it", checked, nil).WithCRL(responderCRL, List{Issuer: root}.DER())
	delegated("crl-revoked", "D-55", "without ocsp-nocheck; its CRL lists it", checked, nil).WithCRL(responderCRL, List{Issuer: root, Lines: []Line{Listed(checked, 1)}}.DER())
	delegated("crl-revoked-nocheck", "D-55", "with ocsp-nocheck; a CRL lists it", responder("k", root, nocheck, AddExt(CDP(responderCRL))), nil).WithCRL(responderCRL, List{Issuer: root, Lines: []Line{Listed(responder("k", root, nocheck, AddExt(CDP(responderCRL))), 1)}}.DER())
	{
		inter := CA("r-inter", root)
		below := Leaf("r-below", inter, AddExt(AIA(ocspURL)))
		r := Response{Answers: []Answer{{Cert: below, Issuer: inter, Next: NextUpdate}}, Signer: inter, Certs: []*Cert{inter}}
		vector(&cases, "ocsp-embedded-issuer", "REV-27 D-53", "an intermediate embeds its own certificate", By(below, inter, root)).WithOCSP(ocspURL, r.DER())
		r.Certs = nil
		vector(&cases, "ocsp-intermediate", "REV-25", "an intermediate signs", By(below, inter, root)).WithOCSP(ocspURL, r.DER())
		r.Signer = root
		vector(&cases, "ocsp-grandparent", "D-52", "the root signs for a certificate of the intermediate", By(below, inter, root)).WithOCSP(ocspURL, r.DER())
	}
	with("embedded-root", "REV-27 D-53", "the root embeds its own certificate", func(r *Response) { r.Certs = []*Cert{root} })

	// signature
	with("tampered", "REV-25", "one bit of the signature is flipped", func(r *Response) {
		r.Sig = func(b []byte) []byte { b[len(b)-1] ^= 1; return b }
	})
	with("sha1", "REV-28 S-03", "signed with SHA-1", func(r *Response) { r.Alg = "ecdsa-sha1" })
	for _, k := range []struct{ id, alg string }{{"rsa", "rsa-sha256"}, {"rsa-sha512", "rsa-sha512"}, {"pss", "pss-sha256"}, {"p384", ""}, {"p521", ""}, {"ed25519", ""}, {"rsa-sha1", "rsa-sha1"}, {"rsa-1024", "rsa-sha256"}} {
		key := map[string]*Key{"rsa": RSA("2048-a"), "rsa-sha512": RSA("2048-a"), "pss": RSA("2048-a"), "rsa-sha1": RSA("2048-a"), "p384": P384("r"), "p521": P521("r"), "ed25519": Ed25519("r"), "rsa-1024": RSA("1024-a")}[k.id]
		d := responder("key-"+k.id, root, nocheck, WithKey(key))
		delegated("key-"+k.id, "REV-28 S-02 S-03 S-06", "a responder's key: "+k.id, d, func(r *Response) { r.Alg = k.alg })
	}

	// extensions
	extra := func(critical bool) [][]byte { return [][]byte{Ext("1.2.3.4", critical, Null())} }
	one("extension", "REV-31", "an unknown extension", func(a *Answer) { a.Exts = extra(false) })
	one("critical", "REV-31", "an unknown critical extension", func(a *Answer) { a.Exts = extra(true) })
	with("response-extension", "REV-31", "an unknown extension of the response", func(r *Response) { r.Exts = extra(false) })
	with("response-critical", "REV-31", "an unknown critical extension of the response", func(r *Response) { r.Exts = extra(true) })
	with("several", "REV-23", "the answer is the second one", func(r *Response) { r.Answers = []Answer{about(other), r.Answers[0]} })
	with("contradicts-revoked", "S-11", "good, then revoked, about the same certificate", func(r *Response) {
		bad := r.Answers[0]
		bad.Status = Revoked(Wrong, 1)
		r.Answers = append(r.Answers, bad)
	})
	with("contradicts-unknown", "S-11", "good, then unknown, about the same certificate", func(r *Response) {
		bad := r.Answers[0]
		bad.Status = Unknown()
		r.Answers = append(r.Answers, bad)
	})
	with("critical-other", "REV-31", "an unknown critical extension in the answer about another certificate", func(r *Response) {
		o := about(other)
		o.Exts = extra(true)
		r.Answers = append(r.Answers, o)
	})

	// invalidity date: signed at 2026-05-01T10:00:00Z
	for _, d := range []struct{ id, at, note string }{
		{"before", "2026-04-30T00:00:00Z", "the key was in wrong hands before signing"},
		{"equal", "2026-05-01T10:00:00Z", "the key was in wrong hands at the time of signing"},
		{"after", "2026-05-02T00:00:00Z", "the key was in wrong hands after signing"},
	} {
		r := ans(func(a *Answer) { a.Status, a.Exts = Revoked(Wrong, 1), [][]byte{Invalidity(At(d.at))} })
		vector(&cases, "ocsp-invalidity-"+d.id, "REV-10 REV-33 D-20", d.note+"; signing authority", authority(leaf, root)).SigningAuthority().WithOCSP(ocspURL, r.DER())
		add("invalidity-"+d.id+"-x509", "REV-10 REV-33 D-20", d.note+"; no authentic signing time", r)
	}
	{
		r := ans(func(a *Answer) {
			a.Status, a.Exts = Revoked(Wrong, 1), [][]byte{Ext("2.5.29.24", false, Octets([]byte("x")))}
		})
		vector(&cases, "ocsp-invalidity-unreadable", "REV-33", "an invalidity date that cannot be read", authority(leaf, root)).SigningAuthority().WithOCSP(ocspURL, r.DER())
		r = ans(func(a *Answer) {
			a.Status, a.Exts = Revoked(Wrong, 1), [][]byte{Ext("2.5.29.24", true, General(At("2026-05-02T00:00:00Z")))}
		})
		vector(&cases, "ocsp-invalidity-critical", "REV-31 REV-33", "a critical invalidity date", authority(leaf, root)).SigningAuthority().WithOCSP(ocspURL, r.DER())
	}

	// bytes
	whole := func(id, rules, note string, f func([]byte) []byte) {
		with(id, rules, note, func(r *Response) { r.Whole = f })
	}
	for _, s := range []struct {
		b  byte
		id string
	}{{1, "malformed-request"}, {2, "internal-error"}, {3, "try-later"}, {5, "sig-required"}, {6, "unauthorized"}, {4, "status-4"}} {
		whole(s.id, "REV-21", "response status "+s.id, func([]byte) []byte { return Seq(TLV(0x0a, []byte{s.b})) })
	}
	whole("no-bytes", "REV-22", "successful, but without an answer", func([]byte) []byte { return Seq(TLV(0x0a, []byte{0})) })
	whole("trailing", "REV-22", "a byte after the response", func(b []byte) []byte { return append(b, 0) })
	whole("truncated", "REV-22", "the last byte is missing", func(b []byte) []byte { return b[:len(b)-1] })
	whole("empty", "REV-22", "nothing", func([]byte) []byte { return nil })
	whole("html", "REV-22", "a web page", func([]byte) []byte { return []byte("<html>not found</html>") })
	with("type", "REV-22", "another type of response", func(r *Response) { r.Type = "1.3.6.1.5.5.7.48.1.2" })
	with("large", "REV-20", "30 KB, by 60 further certificates", func(r *Response) {
		for range 60 {
			r.Certs = append(r.Certs, root)
		}
	})
	with("too-large", "REV-20", "more than 64 KiB", func(r *Response) {
		for range 200 {
			r.Certs = append(r.Certs, root)
		}
	})

	// addresses
	at := func(id, rules, note string, urls ...string) *judge.Vector {
		var aia []byte
		for _, u := range urls {
			aia = append(aia, Seq(OID("1.3.6.1.5.5.7.48.1"), Prim(6, []byte(u)))...)
		}
		l := Leaf("r-at-"+id, root, AddExt(Ext("1.3.6.1.5.5.7.1.1", false, Seq(aia))))
		v := vector(&cases, "ocsp-at-"+id, rules, note, By(l, root))
		v.Leaf = l
		return v
	}
	reply := func(v *judge.Vector, url string, status []byte) *judge.Vector {
		a := about(v.Leaf)
		a.Status = status
		return v.WithOCSP(url, Response{Answers: []Answer{a}, Signer: root}.DER())
	}
	at("https", "REV-14", "an https address", "https://ocsp.lab.example/")
	at("ldap", "REV-14", "an ldap address", "ldap://ocsp.lab.example/")
	at("broken", "REV-15 D-72", "an address that cannot be parsed", "http://[::1")
	at("empty", "REV-15", "an empty address", "")
	at("spaces", "REV-15", "an address with a space in its host", "http://ocsp lab/")
	reply(at("upper", "REV-14", "HTTP in capitals", "HTTP://ocsp.lab.example/x"), "HTTP://ocsp.lab.example/x", Good())
	reply(at("bad-good", "REV-13", "the first does not answer, the second does", "http://down.lab.example", "http://up.lab.example"), "http://up.lab.example", Good()).WithUnavailable("http://down.lab.example")
	reply(at("broken-good", "REV-13 REV-15", "the first cannot be parsed, the second answers", "http://[::1", "http://up.lab.example"), "http://up.lab.example", Good())
	reply(reply(at("unknown-good", "REV-13 S-11", "the first says unknown, the second good", "http://a.lab.example", "http://b.lab.example"), "http://a.lab.example", Unknown()), "http://b.lab.example", Good())
	reply(reply(at("good-revoked", "REV-13 S-11", "the first says good, the second revoked", "http://a.lab.example", "http://b.lab.example"), "http://a.lab.example", Good()), "http://b.lab.example", Revoked(Wrong, 1))
	// pieces that only the host has
	one("host-revoked", "S-11", "good from the responder, revoked from elsewhere", nil).WithOCSP("", ans(func(a *Answer) { a.Status = Revoked(Wrong, 1) }).DER())
	one("host-expired", "S-11", "good from the responder, an expired revoked from elsewhere", nil).WithOCSP("", ans(func(a *Answer) { a.Next, a.Status = Past, Revoked(Wrong, 1) }).DER())
	one("host-future", "S-11 S-12", "good from the responder, revoked from elsewhere, made tomorrow", nil).WithOCSP("", ans(func(a *Answer) { a.This, a.Status = At("2026-06-02T12:00:00Z"), Revoked(Wrong, 1) }).DER())
	{
		r := ans(func(a *Answer) { a.Status = Revoked(Wrong, 1) })
		r.Signer = responder("late", root, nocheck, Validity("2026-06-03T00:00:00Z", "2027-01-01T00:00:00Z"))
		r.Certs = []*Cert{r.Signer}
		one("host-not-yet", "S-11 D-52", "good from the responder, revoked from elsewhere, by a responder that becomes valid later", nil).WithOCSP("", r.DER())
	}
	one("host-junk", "S-11", "good from the responder, junk from elsewhere", nil).WithOCSP("", []byte("junk"))
	return cases
}

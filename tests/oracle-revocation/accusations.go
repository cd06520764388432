package main

import (
	"encoding/asn1"

	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// accusationCases are about evidence that nobody may rely on and that says "revoked" all the same, beside a good CRL: it
// keeps the certificate from being good (S-48). What says "good" in the same way, or comes from strangers, does not.
func accusationCases() (cases []*judge.Vector) {
	root := Root("r-root")
	both := Leaf("r-both", root, AddExt(AIA(ocspURL), CDP(crlURL)))
	stranger := Root("r-stranger")
	responder := func(name string, issuer *Cert, mods ...Mod) *Cert {
		return Leaf("r-responder-"+name, issuer, append([]Mod{WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "responder "+name)), WithEKU(false, OCSPSigning), AddExt(Ext("1.3.6.1.5.5.7.48.1.5", false, Null()))}, mods...)...)
	}
	answer := func(status []byte) Answer { return Answer{Cert: both, Issuer: root, Status: status, Next: NextUpdate} }
	compromised := Revoked(Wrong, 1)
	beside := func(id, rules, note string, env Envelope, r Response) *judge.Vector {
		return vector(&cases, "accused-"+id, rules, note+"; a CRL does not list it", env).WithOCSP(ocspURL, r.DER()).WithCRL(crlURL, List{Issuer: root}.DER())
	}
	// pair is the same response twice: it says revoked, and it says good.
	pair := func(id, rules, note string, edit func(*Response)) {
		for _, s := range []struct {
			suffix, word string
			status       []byte
		}{{"", "revoked", compromised}, {"-good", "good", Good()}} {
			r := Response{Answers: []Answer{answer(s.status)}, Signer: root}
			edit(&r)
			beside(id+s.suffix, rules, note+" says "+s.word, By(both, root), r)
		}
	}
	by := func(c *Cert) func(*Response) {
		return func(r *Response) { r.Signer, r.Certs = c, []*Cert{c} }
	}
	namesake := Root("r-namesake", WithSubject(root.Subject))

	// whom the issuer trusts with something
	pair("sha1", "S-03 S-48", "an answer signed with SHA-1", func(r *Response) { r.Alg = "ecdsa-sha1" })
	pair("other-name", "D-51 S-48", "an answer with this serial number, of another issuer name,", func(r *Response) { r.Answers[0].Name = DN("CN", "other") })
	pair("other-key", "D-51 S-48", "an answer with this serial number, of another issuer key,", func(r *Response) { r.Answers[0].Key = KeyBits(stranger) })
	pair("no-purpose", "D-52 S-48", "a responder without id-kp-OCSPSigning", by(responder("b", root, WithEKU(false, CodeSigning))))
	pair("itself", "D-52 S-48", "the certificate itself", by(both))
	pair("expired-responder", "D-52 S-48", "a responder that has expired", by(responder("c", root, Validity("2026-01-01T00:00:00Z", "2026-05-30T00:00:00Z"))))
	pair("wrong-id", "D-52 S-48", "a response that names somebody else", func(r *Response) {
		d := responder("h", root)
		alias := *d
		alias.Subject = DN("CN", "somebody else")
		r.Signer, r.Certs = &alias, []*Cert{d}
	})
	pair("future", "S-12 S-48", "an answer made tomorrow", func(r *Response) { r.Answers[0].This = At("2026-06-02T12:00:00Z") })
	pair("expired", "REV-29 S-48", "an answer that has expired", func(r *Response) { r.Answers[0].Next = Past })
	pair("no-next", "REV-29 S-48", "an answer without nextUpdate", func(r *Response) { r.Answers[0].Next = At("0001-01-01T00:00:00Z") })
	pair("critical", "REV-31 S-48", "an answer with an unknown critical extension", func(r *Response) { r.Answers[0].Exts = [][]byte{Ext("1.2.3.4", true, Null())} })
	{
		const responderCRL = "http://crl.lab.example/responder.crl"
		d := Leaf("r-responder-j", root, WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "responder j")), WithEKU(false, OCSPSigning), AddExt(CDP(responderCRL)))
		r := Response{Answers: []Answer{answer(compromised)}, Signer: d, Certs: []*Cert{d}}
		beside("revoked-responder", "D-55 S-48", "a revoked responder says revoked", By(both, root), r).WithCRL(responderCRL, List{Issuer: root, Number: 7, Lines: []Line{Listed(d, 1)}}.DER())
	}

	// what can be read no more
	pair("elements", "S-43 S-48", "a response with one element too many", func(r *Response) {
		r.TBS = func(tbs []byte) []byte {
			var data asn1.RawValue
			if _, err := asn1.Unmarshal(tbs, &data); err != nil {
				panic(err)
			}
			return Seq(data.Bytes, Null())
		}
	})
	pair("trailing", "REV-22 S-48", "a response with a byte after it", func(r *Response) { r.Whole = func(b []byte) []byte { return append(b, 0) } })

	// strangers cannot accuse
	pair("tampered", "REV-25 S-48", "an answer whose signature is broken", func(r *Response) {
		r.Sig = func(b []byte) []byte { b[len(b)-1] ^= 1; return b }
	})
	pair("stranger", "D-52 S-48", "a responder of another CA", by(responder("f", stranger)))
	pair("namesake", "D-52 S-48", "a responder of another CA of the same name", by(responder("e", namesake)))
	pair("html", "REV-22 S-48", "a web page", func(r *Response) {
		r.Whole = func([]byte) []byte { return []byte("<html>revoked</html>") }
	})

	// hold may be over, and the key was safe at the time of signing
	hold := Response{Answers: []Answer{answer(Revoked(Wrong, 6))}, Signer: root}
	hold.Answers[0].Next = Past
	beside("expired-hold", "REV-29 S-48", "an answer that has expired says certificateHold", By(both, root), hold)
	for _, d := range []struct{ id, at, note string }{
		{"before", "2026-04-30T00:00:00Z", "the key was in wrong hands before signing"},
		{"after", "2026-05-02T00:00:00Z", "the key was in wrong hands after signing"},
	} {
		r := Response{Answers: []Answer{answer(compromised)}, Signer: root}
		r.Answers[0].Name, r.Answers[0].Exts = DN("CN", "other"), [][]byte{Invalidity(At(d.at))}
		beside("invalidity-"+d.id, "REV-33 S-48", "an answer of another issuer name: "+d.note, authority(both, root), r).SigningAuthority()
	}

	// beside a good answer
	{
		foreign := answer(compromised)
		foreign.Name = DN("CN", "other")
		r := Response{Answers: []Answer{foreign, answer(Good())}, Signer: root}
		beside("in-one-response", "REV-23 S-48", "revoked for another issuer name, then good", By(both, root), r)
		good := Response{Answers: []Answer{answer(Good())}, Signer: root}.DER()
		late := Response{Answers: []Answer{answer(compromised)}, Signer: root, Alg: "ecdsa-sha1"}.DER()
		vector(&cases, "accused-good-elsewhere", "S-11 S-48", "good from the responder; revoked from elsewhere, signed with SHA-1", By(both, root)).WithOCSP(ocspURL, good).WithOCSP("", late)
		plain := Leaf("r-plain", root)
		bad := Response{Answers: []Answer{{Cert: plain, Issuer: root, Status: compromised, Next: NextUpdate}}, Signer: root, Alg: "ecdsa-sha1"}.DER()
		vector(&cases, "accused-no-pointers", "S-42 S-48", "it names no service; revoked from elsewhere, signed with SHA-1", By(plain, root)).WithOCSP("", bad)
	}

	// CRLs: a second one says what the first does not
	list := Leaf("r-crl", root, AddExt(CDP(crlURL)))
	second := func(id, rules, note string, l List, whole func([]byte) []byte) *judge.Vector {
		l.Issuer = root
		der := l.DER()
		if whole != nil {
			der = whole(der)
		}
		return vector(&cases, "accused-crl-"+id, rules, "good by one CRL; "+note, By(list, root)).WithCRL(crlURL, List{Issuer: root}.DER()).WithCRL("", der)
	}
	listed := []Line{Listed(list, 1)}
	second("sha1", "S-03 S-48", "another, signed with SHA-1, lists it", List{Alg: "ecdsa-sha1", Lines: listed}, nil)
	second("sha1-good", "S-03 S-48", "another, signed with SHA-1, does not list it", List{Alg: "ecdsa-sha1"}, nil)
	second("sha1-removed", "S-03 REV-58 S-48", "another, signed with SHA-1, lists it as removed", List{Alg: "ecdsa-sha1", Lines: []Line{Listed(list, 8)}}, nil)
	second("trailing", "S-04 S-48", "another with a byte after it lists it", List{Lines: listed}, func(b []byte) []byte { return append(b, 0) })
	second("trailing-good", "S-04 S-48", "another with a byte after it does not list it", List{}, func(b []byte) []byte { return append(b, 0) })
	second("forged", "REV-44 S-48", "another, forged, lists it", List{Lines: listed, SignWith: P256("forger")}, nil)
	second("future", "S-12 S-48", "another, made tomorrow, lists it", List{This: At("2026-06-02T12:00:00Z"), Lines: listed}, nil)

	// S-49: one entry is about the time after signing, the other is not
	for _, o := range []struct {
		id    string
		lines []Line
	}{
		{"two-entries", []Line{Listed(list, 1, Invalidity(At("2026-05-02T00:00:00Z"))), Listed(list, 1)}},
		{"two-entries-after", []Line{Listed(list, 1, Invalidity(At("2026-05-02T00:00:00Z"))), Listed(list, 1, Invalidity(At("2026-05-03T00:00:00Z")))}},
	} {
		vector(&cases, "accused-crl-"+o.id, "REV-57 S-49", "listed twice: the key was in wrong hands after signing; "+map[bool]string{true: "and without a date", false: "and later still"}[o.id == "two-entries"], authority(list, root)).SigningAuthority().WithCRL(crlURL, List{Issuer: root, Number: 5, Lines: o.lines}.DER())
	}

	// two responders, one of which does not know it
	{
		const second = "http://ocsp.lab.example/second"
		at := func(url string) []byte { return Seq(OID("1.3.6.1.5.5.7.48.1"), Prim(6, []byte(url))) }
		two := Leaf("r-two", root, AddExt(Ext("1.3.6.1.5.5.7.1.1", false, Seq(at(ocspURL), at(second))), CDP(crlURL)))
		say := func(status []byte) []byte {
			return Response{Answers: []Answer{{Cert: two, Issuer: root, Status: status, Next: NextUpdate}}, Signer: root}.DER()
		}
		contested := func(id, note string) *judge.Vector {
			return vector(&cases, "accused-contested-"+id, "S-11 REV-13", "one responder does not know it, another says good; "+note, By(two, root)).WithOCSP(ocspURL, say(Unknown())).WithOCSP(second, say(Good()))
		}
		contested("revoked", "a CRL lists it").WithCRL(crlURL, List{Issuer: root, Lines: []Line{Listed(two, 1)}}.DER())
		contested("good", "a CRL does not list it").WithCRL(crlURL, List{Issuer: root}.DER())
		contested("missing", "the CRL was not fetched")
	}
	return cases
}

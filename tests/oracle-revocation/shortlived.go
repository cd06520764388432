package main

import (
	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// shortLivedCases are signatures as a signing service makes them: a certificate for three days, below roots of RSA-4096,
// in COSE, with a timestamp; verified a year later with evidence of that day.
func shortLivedCases() (cases []*judge.Vector) {
	const year = "2027-05-15T12:00:00Z"
	const leafOCSP, leafCRL, issuingCRL, clockCRL = "http://ocsp.lab.example/signing", "http://crl.lab.example/signing.crl", "http://crl.lab.example/identity.crl", "http://crl.lab.example/clock.crl"
	from, until := At("2027-05-14T00:00:00Z"), At("2027-05-21T00:00:00Z")
	root := Root("sl-root", WithKey(RSA("4096-a")), WithAlg("rsa-sha384"))
	issuing := CA("sl-issuing", root, WithKey(RSA("4096-b")), WithAlg("rsa-sha384"), WithBC(true, 0, true), AddExt(CDP(issuingCRL)))
	leaf := Leaf("sl-leaf", issuing, WithKey(RSA("3072-a")), WithAlg("rsa-sha384"), Validity("2026-04-30T00:00:00Z", "2026-05-03T00:00:00Z"), AddExt(AIA(leafOCSP), CDP(leafCRL)))
	clocks := Root("sl-clocks", WithKey(RSA("4096-b")), WithAlg("rsa-sha512"))
	clock := Leaf("sl-clock", clocks, WithKey(RSA("2048-b")), WithAlg("rsa-sha512"), WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "clock")), WithEKU(true, TimeStamping),
		Validity("2025-06-01T00:00:00Z", "2027-06-01T00:00:00Z"), AddExt(CDP(clockCRL)))
	list := func(issuer *Cert, alg string, lines ...Line) []byte {
		return List{Issuer: issuer, Alg: alg, Number: 70, This: from, Next: until, Lines: lines}.DER()
	}
	type flow struct {
		id, note    string
		stamped     bool
		status      []byte
		leaf, clock []Line
	}
	for _, f := range []flow{
		{"good", "signed with a certificate for three days, verified a year later", true, Good(), nil, nil},
		{"no-token", "the same without timestamp", false, Good(), nil, nil},
		{"by-crl", "the responder does not know the certificate any more, the CRL does not list it", true, Unknown(), nil, nil},
		{"revoked", "the certificate was revoked after it had expired", true, Revoked(At("2026-05-05T00:00:00Z"), 1), nil, nil},
		{"revoked-by-crl", "the responder does not know the certificate any more, the CRL lists it", true, Unknown(), []Line{Listed(leaf, 1)}, nil},
		{"clock-revoked", "the authority was revoked", true, Good(), nil, []Line{Listed(clock, 1)}},
	} {
		e := By(leaf, issuing, root)
		if f.stamped {
			var sig []byte
			e.Signature = func(b []byte) []byte { sig = b; return b }
			e.Unprot = func(p *Pairs) {
				p.Add(CText(HStamp), CBytes(Stamp{Message: sig, Signer: clock, Issuer: clocks.Subject, Certs: []*Cert{clock, clocks}, Imprint: "sha384", Digest: "sha512", SigAlg: "rsa-sha512", Accuracy: Seq(Int(1))}.Make()))
			}
		}
		v := &judge.Vector{Case: OCI("short-lived-"+f.id, "VER-36 TSA-17 TSA-41 REV-08", f.note, COSEType, e.COSE()).Trust(root)}
		v.When(year).Stores("ca:lab", "tsa:lab").Identities("x509.subject:C=US,ST=WA,O=Acme")
		v.TrustStores["tsa:lab"] = Store(clocks)
		answer := Response{Answers: []Answer{{Cert: leaf, Issuer: issuing, This: from, Next: until, Status: f.status}}, Signer: issuing, Produced: from, Alg: "rsa-sha384"}
		v.WithOCSP(leafOCSP, answer.DER()).WithCRL(leafCRL, list(issuing, "rsa-sha384", f.leaf...)).WithCRL(issuingCRL, list(root, "rsa-sha384")).WithCRL(clockCRL, list(clocks, "rsa-sha512", f.clock...))
		cases = append(cases, v)
	}
	return cases
}

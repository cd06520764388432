package main

import (
	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// strictCases has a pair for each thing that live parity found: evidence as it should be, and nearly so.
func strictCases() (cases []*judge.Vector) {
	defer func(before int) { n = before }(n) // in any order among the groups
	n = 0
	root := Root("r-root")
	byOCSP := Leaf("r-strict-ocsp", root, AddExt(AIA(ocspURL)))
	byCRL := Leaf("r-strict-crl", root, AddExt(CDP(crlURL)))
	other := Leaf("r-strict-other", root)
	answer := func(id, note string, status []byte) {
		a := Answer{Cert: byOCSP, Issuer: root, Next: NextUpdate, Status: status}
		vector(&cases, "strict-ocsp-"+id, "REV-22", note, By(byOCSP, root)).WithOCSP(ocspURL, Response{Answers: []Answer{a}, Signer: root}.DER())
	}
	// S-43
	answer("good", "good is empty", Good())
	answer("good-content", "good with something in it (S-43)", Prim(0, []byte{1}))
	list := func(id, note string, l List) {
		l.Issuer, l.Number = root, 5
		vector(&cases, "strict-crl-"+id, "REV-55 REV-56", note, By(byCRL, root)).WithCRL(crlURL, l.DER())
	}
	list("good", "as it should be", List{})
	list("left-over", "an element after the extensions (S-43)", List{TBS: func(b []byte) []byte {
		return Seq(content(b), Ctx(1))
	}})
	// S-44
	listed := func(serial *Cert, reason []byte) List {
		return List{Lines: []Line{Listed(serial, -1, Ext("2.5.29.21", false, reason))}}
	}
	list("other-entry", "an entry about another certificate", listed(other, TLV(0x0a, []byte{1})))
	list("other-entry-reason", "the reason in an entry about another certificate is an INTEGER (S-44)", listed(other, Int(1)))
	list("entry-reason", "the reason in the entry about this certificate is an INTEGER", listed(byCRL, Int(1)))
	return cases
}

// content is what a SEQUENCE of less than 64 KiB holds.
func content(b []byte) []byte {
	if b[1] < 0x80 {
		return b[2:]
	}
	return b[2+int(b[1]&0x7f):]
}

package main

import (
	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// authorityCases are about the chain of the timestamping authority, whose revocation is always enforced (TSA-43).
func authorityCases() (cases []*judge.Vector) {
	const tsaCRL, tsaOCSP = "http://crl.lab.example/tsa.crl", "http://ocsp.lab.example/tsa"
	root := Root("r-root")
	clocks := Root("r-clocks")
	clock := func(name string, mods ...Mod) *Cert {
		return Leaf("r-clock-"+name, clocks, append([]Mod{WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "clock "+name)), WithEKU(true, TimeStamping), Validity("2025-06-01T00:00:00Z", "2028-06-01T00:00:00Z")}, mods...)...)
	}
	byCRL := clock("crl", AddExt(CDP(tsaCRL)))
	byOCSP := clock("ocsp", AddExt(AIA(tsaOCSP)))
	plain := Leaf("r-plain", root)
	pointing := Leaf("r-crl", root, AddExt(CDP(crlURL)))
	add := func(id, note string, signer, tsa *Cert) *judge.Vector {
		e := By(signer, root)
		var sig []byte
		e.Signature = func(b []byte) []byte { sig = b; return b }
		token := func() []byte {
			return Stamp{Message: sig, Signer: tsa, Issuer: clocks.Subject, Certs: []*Cert{tsa, clocks}}.Make()
		}
		e.Header = func(m *Members) { m.Add(HStamp, Quote(Std64(token()))) }
		e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes(token())) }
		v := vector(&cases, "tsa-"+id, "TSA-43", note, e)
		v.TrustStores["tsa:lab"] = Store(clocks)
		v.Stores("ca:lab", "tsa:lab")
		return v
	}
	list := func(certs ...*Cert) []byte {
		l := List{Issuer: clocks, Number: 5}
		for _, c := range certs {
			l.Lines = append(l.Lines, Listed(c, 1))
		}
		return l.DER()
	}
	answer := func(status []byte) []byte {
		return Response{Answers: []Answer{{Cert: byOCSP, Issuer: clocks, Next: NextUpdate, Status: status}}, Signer: clocks}.DER()
	}
	add("no-pointers", "the authority names no service", plain, clock("plain"))
	add("crl-good", "not listed", plain, byCRL).WithCRL(tsaCRL, list())
	add("crl-revoked", "listed", plain, byCRL).WithCRL(tsaCRL, list(byCRL))
	add("crl-missing", "not fetched", plain, byCRL)
	add("crl-unavailable", "unavailable", plain, byCRL).WithUnavailable(tsaCRL)
	add("crl-expired", "expired", plain, byCRL).WithCRL(tsaCRL, List{Issuer: clocks, Next: Past, This: Wrong}.DER())
	add("crl-other-root", "of the signer's root", plain, byCRL).WithCRL(tsaCRL, List{Issuer: root}.DER())
	add("ocsp-good", "OCSP says good", plain, byOCSP).WithOCSP(tsaOCSP, answer(Good()))
	add("ocsp-revoked", "OCSP says revoked", plain, byOCSP).WithOCSP(tsaOCSP, answer(Revoked(Wrong, 1)))
	add("ocsp-unknown", "OCSP says unknown", plain, byOCSP).WithOCSP(tsaOCSP, answer(Unknown()))
	add("invalidity", "revoked, the key in wrong hands after the time of the token", plain, byCRL).WithCRL(tsaCRL, List{Issuer: clocks, Lines: []Line{Listed(byCRL, 1, Invalidity(At("2026-05-20T00:00:00Z")))}}.DER())
	add("revoked-permissive", "listed; permissive logs the timestamp", plain, byCRL).WithCRL(tsaCRL, list(byCRL)).Level("permissive")
	add("revoked-skip", "listed; revocation skipped, the timestamp is not", plain, byCRL).WithCRL(tsaCRL, list(byCRL)).Override("revocation", "skip")
	add("missing-skip", "not fetched; revocation skipped, the timestamp is not", plain, byCRL).Override("revocation", "skip")
	add("both-good", "signer and authority, both good", pointing, byCRL).WithCRL(crlURL, List{Issuer: root}.DER()).WithCRL(tsaCRL, list())
	add("both-missing", "signer and authority, nothing fetched", pointing, byCRL)
	add("signer-revoked", "the signer is revoked, the authority's list not fetched", pointing, byCRL).WithCRL(crlURL, List{Issuer: root, Lines: []Line{Listed(pointing, 1)}}.DER())
	return cases
}

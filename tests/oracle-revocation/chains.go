package main

import (
	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

// chainCases are about the certificates of one chain together.
func chainCases() (cases []*judge.Vector) {
	const interURL = "http://crl.lab.example/inter.crl"
	const interOCSP = "http://ocsp.lab.example/inter"
	root := Root("r-root")
	inter := CA("r-chain-inter", root, AddExt(CDP(interURL)))
	leaf := Leaf("r-chain-leaf", inter, AddExt(CDP(crlURL)))
	chain := By(leaf, inter, root)
	add := func(id, rules, note string, env Envelope) *judge.Vector {
		return vector(&cases, "chain-"+id, rules, note, env)
	}
	lists := func(issuer *Cert, certs ...*Cert) []byte {
		l := List{Issuer: issuer, Number: 5}
		for _, c := range certs {
			l.Lines = append(l.Lines, Listed(c, 1))
		}
		return l.DER()
	}
	add("good", "REV-08", "both good", chain).WithCRL(crlURL, lists(inter)).WithCRL(interURL, lists(root))
	add("leaf-revoked", "REV-08", "the leaf is revoked", chain).WithCRL(crlURL, lists(inter, leaf)).WithCRL(interURL, lists(root))
	add("inter-revoked", "REV-08", "the intermediate is revoked", chain).WithCRL(crlURL, lists(inter)).WithCRL(interURL, lists(root, inter))
	add("both-revoked", "REV-08", "both are revoked", chain).WithCRL(crlURL, lists(inter, leaf)).WithCRL(interURL, lists(root, inter))
	add("leaf-unknown-inter-revoked", "REV-08", "the intermediate is revoked, the leaf unknown", chain).WithCRL(interURL, lists(root, inter)).WithUnavailable(crlURL)
	add("inter-unknown-leaf-revoked", "REV-08", "the leaf is revoked, the intermediate unknown", chain).WithCRL(crlURL, lists(inter, leaf)).WithUnavailable(interURL)
	add("leaf-unknown", "REV-08", "the leaf is unknown", chain).WithCRL(interURL, lists(root)).WithUnavailable(crlURL)
	add("inter-unknown", "REV-08", "the intermediate is unknown", chain).WithCRL(crlURL, lists(inter)).WithUnavailable(interURL)
	add("nothing", "REV-09", "nothing was fetched", chain)
	add("nothing-permissive", "REV-09", "nothing was fetched; permissive", chain).Level("permissive")
	add("nothing-untrusted", "REV-09", "nothing was fetched, and the signer is not trusted", chain).Trust(Root("r-stranger"))
	add("nothing-expired", "REV-09", "nothing was fetched, and the leaf has expired", chain).When("2027-06-01T12:00:00Z")
	add("turned-round", "S-11", "the CRLs in the other order", chain).WithCRL(interURL, lists(root)).WithCRL(crlURL, lists(inter))
	add("wrong-places", "S-11", "each CRL at the other's address", chain).WithCRL(interURL, lists(inter)).WithCRL(crlURL, lists(root))

	add("no-pointers", "REV-04 REV-07", "no certificate names a service", By(Leaf("r-plain", root), root))
	add("no-pointers-listed", "REV-07", "the leaf names no service, but the host has a CRL that lists it", By(Leaf("r-plain", root), root)).WithCRL("", lists(root, Leaf("r-plain", root)))
	add("no-pointers-inter", "REV-07", "the leaf names no service, its issuer does", By(Leaf("r-plain-2", inter), inter, root)).WithCRL(interURL, lists(root))
	pointing := Root("r-pointing", AddExt(CDP(interURL)))
	add("root", "REV-03", "the root names a CRL, which nobody asks", By(Leaf("r-below-pointing", pointing), pointing))
	add("self-signed", "REV-03", "a self-signed certificate names a CRL", By(Leaf("r-selfsigned", nil, AddExt(CDP(crlURL)))))

	mixed := CA("r-mixed-inter", root, AddExt(AIA(interOCSP)))
	ml := Leaf("r-mixed-leaf", mixed, AddExt(AIA(ocspURL), CDP(crlURL)))
	me := By(ml, mixed, root)
	goodInter := Response{Answers: []Answer{{Cert: mixed, Issuer: root, Next: Longer}}, Signer: root}.DER()
	add("mixed", "REV-04 REV-08", "the leaf by CRL after OCSP failed, the intermediate by OCSP", me).WithOCSP(interOCSP, goodInter).WithCRL(crlURL, lists(mixed)).WithUnavailable(ocspURL)
	add("mixed-one-response", "REV-23", "OCSP answers about both in the wrong places", me).
		WithOCSP(ocspURL, Response{Answers: []Answer{{Cert: ml, Issuer: mixed, Next: NextUpdate}}, Signer: mixed}.DER()).WithOCSP(interOCSP, goodInter)
	add("mixed-swapped", "D-51", "each OCSP answer at the other's address", me).
		WithOCSP(interOCSP, Response{Answers: []Answer{{Cert: ml, Issuer: mixed, Next: NextUpdate}}, Signer: mixed}.DER()).WithOCSP(ocspURL, goodInter).WithUnavailable(crlURL)
	{
		sub := Leaf("r-both-signed", root, AddExt(CDP(crlURL)))
		v := add("two-signatures", "VER-18", "two signatures: one revoked, one of a certificate without pointers", By(sub, root)).WithCRL(crlURL, lists(root, sub))
		plain := By(Leaf("r-plain", root), root)
		v.Signatures = append(v.Signatures, Signature{Envelope: plain.JWS(), MediaType: JWSType})
		v = add("two-pending", "VER-18", "two signatures: one not yet judged, one of a certificate without pointers", By(sub, root))
		v.Signatures = append(v.Signatures, Signature{Envelope: plain.JWS(), MediaType: JWSType})
		v = add("two-same", "VER-18", "two signatures by one chain, not yet judged", By(sub, root))
		other := By(sub, root)
		other.Time = At("2026-05-02T10:00:00Z")
		v.Signatures = append(v.Signatures, Signature{Envelope: other.JWS(), MediaType: JWSType})
	}
	return cases
}

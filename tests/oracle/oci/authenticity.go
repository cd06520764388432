package main

import (
	"fmt"

	. "sealcheck.example/oracle/lab"
)

func authenticity() (cases []*Case) {
	n := 0
	add := func(id, rules, note string, chain ...*Cert) *Case {
		if chain == nil {
			chain = StdChain
		}
		n++
		f := formats[n%2]
		c := OCI("auth-"+id, rules, note, f.mediaType, By(chain...).Make(f.mediaType))
		cases = append(cases, c)
		return c
	}
	files := func(c *Case, entries ...Entry) *Case {
		if entries == nil {
			entries = []Entry{}
		}
		c.TrustStores = map[string][]Entry{"ca:lab": entries}
		return c
	}
	root, inter, leaf := StdRoot, StdInter, StdLeaf
	other := Root("a-other")
	single := Leaf("a-single", nil)
	add("root", "STORE-23", "the root is trusted")
	add("pin-intermediate", "STORE-12 STORE-23", "the intermediate is trusted, the root is not").Trust(inter)
	add("pin-leaf", "STORE-12 STORE-23", "the leaf is in the store; it is neither a CA nor self-signed").Trust(leaf)
	add("pin-single", "STORE-23", "a self-signed leaf is trusted", single).Trust(single)
	add("untrusted", "STORE-23", "another root is trusted").Trust(other)
	add("single-untrusted", "STORE-23", "another self-signed leaf is trusted", single).Trust(Leaf("a-single-2", nil))
	reissued := Root("a-reissued", WithKey(root.Key), WithSubject(root.Subject))
	add("reissued-root", "STORE-23", "a root of the same name and key, issued again").Trust(reissued)
	sameName := Root("a-same-name", WithSubject(root.Subject))
	add("same-name-root", "STORE-23", "a root of the same name with another key").Trust(sameName)
	add("one-of-two", "STORE-23", "two certificates in the store, the second fits").Trust(other, root)
	add("same-twice", "STORE-18", "the same certificate twice").Trust(root, root)
	expired := Root("a-expired", Validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"))
	add("expired-stored-extra", "CERT-49 STORE-14", "an expired certificate beside the right one").Trust(expired, root)
	expLeaf := Leaf("a-expired-leaf", expired)
	add("expired-stored-root", "CERT-49 STORE-14 CERT-45", "the chain's root is expired", expLeaf, expired).Trust(expired)
	add("expired-stored-root-permissive", "CERT-49 CERT-48", "the chain's root is expired; permissive", expLeaf, expired).Trust(expired).Level("permissive")
	future := Root("a-future", Validity("2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"))
	add("future-stored-extra", "STORE-14", "a certificate that is not yet valid beside the right one").Trust(future, root)
	// forms of files
	files(add("der", "STORE-09", "one DER file"), Entry{Raw: root.DER, File: "root.der.crt"})
	files(add("pem", "STORE-09", "one PEM file"), Entry{PEM: root.PEM()})
	files(add("pem-two", "STORE-09 STORE-10", "two certificates in one PEM file"), Entry{PEM: other.PEM() + root.PEM()})
	files(add("der-two", "STORE-09", "two DER certificates in one file"), Entry{Raw: Cat(other.DER, root.DER)})
	files(add("der-trailing", "STORE-09", "a DER certificate with a byte after it"), Entry{Raw: append(append([]byte{}, root.DER...), 0)})
	files(add("der-truncated", "STORE-09 STORE-16", "a DER certificate without its last byte"), Entry{Raw: root.DER[:len(root.DER)-1]})
	files(add("pem-text", "STORE-10", "PEM with text around the block"), Entry{PEM: "Subject: the root\n\n" + root.PEM() + "\nthat was all\n"})
	files(add("pem-crlf", "STORE-09", "PEM with CR LF"), Entry{PEM: crlf(root.PEM())})
	files(add("pem-no-final-newline", "STORE-09", "PEM without a newline at the end"), Entry{PEM: root.PEM()[:len(root.PEM())-1]})
	files(add("pem-headers", "STORE-10", "PEM with headers inside the block"), Entry{PEM: relabel(root.PEM(), "CERTIFICATE", "Proc-Type: nothing\n\n")})
	files(add("pem-label-foo", "STORE-10", "a certificate under the label FOO"), Entry{PEM: swapLabel(root.PEM(), "FOO")})
	files(add("pem-label-trusted", "STORE-10", "a certificate under the label TRUSTED CERTIFICATE"), Entry{PEM: swapLabel(root.PEM(), "TRUSTED CERTIFICATE")})
	files(add("pem-label-x509", "STORE-10", "a certificate under the label X509 CERTIFICATE"), Entry{PEM: swapLabel(root.PEM(), "X509 CERTIFICATE")})
	files(add("pem-key-first", "STORE-10", "a key block before the certificate"), Entry{PEM: keyBlock() + root.PEM()})
	files(add("pem-key-after", "STORE-10", "a key block after the certificate"), Entry{PEM: root.PEM() + keyBlock()})
	files(add("pem-then-der", "STORE-09", "a PEM block followed by DER"), Entry{Raw: Cat([]byte(root.PEM()), other.DER)})
	files(add("pem-bad-base64", "STORE-10", "a PEM block that is not base64, then a good one"), Entry{PEM: "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n" + root.PEM()})
	files(add("pem-two-levels", "STORE-10", "a leaf, its intermediate and its root in one file"), Entry{PEM: leaf.PEM() + inter.PEM() + root.PEM()})
	files(add("pem-bom", "STORE-10", "PEM after a byte order mark"), Entry{PEM: "\ufeff" + root.PEM()})
	files(add("base64-without-pem", "STORE-09", "base64 of the certificate without PEM lines"), Entry{Raw: []byte(Std64(root.DER))})
	files(add("junk", "STORE-09", "a file of junk"), Entry{Raw: []byte("hello\n")})
	files(add("good-and-junk", "STORE-16", "a good file and one of junk"), Entry{Cert: root}, Entry{Raw: []byte("hello\n")})
	files(add("good-and-readme", "STORE-08", "a good file and a README (D-30)"), Entry{Cert: root}, Entry{Raw: []byte("hello\n"), File: "README"})
	files(add("good-in-other-extension", "STORE-08", "the root in a file root.txt (D-30)"), Entry{PEM: root.PEM(), File: "root.txt"})
	files(add("good-in-pem-extension", "STORE-08", "the root in a file root.pem"), Entry{PEM: root.PEM(), File: "root.pem"})
	files(add("good-in-cer-extension", "STORE-08", "the root in a file root.cer"), Entry{Raw: root.DER, File: "root.cer"})
	files(add("good-in-upper-extension", "STORE-08", "the root in a file ROOT.CRT"), Entry{Raw: root.DER, File: "ROOT.CRT"})
	files(add("empty-file", "STORE-11", "a file of no bytes"), Entry{Raw: []byte{}})
	files(add("good-and-empty-file", "STORE-11 STORE-16", "a good file and one of no bytes"), Entry{Cert: root}, Entry{Raw: []byte{}})
	files(add("empty-store", "STORE-15", "a store without files"))
	m := add("missing-store", "STORE-04", "the store does not exist")
	m.TrustStores = map[string][]Entry{}
	for _, level := range []string{"permissive", "audit"} {
		m := add("missing-store-"+level, "STORE-04 STORE-20", "the store does not exist; "+level).Level(level)
		m.TrustStores = map[string][]Entry{}
		files(add("junk-"+level, "STORE-09 STORE-20", "a file of junk; "+level).Level(level), Entry{Raw: []byte("hello\n")})
		add("untrusted-"+level, "STORE-23", "another root is trusted; "+level).Trust(other).Level(level)
	}
	two := add("missing-second-store", "STORE-04 STORE-16", "two stores, the second does not exist").Stores("ca:lab", "ca:gone")
	_ = two
	add("store-listed-twice", "STORE-18", "the same store twice in the policy").Stores("ca:lab", "ca:lab")
	s2 := add("second-store-fits", "STORE-23", "two stores, the second fits").Stores("ca:one", "ca:two")
	s2.TrustStores = map[string][]Entry{"ca:one": Store(other), "ca:two": Store(root)}
	un := add("unused-broken-store", "STORE-19", "a broken store that no statement names")
	un.TrustStores["ca:broken"] = []Entry{{Raw: []byte("hello\n")}}
	// what may be in a store
	files(add("leaf-beside-root", "STORE-12 STORE-16", "a leaf that is not self-signed beside the root"), Entry{Cert: root}, Entry{Cert: leaf})
	ss := Leaf("a-store-single", nil)
	files(add("self-signed-leaf-beside-root", "STORE-12", "a self-signed leaf beside the root"), Entry{Cert: root}, Entry{Cert: ss})
	sha1 := Root("a-sha1-root", WithAlg("ecdsa-sha1"))
	files(add("sha1-root-beside-root", "STORE-13", "a SHA-1 root beside the root"), Entry{Cert: root}, Entry{Cert: sha1})
	sha1leaf := Leaf("a-sha1-leaf", nil, WithAlg("ecdsa-sha1"))
	files(add("sha1-self-signed-leaf-beside-root", "STORE-13", "a self-signed SHA-1 leaf beside the root"), Entry{Cert: root}, Entry{Cert: sha1leaf})
	otherName := Leaf("a-other-issuer", nil, WithIssuer(DN("O", "Else")))
	files(add("self-signed-other-issuer", "STORE-13", "signed by its own key, another issuer name, beside the root"), Entry{Cert: root}, Entry{Cert: otherName})
	small := Root("a-rsa-1024", WithKey(RSA("1024-a")))
	files(add("rsa-1024-beside-root", "STORE-14", "an RSA-1024 root beside the root"), Entry{Cert: root}, Entry{Cert: small})
	v1 := Root("a-v1-root", func(s *Spec) { s.Version, s.Exts = 1, nil })
	files(add("v1-root-beside-root", "STORE-12", "a version 1 root beside the root"), Entry{Cert: root}, Entry{Cert: v1})
	noKU := Root("a-no-ku", Drop("2.5.29.15"))
	files(add("root-without-ku-beside-root", "STORE-14", "a root without key usage beside the root"), Entry{Cert: root}, Entry{Cert: noKU})
	ed := Root("a-ed25519", WithKey(Ed25519("store")))
	files(add("ed25519-root-beside-root", "STORE-14", "an Ed25519 root beside the root"), Entry{Cert: root}, Entry{Cert: ed})
	neg := Root("a-negative", func(s *Spec) { s.Serial = []byte{0x80, 1} })
	files(add("negative-serial-beside-root", "CERT-03 STORE-16", "a root with a negative serial beside the root"), Entry{Cert: root}, Entry{Cert: neg})
	comp := Root("a-compressed", func(s *Spec) { s.SPKI = s.Key.CompressedSPKI() })
	files(add("compressed-point-beside-root", "CERT-07 STORE-16", "a root with a compressed point beside the root"), Entry{Cert: root}, Entry{Cert: comp})
	crit := Root("a-critical", AddExt(Ext("1.2.3.4", true, Null())))
	files(add("critical-extension-beside-root", "STORE-14", "a root with an unknown critical extension beside the root"), Entry{Cert: root}, Entry{Cert: crit})
	// schemes and types
	for _, f := range formats {
		sa := Signed()
		sa.Scheme = SA
		env := sa.Make(f.mediaType)
		x := Signed().Make(f.mediaType)
		scheme := func(id, rules, note string, e []byte, stores map[string][]Entry, names ...string) *Case {
			c := OCI("auth-"+f.name+"-"+id, rules, note, f.mediaType, e).Stores(names...)
			c.TrustStores = stores
			cases = append(cases, c)
			return c
		}
		r := Store(root)
		scheme("sa-in-sa-store", "SCH-08", "signing authority, signingAuthority store", env, map[string][]Entry{"signingAuthority:lab": r}, "signingAuthority:lab")
		scheme("sa-in-ca-store", "SCH-08 STORE-24", "signing authority, ca store only", env, map[string][]Entry{"ca:lab": r}, "ca:lab")
		scheme("x509-in-sa-store", "SCH-06 STORE-24", "notary.x509, signingAuthority store only", x, map[string][]Entry{"signingAuthority:lab": r}, "signingAuthority:lab")
		scheme("x509-in-tsa-store", "SCH-06 STORE-24 POL-32", "notary.x509, tsa store only", x, map[string][]Entry{"tsa:lab": r}, "tsa:lab")
		scheme("sa-in-tsa-store", "SCH-08 STORE-24 POL-32", "signing authority, tsa store only", env, map[string][]Entry{"tsa:lab": r}, "tsa:lab")
		scheme("sa-both-stores-other-sa", "SCH-08", "the root is in the ca store, another in the signingAuthority store", env, map[string][]Entry{"ca:lab": r, "signingAuthority:lab": Store(other)}, "ca:lab", "signingAuthority:lab")
		scheme("x509-both-stores-other-ca", "SCH-06", "the root is in the signingAuthority store, another in the ca store", x, map[string][]Entry{"signingAuthority:lab": r, "ca:lab": Store(other)}, "ca:lab", "signingAuthority:lab")
		scheme("sa-broken-ca-store", "STORE-19", "signing authority, the ca store is missing", env, map[string][]Entry{"signingAuthority:lab": r}, "ca:gone", "signingAuthority:lab")
		scheme("x509-broken-sa-store", "STORE-19", "notary.x509, the signingAuthority store is junk", x, map[string][]Entry{"ca:lab": r, "signingAuthority:lab": {{Raw: []byte("junk")}}}, "ca:lab", "signingAuthority:lab")
		scheme("sa-in-ca-store-audit", "SCH-08", "signing authority, ca store only; audit", env, map[string][]Entry{"ca:lab": r}, "ca:lab").Level("audit")
		scheme("sa-leaf-in-sa-store", "STORE-12", "signing authority, the leaf in the store", env, map[string][]Entry{"signingAuthority:lab": Store(leaf)}, "signingAuthority:lab")
		scheme("sa-inter-in-sa-store", "STORE-12", "signing authority, the intermediate in the store", env, map[string][]Entry{"signingAuthority:lab": Store(inter)}, "signingAuthority:lab")
	}
	_ = fmt.Sprint
	return cases
}

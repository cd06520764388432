package main

import (
	"bytes"
	"fmt"
	"math/big"

	. "sealcheck.example/oracle/lab"
)

// swapBytes replaces one byte string inside a certificate by another of the same length.
func swapBytes(from, to []byte) func([]byte) []byte {
	return func(der []byte) []byte {
		if !bytes.Contains(der, from) || len(from) != len(to) {
			panic("nothing to swap")
		}
		return bytes.Replace(der, from, to, 1)
	}
}

func certificates() (cases []*Case) {
	n := 0
	add := func(id, rules, note string, chain ...*Cert) *Case {
		n++
		f := formats[n%2]
		c := OCI("cert-"+id, rules, note, f.mediaType, By(chain...).Make(f.mediaType))
		c.Trust(chain[len(chain)-1])
		cases = append(cases, c)
		return c
	}
	both := func(id, rules, note string, chain ...*Cert) {
		for _, f := range formats {
			c := OCI("cert-"+id+"-"+f.name, rules, note, f.mediaType, By(chain...).Make(f.mediaType))
			cases = append(cases, c.Trust(chain[len(chain)-1]))
		}
	}
	root, inter := StdRoot, StdInter
	leaf := func(name string, mods ...Mod) *Cert { return Leaf("c-"+name, inter, mods...) }
	leafCase := func(id, rules, note string, mods ...Mod) *Case {
		return add(id, rules, note, leaf(id, mods...), inter, root)
	}
	// the intermediate is special, the leaf ordinary
	interCase := func(id, rules, note string, mods ...Mod) *Case {
		ca := CA("c-ca-"+id, root, mods...)
		return add(id, rules, note, Leaf("c-"+id, ca), ca, root)
	}
	rootCase := func(id, rules, note string, mods ...Mod) *Case {
		r := Root("c-root-"+id, mods...)
		ca := CA("c-ca-"+id, r)
		return add(id, rules, note, Leaf("c-"+id, ca), ca, r)
	}

	// 5a: the certificate as such
	leafCase("trailing-byte-leaf", "CERT-01", "a byte after the leaf certificate", func(s *Spec) { s.Mangle = func(b []byte) []byte { return append(b, 0) } }).Trust(root)
	rt := Root("c-root-trailing", func(s *Spec) { s.Mangle = func(b []byte) []byte { return append(b, 0) } })
	add("trailing-byte-root", "CERT-01 JWS-22 COSE-21", "a byte after the root certificate", Leaf("c-tr", rt), rt).Trust(root)
	leafCase("garbage-leaf", "CERT-01 JWS-20 COSE-21", "the leaf is not a certificate", func(s *Spec) { s.Mangle = func([]byte) []byte { return []byte("not a certificate") } }).Trust(root)
	rg := Root("c-root-garbage", func(s *Spec) { s.Mangle = func([]byte) []byte { return []byte("not a certificate") } })
	add("garbage-root", "CERT-01 JWS-22 COSE-21", "the root is not a certificate", Leaf("c-gr", rg), rg).Trust(root)
	re := Root("c-root-empty", func(s *Spec) { s.Mangle = func([]byte) []byte { return []byte{} } })
	add("empty-root", "CERT-01 JWS-55", "the root is an empty byte string", Leaf("c-er", re), re).Trust(root)
	leafCase("indefinite-length", "CERT-01", "outer SEQUENCE with indefinite length", func(s *Spec) {
		s.Mangle = func(b []byte) []byte { return append(append([]byte{0x30, 0x80}, b[4:]...), 0, 0) }
	}).Trust(root)
	leafCase("nonminimal-length", "CERT-01", "outer SEQUENCE with a length field of three bytes", func(s *Spec) {
		s.Mangle = func(b []byte) []byte { return append([]byte{0x30, 0x83, 0, b[2], b[3]}, b[4:]...) }
	}).Trust(root)
	noExt := func(s *Spec) { s.Exts = nil }
	leafCase("v1-leaf", "CERT-02 CERT-28", "version 1 leaf", noExt, func(s *Spec) { s.Version = 1 })
	leafCase("v1-leaf-with-extensions", "CERT-02", "version 1, but with extensions", func(s *Spec) { s.Version = 1 })
	leafCase("v2-leaf-with-extensions", "CERT-02", "version 2, but with extensions", func(s *Spec) { s.Version = 2 })
	leafCase("v4-leaf", "CERT-02", "version 4", func(s *Spec) { s.Version = 4 })
	rootCase("v1-root", "CERT-02 CERT-20", "version 1 root without extensions", noExt, func(s *Spec) { s.Version = 1 })
	interCase("v4-intermediate", "CERT-02", "version 4 intermediate", func(s *Spec) { s.Version = 4 })
	leafCase("serial-negative", "CERT-03", "negative serial number", func(s *Spec) { s.Serial = []byte{0x80, 1, 2} })
	leafCase("serial-zero", "CERT-03", "serial number zero", func(s *Spec) { s.Serial = []byte{0} })
	leafCase("serial-30-bytes", "CERT-03", "serial number of 30 bytes", func(s *Spec) { s.Serial = bytes.Repeat([]byte{0x11}, 30) })
	leafCase("serial-padded", "CERT-01", "serial number with a superfluous zero byte", func(s *Spec) { s.Serial = []byte{0, 1} })
	leafCase("algorithm-mismatch", "CERT-04", "inner and outer algorithm differ", func(s *Spec) { s.OuterAlg = "ecdsa-sha384" })
	leafCase("duplicate-extension", "CERT-05", "two key usage extensions", AddExt(KeyUsage(DigitalSignature, true)))
	leafCase("duplicate-unknown-extension", "CERT-05", "the same unknown extension twice", AddExt(Ext("1.2.3.4", false, Null()), Ext("1.2.3.4", false, Null())))
	san := func(critical bool, names ...[]byte) []byte { return Ext("2.5.29.17", critical, Seq(names...)) }
	leafCase("san-ordinary", "CERT-06 CERT-35", "a subject alternative name", AddExt(san(false, Prim(2, []byte("signer.example")), Prim(1, []byte("signer@acme.example")))))
	leafCase("san-bad-uri", "CERT-06", "subject alternative name with a URI that does not parse", AddExt(san(false, Prim(6, []byte("http://[::1")))))
	leafCase("san-bad-ip", "CERT-06", "subject alternative name with an IP address of three bytes", AddExt(san(false, Prim(7, []byte{1, 2, 3}))))
	leafCase("san-not-ia5", "CERT-06", "subject alternative name with a byte above 127", AddExt(san(false, Prim(2, []byte{0xff, 0x61}))))
	leafCase("san-garbage", "CERT-06", "subject alternative name that is not a SEQUENCE", AddExt(Ext("2.5.29.17", false, Null())))
	aki := Seq(Prim(0, bytes.Repeat([]byte{7}, 20)))
	leafCase("aki-ordinary", "CERT-06", "authority and subject key identifier, not critical", AddExt(Ext("2.5.29.35", false, aki), Ext("2.5.29.14", false, Octets(bytes.Repeat([]byte{8}, 20)))))
	leafCase("aki-critical", "CERT-06 CERT-35", "critical authority key identifier", AddExt(Ext("2.5.29.35", true, aki)))
	leafCase("ski-critical", "CERT-06 CERT-35", "critical subject key identifier", AddExt(Ext("2.5.29.14", true, Octets(bytes.Repeat([]byte{8}, 20)))))
	leafCase("aia-critical", "CERT-06 CERT-35", "critical authority information access", AddExt(Ext("1.3.6.1.5.5.7.1.1", true, Seq(Seq(OID("1.3.6.1.5.5.7.48.2"), Prim(6, []byte("http://ca.example/ca.crt")))))))
	leafCase("aia-garbage", "CERT-06", "authority information access that does not parse", AddExt(Ext("1.3.6.1.5.5.7.1.1", false, Octets([]byte{1}))))
	leafCase("policies-ordinary", "CERT-06", "certificate policies", AddExt(Ext("2.5.29.32", false, Seq(Seq(OID("1.2.3.4"))))))
	leafCase("policies-duplicate", "CERT-06", "the same certificate policy twice", AddExt(Ext("2.5.29.32", false, Seq(Seq(OID("1.2.3.4")), Seq(OID("1.2.3.4"))))))
	leafCase("policies-garbage", "CERT-06", "certificate policies that do not parse", AddExt(Ext("2.5.29.32", false, Null())))
	leafCase("cdp-garbage", "CERT-06", "CRL distribution points that do not parse", AddExt(Ext("2.5.29.31", false, Null()))).Override("revocation", "skip")
	leafCase("ku-garbage", "CERT-06 CERT-28", "key usage that does not parse", Drop("2.5.29.15"), AddExt(Ext("2.5.29.15", true, Null())))
	leafCase("bc-garbage", "CERT-06 CERT-27", "basic constraints that do not parse", AddExt(Ext("2.5.29.19", true, Null())))
	leafCase("eku-garbage", "CERT-06 CERT-31", "extended key usage that does not parse", Drop("2.5.29.37"), AddExt(Ext("2.5.29.37", false, Null())))
	leafCase("eku-empty", "CERT-31", "extended key usage without a purpose", WithEKU(false))
	leafCase("validity-generalized", "CERT-01", "validity in GeneralizedTime after 2050", Validity("2026-01-01T00:00:00Z", "2120-01-01T00:00:00Z"))
	leafCase("unique-ids", "CERT-01", "issuer unique identifier", func(s *Spec) { s.SPKI = Cat(s.Key.SPKI(), Prim(1, []byte{0, 1})) })
	// keys
	leafCase("rsa-no-null", "CERT-07", "RSA key without NULL parameters", WithKey(RSA("2048-a")), func(s *Spec) {
		s.SPKI = bytes.Replace(RSA("2048-a").SPKI(), Seq(OID("1.2.840.113549.1.1.1"), Null()), Cat([]byte{0x30, 0x0b}, OID("1.2.840.113549.1.1.1")), 1)
		s.SPKI = Seq(Seq(OID("1.2.840.113549.1.1.1")), Bits(Seq(BigInt(s.Key.N), BigInt(s.Key.E))))
	})
	leafCase("rsa-pss-key", "CERT-07 ALG-06", "key of type id-RSASSA-PSS", WithKey(RSA("2048-a")), func(s *Spec) {
		s.SPKI = Seq(Seq(OID("1.2.840.113549.1.1.10")), Bits(Seq(BigInt(s.Key.N), BigInt(s.Key.E))))
	})
	leafCase("secp256k1", "CERT-07", "key on secp256k1", func(s *Spec) {
		s.SPKI = Seq(Seq(OID("1.2.840.10045.2.1"), OID("1.3.132.0.10")), Bits(append([]byte{4}, bytes.Repeat([]byte{5}, 64)...)))
	})
	leafCase("explicit-curve", "CERT-07", "curve parameters that are not a name", func(s *Spec) {
		s.SPKI = Seq(Seq(OID("1.2.840.10045.2.1"), Null()), Bits(append([]byte{4}, bytes.Repeat([]byte{5}, 64)...)))
	})
	leafCase("point-off-curve", "CERT-07", "a point that is not on P-256", func(s *Spec) {
		s.SPKI = Seq(Seq(OID("1.2.840.10045.2.1"), OID("1.2.840.10045.3.1.7")), Bits(append([]byte{4}, bytes.Repeat([]byte{5}, 64)...)))
	})
	leafCase("point-compressed", "CERT-07", "compressed point in the leaf (S-07)", func(s *Spec) { s.SPKI = s.Key.CompressedSPKI() })
	interCase("point-compressed-ca", "CERT-07", "compressed point in the intermediate (S-07)", func(s *Spec) { s.SPKI = s.Key.CompressedSPKI() })
	interCase("ed25519-ca", "CERT-08 ALG-12", "Ed25519 intermediate (S-06)", WithKey(Ed25519("ca")))
	rootCase("ed25519-root", "CERT-08 ALG-12", "Ed25519 root (S-06)", WithKey(Ed25519("root")))
	interCase("rsa-ca", "CERT-08", "RSA intermediate, PKCS #1 v1.5 with SHA-256", WithKey(RSA("2048-b")))
	rsaRoot := Root("c-root-rsa", WithKey(RSA("2048-b")))
	for _, a := range []string{"rsa-sha384", "rsa-sha512", "pss-sha256", "pss-sha384", "pss-sha512"} {
		ca := CA("c-ca-"+a, rsaRoot, WithAlg(a))
		add("signed-"+a, "CERT-08", "intermediate signed with "+a, Leaf("c-signed-"+a, ca), ca, rsaRoot)
	}
	for _, k := range []struct {
		name string
		key  *Key
	}{{"p256", P256("hash ca")}, {"p384", P384("hash ca")}, {"p521", P521("hash ca")}} {
		for _, h := range []string{"ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"} {
			r := Root("c-root-"+k.name+"-"+h, WithKey(k.key), WithAlg(h))
			add(k.name+"-"+h, "CERT-08", fmt.Sprintf("certificates signed with %s by a CA on %s (S-08)", h, k.name), Leaf("c-"+k.name+"-"+h, r, WithAlg(h)), r)
		}
	}
	add("sha1-single-self-signed", "CERT-10", "SHA-1 on the only, self-signed certificate (D-22)", Leaf("c-sha1-single", nil, WithAlg("ecdsa-sha1")))
	add("sha1-single-self-signed-rsa", "CERT-10", "SHA-1 with RSA on the only, self-signed certificate (D-22)", Leaf("c-sha1-single-rsa", nil, WithKey(RSA("2048-a")), WithAlg("rsa-sha1")))
	add("md5-single-self-signed", "CERT-10", "MD5 on the only, self-signed certificate", Leaf("c-md5-single", nil, WithKey(RSA("2048-a")), WithAlg("rsa-md5")))
	leafCase("sha1-leaf", "CERT-09", "leaf signed with ECDSA and SHA-1", WithAlg("ecdsa-sha1"))
	interCase("sha1-intermediate", "CERT-09", "intermediate signed with ECDSA and SHA-1", WithAlg("ecdsa-sha1"))
	rootCase("sha1-root", "CERT-09 CERT-15", "root signed with ECDSA and SHA-1", WithAlg("ecdsa-sha1"))
	rsaSHA1 := Leaf("c-sha1-rsa-leaf", rsaRoot, WithAlg("rsa-sha1"))
	add("sha1-rsa-leaf", "CERT-09", "leaf signed with RSA and SHA-1", rsaSHA1, rsaRoot)

	// 5b: the chain
	other := Root("c-other-root")
	otherLeaf := Leaf("c-other-leaf", other)
	add("single-self-signed", "CERT-12 CERT-13 CERT-14", "one self-signed certificate", Leaf("c-single", nil))
	add("single-not-self-signed", "CERT-12", "the leaf without its issuer", StdLeaf).Trust(root)
	add("single-other-issuer-name", "CERT-13", "signed by its own key, another issuer name", Leaf("c-single-name", nil, WithIssuer(DN("C", "US", "ST", "WA", "O", "Other"))))
	add("single-other-key", "CERT-12", "issuer equals subject, signed by another key", Leaf("c-single-key", nil, func(s *Spec) { s.SignWith = P256("somebody else") }))
	add("single-ca", "CERT-14 CERT-27", "a root CA as the only certificate", Root("c-single-ca"))
	add("single-ca-signing-usage", "CERT-14 CERT-27", "a root CA with the digital signature bit as the only certificate", Root("c-single-ca-ds", WithUsage(DigitalSignature|KeyCertSign, true)))
	add("single-self-signed-bc-false", "CERT-14 CERT-27", "one self-signed certificate, cA false", Leaf("c-single-bc", nil, WithBC(false, -1, true)))
	add("no-root", "CERT-15", "the root is missing", StdLeaf, inter).Trust(root)
	add("no-intermediate", "CERT-17", "the intermediate is missing", StdLeaf, root)
	add("reversed", "CERT-16 CERT-17", "root first", root, inter, StdLeaf).Trust(root)
	add("swapped", "CERT-17", "intermediate and root swapped", StdLeaf, root, inter).Trust(root)
	add("leaf-twice", "CERT-17", "the leaf twice", StdLeaf, StdLeaf, inter, root)
	add("root-twice", "CERT-16", "the root twice", StdLeaf, inter, root, root)
	add("unrelated-extra", "CERT-17 CERT-16", "an unrelated root after the root", StdLeaf, inter, root, other).Trust(root)
	add("unrelated-intermediate", "CERT-17", "another intermediate", StdLeaf, CA("c-unrelated", root), root)
	add("unrelated-root", "CERT-17 CERT-15", "another root", StdLeaf, inter, other)
	add("two-roots-only", "CERT-17", "leaf of one, root of another", otherLeaf, root)
	selfLeaf := Leaf("c-self-leaf", nil)
	add("self-signed-leaf-with-root", "CERT-16 CERT-17", "a self-signed leaf followed by a root", selfLeaf, root)
	rogueRoot := Root("c-rogue-root", WithSubject(root.Subject))
	add("same-name-other-key-root", "CERT-17", "a root of the same name with another key", StdLeaf, inter, rogueRoot)
	renamed := CA("c-renamed", root, WithKey(inter.Key))
	add("same-key-other-name", "CERT-17", "intermediate with the right key and another name", StdLeaf, renamed, root)
	utfInter := CA("c-utf8-inter", root, WithKey(inter.Key), WithSubject(DN("C", "US", "ST", "WA", "O:utf8", "Sealcheck Lab", "CN", "inter")))
	add("name-string-type", "CERT-18", "issuer name as PrintableString, subject of the issuer as UTF8String", StdLeaf, utfInter, root)
	caseInter := CA("c-case-inter", root, WithKey(inter.Key), WithSubject(DN("C", "US", "ST", "WA", "O", "SEALCHECK Lab", "CN", "inter")))
	add("name-case", "CERT-18", "names differ in case", StdLeaf, caseInter, root)
	notSelf := Root("c-not-self", WithIssuer(DN("C", "US", "O", "Else")))
	add("root-other-issuer-name", "CERT-15", "root signed by its own key, another issuer name", Leaf("c-not-self-leaf", notSelf), notSelf)
	crossA := CA("c-cross", other, WithKey(inter.Key), WithSubject(inter.Subject))
	add("cross-signed-twin", "CERT-17 JWS-61", "the intermediate exchanged for its twin under another root", StdLeaf, crossA, other)
	shortRoot := Root("c-short-root", Validity("2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z"))
	shortLeaf := Leaf("c-short-leaf", shortRoot)
	add("validity-not-nested", "CERT-19", "the root ends before the leaf; now both are valid", shortLeaf, shortRoot).When("2026-02-01T00:00:00Z")
	add("expired-root-permissive", "CERT-19 CERT-48", "an expired root passes integrity; permissive logs it", shortLeaf, shortRoot).Level("permissive")
	add("expired-root-strict", "CERT-45", "an expired root fails authenticTimestamp", shortLeaf, shortRoot)
	// four intermediates, and sixteen
	deep := []*Cert{root}
	for i := 0; i < 17; i++ {
		deep = append([]*Cert{CA(fmt.Sprintf("c-deep-%d", i), deep[0])}, deep...)
	}
	deepLeaf := Leaf("c-deep-leaf", deep[0])
	add("chain-19", "CERT-17", "a chain of 19 certificates", append([]*Cert{deepLeaf}, deep...)...)
	add("chain-16", "CERT-17", "a chain of 16 certificates", append([]*Cert{Leaf("c-deep-leaf-16", deep[3])}, deep[3:]...)...)

	// 5c: CA certificates
	interCase("ca-no-bc", "CERT-20 CERT-17", "intermediate without basic constraints", Drop("2.5.29.19"))
	interCase("ca-bc-false", "CERT-20 CERT-17", "intermediate with cA false", WithBC(false, -1, true))
	interCase("ca-bc-not-critical", "CERT-20", "intermediate with basic constraints that are not critical (D-23)", WithBC(true, -1, false))
	rootCase("root-bc-not-critical", "CERT-20", "root with basic constraints that are not critical (D-23)", WithBC(true, -1, false))
	rootCase("root-no-bc", "CERT-20 CERT-15", "root without basic constraints", Drop("2.5.29.19"))
	rootCase("root-bc-false", "CERT-20 CERT-15", "root with cA false", WithBC(false, -1, true))
	rootCase("pathlen-root-0-one-below", "CERT-21", "root with path length 0 and an intermediate", WithBC(true, 0, true))
	rootCase("pathlen-root-1-one-below", "CERT-21", "root with path length 1 and an intermediate", WithBC(true, 1, true))
	rp0 := Root("c-root-pathlen0", WithBC(true, 0, true))
	add("pathlen-root-0-none-below", "CERT-21", "root with path length 0 directly above the leaf", Leaf("c-pl0", rp0), rp0)
	interCase("pathlen-inter-0", "CERT-21", "intermediate with path length 0 above the leaf", WithBC(true, 0, true))
	pi0 := CA("c-pl-i0", root, WithBC(true, 0, true))
	pi1 := CA("c-pl-i1", pi0)
	add("pathlen-inter-0-one-below", "CERT-21", "intermediate with path length 0 above another intermediate", Leaf("c-pli", pi1), pi1, pi0, root)
	pi10 := CA("c-pl-i10", root, WithBC(true, 1000, true))
	pi11 := CA("c-pl-i11", pi10)
	add("pathlen-1000", "CERT-21", "path length 1000", Leaf("c-pl1000", pi11), pi11, pi10, root)
	selfIssued := CA("c-self-issued", rp0, WithSubject(rp0.Subject))
	add("pathlen-self-issued", "CERT-22", "a self-issued intermediate counts for the path length", Leaf("c-si", selfIssued), selfIssued, rp0)
	selfIssued2 := CA("c-self-issued-2", root, WithSubject(root.Subject))
	add("self-issued-intermediate", "CERT-22 CERT-16", "a self-issued intermediate with a new key, no path length", Leaf("c-si2", selfIssued2), selfIssued2, root)
	interCase("ca-no-ku", "CERT-23", "intermediate without key usage", Drop("2.5.29.15"))
	rootCase("root-no-ku", "CERT-23", "root without key usage", Drop("2.5.29.15"))
	interCase("ca-ku-not-critical", "CERT-24", "intermediate with a key usage that is not critical", WithUsage(KeyCertSign, false))
	rootCase("root-ku-not-critical", "CERT-24", "root with a key usage that is not critical", WithUsage(KeyCertSign, false))
	interCase("ca-ku-crlsign-only", "CERT-25 CERT-17", "intermediate with cRLSign only", WithUsage(CRLSign, true))
	rootCase("root-ku-crlsign-only", "CERT-25 CERT-15", "root with cRLSign only", WithUsage(CRLSign, true))
	interCase("ca-ku-certsign-only", "CERT-25", "intermediate with keyCertSign only", WithUsage(KeyCertSign, true))
	interCase("ca-ku-more", "CERT-25 CERT-26", "intermediate with digitalSignature and keyCertSign", WithUsage(DigitalSignature|KeyCertSign|CRLSign|KeyEncipherment, true))
	interCase("ca-eku-server", "CERT-26", "intermediate with the purpose serverAuth", WithEKU(true, ServerAuth))
	interCase("ca-eku-timestamping", "CERT-26", "intermediate with the purpose timeStamping", WithEKU(false, TimeStamping))
	rootCase("root-eku-server", "CERT-26", "root with the purpose serverAuth", WithEKU(true, ServerAuth))
	permitted := Ext("2.5.29.30", true, Seq(Ctx(0, Seq(Prim(2, []byte("acme.example"))))))
	interCase("ca-name-constraints", "CERT-26", "intermediate with critical name constraints (DNS)", AddExt(permitted))
	nc := CA("c-nc-san", root, AddExt(permitted))
	add("ca-name-constraints-violated", "CERT-26", "the leaf's DNS name is outside the name constraints", Leaf("c-nc-leaf", nc, AddExt(san(false, Prim(2, []byte("evil.example"))))), nc, root)
	dirConstraint := Ext("2.5.29.30", true, Seq(Ctx(0, Seq(Ctx(4, DN("C", "DE"))))))
	interCase("ca-directory-constraints", "CERT-26", "intermediate with critical name constraints on directory names that the leaf violates", AddExt(dirConstraint))
	interCase("ca-name-constraints-garbage", "CERT-06", "name constraints that do not parse", AddExt(Ext("2.5.29.30", true, Null())))
	interCase("ca-policy-constraints", "CERT-26", "critical policy constraints", AddExt(Ext("2.5.29.36", true, Seq(Prim(0, []byte{0})))))
	interCase("ca-unknown-critical", "CERT-35", "intermediate with an unknown critical extension", AddExt(Ext("1.2.3.4", true, Null())))
	rootCase("root-unknown-critical", "CERT-35", "root with an unknown critical extension", AddExt(Ext("1.2.3.4", true, Null())))
	interCase("ca-rsa-1024", "CERT-26 ALG-12", "RSA-1024 intermediate (S-02)", WithKey(RSA("1024-a")))
	rootCase("root-rsa-1024", "CERT-26 ALG-12", "RSA-1024 root (S-02)", WithKey(RSA("1024-b")))
	interCase("ca-rsa-e3", "CERT-26", "RSA-2048 intermediate with exponent 3", WithKey(RSAExponent("2048-c", big.NewInt(3))))
	interCase("ca-rsa-2560", "ALG-12", "RSA-2560 intermediate", WithKey(RSA("2560-a")))
	interCase("ca-rsa-8192", "ALG-12", "RSA-8192 intermediate", WithKey(RSA("8192-a")))
	interCase("ca-p224", "ALG-12", "P-224 intermediate", WithKey(P224("ca")))
	interCase("ca-p384", "CERT-08", "P-384 intermediate", WithKey(P384("ca")))
	interCase("ca-p521", "CERT-08", "P-521 intermediate", WithKey(P521("ca")))

	// 5d: the leaf
	leafCase("leaf-bc-false", "CERT-27", "leaf with cA false", WithBC(false, -1, true))
	leafCase("leaf-bc-false-not-critical", "CERT-27", "leaf with cA false, not critical", WithBC(false, -1, false))
	leafCase("leaf-bc-true", "CERT-27", "leaf with cA true", WithBC(true, -1, true))
	leafCase("leaf-bc-pathlen", "CERT-27", "leaf with cA false and a path length", WithBC(false, 0, true))
	leafCase("leaf-no-ku", "CERT-28", "leaf without key usage", Drop("2.5.29.15"))
	leafCase("leaf-ku-not-critical", "CERT-28", "leaf with a key usage that is not critical", WithUsage(DigitalSignature, false))
	leafCase("leaf-ku-content-only", "CERT-29", "leaf with contentCommitment only", WithUsage(ContentCommitment, true))
	leafCase("leaf-ku-content-too", "CERT-30", "leaf with digitalSignature and contentCommitment (D-77)", WithUsage(DigitalSignature|ContentCommitment, true))
	leafCase("leaf-ku-empty", "CERT-29", "leaf with an empty key usage", Drop("2.5.29.15"), AddExt(Ext("2.5.29.15", true, []byte{3, 1, 0})))
	for i, name := range []string{"key-encipherment", "data-encipherment", "key-agreement", "cert-sign", "crl-sign", "encipher-only", "decipher-only"} {
		leafCase("leaf-ku-"+name, "CERT-30", "leaf with digitalSignature and "+name, WithUsage(DigitalSignature|KeyEncipherment<<i, true))
	}
	leafCase("leaf-ku-several", "CERT-30", "leaf with digitalSignature, keyEncipherment and cRLSign", WithUsage(DigitalSignature|KeyEncipherment|CRLSign, true))
	leafCase("leaf-no-eku", "CERT-31", "leaf without extended key usage", Drop("2.5.29.37"))
	leafCase("leaf-eku-critical", "CERT-33", "critical extended key usage", WithEKU(true, CodeSigning))
	for _, e := range []struct{ name, oid, rule string }{{"server-auth", ServerAuth, "CERT-31"}, {"client-auth", ClientAuth, "CERT-31"}, {"email-protection", EmailProtection, "CERT-31"}, {"time-stamping", TimeStamping, "CERT-31"}, {"ocsp-signing", OCSPSigning, "CERT-31"}, {"any", AnyEKU, "CERT-32"}} {
		leafCase("leaf-eku-"+e.name, e.rule, "extended key usage "+e.name+" only", WithEKU(false, e.oid))
		leafCase("leaf-eku-code-and-"+e.name, e.rule, "extended key usage codeSigning and "+e.name, WithEKU(false, CodeSigning, e.oid))
	}
	leafCase("leaf-eku-unknown", "CERT-33", "extended key usage with an unknown purpose only", WithEKU(false, "1.2.3"))
	leafCase("leaf-eku-ipsec", "CERT-33", "extended key usage ipsecTunnel", WithEKU(false, "1.3.6.1.5.5.7.3.6"))
	leafCase("leaf-eku-twice", "CERT-33", "codeSigning twice", WithEKU(false, CodeSigning, CodeSigning))
	leafCase("leaf-unknown-critical", "CERT-35", "unknown critical extension", AddExt(Ext("1.2.3.4", true, Null())))
	leafCase("leaf-name-constraints", "CERT-35", "name constraints in a leaf", AddExt(permitted))
	leafCase("empty-subject", "CERT-36", "empty subject, identity *", WithSubject(DN()))
	leafCase("dn-odd-strings", "CERT-36", "subject with TeletexString and UTF8String", WithSubject(DN("C", "US", "ST", "WA", "O:utf8", "Ac\u00e9me", "CN:t61", "sig\xe9r")))
	leafCase("dn-bad-printable", "CERT-36", "subject with a character that PrintableString has not", WithSubject(DN("C", "US", "ST", "WA", "O:printable", "A&B", "CN:printable", "x@y_z")))
	leafCase("dn-bad-utf8", "CERT-36", "subject with invalid UTF-8", WithSubject(DN("C", "US", "ST", "WA", "O:utf8", "A\xff")))
	// keys of leaves, in both envelopes: the two differ for short RSA keys
	keyCase := func(id, rules, note string, k *Key) {
		both("leaf-"+id, rules, note, Leaf("c-leaf-"+id, inter, WithKey(k)), inter, root)
	}
	for _, b := range []string{"1024-a", "2040-a", "2041-a", "2047-a", "2049-a", "2056-a", "2560-a", "3071-a"} {
		keyCase("rsa-"+b[:4], "ALG-05 ALG-06 CERT-34 COSE-23", "RSA key of "+b[:4]+" bits", RSA(b))
	}
	keyCase("rsa-8192", "ALG-06 CERT-34", "RSA key of 8192 bits", RSA("8192-a"))
	keyCase("rsa-e3", "ALG-09", "RSA exponent 3", RSAExponent("2048-c", big.NewInt(3)))
	keyCase("rsa-e-max", "ALG-09", "RSA exponent 2147483647", RSAExponent("2048-a", Exponent("2147483647")))
	keyCase("rsa-e-31-bits", "ALG-09", "RSA exponent 2^31+11", RSAExponent("2048-a", Exponent("2147483659")))
	keyCase("rsa-e-33-bits", "ALG-09", "RSA exponent 2^33+29", RSAExponent("2048-a", Exponent("8589934621")))
	keyCase("rsa-e-huge", "ALG-09", "RSA exponent above 2^64", RSAExponent("2048-a", Exponent("18446744073709551629")))
	keyCase("p224", "ALG-06 COSE-22 CERT-34", "P-224 leaf", P224("leaf"))
	keyCase("ed25519", "ALG-06 COSE-22 CERT-34", "Ed25519 leaf", Ed25519("leaf"))
	return cases
}

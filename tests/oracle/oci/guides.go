package main

import . "sealcheck.example/oracle/lab"

// guides follows what users do in the guides: key vault and CA-issued certificates.
func guides() (cases []*Case) {
	wabbit := DN("C", "US", "ST", "WA", "L", "Seattle", "O", "Notation", "CN", "wabbit-networks.io")
	const id = "x509.subject:CN=wabbit-networks.io,O=Notation,L=Seattle,ST=WA,C=US"
	vault := Leaf("g-vault", nil, WithSubject(wabbit), WithKey(RSA("2048-a")), WithBC(false, -1, false))
	vaultEC := Leaf("g-vault-ec", nil, WithSubject(wabbit))
	local := Leaf("g-local", nil, WithSubject(DN("C", "US", "ST", "WA", "L", "Seattle", "O", "Notary", "CN", "local")), WithKey(RSA("2048-b")))
	root := Root("g-root", WithSubject(DN("C", "US", "ST", "WA", "O", "Contoso", "CN", "Contoso Root CA")), WithKey(RSA("2048-b")), AddExt(Ext("2.5.29.14", false, Octets(make([]byte, 20)))))
	inter := CA("g-inter", root, WithSubject(DN("C", "US", "ST", "WA", "O", "Contoso", "CN", "Contoso Issuing CA")), WithKey(RSA("2048-c")))
	pointers := AddExt(CDP("http://crl.contoso.example/issuing.crl"), AIA("http://ocsp.contoso.example/"))
	issued := Leaf("g-issued", inter, WithSubject(wabbit), WithKey(RSA("2048-a")), pointers)
	plainIssued := Leaf("g-issued-plain", inter, WithSubject(wabbit), WithKey(RSA("2048-a")))
	cnOnly := Leaf("g-cn-only", nil, WithSubject(DN("CN", "wabbit-networks.io")), WithKey(RSA("2048-a")))
	encipher := Leaf("g-encipher", nil, WithSubject(wabbit), WithKey(RSA("2048-a")), WithUsage(DigitalSignature|KeyEncipherment, true))
	defaults := Leaf("g-vault-defaults", nil, WithSubject(DN("CN", "wabbit-networks.io")), WithKey(RSA("2048-a")), WithUsage(DigitalSignature|KeyEncipherment, true), WithEKU(false, ServerAuth, ClientAuth))
	twoOU := Leaf("g-two-ou", nil, WithSubject(DN("C", "US", "ST", "WA", "O", "Notation", "OU", "a", "OU", "b", "CN", "wabbit-networks.io")), WithKey(RSA("2048-a")))
	add := func(name, rules, note string, chain []*Cert, trusted []*Cert, identity string, edit func(*Case)) {
		for _, f := range formats {
			e := By(chain...)
			e.Agent = "notation-go/1.3.2 Notation/1.3.2"
			if f.name == "jws" {
				e.Payload = Payload()
			}
			c := OCI("guide-"+name+"-"+f.name, rules, note, f.mediaType, e.Make(f.mediaType)).Trust(trusted...).Identities(identity)
			c.Policy0().Name = "wabbit-networks-images"
			c.TrustStores = map[string][]Entry{"ca:wabbit-networks.io": {}}
			for _, t := range trusted {
				c.TrustStores["ca:wabbit-networks.io"] = append(c.TrustStores["ca:wabbit-networks.io"], Entry{PEM: t.PEM(), File: t.Name + ".pem"})
			}
			c.Stores("ca:wabbit-networks.io")
			if edit != nil {
				edit(c)
			}
			cases = append(cases, c)
		}
	}
	list := func(c ...*Cert) []*Cert { return c }
	add("vault", "STORE-23 POL-65", "key vault, self-signed, the full subject as identity", list(vault), list(vault), id, nil)
	add("vault-ec", "STORE-23 POL-65", "key vault, self-signed with an EC key", list(vaultEC), list(vaultEC), id, nil)
	add("vault-any", "POL-48", "key vault, self-signed, any identity", list(vault), list(vault), "*", nil)
	add("vault-permissive", "POL-15", "key vault, self-signed, permissive", list(vault), list(vault), id, func(c *Case) { c.Level("permissive") })
	add("issued", "VER-40 POL-59", "CA-issued, S=WA, revocation skipped, the root in the store", list(issued, inter, root), list(root), "x509.subject:C=US, S=WA, L=Seattle, O=Notation, CN=wabbit-networks.io", func(c *Case) { c.Override("revocation", "skip") })
	add("issued-inter-in-store", "STORE-12 STORE-23", "CA-issued, the intermediate in the store", list(issued, inter, root), list(inter), "x509.subject:C=US, S=WA, O=Notation", func(c *Case) { c.Override("revocation", "skip") })
	add("issued-strict", "VER-40", "CA-issued, strict, OCSP and CRL do not answer", list(issued, inter, root), list(root), id, nil)
	add("issued-permissive", "VER-40", "CA-issued, permissive, OCSP and CRL do not answer", list(issued, inter, root), list(root), id, func(c *Case) { c.Level("permissive") })
	add("issued-no-pointers", "VER-40", "CA-issued without OCSP and CRL, strict", list(plainIssued, inter, root), list(root), id, nil)
	add("issued-wrong-locality", "POL-65", "CA-issued, another L in the identity", list(plainIssued, inter, root), list(root), "x509.subject:C=US, ST=WA, L=Redmond, O=Notation", nil)
	add("issued-leaf-in-store", "STORE-12", "CA-issued, the leaf alone in the store", list(plainIssued, inter, root), list(plainIssued), id, nil)
	add("issued-bundle-in-store", "STORE-12 STORE-16", "CA-issued, leaf and root in the store", list(plainIssued, inter, root), list(plainIssued, root), id, nil)
	add("two-in-store", "STORE-23", "two certificates in the store", list(vault), list(local, vault), id, nil)
	add("removed", "STORE-23", "the signer's certificate was removed from the store", list(vault), list(local), id, nil)
	add("removed-audit", "STORE-23", "the signer's certificate was removed from the store; audit", list(vault), list(local), id, func(c *Case) { c.Level("audit") })
	add("store-empty", "STORE-15", "the last certificate was removed from the store", list(vault), nil, id, nil)
	add("cn-only-any", "POL-70 POL-73", "subject CN alone, any identity", list(cnOnly), list(cnOnly), "*", nil)
	add("cn-only-identity", "POL-61", "subject CN alone as identity", list(cnOnly), list(cnOnly), "x509.subject:CN=wabbit-networks.io", nil)
	add("cn-only-full-identity", "POL-70", "subject CN alone, a full identity", list(cnOnly), list(cnOnly), id, nil)
	add("key-encipherment", "CERT-30", "key usage with keyEncipherment too", list(encipher), list(encipher), id, nil)
	add("vault-defaults", "CERT-30 CERT-31", "what a vault issues when nothing is chosen: keyEncipherment, serverAuth, clientAuth", list(defaults), list(defaults), "*", nil)
	add("vault-defaults-audit", "CERT-30 VER-26", "the same; audit", list(defaults), list(defaults), "*", func(c *Case) { c.Level("audit") })
	add("two-ou", "POL-68", "two OU in the subject", list(twoOU), list(twoOU), "x509.subject:C=US,ST=WA,O=Notation", nil)
	add("wrong-store-name", "STORE-04", "the policy names a store that does not exist", list(vault), list(vault), id, func(c *Case) { c.Stores("ca:wabbit-network.io") })
	add("wrong-scope", "POL-46", "the policy names another repository", list(vault), list(vault), id, func(c *Case) { c.Policy0().RegistryScopes = []string{"registry.example/app2"} })
	add("skip", "VER-03", "level skip", list(vault), list(vault), id, func(c *Case) { c.Level("skip") })
	return cases
}

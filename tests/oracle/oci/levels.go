package main

import (
	"fmt"
	"strings"

	. "sealcheck.example/oracle/lab"
)

func levels() (cases []*Case) {
	singles()
	other := Root("l-other")
	expiredLeaf := Leaf("l-expired", StdRoot, Validity("2026-01-01T00:00:00Z", "2026-05-15T00:00:00Z"))
	futureLeaf := Leaf("l-future", StdRoot, Validity("2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"))
	crlLeaf := Leaf("l-crl", StdRoot, AddExt(CDP("http://crl.lab.example/leaf.crl")))
	ocspLeaf := Leaf("l-ocsp", StdRoot, AddExt(AIA("http://ocsp.lab.example/")))
	bothLeaf := Leaf("l-both", StdRoot, AddExt(AIA("http://ocsp.lab.example/"), CDP("http://crl.lab.example/leaf.crl")))
	crlInter := CA("l-crl-inter", StdRoot, AddExt(CDP("http://crl.lab.example/inter.crl")))
	crlInterLeaf := Leaf("l-crl-inter-leaf", crlInter)
	crlRoot := Root("l-crl-root", AddExt(CDP("http://crl.lab.example/root.crl")))
	crlRootLeaf := Leaf("l-crl-root-leaf", crlRoot)
	past := At("2026-05-20T00:00:00Z")
	type failure struct {
		id, rules, note string
		env             func() Envelope
		then            func(*Case)
		checks          []string // checks worth overriding
	}
	by := func(chain ...*Cert) func() Envelope { return func() Envelope { return By(chain...) } }
	leaf2 := Leaf("l-leaf", StdRoot)
	std := by(leaf2, StdRoot)
	fails := []failure{
		{"good", "VER-44", "nothing fails", std, nil, nil},
		{"tampered", "VER-26 VER-49", "the payload was changed", func() Envelope {
			e := By(leaf2, StdRoot)
			e.SpoilPayloadB64 = func(string) string { return B64(Payload("a", "b")) }
			e.Payitem = func([]byte) []byte { return CBytes(Payload("a", "b")) }
			return e
		}, nil, nil},
		{"untrusted", "VER-30 VER-49", "another root is trusted", std, func(c *Case) { c.Trust(other) }, []string{"authenticity"}},
		{"wrong-identity", "VER-31 VER-49", "another identity is trusted", std, func(c *Case) {
			if c.Policy0().TrustedIdentities != nil {
				c.Identities("x509.subject:C=US,ST=WA,O=Other")
			}
		}, []string{"authenticity"}},
		{"expired-signature", "VER-32 VER-49", "the expiry is past", func() Envelope { e := By(leaf2, StdRoot); e.Expiry = past; return e }, nil, []string{"expiry"}},
		{"expired-chain", "VER-38 VER-49", "the leaf expired", by(expiredLeaf, StdRoot), nil, []string{"authenticTimestamp"}},
		{"future-chain", "VER-37 VER-49", "the leaf is not yet valid", by(futureLeaf, StdRoot), nil, []string{"authenticTimestamp"}},
		{"tsa-no-token", "TSA-02 VER-34 VER-49", "a tsa store and no token", std, func(c *Case) {
			if c.Policy0().TrustStores != nil {
				c.Stores("ca:lab", "tsa:lab")
			}
			c.TrustStores["tsa:lab"] = Store(StdRoot)
		}, []string{"authenticTimestamp"}},
		{"no-plugin", "PLG-07 VER-29 VER-49", "a verification plugin is demanded and there is no plugin manager", func() Envelope {
			e := By(leaf2, StdRoot)
			e.Attrs = []Attr{{Key: HPlugin, Critical: true, JSON: `"lab-plugin"`}}
			return e
		}, nil, nil},
		{"payload-mismatch", "PAY-18 VER-49", "the payload names another artifact", func() Envelope {
			e := By(leaf2, StdRoot)
			e.Payload = []byte(`{"targetArtifact":` + Descriptor(ManifestType, "sha256", []byte("else")) + `}`)
			return e
		}, nil, nil},
		{"metadata-missing", "VER-48 VER-49", "user metadata is missing", std, func(c *Case) { c.UserMetadata = map[string]string{"k": "v"} }, nil},
		{"revocation-crl-unknown", "VER-40 VER-49", "the leaf's CRL cannot be fetched", by(crlLeaf, StdRoot), nil, []string{"revocation"}},
		{"revocation-ocsp-unknown", "VER-40 VER-49", "the leaf's OCSP responder does not answer", by(ocspLeaf, StdRoot), nil, []string{"revocation"}},
		{"revocation-both-unknown", "VER-40 VER-49", "neither OCSP nor CRL answers", by(bothLeaf, StdRoot), nil, []string{"revocation"}},
		{"revocation-inter-unknown", "VER-40 VER-49", "the intermediate's CRL cannot be fetched", by(crlInterLeaf, crlInter, StdRoot), nil, []string{"revocation"}},
		{"revocation-root-pointer", "VER-40 VER-49", "the root has a CRL pointer; roots are not checked", by(crlRootLeaf, crlRoot), func(c *Case) {
			if c.Policy0().TrustStores != nil {
				c.Trust(crlRoot)
			}
		}, nil},
		{"everything", "VER-45 VER-49", "untrusted, wrong identity, expired signature and chain, revocation unknown", func() Envelope {
			e := By(Leaf("l-everything", StdRoot, Validity("2026-01-01T00:00:00Z", "2026-05-15T00:00:00Z"), AddExt(CDP("http://crl.lab.example/leaf.crl"))), StdRoot)
			e.Expiry = past
			return e
		}, func(c *Case) {
			c.Trust(other)
			if c.Policy0().TrustedIdentities != nil {
				c.Identities("x509.subject:C=US,ST=WA,O=Other")
			}
		}, []string{"authenticity", "authenticTimestamp", "expiry", "revocation"}},
	}
	n := 0
	for _, f := range fails {
		env := map[string][]byte{}
		add := func(level, check, action string) {
			n++
			form := formats[n%2]
			if env[form.name] == nil {
				e := f.env()
				env[form.name] = e.Make(form.mediaType)
			}
			id, note := fmt.Sprintf("level-%s-%s", f.id, level), f.note+"; "+level
			if check != "" {
				id += "-" + strings.ToLower(check) + "-" + action
				note += " with " + check + ": " + action
			}
			c := OCI(id, f.rules, note, form.mediaType, env[form.name]).Level(level)
			if check != "" {
				c.Override(check, action)
			}
			if f.then != nil {
				f.then(c)
			}
			cases = append(cases, c)
		}
		for _, level := range []string{"strict", "permissive", "audit", "skip"} {
			add(level, "", "")
			if level == "skip" {
				continue
			}
			for _, check := range f.checks {
				for _, action := range []string{"enforce", "log", "skip"} {
					if action == "skip" && check != "revocation" {
						continue
					}
					add(level, check, action)
				}
			}
			if f.checks == nil && strings.HasPrefix(level, "a") {
				add(level, "revocation", "skip")
			}
		}
	}
	return cases
}

func times() (cases []*Case) {
	singles()
	n := 0
	add := func(id, rules, note string, e Envelope) *Case {
		n++
		f := formats[n%2]
		c := OCI("time-"+id, rules, note, f.mediaType, e.Make(f.mediaType))
		cases = append(cases, under(c, e.Scheme, e.Chain[len(e.Chain)-1]))
		return c
	}
	// root 2025-2035, leaf 2026: the bounds of the leaf decide
	leaf := Leaf("t-leaf", StdRoot)
	for _, v := range [][2]string{
		{"before-by-1s", "2025-12-31T23:59:59Z"}, {"before-by-1ms", "2025-12-31T23:59:59.999Z"}, {"before-by-1ns", "2025-12-31T23:59:59.999999999Z"}, {"not-before", "2026-01-01T00:00:00Z"}, {"not-before-1ms", "2026-01-01T00:00:00.001Z"},
		{"not-after-less-1ms", "2026-12-31T23:59:59.999Z"}, {"not-after", "2027-01-01T00:00:00Z"}, {"not-after-1ns", "2027-01-01T00:00:00.000000001Z"}, {"not-after-1ms", "2027-01-01T00:00:00.001Z"}, {"not-after-1s", "2027-01-01T00:00:01Z"},
	} {
		add("leaf-"+v[0], "VER-37 VER-38 CERT-45", "verified at "+v[1]+", leaf valid in 2026", By(leaf, StdRoot)).When(v[1])
	}
	add("leaf-not-after-1ms-permissive", "VER-38 CERT-48", "a millisecond too late; permissive", By(leaf, StdRoot)).When("2027-01-01T00:00:00.001Z").Level("permissive")
	narrow := CA("t-narrow", StdRoot, Validity("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"))
	under1 := Leaf("t-under-narrow", narrow)
	for _, v := range [][2]string{{"before", "2026-02-28T23:59:59Z"}, {"not-before", "2026-03-01T00:00:00Z"}, {"not-after", "2026-04-01T00:00:00Z"}, {"after", "2026-04-01T00:00:00.001Z"}} {
		add("inter-"+v[0], "VER-37 VER-38", "the intermediate's bounds, at "+v[1], By(under1, narrow, StdRoot)).When(v[1])
	}
	narrowRoot := Root("t-narrow-root", Validity("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"))
	under2 := Leaf("t-under-narrow-root", narrowRoot)
	for _, v := range [][2]string{{"before", "2026-02-28T23:59:59Z"}, {"not-before", "2026-03-01T00:00:00Z"}, {"not-after", "2026-04-01T00:00:00Z"}, {"after", "2026-04-01T00:00:00.001Z"}} {
		add("root-"+v[0], "VER-37 VER-38", "the root's bounds, at "+v[1], By(under2, narrowRoot)).When(v[1])
	}
	inverted := Leaf("t-inverted", StdRoot, Validity("2026-12-01T00:00:00Z", "2026-02-01T00:00:00Z"))
	add("leaf-inverted", "VER-37 VER-38", "notBefore after notAfter", By(inverted, StdRoot))
	long := Root("t-9999", Validity("1950-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))
	longLeaf := Leaf("t-9999-leaf", long, Validity("1950-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))
	for _, at := range []string{"1950-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", "2262-04-12T00:00:00Z", "9999-12-31T23:59:59Z"} {
		add("long-"+at[:4]+at[5:7], "VER-37 VER-38", "valid from 1950 to 9999, at "+at, By(longLeaf, long)).When(at)
	}
	// expiry
	expiry := func(at string) Envelope { e := By(leaf, StdRoot); e.Expiry = At(at); return e }
	for _, v := range [][2]string{{"less-1s", "2026-05-31T23:59:59Z"}, {"less-1ms", "2026-05-31T23:59:59.999Z"}, {"less-1ns", "2026-05-31T23:59:59.999999999Z"}, {"equal", "2026-06-01T00:00:00Z"}, {"plus-1ns", "2026-06-01T00:00:00.000000001Z"}, {"plus-1ms", "2026-06-01T00:00:00.001Z"}} {
		for _, f := range formats {
			c := OCI("time-expiry-"+v[0]+"-"+f.name, "VER-32", "expiry 2026-06-01T00:00:00Z, verified at "+v[1], f.mediaType, expiry("2026-06-01T00:00:00Z").Make(f.mediaType))
			cases = append(cases, c.When(v[1]))
		}
	}
	for _, v := range [][2]string{{"less-1ms", "2026-06-01T00:00:00.499Z"}, {"equal", "2026-06-01T00:00:00.5Z"}, {"plus-1ms", "2026-06-01T00:00:00.501Z"}} {
		for _, f := range formats {
			c := OCI("time-expiry-fraction-"+v[0]+"-"+f.name, "VER-32 JWS-47 COSE-44", "expiry 2026-06-01T00:00:00.5Z, verified at "+v[1], f.mediaType, expiry("2026-06-01T00:00:00.5Z").Make(f.mediaType))
			cases = append(cases, c.When(v[1]))
		}
	}
	eo := By(leaf, StdRoot)
	eo.Expiry = At("2026-06-01T00:00:00Z")
	eo.Protected = func(m *Members) { m.Set(HExpiry, `"2026-06-01T05:30:00+05:30"`) }
	for _, v := range [][2]string{{"less", "2026-05-31T23:59:59.999Z"}, {"equal", "2026-06-01T00:00:00Z"}} {
		cases = append(cases, OCI("time-expiry-offset-"+v[0], "VER-32 JWS-47", "the same expiry with another offset, verified at "+v[1], JWSType, eo.JWS()).When(v[1]))
	}
	past := expiry("2026-05-20T00:00:00Z")
	past.Scheme = SA
	add("sa-expired", "VER-32 SCH-10", "signing authority, expiry past", past)
	// the signing time of notary.x509 decides nothing
	for _, v := range [][2]string{{"past", "2001-01-01T00:00:00Z"}, {"future", "2099-01-01T00:00:00Z"}} {
		e := By(leaf, StdRoot)
		e.Time = At(v[1])
		add("claimed-"+v[0], "SCH-03", "notary.x509, signing time "+v[1], e)
	}
	// signing authority
	sa := func(at string) Envelope { e := By(leaf, StdRoot); e.Scheme, e.Time = SA, At(at); return e }
	for _, v := range [][2]string{{"before-by-1s", "2025-12-31T23:59:59Z"}, {"not-before", "2026-01-01T00:00:00Z"}, {"inside", "2026-05-01T10:00:00Z"}, {"not-after", "2027-01-01T00:00:00Z"}, {"after-by-1s", "2027-01-01T00:00:01Z"}} {
		for _, f := range formats {
			c := OCI("time-sa-"+v[0]+"-"+f.name, "SCH-10 CERT-47", "authentic signing time "+v[1], f.mediaType, sa(v[1]).Make(f.mediaType))
			cases = append(cases, under(c, SA, StdRoot))
		}
	}
	for _, v := range [][2]string{{"before-by-1ms", "2025-12-31T23:59:59.999Z"}, {"after-by-1ms", "2027-01-01T00:00:00.001Z"}} {
		c := OCI("time-sa-"+v[0]+"-jws", "SCH-10 CERT-47", "authentic signing time "+v[1], JWSType, sa(v[1]).JWS())
		cases = append(cases, under(c, SA, StdRoot))
		f := sa(v[1])
		f.Prot = func(p *Pairs) { p.Set(CText(HAuth), CTag(1, CFloat(float64(At(v[1]).UnixMilli())/1000))) }
		c = OCI("time-sa-"+v[0]+"-cose", "SCH-10 CERT-47 COSE-44", "authentic signing time "+v[1], COSEType, f.COSE())
		cases = append(cases, under(c, SA, StdRoot))
	}
	add("sa-chain-expired-now", "SCH-10", "signing authority, the chain expired since", sa("2026-05-01T10:00:00Z")).When("2030-01-01T00:00:00Z")
	add("sa-chain-not-yet-valid-now", "SCH-10", "signing authority, verified before the chain's validity", sa("2026-05-01T10:00:00Z")).When("2024-01-01T00:00:00Z")
	add("sa-future", "SCH-12", "authentic signing time to come", sa("2026-11-01T10:00:00Z"))
	add("sa-outside-permissive", "SCH-10 CERT-48", "authentic signing time before the chain; permissive", sa("2025-06-01T00:00:00Z")).Level("permissive")
	add("sa-outside-audit", "SCH-10 CERT-48", "authentic signing time before the chain; audit", sa("2025-06-01T00:00:00Z")).Level("audit")
	saNarrow := By(under2, narrowRoot)
	saNarrow.Scheme, saNarrow.Time = SA, At("2026-05-01T00:00:00Z")
	add("sa-outside-root", "SCH-10", "authentic signing time after the root's validity", saNarrow)
	// timestamps: tsa stores without a usable token
	garbage := func(e Envelope) Envelope {
		e.Header = func(m *Members) { m.Add(HStamp, `"MIIBAA=="`) }
		e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes([]byte{0x30, 0x82, 1, 0})) }
		return e
	}
	tsa := Root("t-tsa-root")
	for _, option := range []string{"", "always", "afterCertExpiry"} {
		for _, v := range []struct{ id, at string }{{"valid", Now}, {"at-not-after", "2027-01-01T00:00:00Z"}, {"expired", "2027-01-01T00:00:00.001Z"}, {"early", "2025-06-01T00:00:00Z"}} {
			for _, token := range []string{"no-token", "garbage-token"} {
				for _, store := range []bool{true, false} {
					e := By(leaf, StdRoot)
					if token == "garbage-token" {
						e = garbage(e)
					}
					id, rules := fmt.Sprintf("stamp-%s-%s-%s", map[string]string{"": "default", "always": "always", "afterCertExpiry": "after"}[option], v.id, token), "VER-34 VER-35 TSA-01 TSA-02"
					if store {
						id += "-tsa"
					} else if option == "" && v.id != "valid" {
						continue
					}
					c := add(id, rules, fmt.Sprintf("verifyTimestamp %q, %s, %s, tsa store %v", option, v.id, token, store), e).When(v.at)
					c.Policy0().Verification.VerifyTimestamp = option
					if store {
						c.Stores("ca:lab", "tsa:lab")
						c.TrustStores["tsa:lab"] = Store(tsa)
					}
				}
			}
		}
	}
	for _, v := range []struct {
		id   string
		fill []Entry
	}{{"missing", nil}, {"empty", []Entry{}}, {"junk", []Entry{{Raw: []byte("junk")}}}, {"intermediate", Store(StdInter)}, {"self-signed-leaf", Store(oneLeaf)}, {"root", Store(tsa)}} {
		for _, token := range []bool{false, true} {
			e := By(leaf, StdRoot)
			id := "tsa-store-" + v.id
			if token {
				e = garbage(e)
				id += "-garbage-token"
			}
			c := add(id, "STORE-17 STORE-21 TSA-02 TSA-03 TSA-04 TSA-38", "tsa store: "+v.id, e).Stores("ca:lab", "tsa:lab")
			if v.fill != nil {
				c.TrustStores["tsa:lab"] = v.fill
			}
		}
	}
	// a tsa store that is not used is not read
	unused := add("tsa-store-junk-after-expiry-option", "VER-34 STORE-21", "afterCertExpiry, nothing expired: the junk tsa store is not read", By(leaf, StdRoot)).Stores("ca:lab", "tsa:lab")
	unused.TrustStores["tsa:lab"] = []Entry{{Raw: []byte("junk")}}
	unused.Policy0().Verification.VerifyTimestamp = "afterCertExpiry"
	tsaSA := garbage(sa("2026-05-01T10:00:00Z"))
	c := add("sa-garbage-token", "SCH-09", "signing authority with a garbage token and a tsa store", tsaSA)
	c.Stores("signingAuthority:lab", "tsa:lab")
	c.TrustStores["tsa:lab"] = Store(tsa)
	return cases
}

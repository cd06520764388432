package main

import (
	"strings"

	. "sealcheck.example/oracle/lab"
)

var formats = []struct{ name, mediaType string }{{"jws", JWSType}, {"cose", COSEType}}

func blobs() (cases []*Case) {
	content := []byte("a file to sign\n")
	leaf := Leaf("b-leaf", nil)
	payload := func(alg, mediaType string, data []byte, annotations ...string) []byte {
		return []byte(`{"targetArtifact":` + Descriptor(mediaType, alg, data, annotations...) + `}`)
	}
	envelope := func(chain ...*Cert) Envelope {
		e := By(chain...)
		e.Payload = payload("sha256", "text/plain", content)
		return e
	}
	make := func(id, rules, note, mediaType string, signature []byte, trusted *Cert) *Case {
		blob := content
		c := &Case{
			ID: "blob-" + id, Rules: Rules(rules), Note: note, Kind: "blob", Blob: &blob, At: Now,
			Signatures: []Signature{{Envelope: signature, MediaType: mediaType}},
			TrustPolicy: &Policy{"1.0", []Statement{{
				Name: "files", GlobalPolicy: true, Verification: VerificationLevel{Level: "strict"},
				TrustStores: []string{"ca:lab"}, TrustedIdentities: []string{"*"},
			}}},
			TrustStores: map[string][]Entry{"ca:lab": Store(trusted)},
		}
		cases = append(cases, c)
		return c
	}
	n := 0
	add := func(id, rules, note string, edit func(*Envelope)) *Case {
		n++
		f := formats[n%2]
		e := envelope(leaf)
		if edit != nil {
			edit(&e)
		}
		return make(id, rules, note, f.mediaType, e.Make(f.mediaType), leaf)
	}
	for _, k := range []struct {
		alg, digest, wrong string
		key                *Key
	}{{"ES256", "sha256", "sha384", P256("blob")}, {"ES384", "sha384", "sha256", P384("blob")}, {"ES512", "sha512", "sha384", P521("blob")}, {"PS256", "sha256", "sha512", RSA("2048-a")}, {"PS384", "sha384", "sha512", RSA("3072-a")}, {"PS512", "sha512", "sha256", RSA("4096-a")}} {
		signer := Leaf("b-"+strings.ToLower(k.alg), nil, WithKey(k.key))
		for _, f := range formats {
			if k.alg[0] == 'P' && f.name == "jws" && k.alg != "PS256" {
				continue
			}
			e := envelope(signer)
			e.Payload = payload(k.digest, "text/plain", content)
			make(f.name+"-"+strings.ToLower(k.alg), "BLOB-09 BLOB-10", k.alg+" and "+k.digest, f.mediaType, e.Make(f.mediaType), signer)
			e.Payload = payload(k.wrong, "text/plain", content)
			make(f.name+"-"+strings.ToLower(k.alg)+"-"+k.wrong, "BLOB-10", k.alg+" and "+k.wrong, f.mediaType, e.Make(f.mediaType), signer)
		}
	}
	for _, f := range formats {
		e := By(StdChain...)
		e.Payload = payload("sha256", "text/plain", content)
		make(f.name+"-chain3", "BLOB-09", "a chain of three", f.mediaType, e.Make(f.mediaType), StdRoot)
		e.Scheme = SA
		c := make(f.name+"-sa", "BLOB-09 SCH-08", "signing authority", f.mediaType, e.Make(f.mediaType), StdRoot)
		c.Stores("signingAuthority:lab")
		c.TrustStores = map[string][]Entry{"signingAuthority:lab": Store(StdRoot)}
		make(f.name+"-sa-ca-store", "BLOB-09 SCH-08", "signing authority, ca store only", f.mediaType, e.Make(f.mediaType), StdRoot)
	}
	// envelope and media types
	c := add("no-signature", "BLOB-06", "an empty signature", nil)
	c.Signatures[0].Envelope = []byte{}
	for _, m := range []string{"application/jose", "application/jose+json; x=y", "", "application/octet-stream", "Application/COSE"} {
		id := strings.NewReplacer("/", "-", "; ", "-", "=", "-", "+", "-").Replace(m)
		if m == "" {
			id = "empty"
		}
		add("signature-type-"+id, "BLOB-06", "signature media type "+Quote(m), nil).Signatures[0].MediaType = m
	}
	jwsEnvelope, coseEnvelope := envelope(leaf), envelope(leaf)
	make("jws-as-cose", "BLOB-06", "a JWS envelope called COSE", COSEType, jwsEnvelope.JWS(), leaf)
	make("cose-as-jws", "BLOB-06", "a COSE envelope called JWS", JWSType, coseEnvelope.COSE(), leaf)
	for _, v := range [][3]string{
		{"same", "BLOB-11", "text/plain"}, {"other", "BLOB-11", "text/html"}, {"case", "BLOB-12", "Text/Plain"}, {"parameter", "BLOB-12", "text/plain; a=b"}, {"charset", "BLOB-12", "text/plain; charset=utf-8"}, {"space", "BLOB-12", " text/plain"}, {"trailing-semicolon", "BLOB-12", "text/plain;"},
		{"no-subtype", "BLOB-07", "text/"}, {"no-slash", "BLOB-07", "text"}, {"two-slashes", "BLOB-07", "a/b/c"}, {"bad-character", "BLOB-07", "te xt/plain"}, {"bad-parameter", "BLOB-07", "text/plain; a"}, {"duplicate-parameter", "BLOB-07", "text/plain; a=1; a=2"}, {"only-slash", "BLOB-07", "/"}, {"semicolon", "BLOB-07", ";"},
	} {
		add("type-"+v[0], v[1], "content media type "+Quote(v[2])+", text/plain is signed", nil).BlobMediaType = v[2]
	}
	add("type-parameter-signed", "BLOB-12", "text/plain; a=b in both", func(e *Envelope) { e.Payload = payload("sha256", "text/plain; a=b", content) }).BlobMediaType = "text/plain; a=b"
	add("type-parameter-spacing", "BLOB-12", "text/plain;a=b signed, text/plain; a=b given", func(e *Envelope) { e.Payload = payload("sha256", "text/plain;a=b", content) }).BlobMediaType = "text/plain; a=b"
	add("type-not-signed", "BLOB-21 BLOB-11", "no mediaType is signed, one is given (D-01)", func(e *Envelope) {
		e.Payload = []byte(strings.Replace(string(e.Payload), `"mediaType":"text/plain",`, "", 1))
	}).BlobMediaType = "text/plain"
	add("type-not-signed-not-given", "BLOB-21", "no mediaType is signed and none given (D-01)", func(e *Envelope) {
		e.Payload = []byte(strings.Replace(string(e.Payload), `"mediaType":"text/plain",`, "", 1))
	})
	add("type-empty-signed", "BLOB-21", "an empty mediaType is signed", func(e *Envelope) { e.Payload = payload("sha256", "", content) })
	add("size-not-signed", "PAY-04", "no size is signed (D-01)", func(e *Envelope) {
		e.Payload = []byte(strings.Replace(string(e.Payload), `,"size":15`, "", 1))
	})
	// policies
	named := func(id, rules, note, name string, edit func(*Policy)) *Case {
		c := add(id, rules, note, nil)
		c.PolicyName = name
		if edit != nil {
			edit(c.TrustPolicy)
		}
		return c
	}
	second := func(global bool) func(*Policy) {
		return func(p *Policy) {
			s := p.TrustPolicies[0]
			s.Name, s.GlobalPolicy = "other", global
			p.TrustPolicies = append(p.TrustPolicies, s)
		}
	}
	named("policy-global", "POL-79 BLOB-08", "no name: the global policy", "", nil)
	named("policy-name", "POL-78 BLOB-08", "a name", "files", nil)
	named("policy-name-case", "POL-78", "a name in another case", "Files", nil)
	named("policy-name-unknown", "POL-78", "an unknown name beside a global policy", "else", nil)
	named("policy-name-space", "POL-80", "a blank as name", " ", nil)
	named("policy-name-space-exists", "POL-80", "a blank as name, and a statement called so", " ", func(p *Policy) { p.TrustPolicies[0].Name = " " })
	named("policy-no-global", "POL-79", "no name and no global policy", "", func(p *Policy) { p.TrustPolicies[0].GlobalPolicy = false })
	named("policy-not-global-by-name", "POL-78", "a statement that is not global, by name", "files", func(p *Policy) { p.TrustPolicies[0].GlobalPolicy = false })
	named("policy-second", "POL-78", "the second of two", "other", second(false))
	named("policy-two-globals", "POL-77", "two global policies", "", second(true))
	named("policy-same-name", "POL-09", "two statements of one name", "files", func(p *Policy) { second(false)(p); p.TrustPolicies[1].Name = "files" })
	named("policy-second-broken", "POL-12", "a broken statement that is not used", "files", func(p *Policy) { second(false)(p); p.TrustPolicies[1].Verification.Level = "x" })
	named("policy-scopes", "POL-76", "registryScopes in a blob document (S-13)", "", func(p *Policy) { p.TrustPolicies[0].RegistryScopes = []string{"registry.example/app"} })
	named("policy-version", "POL-07", "version 2.0", "", func(p *Policy) { p.Version = "2.0" })
	named("policy-version-missing", "POL-07", "no version", "", func(p *Policy) { p.Version = "" })
	named("policy-no-statements", "POL-08", "no statement", "", func(p *Policy) { p.TrustPolicies = []Statement{} })
	named("policy-no-name", "POL-10", "a statement without a name", "", func(p *Policy) { p.TrustPolicies[0].Name = "" })
	named("policy-no-stores", "POL-25", "no trust store", "", func(p *Policy) { p.TrustPolicies[0].TrustStores = nil })
	named("policy-bad-identity", "POL-61", "an identity without C", "", func(p *Policy) { p.TrustPolicies[0].TrustedIdentities = []string{"x509.subject:O=Acme,ST=WA"} })
	named("policy-bad-store-type", "POL-30", "an unknown store type", "", func(p *Policy) { p.TrustPolicies[0].TrustStores = []string{"root:lab"} })
	base := func() string { return JSON(named("tmp", "", "", "", nil).TrustPolicy) }()
	cases = cases[:len(cases)-1]
	for _, v := range [][4]string{
		{"global-string", "POL-76", `"globalPolicy":true`, `"globalPolicy":"true"`}, {"global-number", "POL-76", `"globalPolicy":true`, `"globalPolicy":1`}, {"global-null", "POL-76", `"globalPolicy":true`, `"globalPolicy":null`}, {"global-case", "POL-06", `"globalPolicy":true`, `"GlobalPolicy":true`},
		{"global-duplicate", "POL-06", `"globalPolicy":true`, `"globalPolicy":false,"globalPolicy":true`}, {"unknown-member", "POL-06", `"globalPolicy":true`, `"globalPolicy":true,"x":1`}, {"trailing", "POL-05", `]}]}`, `]}]} xx`}, {"empty-text", "POL-04", "", ""},
	} {
		c := add("document-"+v[0], v[1], "document with "+v[3], nil)
		if v[0] == "empty-text" {
			c.Text("")
			continue
		}
		if !strings.Contains(base, v[2]) {
			panic(v[0] + ": " + base)
		}
		c.Text(strings.Replace(base, v[2], v[3], 1))
	}
	skip := func(c *Case) *Case { return c.Level("skip") }
	skip(named("skip-global", "POL-27 BLOB-15", "a global policy with level skip (D-35)", "", nil))
	skip(named("skip-named", "BLOB-15", "level skip by name", "files", func(p *Policy) { p.TrustPolicies[0].GlobalPolicy = false }))
	skip(named("skip-global-by-name", "POL-27 BLOB-15", "a global policy with level skip, by name (D-35)", "files", nil))
	g := named("skip-global-unused", "POL-27", "an unused global policy with level skip (D-35)", "other", second(false))
	g.Policy0().Verification.Level, g.Policy0().TrustStores, g.Policy0().TrustedIdentities = "skip", nil, nil
	// the match
	for _, v := range []struct {
		id, note string
		data     []byte
	}{{"longer", "one byte more", []byte("a file to sign\n\n")}, {"shorter", "one byte less", []byte("a file to sign")}, {"changed", "one byte changed", []byte("a file to sigN\n")}, {"empty", "nothing", []byte{}}} {
		for _, level := range []string{"strict", "permissive", "audit"} {
			data := v.data
			c := add("content-"+v.id+"-"+level, "BLOB-11 BLOB-13", "the blob: "+v.note+"; "+level, nil).Level(level)
			c.Blob = &data
			if level == "permissive" && v.id != "longer" {
				cases = cases[:len(cases)-1]
			}
		}
	}
	empty := []byte{}
	e := add("empty-file", "BLOB-17", "an empty file", func(e *Envelope) { e.Payload = payload("sha256", "text/plain", nil) })
	e.Blob = &empty
	add("wrong-size", "BLOB-11", "another size is signed", func(e *Envelope) {
		e.Payload = []byte(strings.Replace(string(e.Payload), `"size":15`, `"size":16`, 1))
	})
	add("digest-upper", "PAY-16 BLOB-11", "the digest in upper case", func(e *Envelope) {
		d := Digest("sha256", content)
		e.Payload = []byte(strings.Replace(string(e.Payload), d, "sha256:"+strings.ToUpper(d[7:]), 1))
	})
	add("payload-trailing", "PAY-07", "letters after the payload", func(e *Envelope) { e.Payload = append(e.Payload, "xx"...) })
	add("payload-case", "PAY-05", "TargetArtifact (D-02)", func(e *Envelope) {
		e.Payload = []byte(strings.Replace(string(e.Payload), "targetArtifact", "TargetArtifact", 1))
	})
	add("payload-type", "PAY-01", "another content type", func(e *Envelope) { e.ContentType = "text/plain" })
	add("payload-null", "PAY-11", "the payload null", func(e *Envelope) { e.Payload = []byte("null") })
	// metadata
	meta := func(e *Envelope) { e.Payload = payload("sha256", "text/plain", content, "build", "42", "team", "a") }
	for _, v := range []struct {
		id   string
		want map[string]string
	}{{"one", map[string]string{"build": "42"}}, {"all", map[string]string{"build": "42", "team": "a"}}, {"wrong", map[string]string{"build": "43"}}, {"missing", map[string]string{"x": "y"}}, {"reserved", map[string]string{"io.cncf.notary.x": "y"}}, {"none", map[string]string{}}} {
		add("metadata-"+v.id, "BLOB-14 VER-48", "metadata demanded: "+JSON(v.want), meta).UserMetadata = v.want
	}
	add("metadata-reserved-signed", "BLOB-14 PAY-20", "metadata with the reserved prefix is signed and demanded (D-04)", func(e *Envelope) {
		e.Payload = payload("sha256", "text/plain", content, "io.cncf.notary.x", "y")
	}).UserMetadata = map[string]string{"io.cncf.notary.x": "y"}
	add("metadata-reserved-signed-only", "PAY-20", "metadata with the reserved prefix is signed (D-04)", func(e *Envelope) {
		e.Payload = payload("sha256", "text/plain", content, "io.cncf.notary.x", "y")
	})
	add("metadata-missing-audit", "BLOB-14", "metadata missing; audit", meta).Level("audit").UserMetadata = map[string]string{"x": "y"}
	changed := []byte("changed")
	m := add("metadata-missing-and-changed", "BLOB-14 PAY-19", "metadata missing and the blob changed", meta)
	m.Blob, m.UserMetadata = &changed, map[string]string{"x": "y"}
	// the other checks
	past := At("2026-05-20T00:00:00Z")
	expired := func(e *Envelope) { e.Expiry = past }
	stranger := Leaf("b-stranger", nil)
	other := func(c *Case) *Case {
		c.TrustStores["ca:lab"] = Store(stranger)
		return c
	}
	tampered := func(e *Envelope) {
		e.SpoilPayloadB64 = func(string) string { return B64(payload("sha256", "text/html", content)) }
		e.Payitem = func([]byte) []byte { return CBytes(payload("sha256", "text/html", content)) }
	}
	plugin := func(e *Envelope) { e.Attrs = []Attr{{Key: HPlugin, Critical: true, JSON: `"lab-plugin"`}} }
	crl := Leaf("b-crl", StdRoot, AddExt(CDP("http://crl.lab.example/leaf.crl")))
	for _, level := range []string{"strict", "permissive", "audit"} {
		add("tampered-"+level, "VER-26 BLOB-09", "a changed payload; "+level, tampered).Level(level)
		add("expired-"+level, "VER-32 BLOB-09", "expiry past; "+level, expired).Level(level)
		other(add("untrusted-"+level, "VER-30 BLOB-09", "another certificate is trusted; "+level, nil)).Level(level)
		add("identity-"+level, "VER-31 BLOB-09", "another identity; "+level, nil).Level(level).Identities("x509.subject:C=US,ST=WA,O=Other")
		add("plugin-"+level, "VER-29 PLG-07", "a plugin is demanded; "+level, plugin).Level(level)
		add("late-"+level, "VER-38 BLOB-09", "the leaf expired; "+level, nil).Level(level).When("2027-02-01T00:00:00Z")
		c := add("revocation-"+level, "VER-40 BLOB-09", "the CRL does not answer; "+level, func(e *Envelope) { e.Chain = []*Cert{crl, StdRoot} }).Level(level)
		c.TrustStores["ca:lab"] = Store(StdRoot)
		c = add("revocation-skip-"+level, "VER-40 BLOB-09", "the CRL does not answer, revocation skipped; "+level, func(e *Envelope) { e.Chain = []*Cert{crl, StdRoot} }).Level(level).Override("revocation", "skip")
		c.TrustStores["ca:lab"] = Store(StdRoot)
	}
	add("identity", "VER-31", "the identity fits", nil).Identities("x509.subject:C=US,ST=WA,O=Acme,CN=signer")
	add("critical", "PLG-01 BLOB-09", "an unknown critical attribute (D-11)", func(e *Envelope) { e.Attrs = []Attr{{Key: "foo", Critical: true, JSON: `"bar"`}} })
	add("missing-store", "STORE-04 BLOB-09", "the store does not exist", nil).TrustStores = map[string][]Entry{}
	t := add("tsa-no-token", "TSA-02 BLOB-09", "a tsa store and no token", nil).Stores("ca:lab", "tsa:lab")
	t.TrustStores["tsa:lab"] = Store(StdRoot)
	// an image's signature over its manifest as a file
	image := Artifact
	x := add("image-manifest", "BLOB-22", "the signature of an image, its manifest as the file", func(e *Envelope) { e.Payload = Payload() })
	x.Blob = &image
	x = add("image-manifest-type", "BLOB-22", "the same with the media type given", func(e *Envelope) { e.Payload = Payload() })
	x.Blob, x.BlobMediaType = &image, ManifestType
	return cases
}

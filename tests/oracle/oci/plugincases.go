package main

import (
	"encoding/json"
	"math"

	. "sealcheck.example/oracle/lab"
)

func pluginCases() (cases []*Case) {
	singles()
	const ti, rc, gen = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY", "SIGNATURE_VERIFIER.REVOCATION_CHECK", "SIGNATURE_GENERATOR.RAW"
	name := Attr{Key: HPlugin, Critical: true, JSON: `"lab-plugin"`}
	version := func(v string) Attr { return Attr{Key: HPluginMv, Critical: true, JSON: Quote(v)} }
	foo := func(critical bool) Attr { return Attr{Key: "foo", Critical: critical, JSON: `"bar"`} }
	crlIssued := Leaf("p-crl-issued", StdRoot, AddExt(CDP("http://crl.lab.example/leaf.crl")))
	n := 0
	plugin := func(c *Case, version string, response string, capabilities ...string) *Case {
		c.Plugins = map[string]*Plugin{"lab-plugin": {Version: version, Capabilities: capabilities}}
		if response != "" {
			c.Plugins["lab-plugin"].Response = json.RawMessage(response)
		}
		return c
	}
	result := func(key string, ok bool, reason string) string {
		r := `"` + key + `":{"success":`
		if ok {
			return r + "true}"
		}
		return r + `false,"reason":` + Quote(reason) + "}"
	}
	answer := func(results string, processed ...string) string {
		return `{"verificationResults":{` + results + `},"processedAttributes":` + StringArray(processed) + `}`
	}
	make := func(id, rules, note string, e Envelope) *Case {
		n++
		f := formats[n%2]
		c := OCI("plugin-"+id, rules, note, f.mediaType, e.Make(f.mediaType)).Trust(e.Chain[len(e.Chain)-1])
		cases = append(cases, c)
		return c
	}
	add := func(id, rules, note string, attrs ...Attr) *Case {
		e := By(oneLeaf)
		e.Attrs = attrs
		return make(id, rules, note, e)
	}
	// without plugin manager
	for _, l := range []string{"strict", "permissive", "audit", "skip"} {
		add("no-manager-"+l, "PLG-07 PLG-08", "a plugin is demanded, no plugin manager; "+l, name).Level(l)
	}
	add("no-manager-min-version", "PLG-07", "plugin and version are demanded, no plugin manager", name, version("1.0.0"))
	add("not-critical", "PLG-03", "the plugin attribute is not critical", Attr{Key: HPlugin, JSON: `"lab-plugin"`})
	add("not-critical-audit", "PLG-03", "the plugin attribute is not critical; audit", Attr{Key: HPlugin, JSON: `"lab-plugin"`}).Level("audit")
	for _, v := range []struct {
		id, json string
		cbor     []byte
	}{{"number", "1", CInt(1)}, {"blank", `" "`, nil}, {"empty", `""`, nil}, {"null", "null", CNull()}, {"array", `["lab-plugin"]`, CArr(CText("lab-plugin"))}, {"bytes", `{"a":1}`, CBytes([]byte("lab-plugin"))}} {
		for _, f := range formats {
			e := By(oneLeaf)
			e.Attrs = []Attr{{Key: HPlugin, Critical: true, JSON: v.json, CBOR: v.cbor}}
			cases = append(cases, OCI("plugin-name-"+v.id+"-"+f.name, "PLG-04", "the plugin's name is "+v.id, f.mediaType, e.Make(f.mediaType)).Trust(oneLeaf))
		}
	}
	for _, v := range []string{"1.0", "v1.0.0", "01.0.0", "1.0.0-alpha", "1.0.0+build", "", " ", "1.0.0-01", "1.0.0.0", "1.0.0 "} {
		c := add("min-version-syntax-"+map[string]string{"": "empty", " ": "blank", "1.0.0 ": "trailing-space"}[v]+v, "PLG-05", "minimum version "+Quote(v), name, version(v))
		if v == " " || v == "1.0.0 " {
			c.ID = "plugin-min-version-syntax-" + map[string]string{" ": "blank", "1.0.0 ": "trailing-space"}[v]
		}
		plugin(c, "9.0.0", answer(result(ti, true, "")), ti)
	}
	add("min-version-not-critical", "PLG-05", "the minimum version is not critical", name, Attr{Key: HPluginMv, JSON: `"1.0.0"`})
	add("min-version-number", "PLG-05", "the minimum version is a number", name, Attr{Key: HPluginMv, Critical: true, JSON: "1", CBOR: CInt(1)})
	add("min-version-alone", "PLG-06", "a minimum version without a plugin (D-11)", version("1.0.0"))
	add("min-version-alone-garbage", "PLG-06", "a garbage minimum version without a plugin (D-11)", version("x"))
	add("min-version-alone-not-critical", "PLG-06", "a minimum version that is not critical, without a plugin", Attr{Key: HPluginMv, JSON: `"1.0.0"`})
	add("name-case", "PLG-02", "the plugin attribute in another case, critical (D-11)", Attr{Key: "io.cncf.notary.VerificationPlugin", Critical: true, JSON: `"lab-plugin"`})
	add("unknown-critical-manager", "PLG-01", "an unknown critical attribute, a plugin manager without need (D-11)", foo(true)).Plugins = map[string]*Plugin{}
	// with a plugin manager
	add("not-installed", "PLG-09", "the plugin is not installed", name).Plugins = map[string]*Plugin{}
	add("not-installed-audit", "PLG-09", "the plugin is not installed; audit", name).Level("audit").Plugins = map[string]*Plugin{}
	c := plugin(add("metadata-error", "PLG-10", "the plugin's metadata command fails", name), "1.0.0", "", ti)
	c.Plugins["lab-plugin"].MetadataError = "metadata failed"
	for _, v := range []string{"v1", "1.0", "", "1.0.0-beta+1", "latest"} {
		id := v
		if v == "" {
			id = "empty"
		}
		plugin(add("version-"+id, "PLG-11", "plugin version "+Quote(v), name), v, answer(result(ti, true, "")), ti)
	}
	for _, v := range [][2]string{{"1.0.0", "1.0.0"}, {"1.0.0", "1.0.1"}, {"1.0.0", "0.9.9"}, {"1.0.0", "1.0.0-alpha"}, {"1.0.0-alpha", "1.0.0"}, {"1.0.0-alpha", "1.0.0-beta"}, {"1.0.0-alpha.9", "1.0.0-alpha.10"}, {"1.0.0+a", "1.0.0+b"}, {"1.10.0", "1.9.0"}, {"1.0.0-alpha", "1.0.0-1"}} {
		plugin(add("needs-"+v[1]+"-has-"+v[0], "PLG-12", "plugin "+v[0]+", minimum "+v[1], name, version(v[1])), v[0], answer(result(ti, true, "")), ti)
	}
	plugin(add("no-capability", "PLG-13", "a plugin that cannot verify", name), "1.0.0", "", gen)
	plugin(add("no-capabilities", "PLG-13", "a plugin without capabilities", name), "1.0.0", "")
	const otherID = "x509.subject:C=US,ST=WA,O=Other"
	plugin(add("identity-replaced", "PLG-14", "another identity in the policy, the plugin says yes", name).Identities(otherID), "1.0.0", answer(result(ti, true, "")), ti)
	plugin(add("identity-refused", "PLG-14 PLG-22", "the identity fits, the plugin says no", name), "1.0.0", answer(result(ti, false, "not ours")), ti)
	plugin(add("identity-refused-permissive", "PLG-22", "the plugin says no; permissive", name).Level("permissive"), "1.0.0", answer(result(ti, false, "not ours")), ti)
	plugin(add("identity-refused-audit", "PLG-22", "the plugin says no; audit", name).Level("audit"), "1.0.0", answer(result(ti, false, "not ours")), ti)
	plugin(add("untrusted-anyway", "PLG-14 PLG-24", "another root is trusted, the plugin says yes", name).Trust(StdRoot), "1.0.0", answer(result(ti, true, "")), ti)
	plugin(add("untrusted-anyway-audit", "PLG-14 PLG-24", "another root is trusted, the plugin says yes; audit", name).Trust(StdRoot).Level("audit"), "1.0.0", answer(result(ti, true, "")), ti)
	byCRL := func(id, rules, note string) *Case {
		e := By(crlIssued, StdRoot)
		e.Attrs = []Attr{name}
		return make(id, rules, note, e)
	}
	plugin(byCRL("revocation-replaced", "PLG-15 PLG-23", "the CRL does not answer, the plugin says good"), "1.0.0", answer(result(rc, true, "")), rc)
	plugin(byCRL("revocation-refused", "PLG-23", "the plugin says revoked"), "1.0.0", answer(result(rc, false, "revoked")), rc)
	plugin(byCRL("revocation-refused-permissive", "PLG-23", "the plugin says revoked; permissive").Level("permissive"), "1.0.0", answer(result(rc, false, "revoked")), rc)
	plugin(byCRL("revocation-not-replaced", "PLG-14 PLG-15", "the CRL does not answer, the plugin is for identities only"), "1.0.0", answer(result(ti, true, "")), ti)
	plugin(byCRL("revocation-skipped", "PLG-16", "revocation skipped, the plugin is for revocation only").Override("revocation", "skip"), "1.0.0", "", rc)
	sk := plugin(add("revocation-skipped-critical", "PLG-16", "revocation skipped, the plugin is not run, a critical attribute stays (D-62)", name, foo(true)).Override("revocation", "skip"), "1.0.0", "", rc)
	sk.Plugins["lab-plugin"].Error = "this must not run"
	plugin(add("revocation-skipped-both", "PLG-16", "revocation skipped, the plugin has both capabilities", name).Override("revocation", "skip"), "1.0.0", answer(result(ti, true, "")), ti, rc)
	plugin(add("both", "PLG-21", "both capabilities, both good", name), "1.0.0", answer(result(ti, true, "")+","+result(rc, true, "")), ti, rc)
	plugin(add("both-one-refused", "PLG-21", "both capabilities, revocation bad", name), "1.0.0", answer(result(ti, true, "")+","+result(rc, false, "no")), ti, rc)
	plugin(add("missing-result", "PLG-21", "both capabilities, one result", name), "1.0.0", answer(result(ti, true, "")), ti, rc)
	plugin(add("no-results", "PLG-21", "no result", name), "1.0.0", answer(""), ti)
	plugin(add("no-results-audit", "PLG-21", "no result; audit", name).Level("audit"), "1.0.0", answer(""), ti)
	plugin(add("extra-result", "PLG-21", "a bad result that was not asked for", name), "1.0.0", answer(result(ti, true, "")+","+result(rc, false, "no")), ti)
	e := plugin(add("run-error", "PLG-19", "the plugin fails", name), "1.0.0", "", ti)
	e.Plugins["lab-plugin"].Error = "it broke"
	e = plugin(add("run-error-audit", "PLG-19", "the plugin fails; audit", name).Level("audit"), "1.0.0", "", ti)
	e.Plugins["lab-plugin"].Error = "it broke"
	for _, critical := range []bool{true, false} {
		id := "attribute"
		if critical {
			id = "critical-attribute"
		}
		plugin(add(id+"-processed", "PLG-18 PLG-20", id+", processed", name, foo(critical)), "1.0.0", answer(result(ti, true, ""), "foo"), ti)
		plugin(add(id+"-unprocessed", "PLG-18 PLG-20", id+", not processed (D-64)", name, foo(critical)), "1.0.0", answer(result(ti, true, "")), ti)
	}
	plugin(add("critical-attribute-unprocessed-audit", "PLG-20", "a critical attribute is not processed; audit", name, foo(true)).Level("audit"), "1.0.0", answer(result(ti, true, "")), ti)
	plugin(add("processed-case", "PLG-20", "processed under another case", name, foo(true)), "1.0.0", answer(result(ti, true, ""), "FOO"), ti)
	plugin(add("processed-extra", "PLG-20", "more names processed than there are", name, foo(true)), "1.0.0", answer(result(ti, true, ""), "foo", "else"), ti)
	// what is answered
	for _, v := range []struct{ id, rules, note, answer string }{
		{"success-case", "S-50", "a Success of false after a success of true", `{"verificationResults":{"` + ti + `":{"success":true,"Success":false}}}`},
		{"success-case-alone", "S-50", "Success for success", `{"verificationResults":{"` + ti + `":{"Success":true}}}`},
		{"results-case", "S-50", "a second VerificationResults that says no", `{"verificationResults":{"` + ti + `":{"success":true}},"VerificationResults":{"` + ti + `":{"success":false}}}`},
		{"processed-case", "S-50", "ProcessedAttributes for processedAttributes", `{"verificationResults":{"` + ti + `":{"success":true}},"ProcessedAttributes":["foo"]}`},
		{"reason-number", "PLG-21", "a reason that is a number", `{"verificationResults":{"` + ti + `":{"success":true,"reason":1}}}`},
		{"reason-null", "PLG-21", "a reason that is null", `{"verificationResults":{"` + ti + `":{"success":true,"reason":null}}}`},
		{"result-null", "PLG-21", "a result that is null", `{"verificationResults":{"` + ti + `":null}}`},
		{"other-result-null", "PLG-21", "a result that is null and was not asked for", `{"verificationResults":{"` + ti + `":{"success":true},"` + rc + `":null}}`},
	} {
		attrs := []Attr{name}
		if v.id == "processed-case" {
			attrs = append(attrs, foo(true))
		}
		plugin(add("answer-"+v.id, v.rules, v.note, attrs...), "1.0.0", v.answer, ti)
	}
	for _, v := range []struct {
		id, rules, note string
		critical        bool
		value           []byte
	}{
		{"map", "PLG-25", "a critical attribute that is a CBOR map, which JSON cannot hold", true, CMap(CInt(1), CText("a"))},
		{"map-inside", "PLG-25", "a critical attribute with a CBOR map inside", true, CArr(CInt(1), CMap())},
		{"map-plain", "PLG-25 D-64", "an attribute that is a CBOR map and not critical", false, CMap()},
		{"nan", "PLG-25", "a critical attribute that is no number", true, CFloat(math.NaN())},
		{"array", "PLG-25", "a critical attribute that is an array", true, CArr(CInt(1), CText("a"))},
	} {
		e := By(oneLeaf)
		e.Attrs = []Attr{name, {Key: "foo", Critical: v.critical, JSON: "null", CBOR: v.value}}
		c := OCI("plugin-value-"+v.id, v.rules, v.note, COSEType, e.COSE()).Trust(oneLeaf)
		cases = append(cases, plugin(c, "1.0.0", answer(result(ti, true, ""), "foo"), ti))
	}
	ie := By(oneLeaf)
	ie.Attrs = []Attr{name}
	ie.Prot = func(p *Pairs) {
		p.Add(CInt(-70000), CText("bar"))
		p.Set(CInt(2), CArr(CText(HScheme), CText(HPlugin), CInt(-70000)))
	}
	ic := OCI("plugin-int-label", "PLG-18 PLG-26", "a critical integer label and a plugin (D-11)", COSEType, ie.COSE()).Trust(oneLeaf)
	cases = append(cases, plugin(ic, "1.0.0", answer(result(ti, true, "")), ti))
	// what is asked
	for _, f := range formats {
		for _, scheme := range []string{X509, SA} {
			e := By(oneLeaf)
			e.Scheme = scheme
			e.Expiry = At("2026-12-01T00:00:00Z")
			e.Attrs = []Attr{name, version("1.0.0"), foo(true), {Key: "more", JSON: `[1,"a",null,true,1.5]`, CBOR: CArr(CInt(1), CText("a"), CNull(), []byte{0xf5}, CFloat(1.5))}}
			c := OCI("plugin-request-"+f.name+"-"+short(scheme), "PLG-17 PLG-18", "what the plugin is asked", f.mediaType, e.Make(f.mediaType))
			under(c, scheme, oneLeaf).Identities("x509.subject:C=US,ST=WA,O=Acme")
			cases = append(cases, plugin(c, "1.0.0", answer(result(ti, true, "")+","+result(rc, true, ""), "foo", "more"), ti, rc))
		}
	}
	plugin(add("payload-mismatch", "PAY-18 PAY-21", "the plugin is content, another digest in the payload", name), "1.0.0", answer(result(ti, true, "")), ti)
	last := cases[len(cases)-1]
	te := By(oneLeaf)
	te.Attrs = []Attr{name}
	te.Payload = []byte(`{"targetArtifact":` + Descriptor(ManifestType, "sha256", []byte("else")) + `}`)
	last.Signatures[0] = Signature{Envelope: te.JWS(), MediaType: JWSType}
	return cases
}

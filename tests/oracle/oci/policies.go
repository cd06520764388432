package main

import (
	"strings"

	. "sealcheck.example/oracle/lab"
)

func policies() (cases []*Case) {
	env := map[string][]byte{JWSType: Signed().JWS(), COSEType: Signed().COSE()}
	n := 0
	add := func(id, rules, note string) *Case {
		n++
		f := formats[n%2]
		c := OCI("pol-"+id, rules, note, f.mediaType, env[f.mediaType])
		cases = append(cases, c)
		return c
	}
	base := JSON(StrictPolicy())
	text := func(id, rules, note, doc string) *Case { return add(id, rules, note).Text(doc) }
	edit := func(id, rules, note string, pairs ...string) *Case {
		doc := base
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(doc, pairs[i]) {
				panic(id + ": nothing to replace: " + pairs[i])
			}
			doc = strings.Replace(doc, pairs[i], pairs[i+1], 1)
		}
		return text(id, rules, note, doc)
	}
	// 8a: the document
	text("plain", "POL-07", "the ordinary document as text", base)
	text("empty-file", "POL-04", "no bytes", "")
	text("blank-file", "POL-04", "blanks only", " \n")
	text("not-json", "POL-04", "not JSON", "version: 1.0")
	text("array", "POL-04", "an array", "["+base+"]")
	text("null", "POL-04 POL-07", "null", "null")
	text("empty-object", "POL-07", "{}", "{}")
	text("truncated", "POL-04", "the last brace is missing", base[:len(base)-1])
	text("bom", "POL-04", "a byte order mark", "\ufeff"+base)
	text("comment", "POL-04", "a comment", "// policy\n"+base)
	text("trailing-comma", "POL-04", "a comma before the last brace", base[:len(base)-1]+",}")
	text("trailing-space", "POL-05", "blanks and newline after the document", base+" \n")
	text("trailing-garbage", "POL-05", "letters after the document (D-32)", base+" xx")
	text("trailing-document", "POL-05", "a second document (D-32)", base+base)
	edit("lone-surrogate", "POL-04", "a lone surrogate in the name", `"name":"lab"`, `"name":"\ud800"`)
	edit("unknown-member", "POL-06", "unknown members", `"version"`, `"comment":"x","version"`, `"name"`, `"owner":{"a":1},"name"`)
	edit("member-case-version", "POL-06", "Version (S-01)", `"version"`, `"Version"`)
	edit("member-case-statement", "POL-06", "TrustStores (S-01)", `"trustStores"`, `"TrustStores"`)
	edit("member-case-override", "POL-06", "Override enforces revocation at permissive (S-01)", `{"level":"strict"}`, `{"level":"permissive","Override":{"revocation":"enforce"}}`)
	edit("member-case-level", "POL-06", "LEVEL (S-01)", `"level"`, `"LEVEL"`)
	edit("duplicate-version", "POL-06", "version twice, the last one good (D-02)", `"version":"1.0"`, `"version":"9.9","version":"1.0"`)
	edit("duplicate-version-bad-last", "POL-06", "version twice, the last one bad (D-02)", `"version":"1.0"`, `"version":"1.0","version":"9.9"`)
	edit("duplicate-level", "POL-06", "level twice: strict, then audit (D-02)", `"level":"strict"`, `"level":"strict","level":"audit"`)
	edit("duplicate-stores", "POL-06", "trustStores twice, the last one good (D-02)", `"trustStores":["ca:lab"]`, `"trustStores":["ca:gone"],"trustStores":["ca:lab"]`)
	edit("duplicate-policies", "POL-06", "trustPolicies twice, the first one broken (D-02)", `"trustPolicies":`, `"trustPolicies":[],"trustPolicies":`)
	edit("duplicate-unknown", "POL-06", "an unknown member twice", `"version"`, `"x":1,"x":2,"version"`)
	edit("version-missing", "POL-07", "no version", `"version":"1.0",`, ``)
	edit("version-empty", "POL-07", "empty version", `"1.0"`, `""`)
	edit("version-1", "POL-07", "version 1", `"1.0"`, `"1"`)
	edit("version-1.1", "POL-07", "version 1.1", `"1.0"`, `"1.1"`)
	edit("version-number", "POL-07 POL-04", "version as a number", `"1.0"`, `1.0`)
	edit("version-space", "POL-07", "version with a blank", `"1.0"`, `"1.0 "`)
	text("policies-missing", "POL-08", "no trustPolicies", `{"version":"1.0"}`)
	text("policies-empty", "POL-08", "no statement", `{"version":"1.0","trustPolicies":[]}`)
	text("policies-null", "POL-08", "trustPolicies null", `{"version":"1.0","trustPolicies":null}`)
	text("policies-object", "POL-04", "trustPolicies as an object", `{"version":"1.0","trustPolicies":{}}`)
	text("statement-null", "POL-10", "a statement that is null", `{"version":"1.0","trustPolicies":[null]}`)
	text("statement-empty", "POL-10", "an empty statement", `{"version":"1.0","trustPolicies":[{}]}`)
	second := func(id, rules, note string, f func(s *Statement)) *Case {
		c := add(id, rules, note)
		s := StrictPolicy().TrustPolicies[0]
		s.Name, s.RegistryScopes = "other", []string{"registry.example/other"}
		f(&s)
		c.TrustPolicy.TrustPolicies = append(c.TrustPolicy.TrustPolicies, s)
		return c
	}
	second("two-statements", "POL-09", "two statements", func(s *Statement) {})
	second("same-name", "POL-09", "two statements of one name", func(s *Statement) { s.Name = "lab" })
	second("name-case", "POL-09", "names that differ in case", func(s *Statement) { s.Name = "LAB" })
	second("unused-broken-level", "POL-12", "a broken statement that is not used", func(s *Statement) { s.Verification.Level = "none" })
	second("unused-broken-identity", "POL-12", "a broken identity in a statement that is not used", func(s *Statement) { s.TrustedIdentities = []string{"x509.subject:C=US"} })
	second("unused-no-scope", "POL-12 POL-34", "no scope in a statement that is not used", func(s *Statement) { s.RegistryScopes = nil })
	edit("name-missing", "POL-10", "no name", `"name":"lab",`, ``)
	edit("name-empty", "POL-10", "empty name", `"name":"lab"`, `"name":""`)
	edit("name-blank", "POL-10", "a blank as name", `"name":"lab"`, `"name":" "`)
	edit("name-number", "POL-04", "a number as name", `"name":"lab"`, `"name":1`)
	edit("global-in-oci", "POL-06", "globalPolicy in an OCI document (S-13)", `"name"`, `"globalPolicy":true,"name"`)
	// 8b: levels
	for _, l := range []string{"strict", "permissive", "audit", "skip"} {
		add("level-"+l, "POL-14 POL-15", "level "+l).Level(l)
	}
	for _, l := range [][2]string{{"upper", "Strict"}, {"unknown", "none"}, {"empty", ""}, {"space", " strict"}, {"custom", "custom"}} {
		add("level-"+l[0], "POL-14", "level "+Quote(l[1])).Policy0().Verification.Level = l[1]
	}
	edit("level-missing", "POL-14", "no level", `"level":"strict"`, ``)
	edit("verification-missing", "POL-14", "no signatureVerification", `"signatureVerification":{"level":"strict"},`, ``)
	edit("verification-null", "POL-14", "signatureVerification null", `{"level":"strict"}`, `null`)
	edit("level-number", "POL-04", "a number as level", `"level":"strict"`, `"level":1`)
	edit("override-null", "POL-16", "override null", `"level":"strict"`, `"level":"strict","override":null`)
	edit("override-empty", "POL-16", "override empty", `"level":"strict"`, `"level":"strict","override":{}`)
	edit("override-array", "POL-04", "override as an array", `"level":"strict"`, `"level":"strict","override":[]`)
	edit("override-duplicate", "POL-06", "revocation twice in override (D-02)", `"level":"strict"`, `"level":"strict","override":{"revocation":"enforce","revocation":"skip"}`)
	edit("override-unknown-member", "POL-06", "an unknown member beside override", `"level":"strict"`, `"level":"strict","overrides":{"revocation":"skip"}`)
	// every level, every check, every action
	for _, l := range []string{"strict", "permissive", "audit", "skip"} {
		for _, check := range []string{"integrity", "authenticity", "authenticTimestamp", "expiry", "revocation"} {
			for _, action := range []string{"enforce", "log", "skip"} {
				add("override-"+l+"-"+check+"-"+action, "POL-16 POL-17 POL-18 POL-20 POL-21 POL-22", l+" with "+check+": "+action).Level(l).Override(check, action)
			}
		}
	}
	add("override-key-case", "POL-17", "Revocation").Override("Revocation", "skip")
	add("override-key-unknown", "POL-17", "unknown check").Override("foo", "skip")
	add("override-key-empty", "POL-17", "empty check").Override("", "log")
	add("override-action-case", "POL-19", "Skip").Override("revocation", "Skip")
	add("override-action-unknown", "POL-19", "unknown action").Override("revocation", "ignore")
	add("override-action-empty", "POL-19", "empty action").Override("revocation", "")
	add("override-integrity-unknown", "POL-19", "unknown action for integrity").Override("integrity", "foo")
	add("override-several", "POL-16", "several overrides").Override("authenticity", "log", "authenticTimestamp", "log", "expiry", "log", "revocation", "skip")
	for _, v := range [][2]string{{"always", "always"}, {"after", "afterCertExpiry"}, {"upper", "Always"}, {"never", "never"}} {
		c := add("timestamp-"+v[0], "POL-23", "verifyTimestamp "+v[1])
		c.Policy0().Verification.VerifyTimestamp = v[1]
	}
	edit("timestamp-empty", "POL-23", "verifyTimestamp empty", `"level":"strict"`, `"level":"strict","verifyTimestamp":""`)
	edit("timestamp-null", "POL-23", "verifyTimestamp null", `"level":"strict"`, `"level":"strict","verifyTimestamp":null`)
	edit("timestamp-bool", "POL-04", "verifyTimestamp true", `"level":"strict"`, `"level":"strict","verifyTimestamp":true`)
	add("skip-timestamp", "POL-23", "skip with verifyTimestamp").Level("skip").Policy0().Verification.VerifyTimestamp = "always"
	add("skip-with-stores", "POL-24", "skip with trust stores").Level("skip").Policy0().TrustStores = []string{"ca:lab"}
	add("skip-with-identities", "POL-24", "skip with identities").Level("skip").Policy0().TrustedIdentities = []string{"*"}
	add("skip-unsigned", "VER-03", "skip, no signature").Level("skip").Signatures = []Signature{}
	add("no-stores", "POL-25", "no trust store").Policy0().TrustStores = nil
	add("no-identities", "POL-25", "no identity").Policy0().TrustedIdentities = nil
	edit("stores-empty", "POL-25", "trustStores empty", `["ca:lab"]`, `[]`)
	edit("stores-string", "POL-04", "trustStores as a string", `["ca:lab"]`, `"ca:lab"`)
	add("skip-global", "POL-26", "skip with the scope * (D-34)").Level("skip").Policy0().RegistryScopes = []string{"*"}
	second("skip-global-unused", "POL-26", "skip with the scope * in a statement that is not used (D-34)", func(s *Statement) {
		s.RegistryScopes, s.Verification.Level, s.TrustStores, s.TrustedIdentities = []string{"*"}, "skip", nil, nil
	})
	// 8c: trust stores
	for _, v := range [][3]string{
		{"no-separator", "POL-29", "ca"}, {"empty", "POL-29", ""}, {"type-case", "POL-30 STORE-01", "CA:lab"}, {"type-space", "POL-30", " ca:lab"}, {"type-empty", "POL-30", ":lab"}, {"type-unknown", "POL-30", "root:lab"},
		{"type-sa-case", "POL-30", "signingauthority:lab"}, {"name-empty", "POL-31 STORE-03", "ca:"}, {"name-space", "POL-31 STORE-03", "ca:a b"}, {"name-slash", "POL-31 STORE-03", "ca:a/b"},
		{"name-colon", "POL-31 STORE-03", "ca:a:b"}, {"name-accent", "POL-31 STORE-03", "ca:\u00e9"}, {"name-dots", "POL-31 STORE-03", "ca:.."}, {"name-dot", "POL-31 STORE-03", "ca:."}, {"name-newline", "POL-31 STORE-03", "ca:lab\n"},
	} {
		add("store-"+v[0], v[1], "trust store "+Quote(v[2])).Stores(v[2])
	}
	add("store-name-dots-second", "POL-31 STORE-03", "a store called .. beside the good one (D-28)").Stores("ca:lab", "ca:..")
	allowed := add("store-name-allowed", "POL-31 STORE-03", "every kind of allowed character").Stores("ca:A-b_c.9")
	allowed.TrustStores = map[string][]Entry{"ca:A-b_c.9": Store(StdRoot)}
	add("store-twice", "POL-32", "the same store twice").Stores("ca:lab", "ca:lab")
	add("store-tsa-only", "POL-32 STORE-24", "a tsa store only").Stores("tsa:lab")
	add("store-missing", "POL-33", "a store that does not exist").Stores("ca:gone")
	// 8d: scopes
	hash := Digest("sha256", Artifact)
	scopes := func(id, rules, note, repository string, list ...string) *Case {
		c := add("scope-"+id, rules, note)
		c.Reference = repository + "@" + hash
		c.Policy0().RegistryScopes = list
		return c
	}
	const app = "registry.example/app"
	edit("scope-missing", "POL-34", "no registryScopes", `"registryScopes":["registry.example/app"],`, ``)
	edit("scope-null", "POL-34", "registryScopes null", `["registry.example/app"]`, `null`)
	edit("scope-list-empty", "POL-34", "registryScopes empty", `["registry.example/app"]`, `[]`)
	scopes("any", "POL-35", "the wildcard", app, "*")
	scopes("any-twice", "POL-35", "the wildcard twice", app, "*", "*")
	scopes("any-and-more", "POL-35", "the wildcard and a repository", app, "*", app)
	scopes("twice", "POL-36", "a repository twice in one statement", app, app, app)
	second("scope-two-statements", "POL-36", "a repository in two statements", func(s *Statement) { s.RegistryScopes = []string{app} })
	g := second("scope-two-globals", "POL-36", "two wildcards", func(s *Statement) { s.RegistryScopes = []string{"*"} })
	g.Policy0().RegistryScopes = []string{"*"}
	for _, v := range [][3]string{
		{"star-suffix", "POL-37", "registry.example/*"}, {"two-stars", "POL-37", "**"}, {"star-prefix", "POL-37", "*/app"}, {"star-inside", "POL-37", "registry.example/a*p"}, {"star-space", "POL-37", "* "},
		{"empty", "POL-38", ""}, {"no-slash", "POL-38", "a"}, {"no-domain", "POL-38", "/b"}, {"no-repository", "POL-38", "a/"},
		{"underscore-domain", "POL-39", "a_b/c"}, {"hyphen-end-domain", "POL-39", "a-/c"}, {"hyphen-start-domain", "POL-39", "-a/c"}, {"empty-label", "POL-39", "a..b/c"}, {"trailing-dot", "POL-39", "a.b./c"}, {"port-empty", "POL-39", "a:/c"}, {"port-letters", "POL-39", "a:b/c"}, {"ipv6", "POL-39", "[::1]/c"}, {"domain-idn", "POL-39", "\u00e9.example/c"},
		{"upper-repository", "POL-40", "a/B"}, {"two-dots", "POL-40", "a/b..c"}, {"three-underscores", "POL-40", "a/b___c"}, {"hyphen-start", "POL-40", "a/-b"}, {"hyphen-end", "POL-40", "a/b-"}, {"empty-component", "POL-40", "a/b//c"}, {"trailing-slash", "POL-40", "a/b/"}, {"tag", "POL-40", "a/b:tag"}, {"digest", "POL-40", "a/b@sha256:aa"}, {"scheme", "POL-40", "https://a/b"}, {"space", "POL-40", "a/b "}, {"dot-underscore", "POL-40", "a/b._c"},
	} {
		scopes(v[0], v[1], "scope "+Quote(v[2]), app, v[2], app)
	}
	for _, v := range [][3]string{
		{"upper-domain", "POL-39", "A.Example/b"}, {"port-large", "POL-39", "a.b:99999999/c"}, {"ip-port", "POL-39", "127.0.0.1:80/a"}, {"single-label", "POL-39", "local/b"}, {"hyphen-domain", "POL-39", "a-b.c--d/e"},
		{"two-underscores", "POL-40", "a/b__c"}, {"three-hyphens", "POL-40", "a/b---c"}, {"dots-in-repository", "POL-40", "a/b.c"}, {"deep", "POL-40", "a/b/c/d"}, {"library", "POL-41", "hub.example/library/x"},
	} {
		scopes(v[0], v[1], "scope and repository "+Quote(v[2]), v[2], v[2])
	}
	scopes("no-library-expansion", "POL-41", "hub.example/library/x against hub.example/x", "hub.example/x", "hub.example/library/x")
	scopes("default-port", "POL-41 POL-45", "port 443 in the reference only", "registry.example:443/app", app)
	scopes("case", "POL-45", "registry in upper case in the reference", "REGISTRY.example/app", app)
	scopes("prefix", "POL-45", "a repository below the scope", app+"/sub", app)
	scopes("shorter", "POL-45", "a repository above the scope", "registry.example/app", app+"/sub")
	scopes("no-match", "POL-46", "another repository", "registry.example/else", app)
	special := second("scope-exact-before-global", "POL-45", "the exact statement trusts nobody, the global one does", func(s *Statement) { s.RegistryScopes = []string{"*"} })
	special.Policy0().TrustStores = []string{"ca:gone"}
	glob := second("scope-fallback-global", "POL-45", "no exact statement, the global one decides", func(s *Statement) { s.RegistryScopes = []string{"*"} })
	glob.Reference = "registry.example/third@" + hash
	ref := func(id, rules, note, reference string) *Case {
		c := add("ref-"+id, rules, note)
		c.Reference = reference
		return c
	}
	ref("no-at", "POL-42", "a tag instead of a digest (S-09)", app+":v1")
	ref("no-tag", "POL-42", "neither tag nor digest", app)
	ref("tag-and-digest", "POL-43 VER-08", "tag and digest", app+":v1@"+hash)
	ref("two-at", "POL-42", "two @", app+"@x@"+hash)
	ref("empty-digest", "POL-44 VER-06", "nothing after @", app+"@")
	ref("scheme", "POL-42", "with https://", "https://"+app+"@"+hash)
	ref("oci-scheme", "POL-42", "with oci://", "oci://"+app+"@"+hash)
	ref("leading-space", "POL-42", "a blank before the reference", " "+app+"@"+hash)
	ref("trailing-space", "POL-42 VER-06", "a blank after the reference", app+"@"+hash+" ")
	ref("no-registry", "POL-42", "no registry", "app@"+hash)
	ref("short-digest", "VER-06", "a short digest", app+"@sha256:abc")
	ref("unknown-digest", "VER-06", "an unknown digest algorithm", app+"@md5:d41d8cd98f00b204e9800998ecf8427e")
	ref("upper-digest", "VER-06", "a digest in upper case", app+"@sha256:"+strings.ToUpper(hash[7:]))
	ref("other-digest", "VER-07", "the digest of something else", app+"@"+Digest("sha256", []byte("else")))
	ref("digest-only", "POL-42", "a digest alone", hash)
	ref("empty", "POL-42", "empty reference", "")
	return cases
}

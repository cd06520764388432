package main

import (
	"strings"

	. "sealcheck.example/oracle/lab"
)

func payloads() (cases []*Case) {
	singles()
	each := func(id, rules, note string, edit func(*Envelope), then ...func(*Case)) {
		for _, f := range formats {
			e := By(oneLeaf)
			edit(&e)
			c := OCI("payload-"+f.name+"-"+id, rules, note, f.mediaType, e.Make(f.mediaType)).Trust(oneLeaf)
			for _, t := range then {
				t(c)
			}
			cases = append(cases, c)
		}
	}
	body := func(id, rules, note, text string, then ...func(*Case)) {
		each(id, rules, note, func(e *Envelope) { e.Payload = []byte(text) }, then...)
	}
	one := func(format, id, rules, note, text string) {
		before := len(cases)
		body(id, rules, note, text)
		kept := cases[:before]
		for _, c := range cases[before:] {
			if strings.HasPrefix(c.ID, "payload-"+format+"-") {
				kept = append(kept, c)
			}
		}
		cases = kept
	}
	good := string(Payload())
	desc := Descriptor(ManifestType, "sha256", Artifact)
	in := func(d string) string { return `{"targetArtifact":` + d + `}` }
	edit := func(from, to string) string {
		if !strings.Contains(good, from) {
			panic("nothing to replace: " + from)
		}
		return strings.Replace(good, from, to, 1)
	}
	for _, v := range [][2]string{{"v2", "application/vnd.cncf.notary.payload.v2+json"}, {"upper", "Application/vnd.cncf.notary.payload.v1+json"}, {"parameter", PayloadType + "; charset=utf-8"}, {"trailing-space", PayloadType + " "}, {"json", "application/json"}, {"v1-short", "application/vnd.cncf.notary.payload.v1"}} {
		each("type-"+v[0], "PAY-01 PAY-02", "content type "+Quote(v[1]), func(e *Envelope) { e.ContentType = v[1] })
	}
	each("type-v2-audit", "PAY-01 VER-26", "another content type; audit", func(e *Envelope) { e.ContentType = "application/vnd.cncf.notary.payload.v2+json" }, func(c *Case) { c.Level("audit") })
	body("plain", "PAY-03 PAY-15", "a plain payload", good)
	body("sibling", "PAY-03", "an unknown sibling of targetArtifact", `{"x":[1],"targetArtifact":`+desc+`,"y":null}`)
	size := strings.Split(strings.Split(desc, `"size":`)[1], "}")[0]
	digest := Digest("sha256", Artifact)
	body("no-size", "PAY-04", "no size (D-01)", edit(`,"size":`+size, ""))
	body("no-media-type", "PAY-04", "no mediaType (D-01)", edit(`"mediaType":`+Quote(ManifestType)+",", ""))
	body("no-digest", "PAY-04", "no digest (D-01)", edit(`"digest":"`+digest+`",`, ""))
	body("no-target", "PAY-04 PAY-11", "no targetArtifact", `{"x":1}`)
	body("null-size", "PAY-04", "size null", edit(`"size":`+size, `"size":null`))
	body("target-null", "PAY-11", "targetArtifact null", `{"targetArtifact":null}`)
	body("target-array", "PAY-08", "targetArtifact an array", `{"targetArtifact":[`+desc+`]}`)
	body("target-string", "PAY-08", "targetArtifact a string", `{"targetArtifact":"`+digest+`"}`)
	body("case-target", "PAY-05", "TargetArtifact (D-02)", edit("targetArtifact", "TargetArtifact"))
	body("case-digest", "PAY-05", "DIGEST (D-02)", edit(`"digest"`, `"DIGEST"`))
	body("case-annotations", "PAY-05", "Annotations, metadata demanded (D-02)", in(strings.Replace(Descriptor(ManifestType, "sha256", Artifact, "k", "v"), "annotations", "Annotations", 1)), func(c *Case) { c.UserMetadata = map[string]string{"k": "v"} })
	body("two-targets-merged", "PAY-06", "two targetArtifact objects that complete each other (D-02)", `{"targetArtifact":{"mediaType":`+Quote(ManifestType)+`,"digest":"`+digest+`"},"targetArtifact":{"size":`+size+`}}`)
	body("two-targets-good-last", "PAY-06", "two targetArtifact objects, the last one good (D-02)", `{"targetArtifact":{"mediaType":"x/y","digest":"sha256:00","size":1},"targetArtifact":`+desc+`}`)
	body("two-targets-bad-last", "PAY-06", "two targetArtifact objects, the last one bad (D-02)", `{"targetArtifact":`+desc+`,"targetArtifact":{"mediaType":"x/y","digest":"sha256:00","size":1}}`)
	body("duplicate-digest", "PAY-06", "two digests, the last one good (D-02)", edit(`"digest":`, `"digest":"sha256:00","digest":`))
	body("duplicate-same-digest", "PAY-06", "the same digest twice (D-02)", edit(`"digest":`, `"digest":"`+digest+`","digest":`))
	body("duplicate-unknown", "PAY-06", "an unknown member twice (D-02)", `{"x":1,"x":2,"targetArtifact":`+desc+`}`)
	body("duplicate-annotation", "PAY-06", "an annotation twice (D-02)", in(strings.TrimSuffix(desc, "}")+`,"annotations":{"k":"a","k":"b"}}`), func(c *Case) { c.UserMetadata = map[string]string{"k": "b"} })
	body("escaped-name", "PAY-05", "targetArtifact with an escape", edit("targetArtifact", `target\u0041rtifact`))
	body("trailing-xx", "PAY-07", "letters after the document", good+"xx")
	body("trailing-object", "PAY-07", "an object after the document", good+"{}")
	body("trailing-space", "PAY-07", "blanks after the document", good+" \n\t")
	body("leading-space", "PAY-07", "blanks before the document", " \r\n"+good)
	body("bom", "PAY-07", "a byte order mark", "\ufeff"+good)
	body("comment", "PAY-07", "a comment", good+"//")
	for _, v := range [][2]string{{"decimal", size + ".0"}, {"exponent", size + "e0"}, {"string", `"` + size + `"`}, {"negative", "-" + size}, {"negative-zero", "-0"}, {"plus", "+" + size}, {"leading-zero", "0" + size}, {"int64-overflow", "9223372036854775808"}, {"int64-max", "9223372036854775807"}, {"bool", "true"}, {"hex", "0x10"}} {
		body("size-"+v[0], "PAY-08", "size "+v[1], edit(`"size":`+size, `"size":`+v[1]))
	}
	with := func(more string) string { return in(strings.TrimSuffix(desc, "}") + "," + more + "}") }
	body("annotations", "PAY-09 PAY-17", "annotations", with(`"annotations":{"a":"b"}`))
	body("annotations-number", "PAY-09", "an annotation that is a number", with(`"annotations":{"k":1}`))
	body("annotations-null-value", "PAY-09", "an annotation that is null", with(`"annotations":{"k":null}`))
	body("annotations-null", "PAY-09", "annotations null", with(`"annotations":null`))
	body("annotations-array", "PAY-09", "annotations an array", with(`"annotations":[]`))
	body("annotations-string", "PAY-09", "annotations a string", with(`"annotations":"x"`))
	body("annotations-empty", "PAY-09", "annotations empty", with(`"annotations":{}`))
	body("descriptor-more", "PAY-10 PAY-17 PAY-22", "urls, data, platform, artifactType", with(`"urls":["https://a.example"],"data":"e30=","platform":{"os":"linux","architecture":"arm64"},"artifactType":"x/y"`))
	body("descriptor-unknown", "PAY-10", "an unknown descriptor member", with(`"foo":{"a":[1]}`))
	body("data-bad", "PAY-10", "data that is not base64", with(`"data":"!!"`))
	body("data-unpadded", "PAY-10", "data without padding", with(`"data":"e30"`))
	body("urls-string", "PAY-10", "urls a string", with(`"urls":"https://a.example"`))
	body("platform-string", "PAY-10", "platform a string", with(`"platform":"linux"`))
	body("artifact-type-number", "PAY-10", "artifactType a number", with(`"artifactType":1`))
	for _, v := range [][2]string{{"null", "null"}, {"empty-object", "{}"}, {"array", "[1]"}, {"string", `"s"`}, {"number", "1"}, {"text", "hello"}, {"true", "true"}} {
		body("document-"+v[0], "PAY-11 PAY-13 PAY-14", "the payload is "+v[1], v[1])
	}
	body("document-empty", "PAY-12", "an empty payload", "")
	body("document-cut", "PAY-13 PAY-14", "a payload without its last brace", good[:len(good)-1])
	one("jws", "two-values-first-object", "PAY-13 PAY-07", "an object, then garbage", good+"]")
	body("wrong-digest", "PAY-15", "another digest", edit(digest, Digest("sha256", []byte("else"))))
	body("wrong-size", "PAY-15", "another size", edit(`"size":`+size, `"size":1`))
	body("wrong-media-type", "PAY-15", "another media type", edit(ManifestType, "application/vnd.docker.distribution.manifest.v2+json"))
	body("media-type-case", "PAY-15", "media type in another case", edit(ManifestType, strings.ToUpper(ManifestType)))
	body("digest-upper", "PAY-16", "digest in upper case", edit(digest, "sha256:"+strings.ToUpper(digest[7:])))
	body("digest-alg-upper", "PAY-16", "SHA256:", edit("sha256:", "SHA256:"))
	body("digest-other-alg", "PAY-16 PAY-24", "sha512 in the payload, sha256 in the reference", edit(digest, Digest("sha512", Artifact)))
	each("sha512", "PAY-24", "sha512 in both, ES256", func(e *Envelope) { e.Payload = []byte(in(Descriptor(ManifestType, "sha512", Artifact))) }, func(c *Case) { c.Reference = "registry.example/app@" + Digest("sha512", Artifact) })
	for _, l := range []string{"permissive", "audit"} {
		body("wrong-digest-"+l, "PAY-18", "another digest; "+l, edit(digest, Digest("sha256", []byte("else"))), func(c *Case) { c.Level(l) })
	}
	body("wrong-digest-and-metadata", "PAY-19", "another digest, and metadata missing", edit(digest, Digest("sha256", []byte("else"))), func(c *Case) { c.UserMetadata = map[string]string{"k": "v"} })
	body("reserved-annotation", "PAY-20", "an annotation with the reserved prefix (D-04)", with(`"annotations":{"io.cncf.notary.x":"y"}`))
	body("reserved-annotation-demanded", "PAY-20", "metadata with the reserved prefix demanded (D-04)", with(`"annotations":{"io.cncf.notary.x":"y"}`), func(c *Case) { c.UserMetadata = map[string]string{"io.cncf.notary.x": "y"} })
	each("expired-and-mismatch", "PAY-21", "expired, and another digest", func(e *Envelope) {
		e.Expiry = At("2026-05-02T00:00:00Z")
		e.Payload = []byte(edit(digest, Digest("sha256", []byte("else"))))
	})
	each("expired-and-mismatch-audit", "PAY-21", "expired, and another digest; audit", func(e *Envelope) {
		e.Expiry = At("2026-05-02T00:00:00Z")
		e.Payload = []byte(edit(digest, Digest("sha256", []byte("else"))))
	}, func(c *Case) { c.Level("audit") })
	body("deep-40", "PAY-23", "40 nested arrays in a sibling", `{"x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`,"targetArtifact":`+desc+`}`)
	one("cose", "deep-10001", "PAY-23", "10001 nested arrays in a sibling", `{"x":`+strings.Repeat("[", 10001)+strings.Repeat("]", 10001)+`,"targetArtifact":`+desc+`}`)
	body("surrogate", "PAY-23", "a lone surrogate in an annotation", with(`"annotations":{"k":"\ud800"}`))
	body("invalid-utf8", "PAY-23", "invalid UTF-8 in an annotation", with("\"annotations\":{\"k\":\"\xff\"}"))
	body("invalid-utf8-replaced", "PAY-23", "invalid UTF-8, the replacement character demanded", with("\"annotations\":{\"k\":\"\xff\"}"), func(c *Case) { c.UserMetadata = map[string]string{"k": "\ufffd"} })
	// user metadata
	meta := with(`"annotations":{"build":"42","team":"a"}`)
	for _, v := range []struct {
		id   string
		want map[string]string
	}{{"one", map[string]string{"build": "42"}}, {"all", map[string]string{"build": "42", "team": "a"}}, {"wrong-value", map[string]string{"build": "43"}}, {"missing", map[string]string{"who": "x"}}, {"some-missing", map[string]string{"build": "42", "who": "x"}}, {"key-case", map[string]string{"Build": "42"}}, {"empty-value", map[string]string{"who": ""}}, {"none", map[string]string{}}} {
		body("metadata-"+v.id, "VER-48", "metadata demanded: "+JSON(v.want), meta, func(c *Case) { c.UserMetadata = v.want })
	}
	body("metadata-missing-audit", "VER-48", "metadata missing; audit", meta, func(c *Case) { c.UserMetadata = map[string]string{"who": "x"}; c.Level("audit") })
	body("metadata-missing-skip", "VER-48 VER-03", "metadata missing; skip", meta, func(c *Case) { c.UserMetadata = map[string]string{"who": "x"}; c.Level("skip") })
	body("metadata-no-annotations", "VER-48", "metadata demanded of a payload without annotations", good, func(c *Case) { c.UserMetadata = map[string]string{"build": "42"} })
	return cases
}

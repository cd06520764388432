package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	. "sealcheck.example/oracle/lab"
)

const (
	notaryType   = "application/vnd.cncf.notary.signature"
	emptyType    = "application/vnd.oci.empty.v1+json"
	artifactType = "application/vnd.oci.artifact.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
)

func plainDesc(mediaType string, content []byte) string {
	return Descriptor(mediaType, "sha256", content)
}

// thumbprints is the annotation that notation writes.
func thumbprints(chain []*Cert) string {
	var list []string
	for _, c := range chain {
		sum := sha256.Sum256(c.DER)
		list = append(list, hex.EncodeToString(sum[:]))
	}
	return (&Members{}).Add("io.cncf.notary.x509chain.thumbprint#S256", Quote(StringArray(list))).
		Add("org.opencontainers.image.created", Quote("2026-05-01T10:00:00Z")).String()
}

// imageManifest is a signature manifest as notation 1.x writes it.
func imageManifest(envelope []byte, mediaType string) *Members {
	return (&Members{}).Add("schemaVersion", "2").Add("mediaType", Quote(ManifestType)).
		Add("config", plainDesc(notaryType, []byte("{}"))).
		Add("layers", "["+plainDesc(mediaType, envelope)+"]").
		Add("subject", plainDesc(ManifestType, Artifact)).
		Add("annotations", thumbprints([]*Cert{oneLeaf}))
}

func layouts() (cases []*Case) {
	singles()
	env := map[string][]byte{JWSType: By(oneLeaf).JWS(), COSEType: By(oneLeaf).COSE()}
	n := 0
	add := func(id, rules, note string, edit func(m *Members, envelope []byte, mediaType string)) *Case {
		n++
		f := formats[n%2]
		m := imageManifest(env[f.mediaType], f.mediaType)
		if edit != nil {
			edit(m, env[f.mediaType], f.mediaType)
		}
		c := OCI("layout-"+id, rules, note, f.mediaType, env[f.mediaType]).Trust(oneLeaf)
		c.Signatures[0].Manifest = []byte(m.String())
		cases = append(cases, c)
		return c
	}
	set := func(id, rules, note string, pairs ...string) *Case {
		return add(id, rules, note, func(m *Members, _ []byte, _ string) {
			for i := 0; i < len(pairs); i += 2 {
				m.Set(pairs[i], pairs[i+1])
			}
		})
	}
	set("legacy-config", "VER-10 D-40", "config.mediaType names the notary, no artifactType")
	empty := plainDesc(emptyType, []byte("{}"))
	set("artifact-type", "VER-10", "artifactType names the notary, empty config", "artifactType", Quote(notaryType), "config", empty)
	set("artifact-type-and-config", "VER-10", "artifactType and config.mediaType name the notary", "artifactType", Quote(notaryType))
	set("artifact-type-other-config", "VER-10", "artifactType names the notary, another config", "artifactType", Quote(notaryType), "config", plainDesc("application/vnd.oci.image.config.v1+json", []byte("{}")))
	set("other-artifact-type", "VER-10", "another artifactType, config.mediaType names the notary", "artifactType", Quote("application/spdx+json"))
	set("other-both", "VER-10", "artifactType and config of something else", "artifactType", Quote("application/spdx+json"), "config", empty)
	set("no-artifact-type-empty-config", "VER-10", "no artifactType, empty config", "config", empty)
	set("artifact-type-case", "VER-10", "artifactType in another case", "artifactType", Quote(strings.ToUpper(notaryType)), "config", empty)
	rc1 := func(m *Members, e []byte, t string) {
		*m = *(&Members{}).Add("mediaType", Quote(artifactType)).Add("artifactType", Quote(notaryType)).Add("blobs", "["+plainDesc(t, e)+"]").Add("subject", plainDesc(ManifestType, Artifact)).Add("annotations", thumbprints([]*Cert{oneLeaf}))
	}
	add("artifact-manifest", "VER-10 VER-12 VER-13 D-76", "an OCI artifact manifest, as notation 1.0.0-rc.1 writes it", rc1)
	add("artifact-manifest-two-blobs", "VER-13", "an OCI artifact manifest with two blobs", func(m *Members, e []byte, t string) {
		rc1(m, e, t)
		m.Set("blobs", "["+plainDesc(t, e)+","+plainDesc(t, e)+"]")
	})
	add("artifact-manifest-layers", "VER-13", "an OCI artifact manifest with layers instead of blobs", func(m *Members, e []byte, t string) { rc1(m, e, t); m.Rename("blobs", "layers") })
	add("artifact-manifest-other-type", "VER-10", "an OCI artifact manifest of another artifactType", func(m *Members, e []byte, t string) { rc1(m, e, t); m.Set("artifactType", `"x/y"`) })
	set("index-manifest", "VER-12", "a signature manifest that says it is an index", "mediaType", Quote(indexType), "artifactType", Quote(notaryType))
	set("no-media-type", "VER-12", "a signature manifest without mediaType").Signatures[0].ManifestMediaType = ManifestType
	last := cases[len(cases)-1]
	last.Signatures[0].Manifest = []byte(strings.Replace(string(last.Signatures[0].Manifest), `"mediaType":"`+ManifestType+`",`, "", 1))
	set("docker-manifest", "VER-12", "a signature manifest of Docker's media type", "mediaType", Quote("application/vnd.docker.distribution.manifest.v2+json"))
	set("schema-version-1", "VER-11 D-40", "schemaVersion 1", "schemaVersion", "1")
	set("schema-version-text", "VER-11 D-42 S-53", "schemaVersion is a text", "schemaVersion", `"2"`)
	set("annotation-number", "VER-17 D-42 S-53", "an annotation of the manifest is a number", "annotations", `{"a":1}`)
	set("no-annotations", "VER-17", "no annotations", "annotations", "{}")
	set("wrong-thumbprint", "VER-17", "the thumbprint annotation names another chain", "annotations", thumbprints(StdChain))
	set("wrong-subject-digest", "VER-10 VER-11", "the subject is another artifact", "subject", plainDesc(ManifestType, []byte("else")))
	set("wrong-subject-size", "VER-10 VER-11", "the subject's size is wrong", "subject", strings.Replace(plainDesc(ManifestType, Artifact), `"size":`, `"size":1`, 1))
	set("wrong-subject-type", "VER-10 VER-11", "the subject's media type is wrong", "subject", plainDesc(indexType, Artifact))
	set("subject-annotations", "VER-10", "annotations in the subject", "subject", Descriptor(ManifestType, "sha256", Artifact, "a", "b"))
	add("no-subject", "VER-10", "no subject", func(m *Members, _ []byte, _ string) { m.Del("subject") })
	add("no-layers", "VER-13", "no layer", func(m *Members, _ []byte, _ string) { m.Set("layers", "[]") })
	add("layers-missing", "VER-13", "no layers member", func(m *Members, _ []byte, _ string) { m.Del("layers") })
	add("two-layers", "VER-13", "two layers", func(m *Members, e []byte, t string) {
		m.Set("layers", "["+plainDesc(t, e)+","+plainDesc(t, e)+"]")
	})
	add("wrong-layer-digest", "VER-14", "the layer's digest is of something else", func(m *Members, e []byte, t string) {
		m.Set("layers", "["+plainDesc(t, []byte("else"))+"]")
	})
	add("wrong-layer-size", "VER-14", "the layer's size is too small", func(m *Members, e []byte, t string) {
		m.Set("layers", "["+strings.Replace(plainDesc(t, e), fmt.Sprintf(`"size":%d`, len(e)), fmt.Sprintf(`"size":%d`, len(e)-1), 1)+"]")
	})
	add("large-layer-size", "VER-14", "the layer says it has 32 MiB and a byte", func(m *Members, e []byte, t string) {
		m.Set("layers", "["+strings.Replace(plainDesc(t, e), fmt.Sprintf(`"size":%d`, len(e)), `"size":33554433`, 1)+"]")
	})
	add("layer-media-type-octets", "VER-15", "the layer's media type is application/octet-stream", func(m *Members, e []byte, _ string) {
		m.Set("layers", "["+plainDesc("application/octet-stream", e)+"]")
	})
	add("layer-media-type-swapped", "VER-15", "the layer's media type is the other envelope's", func(m *Members, e []byte, t string) {
		if t == JWSType {
			t = COSEType
		} else {
			t = JWSType
		}
		m.Set("layers", "["+plainDesc(t, e)+"]")
	})
	add("layer-sha512", "VER-14", "the layer's digest is SHA-512", func(m *Members, e []byte, t string) { m.Set("layers", "["+Descriptor(t, "sha512", e)+"]") })
	add("layer-annotations", "VER-14", "annotations and urls at the layer", func(m *Members, e []byte, t string) { m.Set("layers", "["+Descriptor(t, "sha256", e, "a", "b")+"]") })
	add("manifest-case", "VER-13", "Layers for layers (D-02)", func(m *Members, _ []byte, _ string) { m.Rename("layers", "Layers") })
	add("manifest-case-beside", "S-50", "Subject of another artifact beside subject", func(m *Members, _ []byte, _ string) {
		m.Add("Subject", plainDesc(ManifestType, []byte("else")))
	})
	add("manifest-not-json", "VER-13", "a signature manifest that is not JSON", nil).Signatures[0] = Signature{Envelope: env[JWSType], MediaType: JWSType, Manifest: []byte("not json"), ManifestMediaType: ManifestType}
	// several signatures
	bad := func() Signature {
		e := By(oneLeaf)
		e.SpoilPayloadB64 = func(string) string { return B64(Payload("a", "b")) }
		return Signature{Envelope: e.JWS(), MediaType: JWSType}
	}
	stranger := Signature{Envelope: By(Leaf("y-stranger", nil)).COSE(), MediaType: COSEType}
	expired := func() Signature {
		e := By(oneLeaf)
		e.Expiry = At("2026-05-02T00:00:00Z")
		return Signature{Envelope: e.COSE(), MediaType: COSEType}
	}
	good := Signature{Envelope: env[JWSType], MediaType: JWSType}
	goodCOSE := Signature{Envelope: env[COSEType], MediaType: COSEType}
	several := func(id, rules, note string, limit int, sigs ...Signature) *Case {
		c := OCI("layout-"+id, rules, note, "", nil).Trust(oneLeaf)
		c.Signatures = append(c.Signatures, sigs...)
		if limit != 100 {
			c.MaxSignatures = &limit
		}
		cases = append(cases, c)
		return c
	}
	several("none", "VER-21", "no signature", 100)
	several("good-bad", "VER-18", "a good one, then a bad one", 100, good, bad())
	several("bad-good", "VER-18", "a bad one, then a good one", 100, bad(), good)
	several("stranger-expired-good", "VER-18", "a stranger's, an expired one, a good one", 100, stranger, expired(), goodCOSE)
	several("all-bad", "VER-19", "three bad ones", 100, bad(), stranger, expired())
	several("same-twice", "VER-18", "the same good one twice", 100, good, good)
	several("unknown-type-good", "VER-15 VER-18", "an envelope of unknown type, then a good one", 100, Signature{Envelope: []byte("x"), MediaType: "application/octet-stream"}, good)
	several("empty-envelope-good", "VER-28", "an empty envelope, then a good one", 100, Signature{Envelope: []byte{}, MediaType: JWSType}, good)
	several("audit-first-wins", "VER-18", "a stranger's first; audit accepts it", 100, stranger, good).Level("audit")
	several("limit-equal-bad", "VER-20", "two bad ones, limit 2", 2, bad(), stranger)
	several("limit-good-third", "VER-20 S-10", "the third is good, limit 2", 2, bad(), stranger, good)
	several("limit-good-second", "VER-20", "the second is good, limit 2", 2, bad(), good)
	several("limit-one-good", "VER-20", "one good, limit 1", 1, good)
	several("limit-one-bad", "VER-20", "one bad, limit 1", 1, bad())
	several("limit-zero", "VER-02", "limit 0", 0, good)
	several("limit-negative", "VER-02", "limit -1", -1, good)
	several("limit-zero-skip", "VER-02 VER-03", "limit 0, skip", 0, good).Level("skip")
	several("limit-above", "VER-19", "two bad ones, limit 3", 3, bad(), stranger)
	several("none-skip", "VER-03", "no signature, skip", 100).Level("skip")
	// several with manifests
	man := func(s Signature, edit func(*Members)) Signature {
		m := imageManifest(s.Envelope, s.MediaType)
		if edit != nil {
			edit(m)
		}
		s.Manifest = []byte(m.String())
		return s
	}
	two := func(m *Members) { l := m.Get("layers"); m.Set("layers", l[:len(l)-1]+","+l[1:]) }
	gone := func(m *Members) { m.Set("layers", "["+plainDesc(JWSType, []byte("gone"))+"]") }
	several("two-layers-then-good", "VER-13 VER-16 D-41 S-16", "a manifest with two layers, then a good one", 100, man(good, two), man(goodCOSE, nil))
	several("good-then-two-layers", "VER-16 VER-18", "a good one, then a manifest with two layers", 100, man(goodCOSE, nil), man(good, two))
	several("gone-then-good", "VER-14 VER-16 D-41", "an envelope that is not there, then a good one", 100, man(good, gone), man(goodCOSE, nil))
	several("other-then-good", "VER-10", "a manifest of another kind, then a good one", 100, man(good, func(m *Members) { m.Set("config", plainDesc("x/y", []byte("{}"))) }), man(goodCOSE, nil))
	several("bad-then-good-manifests", "VER-18", "a bad one, then a good one, with manifests", 100, man(bad(), nil), man(goodCOSE, nil))
	// what is signed
	other := func(id, rules, note, mediaType string, content []byte, edit func(*Case)) *Case {
		e := By(oneLeaf)
		e.Payload = []byte(`{"targetArtifact":` + plainDesc(mediaType, content) + `}`)
		c := OCI("layout-"+id, rules, note, COSEType, e.COSE()).Trust(oneLeaf)
		c.Manifest, c.ManifestMediaType = content, mediaType
		c.Reference = "registry.example/app@" + Digest("sha256", content)
		if edit != nil {
			edit(c)
		}
		cases = append(cases, c)
		return c
	}
	index := []byte(`{"schemaVersion":2,"mediaType":"` + indexType + `","manifests":[` + plainDesc(ManifestType, Artifact) + `]}`)
	other("index", "PAY-15", "a multi-platform index", indexType, index, nil)
	other("index-as-image", "PAY-15", "an index that the registry calls an image manifest", indexType, index, func(c *Case) { c.ManifestMediaType = ManifestType })
	other("index-member", "PAY-15", "the signature of an index beside its member", indexType, index, func(c *Case) {
		c.Manifest, c.ManifestMediaType, c.Reference = Artifact, "", Reference
	})
	docker := []byte(`{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{},"layers":[]}`)
	other("docker-manifest-signed", "PAY-15", "a Docker manifest", "application/vnd.docker.distribution.manifest.v2+json", docker, nil)
	other("odd-media-type", "PAY-15", "an artifact of an unusual media type", "application/vnd.example.thing", []byte("anything"), nil)
	other("empty-artifact", "PAY-15", "an artifact of one byte", ManifestType, []byte("x"), nil)
	other("changed-manifest", "PAY-15 VER-07", "the manifest changed, the reference is the old one", ManifestType, Artifact, func(c *Case) { c.Manifest = append(append([]byte{}, Artifact...), ' ') })
	other("changed-manifest-and-reference", "PAY-15", "the manifest and the reference changed", ManifestType, Artifact, func(c *Case) {
		c.Manifest = append(append([]byte{}, Artifact...), ' ')
		c.Reference = "registry.example/app@" + Digest("sha256", c.Manifest)
	})
	return cases
}

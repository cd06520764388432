package main

import (
	"encoding/json"
	"strings"

	. "sealcheck.example/oracle/lab"
)

const (
	notaryType   = "application/vnd.cncf.notary.signature"
	emptyType    = "application/vnd.oci.empty.v1+json"
	artifactType = "application/vnd.oci.artifact.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
)

// manifests stores every signature under a manifest, as a registry or an OCI layout has it.
func (m *maker) manifests() {
	m.v.Files = m.chance(50)
	m.note("is.manifest-%s", map[bool]string{true: "layout", false: "registry"}[m.v.Files])
	if len(m.v.Signatures) > 1 {
		m.note("is.several-manifests")
	}
	for i := range m.v.Signatures {
		m.manifest(i, &m.v.Signatures[i])
	}
}

func (m *maker) manifest(i int, s *Signature) {
	r := m.Random
	kind := ManifestType
	layer := Descriptor(s.MediaType, pick(r, "sha256", "sha256", "sha256", "sha384", "sha512"), s.Envelope)
	empty := Descriptor(emptyType, "sha256", []byte("{}"))
	manifest := (&Members{}).Add("schemaVersion", "2").Add("mediaType", Quote(kind))
	layers := "layers"
	switch weighted(r, 60, 25, 15) {
	case 0:
		manifest.Add("config", Descriptor(notaryType, "sha256", []byte("{}")))
	case 1:
		manifest.Add("artifactType", Quote(notaryType)).Add("config", empty)
	case 2:
		kind, layers = artifactType, "blobs"
		manifest = (&Members{}).Add("mediaType", Quote(kind)).Add("artifactType", Quote(notaryType))
	}
	subject := Descriptor(ManifestType, "sha256", Artifact)
	if strings.Contains(m.v.Reference, "@sha512:") {
		subject = Descriptor(ManifestType, "sha512", Artifact)
	}
	manifest.Add(layers, "["+layer+"]").Add("subject", subject).Add("annotations", `{"io.cncf.notary.x509chain.thumbprint#S256":"[]"}`)
	text := ""
	if i == m.target {
		for range weighted(r, 30, 50, 20) {
			text = m.changeManifest(manifest, layers, s, text)
		}
	}
	if text == "" {
		text = manifest.String()
	}
	s.Manifest = []byte(text)
	// A registry goes by what it was told with the manifest, which may be something else than the manifest says.
	s.ManifestMediaType = kind
	var says struct {
		MediaType *string `json:"mediaType"`
	}
	if json.Unmarshal(s.Manifest, &says) == nil && says.MediaType != nil && *says.MediaType != "" && *says.MediaType != kind && m.chance(60) {
		m.note("manifest.listed-as-it-says")
		s.ManifestMediaType = *says.MediaType
	}
	if root := parseJSON(s.Manifest); m.v.Files && root != nil && root.says("artifactType") == notaryType && root.member("config") != nil && root.member("config").says("mediaType") == emptyType {
		m.note("is.layout-artifact-type")
	}
	// A host says of the envelope what the manifest says.
	s.MediaType = layerType(s.Manifest, layers, s.MediaType)
}

// changeManifest changes one part; text is what it is after changes that its members cannot express.
func (m *maker) changeManifest(manifest *Members, layers string, s *Signature, text string) string {
	r := m.Random
	if text != "" || m.chance(45) {
		if text == "" {
			text = manifest.String()
		}
		text, how := m.changeJSON(text)
		m.note("manifest.json.%s", how)
		return text
	}
	note := func(what string) { m.note("manifest.%s", what) }
	set := func(what, name, value string) {
		note(what)
		manifest.Set(name, value)
	}
	one := func() string { // a layer with another descriptor
		alg, content, mediaType := "sha256", s.Envelope, s.MediaType
		switch m.IntN(4) {
		case 0:
			content, _ = m.spoilBytes(content)
		case 1:
			mediaType = pick(r, JWSType, COSEType, "application/octet-stream", "", strings.ToUpper(mediaType))
		case 2:
			alg = pick(r, "sha384", "sha512")
		case 3:
			d := Descriptor(mediaType, alg, content)
			return strings.Replace(d, `"size":`, `"size":`+pick(r, "1", "-", "0", "33554433"), 1)
		}
		return Descriptor(mediaType, alg, content)
	}
	switch m.IntN(9) {
	case 0:
		set("layers", layers, pick(r, "[]", "["+one()+","+one()+"]", "null", `["x"]`, "[null]", "{}"))
	case 1, 2:
		set("layer", layers, "["+one()+"]")
	case 3:
		other := []byte("else")
		d := pick(r, Descriptor(ManifestType, "sha256", other), Descriptor(indexType, "sha256", Artifact), Descriptor(ManifestType, "sha512", Artifact),
			Descriptor(ManifestType, "sha384", Artifact), strings.Replace(Descriptor(ManifestType, "sha256", Artifact), `"size":`, `"size":1`, 1),
			Descriptor(ManifestType, "sha256", Artifact, "a", "b"), "null", "{}", strings.ToUpper(Descriptor(ManifestType, "sha256", Artifact)))
		set("subject", "subject", d)
	case 4:
		note("no-subject")
		return strings.Replace(manifest.String(), `"subject":`, pick(r, `"Subject":`, `"subjects":`), 1)
	case 5:
		set("artifact-type", "artifactType", Quote(pick(r, notaryType, strings.ToUpper(notaryType), "application/spdx+json", "", "application/vnd.cncf.notary.v2.signature")))
	case 6:
		set("config", "config", pick(r, Descriptor(notaryType, "sha256", []byte("{}")), Descriptor(emptyType, "sha256", []byte("{}")), Descriptor("application/vnd.oci.image.config.v1+json", "sha256", []byte("{}")), "null", "{}"))
	case 7:
		set("media-type", "mediaType", Quote(pick(r, ManifestType, artifactType, indexType, "application/vnd.docker.distribution.manifest.v2+json", "", "text/plain")))
	case 8:
		set("version", "schemaVersion", pick(r, "1", "3", `"2"`, "null"))
	}
	return ""
}

// layerType is the media type of the only layer, as a host reads it.
func layerType(manifest []byte, layers, otherwise string) string {
	root := parseJSON(manifest)
	if root == nil {
		return otherwise
	}
	list := root.member(layers)
	if list == nil || list.open != '[' || len(list.inner) != 1 {
		return otherwise
	}
	if list.inner[0].member("mediaType") == nil {
		return otherwise
	}
	return list.inner[0].says("mediaType")
}

// says is the text of a member; empty if it is none.
func (n *node) says(name string) (text string) {
	if member := n.member(name); member != nil {
		_ = json.Unmarshal([]byte(member.literal), &text)
	}
	return text
}

// member is the last of that name.
func (n *node) member(name string) (found *node) {
	for i, c := range n.inner {
		if n.open == '{' && n.names[i] == Quote(name) {
			found = c
		}
	}
	return found
}

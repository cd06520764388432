package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"

	. "sealcheck.example/oracle/lab"
)

// blobOracle is the program of tests/oracle/blob: another commit of notation, so another process.
type blobOracle struct {
	in  io.Writer
	out *bufio.Reader
}

func startBlobOracle(program string) (*blobOracle, error) {
	// It ends with its input, and so with this process.
	c := exec.Command(program, "-serve")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &blobOracle{in, bufio.NewReader(out)}, c.Start()
}

func (o *blobOracle) judge(c *Written) error {
	if err := json.NewEncoder(o.in).Encode(c.Vector); err != nil {
		return err
	}
	line, err := o.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	c.Notation = &Record{}
	return json.Unmarshal(line, c.Notation)
}

const plainText = "text/plain"

// file makes the file that is signed.
func (m *maker) file() {
	content := make([]byte, m.IntN(200))
	for i := range content {
		content[i] = byte(m.IntN(256))
	}
	if m.chance(8) {
		m.note("is.empty-file")
		content = content[:0]
	}
	m.v.Blob = &content
	if m.chance(40) {
		m.v.BlobMediaType = plainText
	}
}

// target is the descriptor of what is signed.
func (m *maker) signedTarget(key *Key, annotations ...string) string {
	if !m.blob {
		return Descriptor(ManifestType, "sha256", Artifact, annotations...)
	}
	digests := map[string]string{"256": "sha256", "384": "sha384", "512": "sha512"}
	return Descriptor(plainText, digests[key.DefaultAlg()[2:]], *m.v.Blob, annotations...)
}

// otherFile changes what is compared with the signature, or how it is asked for.
func (m *maker) otherFile() {
	r := m.Random
	content := *m.v.Blob
	switch m.IntN(6) {
	case 0:
		m.note("blob.bytes")
		content, _ = m.spoilBytes(content)
	case 1:
		m.note("blob.empty")
		content = []byte{}
	case 2:
		m.note("blob.more")
		content = append(append([]byte{}, content...), byte(m.IntN(256)))
	case 3:
		m.note("blob.media-type")
		m.v.BlobMediaType = pick(r, "text/html", "Text/Plain", "text/plain; a=b", "text/plain;", " text/plain", "text/plain ", "text", "text/", "/", ";", "a/b/c", "te xt/plain", "text/plain; a", "text/plain; a=1; a=2", "\u00e9/x", "text/plain; charset=\"utf-8\"")
	case 4, 5:
		m.note("blob.policy-name")
		m.v.PolicyName = pick(r, "lab", "any", "Lab", " lab", "lab ", " ", "missing", "", "\t", "*")
	}
	m.v.Blob = &content
}

// global makes statements that were made for images those of files.
func (m *maker) global(d *Policy) {
	for i := range d.TrustPolicies {
		p := &d.TrustPolicies[i]
		p.RegistryScopes = nil
		p.GlobalPolicy = i == 0 && p.Verification.Level != "skip"
	}
	if m.chance(40) {
		m.v.PolicyName = d.TrustPolicies[m.IntN(len(d.TrustPolicies))].Name
	}
	if !d.TrustPolicies[0].GlobalPolicy && m.v.PolicyName == "" && m.chance(80) {
		m.v.PolicyName = d.TrustPolicies[0].Name
	}
}

// blobSpec is a change of a document for files.
func (m *maker) blobSpec(d *Policy) {
	p := &d.TrustPolicies[m.IntN(len(d.TrustPolicies))]
	switch m.IntN(3) {
	case 0:
		m.note("policy.scopes")
		p.RegistryScopes = pick(m.Random, []string{"registry.example/app"}, []string{"*"}, []string{""})
	case 1:
		m.note("policy.global")
		p.GlobalPolicy = !p.GlobalPolicy
	case 2:
		m.note("policy.name")
		p.Name = pick(m.Random, "", " ", "\t", "any", "lab", strings.Repeat("n", 300), "\u00e9", "*")
	}
}

package lab

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Case is one vector as it is written.
type Case struct {
	ID                string             `json:"id"`
	Rules             []string           `json:"rules"`
	Note              string             `json:"note"`
	Kind              string             `json:"kind"`
	Reference         string             `json:"reference,omitempty"`
	Manifest          []byte             `json:"manifest,omitempty"`
	ManifestMediaType string             `json:"manifestMediaType,omitempty"`
	Signatures        []Signature        `json:"signatures"`
	Blob              *[]byte            `json:"blob,omitempty"`
	BlobMediaType     string             `json:"blobMediaType,omitempty"`
	PolicyName        string             `json:"policyName,omitempty"`
	TrustPolicy       *Policy            `json:"trustPolicy,omitempty"`
	TrustPolicyText   *string            `json:"trustPolicyText,omitempty"`
	TrustStores       map[string][]Entry `json:"trustStores"`
	At                string             `json:"at"`
	UserMetadata      map[string]string  `json:"userMetadata,omitzero"`
	MaxSignatures     *int               `json:"maxSignatures,omitempty"`
	Plugins           map[string]*Plugin `json:"plugins,omitzero"`
	Notation          *Record            `json:"notation"`
	NotationLayout    *Record            `json:"notationLayout,omitempty"` // the same as an OCI layout
}

// Signature is an envelope and, where the layout matters, its manifest.
type Signature struct {
	Envelope          []byte `json:"envelope"`
	MediaType         string `json:"mediaType"`
	Manifest          []byte `json:"manifest,omitempty"`
	ManifestMediaType string `json:"manifestMediaType,omitempty"`
}

// Policy is a trust policy document.
type Policy struct {
	Version       string      `json:"version"`
	TrustPolicies []Statement `json:"trustPolicies"`
}

// Statement is one trust policy statement.
type Statement struct {
	Name              string            `json:"name"`
	RegistryScopes    []string          `json:"registryScopes,omitempty"`
	GlobalPolicy      bool              `json:"globalPolicy,omitempty"`
	Verification      VerificationLevel `json:"signatureVerification"`
	TrustStores       []string          `json:"trustStores,omitempty"`
	TrustedIdentities []string          `json:"trustedIdentities,omitempty"`
}

// VerificationLevel is the member signatureVerification.
type VerificationLevel struct {
	Level           string            `json:"level"`
	Override        map[string]string `json:"override,omitempty"`
	VerifyTimestamp string            `json:"verifyTimestamp,omitempty"`
}

// Entry is one file of a trust store.
type Entry struct {
	Cert *Cert
	PEM  string
	Raw  []byte
	File string // name of the file, where it matters
}

func (e Entry) MarshalJSON() ([]byte, error) {
	if e.Cert != nil {
		return json.Marshal("@" + e.Cert.Name)
	}
	out := map[string]any{}
	if e.File != "" {
		out["file"] = e.File
	}
	if e.PEM != "" {
		out["pem"] = e.PEM
	} else {
		out["base64"] = Std64(e.Raw)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads an entry that does not refer to a certificate by name.
func (e *Entry) UnmarshalJSON(text []byte) error {
	var in struct {
		File   string
		PEM    string
		Base64 []byte
	}
	err := json.Unmarshal(text, &in)
	*e = Entry{PEM: in.PEM, Raw: in.Base64, File: in.File}
	return err
}

// Content is what the file holds.
func (e Entry) Content() []byte {
	switch {
	case e.Cert != nil:
		return e.Cert.DER
	case e.PEM != "":
		return []byte(e.PEM)
	}
	return e.Raw
}

// Plugin is what a mock plugin answers.
type Plugin struct {
	Version       string          `json:"version"`
	Capabilities  []string        `json:"capabilities"`
	MetadataError string          `json:"metadataError,omitempty"`
	Error         string          `json:"error,omitempty"`
	Response      json.RawMessage `json:"response,omitempty"`
	ResponseText  *string         `json:"responseText,omitempty"` // where the text itself is the point
}

// Record is what notation said.
type Record struct {
	Result     string            `json:"result"`
	Error      string            `json:"error"`
	ErrorType  string            `json:"errorType,omitempty"`
	Signatures []SignatureRecord `json:"signatures,omitempty"`
	Requests   []json.RawMessage `json:"pluginRequests,omitempty"`
}

// SignatureRecord is what notation said of one signature.
type SignatureRecord struct {
	Listed  *bool                  `json:"listed,omitempty"`
	Results map[string]CheckRecord `json:"results"`
	Error   *string                `json:"error"`
}

// CheckRecord is one row.
type CheckRecord struct {
	Action string  `json:"action"`
	Error  *string `json:"error"`
}

// Group is one file of vectors.
type Group struct {
	Source       string            `json:"source"`
	Certificates map[string]string `json:"certificates,omitzero"`
	Cases        any               `json:"cases"`
}

// WriteGroup writes the cases with the certificates that their stores name.
func WriteGroup(dir, name, source string, cases []*Case) error {
	certs := map[string]string{}
	for _, c := range cases {
		for _, entries := range c.TrustStores {
			for _, e := range entries {
				if e.Cert == nil {
					continue
				}
				der := Std64(e.Cert.DER)
				if old, ok := certs[e.Cert.Name]; ok && old != der {
					return fmt.Errorf("%s: two certificates are called %s", c.ID, e.Cert.Name)
				}
				certs[e.Cert.Name] = der
			}
		}
	}
	return WriteJSON(filepath.Join(dir, name+".json"), Group{source, certs, cases})
}

// WriteJSON writes a value, indented, without escapes meant for HTML.
func WriteJSON(path string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// Summary counts results.
func Summary(cases []*Case) string {
	n := map[string]int{}
	for _, c := range cases {
		n[c.Notation.Result]++
	}
	var keys []string
	for k := range n {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := fmt.Sprintf("%4d cases:", len(cases))
	for _, k := range keys {
		out += fmt.Sprintf(" %d %s", n[k], k)
	}
	return out
}

// Digest writes a digest as OCI does.
func Digest(alg string, content []byte) string {
	if alg == "sha512" {
		d := sha512.Sum512(content)
		return "sha512:" + hex.EncodeToString(d[:])
	}
	if alg == "sha384" {
		d := sha512.Sum384(content)
		return "sha384:" + hex.EncodeToString(d[:])
	}
	d := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(d[:])
}

// Tidy makes error text the same in every run: the configuration directory
// gets a name and Go's random map order is sorted away.
func Tidy(text, configDir string) string {
	text = strings.ReplaceAll(text, configDir, "{CONFIG}")
	const mark = "not marked as critical: ["
	if i := strings.Index(text, mark); i >= 0 {
		rest := text[i+len(mark):]
		if j := strings.Index(rest, "]"); j >= 0 {
			words := strings.Fields(rest[:j])
			sort.Strings(words)
			text = text[:i+len(mark)] + strings.Join(words, " ") + rest[j:]
		}
	}
	return text
}

// Tidy tidies every text of the record.
func (r *Record) Tidy(configDir string) {
	r.Error = Tidy(r.Error, configDir)
	for _, s := range r.Signatures {
		if s.Error != nil {
			*s.Error = Tidy(*s.Error, configDir)
		}
		for _, c := range s.Results {
			if c.Error != nil {
				*c.Error = Tidy(*c.Error, configDir)
			}
		}
	}
}

// WriteStores lays the trust stores out as notation expects them.
func WriteStores(configDir string, stores map[string][]Entry) error {
	for key, entries := range stores {
		kind, name, _ := strings.Cut(key, ":")
		dir := filepath.Join(configDir, "truststore", "x509", kind, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		for i, e := range entries {
			file := e.File
			if file == "" {
				file = fmt.Sprintf("%02d.crt", i)
			}
			if err := os.WriteFile(filepath.Join(dir, file), e.Content(), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// PolicyText is the document as a file holds it.
func (c *Case) PolicyText() []byte {
	if c.TrustPolicyText != nil {
		return []byte(*c.TrustPolicyText)
	}
	text, err := json.Marshal(c.TrustPolicy)
	if err != nil {
		panic(err)
	}
	return text
}

package judge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/errdef"

	"sealcheck.example/oracle/lab"
)

// Referring is the same content behind the referrers API: what has the subject's
// digest and the artifact type (its own, or else that of its config) is listed.
type Referring struct{ *Graph }

func (r Referring) Referrers(_ context.Context, desc ocispec.Descriptor, artifactType string, fn func([]ocispec.Descriptor) error) error {
	var list []ocispec.Descriptor
	for _, d := range r.order {
		var m struct {
			ArtifactType string              `json:"artifactType"`
			Config       ocispec.Descriptor  `json:"config"`
			Subject      *ocispec.Descriptor `json:"subject"`
		}
		if json.Unmarshal(r.blobs[d.Digest], &m) != nil || m.Subject == nil || m.Subject.Digest != desc.Digest {
			continue
		}
		if m.ArtifactType == "" {
			m.ArtifactType = m.Config.MediaType
		}
		if m.ArtifactType == artifactType {
			list = append(list, d)
		}
	}
	return fn(list)
}

// Graph is an OCI layout in memory: the artifact, signature manifests in the
// order of the case, and every envelope under its digest.
type Graph struct {
	target ocispec.Descriptor
	order  []ocispec.Descriptor
	blobs  map[digest.Digest][]byte
}

// DescribeManifest makes the descriptor under which a signature manifest is listed.
func DescribeManifest(s lab.Signature) ocispec.Descriptor {
	mediaType := s.ManifestMediaType
	if mediaType == "" {
		var m struct {
			MediaType string `json:"mediaType"`
		}
		_ = json.Unmarshal(s.Manifest, &m)
		mediaType = m.MediaType
	}
	return ocispec.Descriptor{MediaType: mediaType, Digest: digest.FromBytes(s.Manifest), Size: int64(len(s.Manifest))}
}

// NewGraph makes it of the case.
func NewGraph(c *lab.Case, target ocispec.Descriptor) *Graph {
	g := &Graph{target: target, blobs: map[digest.Digest][]byte{target.Digest: c.Manifest}}
	for _, s := range c.Signatures {
		d := DescribeManifest(s)
		g.order = append(g.order, d)
		g.blobs[d.Digest] = s.Manifest
		g.blobs[digest.FromBytes(s.Envelope)] = s.Envelope
		g.blobs[digest.SHA384.FromBytes(s.Envelope)] = s.Envelope
		g.blobs[digest.SHA512.FromBytes(s.Envelope)] = s.Envelope
	}
	return g
}

func (g *Graph) Resolve(context.Context, string) (ocispec.Descriptor, error) { return g.target, nil }
func (g *Graph) Tag(context.Context, ocispec.Descriptor, string) error {
	return errors.New("read only")
}
func (g *Graph) Push(context.Context, ocispec.Descriptor, io.Reader) error {
	return errors.New("read only")
}
func (g *Graph) Predecessors(context.Context, ocispec.Descriptor) ([]ocispec.Descriptor, error) {
	return g.order, nil
}
func (g *Graph) Exists(_ context.Context, d ocispec.Descriptor) (bool, error) {
	_, ok := g.blobs[d.Digest]
	return ok, nil
}
func (g *Graph) Fetch(_ context.Context, d ocispec.Descriptor) (io.ReadCloser, error) {
	b, ok := g.blobs[d.Digest]
	if !ok {
		return nil, errdef.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

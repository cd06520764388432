// Package judge lets notation judge cases with revocation evidence.
package judge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/notaryproject/notation-core-go/revocation"
	"github.com/notaryproject/notation-core-go/revocation/crl"
	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/dir"
	"github.com/notaryproject/notation-go/plugin"
	"github.com/notaryproject/notation-go/registry"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"sealcheck.example/oracle/lab"
)

// Vector is a case of the oracle with revocation evidence.
type Vector struct {
	*lab.Case
	Evidence Evidence  `json:"evidence"`
	Leaf     *lab.Cert `json:"-"`
	// Files says that signature manifests lie in an OCI layout, which notation searches itself, not in a registry.
	Files bool `json:"-"`
}

// Evidence is what the network has, and under Sealcheck what the host hands over. Pieces without a URL are the host's
// alone: notation does not see them.
type Evidence struct {
	OCSP        []OCSP        `json:"ocsp,omitempty"`
	CRLs        []CRL         `json:"crls,omitempty"`
	Unavailable []Unavailable `json:"unavailable,omitempty"`
}

type OCSP struct {
	URL      string `json:"url,omitempty"`
	Response []byte `json:"response"`
}

type CRL struct {
	URL string `json:"url,omitempty"`
	CRL []byte `json:"crl"`
}

type Unavailable struct {
	URL   string `json:"url"`
	Error string `json:"error"`
}

// RoundTrip answers as the network would.
func (e Evidence) RoundTrip(r *http.Request) (*http.Response, error) {
	url := r.URL.String() // with its scheme in small letters
	reply := func(body []byte) (*http.Response, error) {
		return &http.Response{
			StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
			Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		}, nil
	}
	for _, o := range e.OCSP {
		at := strings.Replace(o.URL, "HTTP:", "http:", 1)
		if at != "" && (url == at || strings.HasPrefix(url, strings.TrimSuffix(at, "/")+"/")) {
			return reply(o.Response)
		}
	}
	for _, c := range e.CRLs {
		if c.URL != "" && url == c.URL {
			return reply(c.CRL)
		}
	}
	return nil, fmt.Errorf("no route to %s", r.URL.Host)
}

// Validator asks this network.
func (e Evidence) Validator(p purpose.Purpose) revocation.Validator {
	client := &http.Client{Transport: e}
	fetcher, err := crl.NewHTTPFetcher(client)
	if err != nil {
		panic(err)
	}
	v, err := revocation.NewWithOptions(revocation.Options{OCSPHTTPClient: client, CRLFetcher: fetcher, CertChainPurpose: p})
	if err != nil {
		panic(err)
	}
	return v
}

// SigningAuthority moves the trust to a store of that kind.
func (v *Vector) SigningAuthority() *Vector {
	v.TrustStores = map[string][]lab.Entry{"signingAuthority:lab": v.TrustStores["ca:lab"]}
	v.Stores("signingAuthority:lab")
	return v
}

// WithOCSP adds a response.
func (v *Vector) WithOCSP(url string, response []byte) *Vector {
	v.Evidence.OCSP = append(v.Evidence.OCSP, OCSP{url, response})
	return v
}

// WithCRL adds a CRL.
func (v *Vector) WithCRL(url string, list []byte) *Vector {
	v.Evidence.CRLs = append(v.Evidence.CRLs, CRL{url, list})
	return v
}

// WithUnavailable adds addresses that do not answer.
func (v *Vector) WithUnavailable(urls ...string) *Vector {
	for _, u := range urls {
		v.Evidence.Unavailable = append(v.Evidence.Unavailable, Unavailable{u, "no route to host"})
	}
	return v
}

// Run lets notation judge the case and records what it says.
func Run(c *Vector) {
	config, err := os.MkdirTemp("", "oracle")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(config)
	record := &lab.Record{}
	c.Notation = record
	defer func() {
		if p := recover(); p != nil {
			record.Result, record.Error = "error", fmt.Sprintf("panic: %v", p)
		}
		record.Tidy(config)
	}()
	if err := lab.WriteStores(config, c.TrustStores); err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(config, dir.PathTrustPolicy), c.PolicyText(), 0o644); err != nil {
		panic(err)
	}
	dir.UserConfigDir = config
	time.SetClock(lab.At(c.At))
	refuse := func(err error) {
		record.Result, record.Error, record.ErrorType = "error", err.Error(), fmt.Sprintf("%T", err)
	}
	document, err := trustpolicy.LoadDocument()
	if err != nil {
		refuse(err)
		return
	}
	var manager plugin.Manager
	if c.Plugins != nil {
		manager = &Plugins{Plugins: c.Plugins}
	}
	judge, err := verifier.NewWithOptions(document, truststore.NewX509TrustStore(dir.ConfigFS()), manager, verifier.VerifierOptions{
		RevocationCodeSigningValidator:  c.Evidence.Validator(purpose.CodeSigning),
		RevocationTimestampingValidator: c.Evidence.Validator(purpose.Timestamping),
	})
	if err != nil {
		refuse(err)
		return
	}
	ctx := context.Background()
	target := describe(c.Case)
	var repo registry.Repository = &listing{c: c, target: target}
	stored := len(c.Signatures) > 0 && c.Signatures[0].Manifest != nil
	if stored {
		if g := NewGraph(c.Case, target); c.Files {
			repo = registry.NewRepository(g)
		} else {
			repo = registry.NewRepository(Referring{g})
		}
	}
	_, outcomes, err := notation.Verify(ctx, judge, repo, notation.VerifyOptions{
		ArtifactReference: c.Reference, MaxSignatureAttempts: 100, UserMetadata: c.UserMetadata,
	})
	switch {
	case err != nil:
		record.Result, record.Error, record.ErrorType = "rejected", err.Error(), fmt.Sprintf("%T", err)
	case outcomes[0].VerificationLevel.Name == "skip":
		record.Result = "not-verified"
	default:
		record.Result = "accepted"
	}
	listed := map[digest.Digest]bool{}
	if stored {
		// An error is the same as in Verify, and ends it.
		_ = repo.ListSignatures(ctx, target, func(found []ocispec.Descriptor) error {
			for _, d := range found {
				listed[d.Digest] = true
			}
			return nil
		})
	}
	for _, s := range c.Signatures {
		one := lab.SignatureRecord{Results: map[string]lab.CheckRecord{}}
		blob, mediaType := s.Envelope, s.MediaType
		if stored {
			d := DescribeManifest(s)
			yes := listed[d.Digest]
			one.Listed = &yes
			var described ocispec.Descriptor
			var err error
			if blob, described, err = repo.FetchSignatureBlob(ctx, d); err != nil {
				text := err.Error()
				one.Error = &text
				record.Signatures = append(record.Signatures, one)
				continue
			}
			mediaType = described.MediaType
		}
		outcome, err := judge.Verify(ctx, target, blob, notation.VerifierVerifyOptions{
			ArtifactReference: c.Reference, SignatureMediaType: mediaType, UserMetadata: c.UserMetadata,
		})
		if err != nil {
			text := err.Error()
			one.Error = &text
		}
		if outcome != nil {
			for _, r := range outcome.VerificationResults {
				row := lab.CheckRecord{Action: string(r.Action)}
				if r.Error != nil {
					text := r.Error.Error()
					row.Error = &text
				}
				one.Results[string(r.Type)] = row
			}
		}
		record.Signatures = append(record.Signatures, one)
	}
}

// describe makes the descriptor that a registry would answer with.
func describe(c *lab.Case) ocispec.Descriptor {
	mediaType := c.ManifestMediaType
	if mediaType == "" {
		mediaType = lab.ManifestType
	}
	algorithm := digest.SHA256
	if strings.Contains(c.Reference, "@sha512:") {
		algorithm = digest.SHA512
	}
	return ocispec.Descriptor{MediaType: mediaType, Digest: algorithm.FromBytes(c.Manifest), Size: int64(len(c.Manifest))}
}

// listing is a registry that has one artifact and hands out envelopes.
type listing struct {
	c      *Vector
	target ocispec.Descriptor
}

func (l *listing) Resolve(context.Context, string) (ocispec.Descriptor, error) { return l.target, nil }

func (l *listing) ListSignatures(_ context.Context, _ ocispec.Descriptor, fn func([]ocispec.Descriptor) error) error {
	var list []ocispec.Descriptor
	for i, s := range l.c.Signatures {
		list = append(list, ocispec.Descriptor{MediaType: lab.ManifestType, Size: int64(i), Digest: digest.FromString(fmt.Sprint(i, s.MediaType))})
	}
	return fn(list)
}

func (l *listing) FetchSignatureBlob(_ context.Context, d ocispec.Descriptor) ([]byte, ocispec.Descriptor, error) {
	s := l.c.Signatures[d.Size]
	return s.Envelope, ocispec.Descriptor{MediaType: s.MediaType, Digest: digest.FromBytes(s.Envelope), Size: int64(len(s.Envelope))}, nil
}

func (l *listing) PushSignature(context.Context, string, []byte, ocispec.Descriptor, map[string]string) (a, b ocispec.Descriptor, err error) {
	return a, b, errors.New("read only")
}

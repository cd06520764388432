package main

import (
	"context"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
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

	"sealcheck.example/oracle-revocation/judge"
	"sealcheck.example/oracle/lab"
)

// unreachable is a network without hosts.
type unreachable struct{}

func (unreachable) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("no route to %s", r.URL.Host)
}

func validator(p purpose.Purpose) revocation.Validator {
	client := &http.Client{Transport: unreachable{}}
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

// run lets notation judge the case, and where the layout matters both ways:
// through a registry's referrers and in a layout of files.
func run(c *lab.Case) {
	c.Notation = judgeCase(c, false)
	if hasManifests(c) {
		c.NotationLayout = judgeCase(c, true)
	}
}

func judgeCase(c *lab.Case, layout bool) (record *lab.Record) {
	config, err := os.MkdirTemp("", "oracle")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(config)
	record = &lab.Record{}
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

	refuse := func(err error) *lab.Record {
		record.Result, record.Error, record.ErrorType = "error", err.Error(), fmt.Sprintf("%T", err)
		return record
	}
	document, err := trustpolicy.LoadDocument()
	if err != nil {
		return refuse(err)
	}
	var manager plugin.Manager
	mocks := &judge.Plugins{Plugins: c.Plugins}
	if c.Plugins != nil {
		manager = mocks
	}
	verifying, err := verifier.NewWithOptions(document, truststore.NewX509TrustStore(dir.ConfigFS()), manager, verifier.VerifierOptions{
		RevocationCodeSigningValidator:  validator(purpose.CodeSigning),
		RevocationTimestampingValidator: validator(purpose.Timestamping),
	})
	if err != nil {
		return refuse(err)
	}

	ctx := context.Background()
	target := describe(c)
	var repo registry.Repository = &listing{c: c, target: target}
	if hasManifests(c) {
		if g := judge.NewGraph(c, target); layout {
			repo = registry.NewRepository(g)
		} else {
			repo = registry.NewRepository(judge.Referring{Graph: g})
		}
	}
	limit := 100
	if c.MaxSignatures != nil {
		limit = *c.MaxSignatures
	}
	_, outcomes, err := notation.Verify(ctx, verifying, repo, notation.VerifyOptions{
		ArtifactReference: c.Reference, MaxSignatureAttempts: limit, UserMetadata: c.UserMetadata,
	})
	switch {
	case err != nil:
		record.Result, record.Error, record.ErrorType = "rejected", err.Error(), fmt.Sprintf("%T", err)
	case outcomes[0].VerificationLevel.Name == "skip":
		record.Result = "not-verified"
	default:
		record.Result = "accepted"
	}
	record.Requests = mocks.Requests
	if record.Result == "not-verified" {
		return record
	}

	listed := map[digest.Digest]bool{}
	if hasManifests(c) {
		if err := repo.ListSignatures(ctx, target, func(found []ocispec.Descriptor) error {
			for _, d := range found {
				listed[d.Digest] = true
			}
			return nil
		}); err != nil {
			return record
		}
	}
	for _, s := range c.Signatures {
		one := lab.SignatureRecord{Results: map[string]lab.CheckRecord{}}
		fail := func(err error) { text := err.Error(); one.Error = &text }
		blob, mediaType := s.Envelope, s.MediaType
		if s.Manifest != nil {
			d := judge.DescribeManifest(s)
			yes := listed[d.Digest]
			one.Listed = &yes
			var desc ocispec.Descriptor
			if blob, desc, err = repo.FetchSignatureBlob(ctx, d); err != nil {
				fail(err)
				record.Signatures = append(record.Signatures, one)
				continue
			}
			mediaType = desc.MediaType
		}
		outcome, err := verifying.Verify(ctx, target, blob, notation.VerifierVerifyOptions{
			ArtifactReference: c.Reference, SignatureMediaType: mediaType, UserMetadata: c.UserMetadata,
		})
		if err != nil {
			fail(err)
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
	return record
}

func hasManifests(c *lab.Case) bool {
	for _, s := range c.Signatures {
		if s.Manifest != nil {
			return true
		}
	}
	return false
}

// describe makes the descriptor that a registry would answer with; the digest
// algorithm is the reference's.
func describe(c *lab.Case) ocispec.Descriptor {
	mediaType := c.ManifestMediaType
	if mediaType == "" {
		mediaType = lab.ManifestType
	}
	d := digest.FromBytes(c.Manifest)
	if strings.Contains(c.Reference, "@sha512:") {
		sum := sha512.Sum512(c.Manifest)
		d = digest.Digest("sha512:" + hex.EncodeToString(sum[:]))
	}
	return ocispec.Descriptor{MediaType: mediaType, Digest: d, Size: int64(len(c.Manifest))}
}

// listing is a registry that has one artifact and hands out envelopes.
type listing struct {
	c      *lab.Case
	target ocispec.Descriptor
}

func (l *listing) Resolve(context.Context, string) (ocispec.Descriptor, error) { return l.target, nil }

func (l *listing) ListSignatures(_ context.Context, _ ocispec.Descriptor, fn func([]ocispec.Descriptor) error) error {
	var list []ocispec.Descriptor
	for i, s := range l.c.Signatures {
		list = append(list, ocispec.Descriptor{
			MediaType: lab.ManifestType, Size: int64(i),
			Digest: digest.FromString(fmt.Sprintf("signature %d %s %s", i, s.MediaType, lab.Digest("sha256", s.Envelope))),
		})
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

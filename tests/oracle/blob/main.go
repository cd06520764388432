// blob writes the vectors that notation's blob verifier judges; with -serve it judges the cases that it reads, for live
// parity.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/dir"
	"github.com/notaryproject/notation-go/plugin"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"

	"sealcheck.example/oracle-revocation/judge"
	"sealcheck.example/oracle/lab"
)

func main() {
	keys := flag.String("keys", "", "RSA fixtures")
	out := flag.String("out", "", "directory for the vectors")
	serving := flag.Bool("serve", false, "judge the cases on standard input, one in each line")
	flag.Parse()
	if *serving {
		if err := serve(os.Stdin, os.Stdout); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := lab.LoadPrimes(*keys, false); err != nil {
		log.Fatal(err)
	}
	lab.Build()
	info, _ := debug.ReadBuildInfo()
	source := "made by tests/oracle (blob), judged by "
	for _, d := range info.Deps {
		if d.Path == "github.com/notaryproject/notation-go" || d.Path == "github.com/notaryproject/notation-core-go" {
			version := d.Version
			if d.Replace != nil {
				version = d.Replace.Version
			}
			source += d.Path[len("github.com/notaryproject/"):] + " " + version + ", "
		}
	}
	cases := blobs()
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.ID] {
			log.Fatalf("two cases are called %s", c.ID)
		}
		seen[c.ID] = true
		c.Notation = verify(&judge.Vector{Case: c})
	}
	if err := lab.WriteGroup(*out, "blobs", source+runtime.Version(), cases); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%-14s %s\n", "blobs", lab.Summary(cases))
}

// serve answers each case with its record.
func serve(in io.Reader, out io.Writer) error {
	cases, records := json.NewDecoder(in), json.NewEncoder(out)
	for {
		c := &judge.Vector{Case: &lab.Case{}}
		if err := cases.Decode(c); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := records.Encode(verify(c)); err != nil {
			return err
		}
	}
}

// watching keeps the outcome that notation.VerifyBlob does not return on failure.
type watching struct {
	notation.BlobVerifier
	outcome *notation.VerificationOutcome
}

func (w *watching) VerifyBlob(ctx context.Context, describe notation.BlobDescriptorGenerator, signature []byte, opts notation.BlobVerifierVerifyOptions) (*notation.VerificationOutcome, error) {
	outcome, err := w.BlobVerifier.VerifyBlob(ctx, describe, signature, opts)
	w.outcome = outcome
	return outcome, err
}

func verify(c *judge.Vector) (record *lab.Record) {
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
	if err := os.WriteFile(filepath.Join(config, dir.PathBlobTrustPolicy), c.PolicyText(), 0o644); err != nil {
		panic(err)
	}
	dir.UserConfigDir = config
	time.SetClock(lab.At(c.At))
	refuse := func(err error) *lab.Record {
		record.Result, record.Error, record.ErrorType = "error", err.Error(), fmt.Sprintf("%T", err)
		return record
	}
	document, err := trustpolicy.LoadBlobDocument()
	if err != nil {
		return refuse(err)
	}
	var manager plugin.Manager
	if c.Plugins != nil {
		manager = &judge.Plugins{Plugins: c.Plugins}
	}
	inner, err := verifier.NewVerifierWithOptions(truststore.NewX509TrustStore(dir.ConfigFS()), verifier.VerifierOptions{
		BlobTrustPolicy:                 document,
		PluginManager:                   manager,
		RevocationCodeSigningValidator:  c.Evidence.Validator(purpose.CodeSigning),
		RevocationTimestampingValidator: c.Evidence.Validator(purpose.Timestamping),
	})
	if err != nil {
		return refuse(err)
	}
	w := &watching{BlobVerifier: inner}
	_, _, err = notation.VerifyBlob(context.Background(), w, bytes.NewReader(*c.Blob), c.Signatures[0].Envelope, notation.VerifyBlobOptions{
		BlobVerifierVerifyOptions: notation.BlobVerifierVerifyOptions{
			SignatureMediaType: c.Signatures[0].MediaType, UserMetadata: c.UserMetadata, TrustPolicyName: c.PolicyName,
		},
		ContentMediaType: c.BlobMediaType,
	})
	record.Result = "accepted"
	one := lab.SignatureRecord{Results: map[string]lab.CheckRecord{}}
	if err != nil {
		record.Result, record.Error, record.ErrorType = "rejected", err.Error(), fmt.Sprintf("%T", err)
		text := err.Error()
		one.Error = &text
	}
	if w.outcome != nil {
		for _, r := range w.outcome.VerificationResults {
			row := lab.CheckRecord{Action: string(r.Action)}
			if r.Error != nil {
				text := r.Error.Error()
				row.Error = &text
			}
			one.Results[string(r.Type)] = row
		}
	}
	record.Signatures = append(record.Signatures, one)
	return record
}

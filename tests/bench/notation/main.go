// notation is what the benchmarks ask of notation's own libraries.
//
//	notation -mint FILE                    mints the subjects of all benchmarks
//	notation -subjects FILE                verifies: a line "ID CALLS" in, a line "NANOSECONDS" out
//	notation -serve ADDRESS -registry HOST -trust FILE
//	                                       an HTTP service that admits images, as a gate would
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"sealcheck.example/oracle/lab"
)

func main() {
	mintTo := flag.String("mint", "", "file for the subjects")
	subjects := flag.String("subjects", "", "file with the subjects to verify")
	serveAt := flag.String("serve", "", "address to serve")
	host := flag.String("registry", "", "registry to ask, over HTTP")
	trust := flag.String("trust", "", "file with a subject whose policy and stores apply")
	flag.Parse()
	switch {
	case *mintTo != "":
		check(mint(*mintTo))
	case *serveAt != "":
		check(serve(*serveAt, *host, *trust))
	case *subjects != "":
		check(verifyLines(*subjects))
	default:
		flag.Usage()
		os.Exit(2)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Subject is one signature to verify, with all that is needed.
type Subject struct {
	ID          string              `json:"id"`
	Format      string              `json:"format"`
	Key         string              `json:"key"`
	Chain       int                 `json:"chain"`
	Evidence    string              `json:"evidence"`
	Reference   string              `json:"reference"`
	Manifest    []byte              `json:"manifest"`
	MediaType   string              `json:"mediaType"`
	Envelope    []byte              `json:"envelope"`
	TrustPolicy json.RawMessage     `json:"trustPolicy"`
	TrustStores map[string][][]byte `json:"trustStores"`
	At          string              `json:"at"`
	OCSP        []Answer            `json:"ocsp"`
}

// Answer is an OCSP response and who gives it.
type Answer struct {
	URL      string `json:"url"`
	Response []byte `json:"response"`
}

// verifyLines answers line by line. One thread, as every other contestant has.
func verifyLines(path string) error {
	runtime.GOMAXPROCS(1)
	subjects, err := load(path)
	if err != nil {
		return err
	}
	acts := map[string]func() error{}
	for _, s := range subjects {
		act, err := verification(s)
		if err != nil {
			return err
		}
		acts[s.ID] = act
	}
	fmt.Println("ready", versions())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var id string
		var calls int
		if _, err := fmt.Sscan(lines.Text(), &id, &calls); err != nil {
			return err
		}
		act, ok := acts[id]
		if !ok {
			return fmt.Errorf("no subject %s", id)
		}
		start := time.Now()
		for range calls {
			if err := act(); err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
		}
		fmt.Println(time.Since(start).Nanoseconds())
	}
	return lines.Err()
}

func load(path string) ([]Subject, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var group struct {
		Subjects []Subject `json:"subjects"`
	}
	err = json.Unmarshal(text, &group)
	return group.Subjects, err
}

// verification prepares what can be used again: policy, stores, HTTP client. The stores are in memory, not in files.
func verification(s Subject) (func() error, error) {
	document, store, err := trustOf(s)
	if err != nil {
		return nil, err
	}
	judge, err := verifier.NewWithOptions(document, store, nil, verifier.VerifierOptions{
		RevocationCodeSigningValidator:  validator(s.OCSP, purpose.CodeSigning),
		RevocationTimestampingValidator: validator(s.OCSP, purpose.Timestamping),
	})
	if err != nil {
		return nil, err
	}
	options := notation.VerifierVerifyOptions{ArtifactReference: s.Reference, SignatureMediaType: s.MediaType}
	return func() error {
		target := ocispec.Descriptor{MediaType: lab.ManifestType, Digest: digest.FromBytes(s.Manifest), Size: int64(len(s.Manifest))}
		_, err := judge.Verify(context.Background(), target, s.Envelope, options)
		return err
	}, nil
}

func versions() string {
	info, _ := debug.ReadBuildInfo()
	text := ""
	for _, d := range info.Deps {
		switch d.Path {
		case "github.com/notaryproject/notation-go", "github.com/notaryproject/notation-core-go":
			text += d.Path[len("github.com/notaryproject/"):] + " " + d.Version + ", "
		}
	}
	return text + runtime.Version()
}

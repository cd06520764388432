// Real registries on loopback, with images that crane pushes and notation-go signs through its own registry client.
// Prints one line of JSON when all is ready, and ends when standard input does.
//
//	-images N   how many signed images the registry with a referrers API gets besides the usual ones
package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"

	"github.com/sirupsen/logrus"
)

// Names and secrets of the tests.
const (
	userName   = "reader"
	password   = "pass:wörd"
	identity   = "identity-token-of-reader"
	repository = "shop/web"
)

// scratch is for files that registries want to read.
var scratch = must(os.MkdirTemp("", "sealcheck-registry-"))

// Report is what the tests read.
type Report struct {
	// Hosts with their ports.
	Referrers, TagSchema, Basic, Token, TLS string
	// PEM: whom to trust for signatures and for TLS.
	Root, ServerRoot             string
	Username, Password, Identity string
	Repository                   string
	// Digests by tag, the same in every registry.
	Images map[string]string
	// References of the many images.
	Many []string
}

func main() {
	images := flag.Int("images", 0, "signed images for an audit")
	flag.Parse()
	defer os.RemoveAll(scratch)
	log.SetOutput(io.Discard)
	logrus.SetOutput(io.Discard)
	ctx := context.Background()

	publisher := newPublisher()
	report := Report{
		Root: publisher.rootPEM(), Username: userName, Password: password, Identity: identity,
		Repository: repository, Images: map[string]string{},
	}
	server := newServerCertificate()
	report.ServerRoot = server.rootPEM
	tokens := startTokenService(server.config)

	report.Referrers = serve(withReferrers(), nil)
	report.TagSchema = serve(distribution(ctx, nil), nil)
	report.Basic = serve(distribution(ctx, htpasswdAuth()), nil)
	report.Token = serve(distribution(ctx, tokens.auth(tokens.realm)), nil)
	report.TLS = serve(distribution(ctx, tokens.auth(tokens.realmTLS)), server.config)

	for _, host := range []string{report.Referrers, report.TagSchema, report.Basic, report.Token} {
		publisher.fill(ctx, host, report.Images)
	}
	publisher.fillTLS(ctx, report.TLS, report.Images, server)
	report.Many = publisher.many(ctx, report.Referrers, *images)
	check(json.NewEncoder(os.Stdout).Encode(report))
	_, err := io.Copy(io.Discard, os.Stdin)
	check(err)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

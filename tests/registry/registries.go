package main

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/distribution/distribution/v3/configuration"
	_ "github.com/distribution/distribution/v3/registry/auth/htpasswd"
	_ "github.com/distribution/distribution/v3/registry/auth/token"
	"github.com/distribution/distribution/v3/registry/handlers"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/inmemory"
	"github.com/google/go-containerregistry/pkg/registry"
	"golang.org/x/crypto/bcrypt"
)

// serve gives the host and port; with a configuration it speaks TLS.
func serve(handler http.Handler, config *tls.Config) string {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	address := listener.Addr().String()
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { check(server.Serve(listener)) }()
	return address
}

// withReferrers is go-containerregistry's registry, which has a referrers API.
func withReferrers() http.Handler {
	return registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0)))
}

// distribution is the CNCF's registry, which has none.
func distribution(ctx context.Context, auth configuration.Auth) http.Handler {
	config := &configuration.Configuration{
		Storage: configuration.Storage{
			"inmemory": configuration.Parameters{},
			"delete":   configuration.Parameters{"enabled": true},
		},
		Auth: auth,
	}
	config.HTTP.Secret = "of no importance"
	config.Validation.Disabled = true
	return handlers.NewApp(ctx, config)
}

func htpasswdAuth() configuration.Auth {
	file := filepath.Join(scratch, "htpasswd")
	hash := must(bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost))
	check(os.WriteFile(file, []byte(userName+":"+string(hash)+"\n"), 0o600))
	return configuration.Auth{"htpasswd": configuration.Parameters{"realm": "tests", "path": file}}
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-go"
	notationregistry "github.com/notaryproject/notation-go/registry"
	"github.com/notaryproject/notation-go/verifier"
	"oras.land/oras-go/v2/registry/remote"
)

// serve answers POST /check {"image": "…"} by notation.Verify against the registry; nothing is kept between requests.
func serve(address, host, trust string) error {
	subjects, err := load(trust)
	if err != nil {
		return err
	}
	document, store, err := trustOf(subjects[0])
	if err != nil {
		return err
	}
	judge, err := verifier.NewWithOptions(document, store, nil, verifier.VerifierOptions{
		RevocationCodeSigningValidator:  validator(nil, purpose.CodeSigning),
		RevocationTimestampingValidator: validator(nil, purpose.Timestamping),
	})
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	admit := func(r *http.Request) error {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return err
		}
		var asked struct {
			Image string `json:"image"`
		}
		if err := json.Unmarshal(body, &asked); err != nil {
			return err
		}
		name, _, byDigest := strings.Cut(asked.Image, "@")
		if !byDigest || !strings.HasPrefix(name, host+"/") {
			return errors.New("asks no such image")
		}
		repository, err := remote.NewRepository(name)
		if err != nil {
			return err
		}
		repository.PlainHTTP = true
		repository.Client = client
		_, _, err = notation.Verify(r.Context(), judge, notationregistry.NewRepository(repository), notation.VerifyOptions{
			ArtifactReference: asked.Image, MaxSignatureAttempts: 100,
		})
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println("ready", listener.Addr().(*net.TCPAddr).Port)
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := map[string]any{"admitted": true}
		if err := admit(r); err != nil {
			answer = map[string]any{"admitted": false, "error": err.Error()}
			w.WriteHeader(http.StatusForbidden)
		}
		w.Header().Set("content-type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}))
}

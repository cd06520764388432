package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/notaryproject/notation-core-go/revocation"
	"github.com/notaryproject/notation-core-go/revocation/crl"
	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
)

// stores are trust stores in memory.
type stores map[string][]*x509.Certificate

func (s stores) GetCertificates(_ context.Context, kind truststore.Type, name string) ([]*x509.Certificate, error) {
	found, ok := s[string(kind)+":"+name]
	if !ok {
		return nil, fmt.Errorf("no store %s:%s", kind, name)
	}
	return found, nil
}

func trustOf(s Subject) (*trustpolicy.Document, stores, error) {
	var document trustpolicy.Document
	if err := json.Unmarshal(s.TrustPolicy, &document); err != nil {
		return nil, nil, err
	}
	out := stores{}
	for key, entries := range s.TrustStores {
		for _, der := range entries {
			certificate, err := x509.ParseCertificate(der)
			if err != nil {
				return nil, nil, err
			}
			out[key] = append(out[key], certificate)
		}
	}
	return &document, out, nil
}

// network answers OCSP requests from memory.
type network []Answer

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	url := r.URL.String()
	for _, a := range n {
		if url == a.URL || strings.HasPrefix(url, a.URL+"/") {
			return &http.Response{
				StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
				Body: io.NopCloser(bytes.NewReader(a.Response)), ContentLength: int64(len(a.Response)), Request: r,
			}, nil
		}
	}
	return nil, fmt.Errorf("no route to %s", r.URL.Host)
}

func validator(answers []Answer, p purpose.Purpose) revocation.Validator {
	client := &http.Client{Transport: network(answers)}
	fetcher, err := crl.NewHTTPFetcher(client)
	check(err)
	v, err := revocation.NewWithOptions(revocation.Options{OCSPHTTPClient: client, CRLFetcher: fetcher, CertChainPurpose: p})
	check(err)
	return v
}

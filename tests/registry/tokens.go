package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/distribution/distribution/v3/configuration"
	"github.com/distribution/distribution/v3/registry/auth/token"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	issuer  = "tests"
	service = "registry.example"
)

// tokenService is what Docker Hub, ACR and the like have: tokens for passwords by GET, for refresh tokens by POST.
type tokenService struct {
	key  *ecdsa.PrivateKey
	jwks string
	// For registries that speak http, and for those that speak TLS.
	realm, realmTLS string
}

func startTokenService(config *tls.Config) *tokenService {
	s := &tokenService{key: must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))}
	public := jose.JSONWebKey{Key: s.key.Public(), Algorithm: "ES256", Use: "sig"}
	public.KeyID = keyID(public)
	s.jwks = filepath.Join(scratch, "jwks.json")
	check(os.WriteFile(s.jwks, must(json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{public}})), 0o600))
	// Another origin than any registry.
	port := func(address string) string { return strings.Split(address, ":")[1] }
	s.realm = "http://localhost:" + port(serve(http.HandlerFunc(s.answer), nil)) + "/token"
	s.realmTLS = "https://localhost:" + port(serve(http.HandlerFunc(s.answer), config)) + "/token"
	return s
}

func keyID(key jose.JSONWebKey) string {
	return hex.EncodeToString(must(key.Thumbprint(crypto.SHA256)))
}

func (s *tokenService) auth(realm string) configuration.Auth {
	return configuration.Auth{"token": configuration.Parameters{
		"realm": realm, "service": service, "issuer": issuer, "jwks": s.jwks,
	}}
}

func (s *tokenService) answer(w http.ResponseWriter, r *http.Request) {
	check(r.ParseForm())
	subject, secret, _ := r.BasicAuth()
	isKnown := subject == userName && secret == password
	if r.Method == http.MethodPost {
		isKnown = r.PostForm.Get("grant_type") == "refresh_token" && r.PostForm.Get("refresh_token") == identity
	}
	if !isKnown || r.Form.Get("service") != service {
		http.Error(w, `{"errors":[{"code":"UNAUTHORIZED"}]}`, http.StatusUnauthorized)
		return
	}
	var access []*token.ResourceActions
	for _, scope := range r.Form["scope"] {
		parts := strings.Split(scope, ":")
		if len(parts) == 3 && parts[0] == "repository" {
			access = append(access, &token.ResourceActions{Type: parts[0], Name: parts[1], Actions: strings.Split(parts[2], ",")})
		}
	}
	signed := must(s.sign(access))
	name := "token"
	if r.Method == http.MethodPost {
		name = "access_token"
	}
	w.Header().Set("Content-Type", "application/json")
	check(json.NewEncoder(w).Encode(map[string]any{name: signed, "expires_in": 300}))
}

func (s *tokenService) sign(access []*token.ResourceActions) (string, error) {
	id := keyID(jose.JSONWebKey{Key: s.key.Public()})
	key := jose.SigningKey{Algorithm: jose.ES256, Key: s.key}
	signer := must(jose.NewSigner(key, (&jose.SignerOptions{}).WithHeader("kid", id)))
	now := time.Now()
	claims := token.ClaimSet{
		Issuer: issuer, Subject: userName, Audience: token.AudienceList{service},
		Expiration: now.Add(5 * time.Minute).Unix(), NotBefore: now.Add(-time.Minute).Unix(), IssuedAt: now.Unix(),
		JWTID: rand.Text(), Access: access,
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

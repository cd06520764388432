package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/crane"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/notaryproject/notation-core-go/signature/cose"
	"github.com/notaryproject/notation-core-go/signature/jws"
	"github.com/notaryproject/notation-go"
	notationregistry "github.com/notaryproject/notation-go/registry"
	"github.com/notaryproject/notation-go/signer"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
)

// publisher pushes images and signs them.
type publisher struct {
	root, leaf *x509.Certificate
	signer     notation.Signer
	stranger   notation.Signer
	signed     v1.Image
	twice      v1.Image
	unsigned   v1.Image
}

func newPublisher() *publisher {
	root, leaf, key := newChain("Wabbit")
	otherRoot, otherLeaf, otherKey := newChain("Stranger")
	image := func() v1.Image { return must(random.Image(256, 1)) }
	return &publisher{
		root: root, leaf: leaf,
		signer:   must(signer.NewGenericSigner(key, []*x509.Certificate{leaf, root})),
		stranger: must(signer.NewGenericSigner(otherKey, []*x509.Certificate{otherLeaf, otherRoot})),
		signed:   image(), twice: image(), unsigned: image(),
	}
}

func (p *publisher) rootPEM() string { return pemOf(p.root) }

func pemOf(cert *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
}

// fill pushes the usual images: one signed, one signed twice of which once by somebody else, one not signed.
func (p *publisher) fill(ctx context.Context, host string, images map[string]string) {
	p.fillWith(ctx, host, images, http.DefaultTransport, true)
}

func (p *publisher) fillTLS(ctx context.Context, host string, images map[string]string, server serverCertificate) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(server.rootPEM))
	p.fillWith(ctx, host, images, &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}, false)
}

func (p *publisher) fillWith(ctx context.Context, host string, images map[string]string, transport http.RoundTripper, plain bool) {
	options := []crane.Option{crane.WithTransport(transport), crane.WithAuth(&authn.Basic{Username: userName, Password: password})}
	if plain {
		options = append(options, crane.Insecure)
	}
	repo := p.repository(host, repository, transport, plain)
	for tag, image := range map[string]v1.Image{"signed": p.signed, "twice": p.twice, "unsigned": p.unsigned} {
		check(crane.Push(image, fmt.Sprintf("%s/%s:%s", host, repository, tag), options...))
		images[tag] = must(image.Digest()).String()
	}
	p.sign(ctx, repo, p.signer, images["signed"], jws.MediaTypeEnvelope)
	p.sign(ctx, repo, p.stranger, images["twice"], cose.MediaTypeEnvelope)
	p.sign(ctx, repo, p.signer, images["twice"], cose.MediaTypeEnvelope)
}

// many pushes signed images, each into a repository of its own, and gives their references.
func (p *publisher) many(ctx context.Context, host string, count int) []string {
	references := make([]string, count)
	var group sync.WaitGroup
	next := make(chan int)
	for range 4 {
		group.Go(func() {
			for index := range next {
				name := fmt.Sprintf("fleet/app-%04d", index)
				image := must(random.Image(64, 1))
				check(crane.Push(image, host+"/"+name+":v1", crane.Insecure))
				digest := must(image.Digest()).String()
				p.sign(ctx, p.repository(host, name, http.DefaultTransport, true), p.signer, digest, cose.MediaTypeEnvelope)
				references[index] = host + "/" + name + "@" + digest
			}
		})
	}
	for index := range count {
		next <- index
	}
	close(next)
	group.Wait()
	return references
}

func (p *publisher) repository(host, name string, transport http.RoundTripper, plain bool) notationregistry.Repository {
	repo := must(remote.NewRepository(host + "/" + name))
	repo.PlainHTTP = plain
	repo.Client = &auth.Client{
		Client:     &http.Client{Transport: transport},
		Cache:      auth.NewCache(),
		Credential: auth.StaticCredential(host, auth.Credential{Username: userName, Password: password}),
	}
	return notationregistry.NewRepository(repo)
}

func (p *publisher) sign(ctx context.Context, repo notationregistry.Repository, by notation.Signer, reference, mediaType string) {
	must(notation.Sign(ctx, by, repo, notation.SignOptions{
		SignerSignOptions: notation.SignerSignOptions{SignatureMediaType: mediaType},
		ArtifactReference: reference,
	}))
}

// newChain makes a root and a code signing certificate as the Notary Project wants them.
func newChain(organisation string) (root, leaf *x509.Certificate, key *ecdsa.PrivateKey) {
	subject := func(name string) pkix.Name {
		return pkix.Name{CommonName: name, Organization: []string{organisation}, Locality: []string{"Seattle"}, Province: []string{"WA"}, Country: []string{"US"}}
	}
	now := time.Now().Add(-time.Hour).Truncate(time.Second)
	rootKey := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: subject(organisation + " root"), NotBefore: now, NotAfter: now.AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLen: 1,
	}
	root = issue(authority, authority, rootKey.Public(), rootKey)
	key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	leaf = issue(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: subject(organisation + " builds"), NotBefore: now, NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
	}, root, key.Public(), rootKey)
	return root, leaf, key
}

// serverCertificate is for TLS on loopback.
type serverCertificate struct {
	config  *tls.Config
	rootPEM string
}

func newServerCertificate() serverCertificate {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	now := time.Now().Add(-time.Hour)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "registry"}, NotBefore: now, NotAfter: now.AddDate(0, 0, 7),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	cert := issue(template, template, key.Public(), key)
	return serverCertificate{
		config:  &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}},
		rootPEM: pemOf(cert),
	}
}

func issue(template, parent *x509.Certificate, public any, key *ecdsa.PrivateKey) *x509.Certificate {
	return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, parent, public, key))))
}

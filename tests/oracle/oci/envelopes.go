package main

import (
	"fmt"
	"strings"

	. "sealcheck.example/oracle/lab"
)

var formats = []struct{ name, mediaType string }{{"jws", JWSType}, {"cose", COSEType}}

// leafKeys has one signing key per algorithm.
func leafKeys() []struct {
	alg string
	key *Key
} {
	return []struct {
		alg string
		key *Key
	}{
		{"PS256", RSA("2048-a")}, {"PS384", RSA("3072-a")}, {"PS512", RSA("4096-a")},
		{"ES256", P256("alg leaf")}, {"ES384", P384("alg leaf")}, {"ES512", P521("alg leaf")},
	}
}

// under makes an SA case trust its root through a signingAuthority store.
func under(c *Case, scheme string, roots ...*Cert) *Case {
	if scheme == SA {
		c.Stores("signingAuthority:lab")
		c.TrustStores = map[string][]Entry{"signingAuthority:lab": Store(roots...)}
		return c
	}
	return c.Trust(roots...)
}

func short(scheme string) string {
	if scheme == SA {
		return "sa"
	}
	return "x509"
}

func envelopes() (cases []*Case) {
	inter2 := CA("inter-2", StdInter)
	for _, k := range leafKeys() {
		name := "leaf-" + strings.ToLower(k.alg)
		single := Leaf(name+"-1", nil, WithKey(k.key))
		chains := [][]*Cert{
			{single},
			{Leaf(name+"-2", StdRoot, WithKey(k.key)), StdRoot},
			{Leaf(name+"-3", StdInter, WithKey(k.key)), StdInter, StdRoot},
			{Leaf(name+"-4", inter2, WithKey(k.key)), inter2, StdInter, StdRoot},
		}
		for _, f := range formats {
			for _, scheme := range []string{X509, SA} {
				for i, chain := range chains {
					// every length for ES256, one or two of them for the others
					if k.alg != "ES256" && i != 2 && !(scheme == X509 && i == 0) {
						continue
					}
					e := By(chain...)
					e.Scheme = scheme
					e.Agent = "lab/1.0"
					c := OCI(fmt.Sprintf("%s-%s-%s-chain%d", f.name, strings.ToLower(k.alg), short(scheme), len(chain)),
						"ALG-01 ALG-02 SCH-01 CERT-17 JWS-15 JWS-17 COSE-24", fmt.Sprintf("%s, %s, %d certificates", k.alg, scheme, len(chain)), f.mediaType, e.Make(f.mediaType))
					if f.name == "jws" {
						c.Rules = Rules("ALG-01 ALG-02 ALG-03 SCH-01 CERT-17 JWS-15 JWS-17")
					} else {
						c.Rules = Rules("ALG-01 ALG-02 ALG-04 SCH-01 CERT-17 COSE-24 COSE-28")
					}
					cases = append(cases, under(c, scheme, chain[len(chain)-1]))
				}
			}
		}
	}
	return cases
}

package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"

	"sealcheck.example/oracle-revocation/evidence"
	. "sealcheck.example/oracle/lab"
)

// Everything holds until 2035, so that notation can judge it by the clock on the wall.
const (
	from = "2026-01-01T00:00:00Z"
	to   = "2035-01-01T00:00:00Z"
	at   = "2026-11-01T00:00:00Z"
)

// role: who has a key of its own.
var roles = []string{"root", "outer", "inner", "leaf", "tsa-root", "tsa"}

var kinds = []struct {
	name string
	key  func(role string) *Key
}{
	{"rsa-2048", func(role string) *Key { return RSA("bench-2048-" + role) }},
	{"rsa-4096", func(role string) *Key { return RSA("bench-4096-" + role) }},
	{"p-256", func(role string) *Key { return P256("bench " + role) }},
	{"p-384", func(role string) *Key { return P384("bench " + role) }},
}

func mint(path string) error {
	if err := makePrimes(); err != nil {
		return err
	}
	Build()
	var subjects []Subject
	for _, k := range kinds {
		for _, format := range []struct{ name, mediaType string }{{"jws", JWSType}, {"cose", COSEType}} {
			for length := 1; length <= 4; length++ {
				subjects = append(subjects, subject(k.name, k.key, format.name, format.mediaType, length, "none"))
			}
			for _, with := range []string{"timestamp", "revocation", "both"} {
				subjects = append(subjects, subject(k.name, k.key, format.name, format.mediaType, 3, with))
			}
		}
	}
	for _, s := range subjects {
		act, err := verification(s)
		if err != nil {
			return err
		}
		if err := act(); err != nil {
			return fmt.Errorf("%s: %w", s.ID, err)
		}
	}
	return WriteJSON(path, map[string]any{"source": "made by tests/bench/notation, accepted by " + versions(), "subjects": subjects})
}

func subject(kind string, key func(string) *Key, format, mediaType string, length int, with string) Subject {
	revocable, stamped := with == "revocation" || with == "both", with == "timestamp" || with == "both"
	options := func(role string) []Mod {
		mods := []Mod{WithKey(key(role)), Validity(from, to)}
		if revocable && role != "root" {
			mods = append(mods, AddExt(AIA("http://ocsp.bench.example/"+role)))
		}
		return mods
	}
	name := func(role string) string { return "bench " + kind + " " + role }
	var chain []*Cert
	if length == 1 {
		chain = []*Cert{Leaf(name("leaf"), nil, options("leaf")...)}
	} else {
		chain = []*Cert{CA(name("root"), nil, options("root")...)}
		for _, role := range []string{"outer", "inner"}[:length-2] {
			chain = append([]*Cert{CA(name(role), chain[0], options(role)...)}, chain...)
		}
		chain = append([]*Cert{Leaf(name("leaf"), chain[0], options("leaf")...)}, chain...)
	}
	root := chain[len(chain)-1]

	out := Subject{
		ID: fmt.Sprintf("%s-%s-%d-%s", format, kind, length, with), Format: format, Key: kind, Chain: length, Evidence: with,
		Reference: Reference, Manifest: Artifact, MediaType: mediaType, At: at, OCSP: []Answer{},
		TrustStores: map[string][][]byte{"ca:lab": {root.DER}},
	}
	policy := StrictPolicy()
	envelope := By(chain...)
	envelope.Agent = "bench/1.0"
	if stamped {
		tsaRoot := CA(name("tsa-root"), nil, WithKey(key("tsa-root")), Validity(from, to))
		tsa := Leaf(name("tsa"), tsaRoot, WithKey(key("tsa")), Validity(from, to), WithEKU(true, TimeStamping))
		var signature []byte
		envelope.Signature = func(b []byte) []byte { signature = b; return b }
		token := func() []byte {
			return Stamp{Message: signature, Signer: tsa, Issuer: tsaRoot.Subject, Certs: []*Cert{tsa, tsaRoot}}.Make()
		}
		envelope.Header = func(m *Members) { m.Add(HStamp, Quote(Std64(token()))) }
		envelope.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes(token())) }
		policy.TrustPolicies[0].TrustStores = append(policy.TrustPolicies[0].TrustStores, "tsa:lab")
		out.TrustStores["tsa:lab"] = [][]byte{tsaRoot.DER}
	}
	if revocable {
		for i, c := range chain[:length-1] {
			issuer := chain[i+1]
			response := evidence.Response{Signer: issuer, Answers: []evidence.Answer{{Cert: c, Issuer: issuer, Next: At(to)}}}
			role := "leaf"
			if i > 0 {
				role = "outer"
			}
			out.OCSP = append(out.OCSP, Answer{"http://ocsp.bench.example/" + role, response.DER()})
		}
	}
	out.Envelope = envelope.Make(mediaType)
	text, err := json.Marshal(policy)
	check(err)
	out.TrustPolicy = text
	return out
}

// makePrimes gives the lab RSA keys that exist only now.
func makePrimes() error {
	primes := map[string][2]string{}
	for _, bits := range []int{2048, 4096} {
		for _, role := range roles {
			for {
				p, err := rand.Prime(rand.Reader, bits/2)
				if err != nil {
					return err
				}
				q, err := rand.Prime(rand.Reader, bits/2)
				if err != nil {
					return err
				}
				if usable(p) && usable(q) && p.Cmp(q) != 0 {
					primes[fmt.Sprintf("bench-%d-%s", bits, role)] = [2]string{p.Text(16), q.Text(16)}
					break
				}
			}
		}
	}
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "primes.json")
	if err := WriteJSON(file, primes); err != nil {
		return err
	}
	return LoadPrimes(file, false)
}

func usable(p *big.Int) bool {
	return new(big.Int).Mod(new(big.Int).Sub(p, big.NewInt(1)), big.NewInt(65537)).Sign() != 0
}

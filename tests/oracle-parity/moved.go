package main

import (
	"bytes"
	"math/big"

	. "sealcheck.example/oracle/lab"
)

// twin is a certificate that repeats another one but for what the change says; it signs itself.
func twin(of *Cert, change func(*Spec)) *Cert {
	s := of.Spec
	s.TBS, s.Mangle, s.SignWith = nil, nil, nil
	s.Issuer = s.Subject
	change(&s)
	if s.SignWith = s.Key; s.Key.Ed != nil || s.Key.N != nil && s.Key.N.BitLen() < 2048 {
		s.Alg, s.OuterAlg = "", ""
	}
	if s.Alg != "" && (s.Alg[:2] == "ec") != (s.Key.EC != nil) {
		s.Alg, s.OuterAlg = "", ""
	}
	return Mint(s, nil)
}

// retyped is a name with every PrintableString as a UTF8String.
func retyped(name []byte) []byte {
	list, ok := parseDER(name)
	if !ok || len(list) != 1 {
		return name
	}
	for _, e := range list[0].all() {
		if e.tag == 0x13 {
			e.tag = 0x0c
		}
	}
	return list[0].encode()
}

// swapSignatures exchanges the signatures of two certificates.
func (m *maker) swapSignatures(chain []*Cert) []*Cert {
	a, b := m.IntN(len(chain)), m.IntN(len(chain)-1)
	if b >= a {
		b++
	}
	x, okX := parseDER(chain[a].DER)
	y, okY := parseDER(chain[b].DER)
	if !okX || !okY || len(x) != 1 || len(y) != 1 || len(x[0].inner) != 3 || len(y[0].inner) != 3 {
		return chain
	}
	from := 1 + m.IntN(2) // with the algorithm or without
	for part := from; part < 3; part++ {
		x[0].inner[part], y[0].inner[part] = y[0].inner[part], x[0].inner[part]
	}
	chain = append([]*Cert{}, chain...)
	chain[a], chain[b] = &Cert{Spec: chain[a].Spec, DER: x[0].encode()}, &Cert{Spec: chain[b].Spec, DER: y[0].encode()}
	return chain
}

// congruent writes a signature as another number with the same remainder: s as n−s, an RSA signature with the modulus
// added.
func congruent(key *Key) func([]byte) []byte {
	return func(b []byte) []byte {
		switch {
		case key.EC != nil:
			half := len(b) / 2
			s := new(big.Int).SetBytes(b[half:])
			if s.Sub(key.EC.Curve.Params().N, s); s.Sign() < 0 || s.BitLen() > 8*half {
				return b // of another key
			}
			return Cat(b[:half], s.FillBytes(make([]byte, half)))
		case key.N != nil:
			s := new(big.Int).SetBytes(b)
			s.Add(s, key.N)
			if s.BitLen() > 8*len(b) {
				return append([]byte{0}, b...)
			}
			return s.FillBytes(make([]byte, len(b)))
		}
		return b
	}
}

// responders writes the addresses of OCSP responders; empty ones are left out.
func responders(urls ...string) []byte {
	var list [][]byte
	for _, u := range urls {
		if u != "" {
			list = append(list, Seq(OID("1.3.6.1.5.5.7.48.1"), Prim(6, []byte(u))))
		}
	}
	return Ext("1.3.6.1.5.5.7.1.1", false, Seq(list...))
}

// points writes the addresses of CRLs, several of them as alternatives or as points of their own.
func (m *maker) points(first, second string) []byte {
	if second == "" {
		return CDP(first)
	}
	name := func(urls ...string) []byte {
		var names [][]byte
		for _, u := range urls {
			names = append(names, Prim(6, []byte(u)))
		}
		return Seq(Ctx(0, Ctx(0, names...)))
	}
	if m.chance(50) {
		m.note("points.alternatives")
		return Ext("2.5.29.31", false, Seq(name(first, second)))
	}
	m.note("points.separate")
	return Ext("2.5.29.31", false, Seq(name(first), name(second)))
}

// setStatus changes the responseStatus of an OCSP response.
func setStatus(b []byte, status byte) []byte {
	return bytes.Replace(b, []byte{0x0a, 1, 0}, []byte{0x0a, 1, status}, 1)
}

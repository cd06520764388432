package main

import (
	"fmt"
	"math/big"
	"time"

	. "sealcheck.example/oracle/lab"
)

func (m *maker) key(ca bool) *Key {
	r := m.Random
	name := fmt.Sprint("parity ", m.IntN(40))
	switch weighted(r, 55, 10, 5, 20, 5, 3) {
	case 1:
		return P384(name)
	case 2:
		return P521(name)
	case 3:
		return RSA(pick(r, "2048-a", "2048-b"))
	case 4:
		return RSA("3072-a")
	case 5:
		return RSA("4096-a")
	}
	return P256(name)
}

// algorithm is one that the key can sign certificates with.
func (m *maker) algorithm(k *Key) string {
	if k.Ed != nil {
		return "ed25519"
	}
	if k.N != nil && k.N.BitLen() < 2048 {
		return "rsa-sha256"
	}
	if k.N != nil {
		return pick(m.Random, "rsa-sha256", "rsa-sha256", "rsa-sha384", "rsa-sha512", "pss-sha256", "pss-sha384", "pss-sha512")
	}
	return pick(m.Random, "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512")
}

// pointers of one certificate: where its revocation is asked for.
type pointers struct {
	ocsp, crl, delta string
	ocsp2, crl2      string // further addresses
}

func (p pointers) any() bool { return p.ocsp != "" || p.crl != "" }

// chain mints a chain, leaf first, and its revocation evidence.
func (m *maker) chain(i int, purpose string, length int, subject []byte, from, to time.Time) []*Cert {
	stamp := purpose == TimeStamping
	changed := -1
	if !stamp && (m.hit("cert.spec", i) || m.hit("cert.der", i) || m.hit("cert.raw", i)) {
		changed = m.IntN(length)
	}
	if length > 1 && changed == length-1 && m.chance(60) {
		changed = 0
	}
	chain := make([]*Cert, length)
	var issuer *Cert
	asked := make([]pointers, length)
	for at := length - 1; at >= 0; at-- {
		name := fmt.Sprintf("p-%d-%s-%d", i, purpose[len(purpose)-1:], at)
		key := m.key(at > 0)
		if stamp && m.chance(60) {
			key = P256(name)
		}
		signer := key
		if issuer != nil {
			signer = issuer.Key
		}
		serial := append([]byte{byte(1 + m.IntN(127))}, make([]byte, 8+m.IntN(8))...)
		for k := range serial[1:] {
			serial[1+k] = byte(m.IntN(256))
		}
		mods := []Mod{WithKey(key), WithAlg(m.algorithm(signer)), func(s *Spec) { s.Serial = serial }}
		if issuer != nil && m.chance(30) || issuer != nil && m.revocationPlanned(i, stamp) {
			p, several := pointers{}, !stamp && m.hit("points", i)
			if kind := m.IntN(3); kind != 1 {
				p.ocsp = fmt.Sprintf("http://ocsp.lab.example/%d/%s/%d", i, purpose[len(purpose)-1:], at)
				if several {
					p.ocsp2 = p.ocsp + "b"
				}
				mods = append(mods, AddExt(responders(p.ocsp, p.ocsp2)))
				if kind == 2 {
					p.crl = "x"
				}
			} else {
				p.crl = "x"
			}
			if p.crl != "" {
				p.crl = fmt.Sprintf("http://crl.lab.example/%d/%s/%d.crl", i, purpose[len(purpose)-1:], at)
				if several {
					p.crl2 = p.crl + "b"
				}
				mods = append(mods, AddExt(m.points(p.crl, p.crl2)))
				if m.chance(15) {
					p.delta = p.crl + "d"
				}
			}
			asked[at] = p
		}
		if at == changed && m.hit("cert.spec", i) {
			mods = append(mods, m.certificateSpec(issuer, at > 0)...)
		}
		if at == changed && m.hit("cert.der", i) {
			mods = append(mods, func(s *Spec) {
				s.TBS = func(b []byte) []byte {
					b, how := m.changeDER(b)
					m.note("cert.der.%s", how)
					return b
				}
			})
		}
		if at == changed && m.hit("cert.raw", i) {
			mods = append(mods, func(s *Spec) {
				s.Mangle = func(b []byte) []byte {
					b, how := m.spoilBytes(b)
					m.note("cert.raw.%s", how)
					return b
				}
			})
		}
		if at > 0 {
			caFrom, caTo := from.AddDate(-1, 0, 0), to.AddDate(3, 0, 0)
			if m.chance(8) {
				caFrom, caTo = from, to
			}
			chain[at] = CA(name, issuer, append([]Mod{Validity(caFrom.Format(time.RFC3339), caTo.Format(time.RFC3339)), WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", fmt.Sprint(name, " ", m.IntN(1000))))}, mods...)...)
			m.edges = append(m.edges, caTo)
		} else {
			mods = append([]Mod{Validity(from.Format(time.RFC3339), to.Format(time.RFC3339)), WithSubject(subject)}, mods...)
			if stamp {
				mods = append(mods, WithEKU(true, TimeStamping))
			}
			chain[at] = Leaf(name, issuer, mods...)
		}
		issuer = chain[at]
	}
	m.edges = append(m.edges, from, to)
	for at := range length - 1 {
		if asked[at].any() {
			m.revocation(i, stamp, chain[at], chain[at+1], asked[at])
		}
	}
	return chain
}

func (m *maker) revocationPlanned(i int, stamp bool) bool {
	return !stamp && (m.hit("ocsp.spec", i) || m.hit("ocsp.der", i) || m.hit("crl.spec", i) || m.hit("crl.der", i) || m.hit("misplaced", i) || m.hit("points", i))
}

// certificateSpec changes what a certificate says of itself.
func (m *maker) certificateSpec(issuer *Cert, ca bool) []Mod {
	r := m.Random
	var mods []Mod
	note := func(what string) { m.note("cert.spec.%s", what) }
	for range 1 + m.IntN(2) {
		switch m.IntN(22) {
		case 0, 1:
			bits := 1 << m.IntN(9)
			if m.chance(50) {
				bits |= KeyCertSign
			}
			if m.chance(50) {
				bits |= DigitalSignature
			}
			if m.chance(20) {
				bits |= 1 << m.IntN(9)
			}
			mods = append(mods, WithUsage(bits, m.chance(80)))
			note("key-usage")
		case 2:
			mods = append(mods, Drop("2.5.29.15"))
			note("no-key-usage")
		case 3, 4:
			all := []string{AnyEKU, ServerAuth, ClientAuth, CodeSigning, EmailProtection, TimeStamping, OCSPSigning, "1.2.3.4"}
			var list []string
			for range m.IntN(4) {
				list = append(list, pick(r, all...))
			}
			if m.chance(40) {
				list = append(list, CodeSigning)
			}
			mods = append(mods, WithEKU(m.chance(40), list...))
			for _, o := range list {
				if o == AnyEKU {
					note("eku-any")
				}
			}
			note("eku")
		case 5:
			mods = append(mods, Drop("2.5.29.37"))
			note("no-eku")
		case 6, 7:
			mods = append(mods, WithBC(m.chance(60), pick(r, -1, -1, 0, 1, 2), m.chance(80)))
			note("basic-constraints")
		case 8:
			mods = append(mods, Drop("2.5.29.19"))
			note("no-basic-constraints")
		case 9:
			critical := m.chance(60)
			mods = append(mods, AddExt(pick(r, Ext("1.2.3.4", critical, Null()), Ext("2.5.29.14", critical, Octets([]byte{1, 2, 3})), Ext("2.5.29.35", critical, Seq(Prim(0, []byte{1}))),
				Ext("2.5.29.17", critical, Seq(Prim(2, []byte("a.example")))), Ext("2.5.29.32", critical, Seq(Seq(OID("1.2.3")))), Ext("2.5.29.30", critical, Seq(Ctx(0, Seq(Seq(Prim(2, []byte("b.example"))))))))))
			note("extension")
		case 10:
			mods = append(mods, AddExt(pick(r, KeyUsage(DigitalSignature|KeyCertSign, true), BasicConstraints(ca, -1, true), EKU(false, CodeSigning))))
			note("extension-added")
		case 11:
			mods = append(mods, func(s *Spec) { s.Version = pick(r, 1, 2, 4) })
			note("version")
		case 12:
			mods = append(mods, func(s *Spec) {
				s.Serial = pick(r, []byte{0}, []byte{0x80, 1}, []byte{0, 1}, make([]byte, 3), append([]byte{1}, make([]byte, 30)...), []byte{})
			})
			note("serial")
		case 13:
			mods = append(mods, func(s *Spec) { s.SignWith = P256("somebody else"); s.Alg = "ecdsa-sha256" })
			note("other-signer")
		case 14:
			mods = append(mods, WithIssuer(DN("C", "US", "O", "Sealcheck Lab", "CN", "somebody else")))
			note("issuer-name")
		case 15:
			mods = append(mods, func(s *Spec) {
				if s.Alg == "" || s.Alg == "ed25519" {
					return
				}
				if s.Alg[:3] == "rsa" || s.Alg[:3] == "pss" {
					s.Alg = pick(r, "rsa-sha1", "rsa-md5")
				} else {
					s.Alg = "ecdsa-sha1"
				}
			})
			note("sha1")
		case 16:
			mods = append(mods, func(s *Spec) { s.OuterAlg = pick(r, "ecdsa-sha256", "ecdsa-sha384", "rsa-sha256") })
			note("algorithms-differ")
		case 17:
			key := pick(r, RSA("1024-a"), RSA("2040-a"), RSA("2041-a"), RSA("2047-a"), RSA("2049-a"), RSA("2056-a"), RSA("2560-a"), RSA("3071-a"), P224("x"), Ed25519("x"), RSAExponent("2048-c", big.NewInt(3)))
			mods = append(mods, func(s *Spec) { s.Key, s.Alg = key, "" })
			note("key")
		case 18:
			mods = append(mods, func(s *Spec) {
				if s.Key.EC != nil {
					s.SPKI = s.Key.CompressedSPKI()
				}
			})
			note("compressed")
		case 19:
			mods = append(mods, func(s *Spec) {
				s.NotBefore, s.NotAfter = pick(r, At("1949-01-01T00:00:00Z"), At("1969-12-31T23:59:59Z"), s.NotBefore, s.NotAfter), pick(r, At("2050-01-01T00:00:00Z"), At("2049-12-31T23:59:59Z"), At("9999-12-31T23:59:59Z"), s.NotBefore)
			})
			note("validity")
		case 20: // the same name in other string types
			if issuer != nil {
				mods = append(mods, WithIssuer(retyped(issuer.Subject)))
				note("issuer-strings")
			}
		case 21:
			mods = append(mods, WithBC(true, -1, true), WithUsage(DigitalSignature|KeyCertSign, true))
			note("both-kinds")
		}
	}
	return mods
}

// order spoils the order of a chain.
func (m *maker) order(chain []*Cert) []*Cert {
	chain = append([]*Cert{}, chain...)
	at := m.IntN(len(chain))
	switch how := m.IntN(7); how {
	case 0:
		chain = append(chain[:at:at], chain[at+1:]...)
		m.note("chain.drop")
	case 1:
		chain = append(chain[:at:at], append([]*Cert{chain[at]}, chain[at:]...)...)
		m.note("chain.twice")
	case 2:
		to := m.IntN(len(chain))
		chain[at], chain[to] = chain[to], chain[at]
		m.note("chain.swap")
	case 3:
		chain = append(chain, Root("p-stranger"))
		m.note("chain.more")
	case 4:
		chain[at] = Root("p-stranger")
		m.note("chain.stranger")
	case 5:
		old := chain[at]
		twin := old.Spec
		twin.Key, twin.SPKI, twin.TBS, twin.Mangle = P256("twin"), nil, nil, nil
		twin.Alg, twin.OuterAlg = "", ""
		if at+1 < len(chain) {
			twin.SignWith = chain[at+1].Key
			chain[at] = Mint(twin, chain[at+1])
		} else {
			chain[at] = Mint(twin, nil)
		}
		m.note("chain.twin")
	case 6:
		m.Shuffle(len(chain), func(i, j int) { chain[i], chain[j] = chain[j], chain[i] })
		m.note("chain.shuffle")
	}
	return chain
}

package main

import (
	"encoding/base64"
	"strings"
	"time"

	. "sealcheck.example/oracle/lab"
)

// stamp puts a timestamp token into an envelope, and its authority into a store.
func (m *maker) stamp(i int, e *Envelope, h *hooks, signed, from, to time.Time) {
	r := m.Random
	chain := m.chain(i, TimeStamping, 2+m.IntN(2), DN("C", "US", "O", "Sealcheck Lab", "CN", "clock"), signed.AddDate(0, 0, -m.IntN(300)-1), m.now.AddDate(0, 0, m.IntN(300)-40))
	if m.hit("stamp.spec", i) && m.chance(40) {
		mods := m.authority(chain[0])
		twin := chain[0].Spec
		twin.Exts = append([][]byte{}, twin.Exts...)
		for _, mod := range mods {
			mod(&twin)
		}
		chain[0] = Mint(twin, chain[1])
	}
	if !m.chance(3) {
		m.v.TrustStores["tsa:lab"] = append(m.v.TrustStores["tsa:lab"], Store(chain[len(chain)-1])...)
	} else {
		m.v.TrustStores["tsa:lab"] = append(m.v.TrustStores["tsa:lab"], Store(Root("p-stranger"))...)
	}
	at := signed.Add(5 * time.Second)
	var accuracy []byte
	if m.chance(40) {
		accuracy = Seq(Int(int64(m.IntN(3))), Prim(0, []byte{byte(1 + m.IntN(100))}))
	}
	policy := pick(r, "1.2.3.4", "1.2.3.4", "0.4.0.2023.1.1")
	if m.hit("stamp.time", i) {
		m.note("stamp.time")
		at = pick(r, from, to, to, chain[0].NotBefore, chain[0].NotAfter, chain[1].NotAfter, m.now).Add(pick(r, 0, 0, -time.Second, time.Second, time.Millisecond, -time.Millisecond, 1500*time.Millisecond, -1500*time.Millisecond))
		accuracy = pick(r, nil, nil, Seq(Int(1)), Seq(Prim(0, []byte{1})), Seq(Int(0)), Seq(Int(1), Prim(0, []byte{1}), Prim(1, []byte{1})), Seq(), Seq(Prim(1, []byte{1})))
	}
	var sig []byte
	before := e.Signature
	e.Signature = func(b []byte) []byte {
		if before != nil {
			b = before(b)
		}
		sig = b
		return b
	}
	var made []byte
	token := func() []byte {
		if made != nil {
			return made
		}
		s := Stamp{Message: sig, Time: GeneralizedTime(at), Policy: policy, Accuracy: accuracy, Imprint: pick(r, "sha256", "sha384", "sha512"), Digest: pick(r, "sha256", "sha384", "sha512"), Signer: chain[0], Issuer: chain[1].Subject, Certs: chain}
		if k := chain[0].Key; k.N != nil {
			s.SigAlg = map[string]string{"sha256": "rsa-sha256", "sha384": "rsa-sha384", "sha512": "rsa-sha512"}[s.Digest]
		} else if k.EC != nil {
			s.SigAlg = map[string]string{"sha256": "ecdsa-sha256", "sha384": "ecdsa-sha384", "sha512": "ecdsa-sha512"}[s.Digest]
		}
		if m.hit("stamp.spec", i) {
			m.stampSpec(&s, chain)
		}
		if m.hit("stamp.der", i) {
			if m.chance(60) {
				s.Info = func(b []byte) []byte {
					b, how := m.changeDER(b)
					m.note("stamp.info.%s", how)
					return b
				}
			} else {
				s.Whole = func(b []byte) []byte {
					b, how := m.changeDER(b)
					m.note("stamp.der.%s", how)
					return b
				}
			}
		}
		made = s.Make()
		if m.hit("stamp.moved", i) && m.token != nil {
			m.note("stamp.moved")
			made = m.token
		}
		m.token = made
		return made
	}
	h.header = append(h.header, func(p *Members) {
		text := Std64(token())
		if m.hit("base64", i) && m.chance(50) {
			m.note("base64.token")
			at := m.IntN(len(text))
			text = pick(r, text[:at]+pick(r, "\n", " ", "=", "-", "_")+text[at:], strings.TrimRight(text, "="), text+"=", base64.RawURLEncoding.EncodeToString(token()))
		}
		p.Add(HStamp, Quote(text))
	})
	h.unprot = append(h.unprot, func(p *Pairs) { p.Add(CText(HStamp), CBytes(token())) })
}

// authority changes the certificate of a timestamping authority.
func (m *maker) authority(*Cert) []Mod {
	r := m.Random
	m.note("stamp.authority")
	switch m.IntN(8) {
	case 0:
		return []Mod{WithEKU(m.chance(70), pick(r, TimeStamping, CodeSigning, AnyEKU), pick(r, TimeStamping, "1.2.3", CodeSigning))}
	case 1:
		return []Mod{WithEKU(false, TimeStamping)}
	case 2:
		return []Mod{WithUsage(1<<m.IntN(9)|pick(r, 0, DigitalSignature), m.chance(80))}
	case 3:
		return []Mod{Drop("2.5.29.15")}
	case 4:
		return []Mod{AddExt(Ext("1.2.3.4", m.chance(50), Null()))}
	case 5:
		return []Mod{WithBC(m.chance(50), -1, m.chance(50))}
	case 6:
		return []Mod{WithIssuer(DN("CN", "other"))}
	}
	return []Mod{Drop("2.5.29.37")}
}

func (m *maker) stampSpec(s *Stamp, chain []*Cert) {
	r := m.Random
	note := func(what string) { m.note("stamp.spec.%s", what) }
	attrs := func(what string, f func(*TokenAttrs)) { s.Attrs = f; note(what) }
	switch m.IntN(21) {
	case 0:
		s.Message = []byte("else")
		note("imprint")
	case 1:
		s.Time = pick(r, s.Time+"x", s.Time[:len(s.Time)-1], s.Time[:14]+".50Z", s.Time[:14]+",5Z", s.Time[:14]+".0Z", s.Time[:12]+"Z", s.Time[:14]+"+0100", s.Time[:14]+".123456789Z", s.Time[:14]+".1234567891Z")
		note("time-form")
	case 2:
		s.Accuracy = pick(r, Seq(Int(-1)), Seq(Prim(0, []byte{0xff})), Seq(Prim(0, []byte{0})), Seq(Prim(0, []byte{3, 0xe8})), Seq(Prim(1, []byte{3, 0xe7})), Seq(Int(0), Int(0)), Seq(Null()), Seq(Prim(1, []byte{1}), Prim(0, []byte{1})))
		note("accuracy")
	case 3:
		attrs("no-ess", func(a *TokenAttrs) { a.Drop(AttrSigningCertV2) })
	case 4:
		attrs("ess", func(a *TokenAttrs) {
			a.Set(AttrSigningCertV2, Seq(Seq(Seq(Octets(HashOf("sha256", pick(r, chain...).DER))))))
		})
	case 5:
		h := pick(r, "sha1", "sha256", "sha384", "sha512")
		attrs("ess-hash", func(a *TokenAttrs) {
			a.Set(AttrSigningCertV2, Seq(Seq(Seq(HashID(h), Octets(HashOf(h, s.Signer.DER))))))
		})
	case 6:
		attrs("attribute", func(a *TokenAttrs) {
			a.Add(pick(r, AttrSigningTime, "1.2.3.4", AttrSigningCertV1, AttrContentType), pick(r, Null(), Time(m.now), OID(TSTInfoType)))
		})
	case 7:
		attrs("unsorted", func(a *TokenAttrs) {
			a.Unsorted = true
			m.Shuffle(len(a.List), func(i, j int) { a.List[i], a.List[j] = a.List[j], a.List[i] })
		})
	case 8:
		attrs("attribute-changed", func(a *TokenAttrs) {
			k := m.IntN(len(a.List))
			b, how := m.changeDER(a.List[k])
			m.note("stamp.attribute.%s", how)
			a.List[k] = b
		})
	case 9:
		s.NoAttrs = true
		note("no-attributes")
	case 10:
		s.Certs = pick(r, nil, chain[:1], chain[1:], append([]*Cert{Root("p-stranger")}, chain...))
		note("certificates")
	case 11:
		s.DataV = int64(1 + m.IntN(5))
		note("data-version")
	case 12:
		s.SignerV = pick(r, int64(2), 3)
		note("signer-version")
	case 13:
		s.Signers = func(b []byte) []byte { return pick(r, nil, Cat(b, b)) }
		note("signers")
	case 14:
		s.CRLs = Ctx(1, Seq(Seq(CertAlgID("ecdsa-sha256"), chain[1].Subject, Time(m.now)), CertAlgID("ecdsa-sha256"), Bits([]byte{1})))
		note("crls")
	case 15:
		s.Extra = pick(r, True(), Int(1), Ctx(0, Ctx(4, DN("CN", "x"))), Ctx(1, Ext("1.2.3.4", true, Null())), Ctx(1, Ext("1.2.3.4", false, Null())), Null())
		note("extra")
	case 16:
		s.Imprint = pick(r, "sha1", "sha256")
		s.Digest = pick(r, "sha1", s.Digest)
		note("hash")
	case 17:
		s.Version = 2
		note("version")
	case 19:
		s.Beside = pick(r, [][]byte{Null()}, [][]byte{HashID("sha1")}, [][]byte{Seq(OID("1.2.3"))}, [][]byte{Int(1)}, [][]byte{Seq()}, [][]byte{OID("1.2.3"), HashID("sha512")})
		note("strangers")
	case 20: // who issued the signer's certificate, rightly and wrongly
		issuer := pick(r, s.Signer, chain[1])
		name := pick(r, chain[1].Subject, chain[0].Subject)
		attrs("ess-issuer", func(a *TokenAttrs) {
			a.Set(AttrSigningCertV2, Seq(Seq(Seq(Octets(HashOf("sha256", s.Signer.DER)), Seq(Seq(Ctx(4, name)), TLV(0x02, issuer.Serial))))))
		})
	case 18:
		s.Value = func(b []byte) []byte { b, _ = m.spoilBytes(b); return b }
		note("signature")
	}
}

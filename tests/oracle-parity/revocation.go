package main

import (
	"fmt"
	"strings"
	"time"

	. "sealcheck.example/oracle-revocation/evidence"
	. "sealcheck.example/oracle/lab"
)

// revocation makes the evidence about one certificate.
func (m *maker) revocation(i int, stamp bool, cert, issuer *Cert, p pointers) {
	r := m.Random
	changes := func(site string) bool { return !stamp && m.hit(site, i) }
	if p.ocsp != "" {
		if m.chance(12) {
			m.v.WithUnavailable(p.ocsp)
		} else {
			a := Answer{Cert: cert, Issuer: issuer, This: m.now.Add(-time.Hour * time.Duration(1+m.IntN(100))), Next: m.now.Add(time.Hour * time.Duration(1+m.IntN(100)))}
			m.edges = append(m.edges, a.Next)
			switch weighted(r, 75, 15, 10) {
			case 1:
				a.Status = Revoked(m.now.Add(-time.Hour*time.Duration(m.IntN(1000))), pick(r, -1, 0, 1, 4, 6))
			case 2:
				a.Status = Unknown()
			}
			answer := Response{Answers: []Answer{a}, Signer: issuer, Produced: a.This, Alg: m.algorithm(issuer.Key)}
			if issuer.Key.N == nil && issuer.Key.EC == nil {
				answer.Alg = ""
			}
			if strings.HasPrefix(answer.Alg, "pss") && m.chance(80) {
				answer.Alg = "rsa-sha256"
			}
			if m.chance(25) {
				answer.ByKey = true
			}
			if m.chance(25) {
				d := Leaf(fmt.Sprint(cert.Name, " responder"), issuer, WithSubject(DN("C", "US", "CN", "responder")), WithEKU(false, OCSPSigning), AddExt(Ext("1.3.6.1.5.5.7.48.1.5", false, Null())),
					Validity(m.now.AddDate(0, -2, 0).Format(time.RFC3339), m.now.AddDate(0, 2, 0).Format(time.RFC3339)))
				answer.Signer, answer.Certs, answer.Alg = d, []*Cert{d}, ""
			}
			if changes("ocsp.spec") {
				m.ocspSpec(&answer, cert, issuer)
			}
			if changes("ocsp.der") {
				answer.TBS = func(b []byte) []byte {
					b, how := m.changeDER(b)
					m.note("ocsp.der.%s", how)
					return b
				}
			}
			if strings.HasPrefix(answer.Alg, "pss") {
				m.note("is.ocsp-pss")
			}
			m.later(a.This, answer.Answers[0].This)
			m.v.WithOCSP(p.ocsp, answer.DER())
			if p.ocsp2 != "" {
				m.second(p.ocsp2, func() { m.v.WithOCSP(p.ocsp2, m.otherAnswer(a, issuer).DER()) })
			}
		}
	}
	if p.crl == "" {
		return
	}
	if m.chance(10) {
		m.v.WithUnavailable(p.crl)
		return
	}
	l := List{Issuer: issuer, Number: int64(1 + m.IntN(50)), This: m.now.Add(-time.Hour * time.Duration(1+m.IntN(100))), Next: m.now.Add(time.Hour * time.Duration(1+m.IntN(100))), Alg: m.algorithm(issuer.Key)}
	if issuer.Key.N == nil && issuer.Key.EC == nil {
		l.Alg = ""
	}
	m.edges = append(m.edges, l.Next)
	for range m.IntN(3) {
		l.Lines = append(l.Lines, Line{Serial: []byte{byte(1 + m.IntN(100)), 7}, At: m.now.AddDate(0, -1, 0), Reason: m.IntN(7)})
	}
	entry := func() Line {
		e := Line{Serial: cert.Serial, At: m.now.Add(-time.Hour * time.Duration(m.IntN(1000))), Reason: pick(r, -1, 0, 1, 4, 5, 6, 6, 8, 8, 10)}
		if m.chance(30) {
			e.Exts = append(e.Exts, Invalidity(m.made0().Add(time.Duration(m.IntN(3)-1)*time.Hour)))
		}
		return e
	}
	for m.chance(20) {
		l.Lines = append(l.Lines, entry())
	}
	var delta *List
	if p.delta != "" {
		d := l
		d.Base, d.Number = max(l.Number-int64(m.IntN(3))+int64(weighted(r, 8, 1)), 1), l.Number+int64(m.IntN(3))
		d.Lines = nil
		for m.chance(35) {
			d.Lines = append(d.Lines, entry())
		}
		delta = &d
		l.Exts = append(l.Exts, Freshest([]string{p.delta}))
	}
	if changes("crl.spec") {
		m.crlSpec(&l, cert, p.crl, entry)
	}
	if changes("crl.der") {
		l.TBS = func(before []byte) []byte {
			b, how := m.changeDER(before)
			if strings.HasPrefix(how, "bytes-") {
				how += partChanged(before, b)
			}
			m.note("crl.der.%s", how)
			return b
		}
	}
	m.later(l.This)
	listed := times(l.Lines, cert)
	if delta != nil {
		listed += times(delta.Lines, cert)
	}
	if listed > 1 {
		m.note("is.listed-twice")
	}
	m.v.WithCRL(p.crl, l.DER())
	if p.crl2 != "" {
		m.second(p.crl2, func() {
			other := l
			other.Number, other.Lines, other.TBS, other.Whole, other.Sig = max(other.Number, 1)+int64(m.IntN(3)-1), nil, nil, nil, nil
			for m.chance(30) {
				other.Lines = append(other.Lines, entry())
			}
			if held(l, other, cert) || held(other, l, cert) {
				m.note("is.hold-released")
			}
			m.v.WithCRL(p.crl2, other.DER())
		})
	}
	if delta != nil {
		m.note("is.delta")
		if m.chance(10) {
			m.v.WithUnavailable(p.delta)
		} else {
			m.v.WithCRL(p.delta, delta.DER())
		}
	}
	if changes("misplaced") && len(m.v.Evidence.CRLs) > 1 {
		m.note("evidence.misplaced")
		list := m.v.Evidence.CRLs
		a, b := m.IntN(len(list)), m.IntN(len(list))
		list[a].CRL, list[b].CRL = list[b].CRL, list[a].CRL
	}
}

// held tells whether the newer of two lists releases the certificate from a hold that the older one has.
func held(older, newer List, cert *Cert) bool {
	count := func(lines []Line, reason int) (n int) {
		for _, l := range lines {
			if string(l.Serial) == string(cert.Serial) && l.Reason == reason {
				n++
			}
		}
		return n
	}
	const hold, removed = 6, 8
	holds := count(older.Lines, hold)
	only := holds+count(older.Lines, removed) == times(older.Lines, cert)
	return older.Number < newer.Number && holds > 0 && only && count(newer.Lines, removed) == times(newer.Lines, cert)
}

// times is how often the certificate is listed.
func times(lines []Line, cert *Cert) (n int) {
	for _, l := range lines {
		if string(l.Serial) == string(cert.Serial) {
			n++
		}
	}
	return n
}

// later remembers when the latest piece of evidence was made.
func (m *maker) later(times ...time.Time) {
	for _, t := range times {
		if t.After(m.latest) {
			m.latest = t
		}
	}
}

// made0 is when the signature says that it was made.
func (m *maker) made0() time.Time { return m.now.AddDate(0, -1, 0) }

func (m *maker) ocspSpec(o *Response, cert, issuer *Cert) {
	r := m.Random
	a := &o.Answers[0]
	note := func(what string) { m.note("ocsp.spec.%s", what) }
	edge := func() time.Duration {
		return pick(r, 0, -time.Second, time.Second, 299*time.Second, 300*time.Second, 301*time.Second, time.Hour, -time.Hour)
	}
	switch m.IntN(24) {
	case 0:
		a.This = m.now.Add(edge())
		note("this-update")
	case 1:
		a.Next = m.now.Add(edge())
		note("next-update")
	case 2:
		a.Next = time.Time{}
		note("no-next")
	case 3:
		a.Serial = pick(r, []byte{1}, append([]byte{0}, cert.Serial...), cert.Serial[1:])
		note("serial")
	case 4:
		a.Name = DN("CN", "other")
		note("issuer")
	case 5:
		a.Key = []byte{1, 2, 3}
		note("issuer")
	case 6:
		a.Hash = pick(r, "sha256", "sha384", "sha512")
		note("hash")
	case 7:
		extra := *a
		extra.Status = pick(r, Good(), Unknown(), Revoked(m.made0(), 1))
		o.Answers = append(o.Answers, extra)
		note("two-answers")
	case 8:
		o.Alg = map[bool]string{true: "rsa-sha1", false: "ecdsa-sha1"}[o.Signer.Key.N != nil]
		note("sha1")
	case 9:
		o.Sig = func(b []byte) []byte { b, _ = m.spoilBytes(b); return b }
		note("signature")
	case 10, 11:
		mods := []Mod{WithSubject(DN("C", "US", "CN", "responder")), Validity(m.now.AddDate(0, -2, 0).Format(time.RFC3339), m.now.AddDate(0, 2, 0).Format(time.RFC3339))}
		nocheck := AddExt(Ext("1.3.6.1.5.5.7.48.1.5", false, Null()))
		how := m.IntN(9)
		above := issuer
		switch how {
		case 0:
			mods = append(mods, WithEKU(false, pick(r, CodeSigning, AnyEKU, TimeStamping)), nocheck)
		case 1:
			mods = append(mods, WithEKU(false, OCSPSigning))
		case 2:
			mods = append(mods, WithEKU(true, OCSPSigning, CodeSigning), nocheck)
		case 3:
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck, Validity(m.now.AddDate(0, -2, 0).Format(time.RFC3339), m.now.Add(edge()).Format(time.RFC3339)))
		case 4:
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck, WithUsage(1<<m.IntN(9), true))
		case 5:
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck, WithIssuer(DN("CN", "other")))
		case 6:
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck)
			above = Root("p-stranger")
		case 7:
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck, WithKey(m.key(false)))
		case 8: // of a responder, not of the issuer
			mods = append(mods, WithEKU(false, OCSPSigning), nocheck)
			above = Leaf(cert.Name+" r1", issuer, mods...)
		}
		d := Leaf(cert.Name+" r2", above, mods...)
		o.Signer, o.Certs, o.Alg = d, []*Cert{d}, ""
		if m.chance(10) {
			o.Certs = []*Cert{cert, d}
			note("responder-second")
		}
		m.note("ocsp.spec.responder-%d", how)
	case 12:
		o.Signer, o.Certs, o.Alg = cert, []*Cert{cert}, ""
		note("itself")
	case 13:
		o.Certs = []*Cert{issuer}
		note("embedded-issuer")
	case 14:
		a.Exts = [][]byte{Ext("1.2.3.4", m.chance(50), Null())}
		note("extension")
	case 15:
		o.Exts = [][]byte{Ext("1.2.3.4", m.chance(50), Null())}
		note("response-extension")
	case 16:
		a.Status = Revoked(m.made0(), 1)
		a.Exts = [][]byte{Invalidity(m.made0().Add(time.Duration(m.IntN(3)-1) * time.Hour))}
		note("invalidity")
	case 17:
		o.Whole = func(b []byte) []byte { b, how := m.spoilBytes(b); m.note("ocsp.spec.bytes-%s", how); return b }
	case 18:
		o.Signer, o.Alg = Root("p-stranger"), ""
		note("stranger")
	case 20: // of another certificate of the same issuer, beside or instead
		sibling := *a
		sibling.Serial = append([]byte{1}, cert.Serial[1:]...)
		sibling.Status = pick(r, Good(), Unknown(), Revoked(m.made0(), 1))
		o.Answers = pick(r, []Answer{sibling}, []Answer{sibling, *a}, []Answer{*a, sibling})
		note("sibling")
	case 21: // says that another one signed
		o.Signer = &Cert{Spec: Spec{Subject: DN("CN", "other"), Key: o.Signer.Key, SPKI: P256("other").SPKI()}}
		note("responder-id")
	case 22: // a namesake of the issuer, with the same key or another
		namesake := twin(issuer, func(s *Spec) { s.Serial = []byte{78} })
		if m.chance(50) {
			namesake = twin(issuer, func(s *Spec) { s.Key, s.SPKI, s.Alg, s.OuterAlg = P256("namesake"), nil, "", "" })
		}
		o.Signer, o.Certs, o.Alg = namesake, []*Cert{namesake}, ""
		note("namesake")
	case 23:
		o.Whole = func(b []byte) []byte {
			status := pick(r, byte(1), 2, 3, 5, 6, 7)
			if m.chance(50) {
				return Seq(TLV(0x0a, []byte{status}))
			}
			return setStatus(b, status)
		}
		note("status")
	case 19:
		o.Certs = nil
		note("no-certificates")
	}
}

func (m *maker) crlSpec(l *List, cert *Cert, url string, entry func() Line) {
	r := m.Random
	note := func(what string) { m.note("crl.spec.%s", what) }
	edge := func() time.Duration {
		return pick(r, 0, -time.Second, time.Second, 299*time.Second, 300*time.Second, 301*time.Second, time.Hour, -time.Hour)
	}
	switch m.IntN(16) {
	case 0:
		l.This = m.now.Add(edge())
		note("this-update")
	case 1:
		l.Next = m.now.Add(edge())
		note("next-update")
	case 2:
		l.NoNext = true
		note("no-next")
	case 3:
		l.Name = DN("CN", "other")
		note("issuer")
	case 4:
		l.SignWith, l.Alg = P256("forger"), ""
		note("other-signer")
	case 5:
		l.Alg = map[bool]string{true: "rsa-sha1", false: "ecdsa-sha1"}[l.Issuer.Key.N != nil]
		note("sha1")
	case 6:
		l.Sig = func(b []byte) []byte { b, _ = m.spoilBytes(b); return b }
		note("signature")
	case 7:
		l.Exts = append(l.Exts, Ext("1.2.3.4", m.chance(50), Null()))
		note("extension")
	case 8:
		l.Exts = append(l.Exts, Scope(pick(r, Flag(1), Flag(2), Flag(5), Flag(4), TLV(0x83, []byte{5, 0x60}), PointName(url), PointName("http://crl.lab.example/else"), nil)))
		note("scope")
	case 9:
		l.Base = l.Number
		note("delta-as-base")
	case 10:
		e := entry()
		e.Exts = append(e.Exts, pick(r, Ext("1.2.3.4", m.chance(60), Null()), Ext("2.5.29.29", m.chance(60), Seq(Ctx(4, DN("CN", "other"))))))
		l.Lines = append(l.Lines, e)
		note("entry-extension")
	case 11:
		for range 1 + m.IntN(3) {
			l.Lines = append(l.Lines, entry())
		}
		note("entries")
	case 12:
		l.Whole = func(b []byte) []byte { b, how := m.spoilBytes(b); m.note("crl.spec.bytes-%s", how); return b }
	case 13:
		l.Outer = pick(r, "ecdsa-sha256", "rsa-sha256", "ecdsa-sha384")
		note("algorithms-differ")
	case 14:
		l.Version = pick(r, []byte{}, Int(0), Int(2))
		note("version")
	case 15:
		l.Number = -1
		if m.chance(50) {
			l.Exts = append(l.Exts, Ext("2.5.29.20", m.chance(50), Int(5)))
		}
		note("number")
	}
}

// second decides whether a further address answers.
func (m *maker) second(url string, answers func()) {
	m.note("points.several")
	if m.chance(60) {
		answers()
	} else {
		m.v.WithUnavailable(url)
	}
}

// otherAnswer is what a further responder says of the same certificate.
func (m *maker) otherAnswer(a Answer, issuer *Cert) Response {
	a.Status = pick(m.Random, Good(), Good(), Unknown(), Revoked(m.made0(), 1))
	return Response{Answers: []Answer{a}, Signer: issuer, Produced: a.This}
}

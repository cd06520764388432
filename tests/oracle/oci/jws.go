package main

import (
	"bytes"
	"crypto"
	"fmt"
	"math/big"
	"strings"
	"time"

	. "sealcheck.example/oracle/lab"
)

// oneLeaf is a self-signed signer: the shortest chain.
var oneLeaf, oneRSA, oneP384 *Cert

func singles() {
	if oneLeaf == nil {
		// its length makes its base64 end in padding
		for n := 8; oneLeaf == nil || len(oneLeaf.DER)%3 != 1; n++ {
			oneLeaf = Leaf("e-leaf", nil, func(s *Spec) { s.Serial = bytes.Repeat([]byte{0x21}, n) })
		}
		oneRSA = Leaf("e-rsa", nil, WithKey(RSA("2048-a")))
		oneP384 = Leaf("e-p384", nil, WithKey(P384("e-p384")))
	}
}

// lowBits changes the unused bits of the last base64 character.
func lowBits(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(s)%4 == 0 {
		panic("no unused bits")
	}
	i := strings.IndexByte(alphabet, s[len(s)-1])
	return s[:len(s)-1] + string(alphabet[i|1])
}

func pad(s string) string { return s + strings.Repeat("=", (4-len(s)%4)%4) }

func standard(s string) string {
	out := strings.NewReplacer("-", "+", "_", "/").Replace(s)
	if out == s {
		panic("nothing to change")
	}
	return out
}

func inside(s, what string) string { return s[:len(s)/2] + what + s[len(s)/2:] }

// highS makes the other valid ECDSA signature.
func highS(key *Key) func([]byte) []byte {
	return func(sig []byte) []byte {
		half := len(sig) / 2
		n := key.EC.Params().N
		s := new(big.Int).SetBytes(sig[half:])
		if s.Cmp(new(big.Int).Rsh(n, 1)) <= 0 {
			s.Sub(n, s)
		}
		return append(append([]byte{}, sig[:half]...), s.FillBytes(make([]byte, half))...)
	}
}

func lowS(key *Key) func([]byte) []byte {
	return func(sig []byte) []byte {
		half := len(sig) / 2
		n := key.EC.Params().N
		s := new(big.Int).SetBytes(sig[half:])
		if s.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
			s.Sub(n, s)
		}
		return append(append([]byte{}, sig[:half]...), s.FillBytes(make([]byte, half))...)
	}
}

// badSignatures is what both envelopes share about the signature value.
func badSignatures() []struct {
	id, note string
	rsa      bool
	edit     func(*Envelope)
} {
	fixed := func(b []byte) func([]byte) []byte { return func([]byte) []byte { return b } }
	type row = struct {
		id, note string
		rsa      bool
		edit     func(*Envelope)
	}
	n := oneLeaf.Key.EC.Params().N
	return []row{
		{"sig-der", "ECDSA signature in DER", false, func(e *Envelope) { e.Signature = DERSignature }},
		{"sig-short", "ECDSA signature of 63 bytes", false, func(e *Envelope) { e.Signature = func(b []byte) []byte { return b[:63] } }},
		{"sig-long", "ECDSA signature of 65 bytes", false, func(e *Envelope) { e.Signature = func(b []byte) []byte { return append(b, 0) } }},
		{"sig-zero", "ECDSA signature of zeros", false, func(e *Envelope) { e.Signature = fixed(make([]byte, 64)) }},
		{"sig-s-plus-n", "ECDSA r and s of the group order", false, func(e *Envelope) { e.Signature = fixed(append(n.Bytes(), n.Bytes()...)) }},
		{"sig-high-s", "the larger of the two s values", false, func(e *Envelope) { e.Signature = highS(oneLeaf.Key) }},
		{"sig-low-s", "the smaller of the two s values", false, func(e *Envelope) { e.Signature = lowS(oneLeaf.Key) }},
		{"sig-r-bit", "one bit of r flipped", false, func(e *Envelope) { e.Signature = func(b []byte) []byte { b[3] ^= 1; return b } }},
		{"sig-other-key", "signed by another key", false, func(e *Envelope) { e.Key = P256("a stranger") }},
		{"pss-salt-0", "PSS with an empty salt (D-08)", true, func(e *Envelope) { e.SaltLen = -1 }},
		{"pss-salt-1", "PSS with a salt of 1 byte (D-08)", true, func(e *Envelope) { e.SaltLen = 1 }},
		{"pss-salt-20", "PSS with a salt of 20 bytes (D-08)", true, func(e *Envelope) { e.SaltLen = 20 }},
		{"pss-salt-31", "PSS with a salt of 31 bytes (D-08)", true, func(e *Envelope) { e.SaltLen = 31 }},
		{"pss-salt-32", "PSS with a salt of 32 bytes", true, func(e *Envelope) { e.SaltLen = 32 }},
		{"pss-salt-33", "PSS with a salt of 33 bytes (D-08)", true, func(e *Envelope) { e.SaltLen = 33 }},
		{"pss-salt-max", "PSS with a salt of 222 bytes (D-08)", true, func(e *Envelope) { e.SaltLen = 222 }},
		{"rsa-pkcs1", "PKCS #1 v1.5 under PS256", true, func(e *Envelope) {
			e.Sign = func(h crypto.Hash, m []byte) []byte { return oneRSA.Key.SignTBS("rsa-sha256", m) }
		}},
		{"rsa-short", "RSA signature without its last byte", true, func(e *Envelope) { e.Signature = func(b []byte) []byte { return b[:255] } }},
		{"rsa-zero-prefixed", "RSA signature with a zero byte before it", true, func(e *Envelope) { e.Signature = func(b []byte) []byte { return append([]byte{0}, b...) } }},
		{"rsa-zero", "RSA signature of zeros", true, func(e *Envelope) { e.Signature = fixed(make([]byte, 256)) }},
		{"rsa-plus-n", "RSA signature of all ones, above the modulus", true, func(e *Envelope) { e.Signature = fixed(bytes.Repeat([]byte{0xff}, 256)) }},
	}
}

func jwsCases() (cases []*Case) {
	singles()
	raw := func(id, rules, note, mediaType string, env []byte, leaf *Cert) *Case {
		c := OCI("jws-"+id, rules, note, mediaType, env).Trust(leaf)
		cases = append(cases, c)
		return c
	}
	addBy := func(leaf *Cert, id, rules, note string, edit func(*Envelope)) *Case {
		e := By(leaf)
		if edit != nil {
			edit(&e)
		}
		c := raw(id, rules, note, JWSType, e.JWS(), leaf)
		return under(c, e.Scheme, leaf)
	}
	add := func(id, rules, note string, edit func(*Envelope)) *Case { return addBy(oneLeaf, id, rules, note, edit) }
	prot := func(id, rules, note string, f func(m *Members)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Protected = f })
	}
	protText := func(id, rules, note string, f func(string) string) *Case {
		return add(id, rules, note, func(e *Envelope) { e.ProtectedText = f })
	}
	header := func(id, rules, note string, f func(m *Members)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Header = f })
	}
	outer := func(id, rules, note string, f func(m *Members)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Outer = f })
	}
	outerText := func(id, rules, note string, f func(string) string) *Case {
		return add(id, rules, note, func(e *Envelope) { e.OuterText = f })
	}
	saProt := func(id, rules, note string, f func(m *Members)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Scheme = SA; e.Protected = f })
	}
	plain := By(oneLeaf).JWS()

	// 2a: outer JSON
	raw("plain", "JWS-01 JWS-02 JWS-53", "a plain envelope", JWSType, plain, oneLeaf)
	for _, m := range [][2]string{{"jose", "application/jose"}, {"parameter", "application/jose+json; x=y"}, {"upper", "Application/Jose+Json"}, {"cose", COSEType}, {"empty", ""}, {"octets", "application/octet-stream"}, {"space", "application/jose+json "}} {
		c := raw("type-"+m[0], "JWS-01 VER-15", "media type "+Quote(m[1]), JWSType, plain, oneLeaf)
		c.Signatures[0].MediaType = m[1]
	}
	var parts Members
	{
		e := By(oneLeaf)
		e.Outer = func(m *Members) { parts = *m }
		e.JWS()
	}
	unq := func(s string) string { return strings.Trim(s, `"`) }
	raw("compact", "JWS-02", "compact serialization", JWSType, []byte(unq(parts.Get("protected"))+"."+unq(parts.Get("payload"))+"."+unq(parts.Get("signature"))), oneLeaf)
	raw("general", "JWS-03", "general serialization", JWSType, []byte(`{"payload":`+parts.Get("payload")+`,"signatures":[{"protected":`+parts.Get("protected")+`,"header":`+parts.Get("header")+`,"signature":`+parts.Get("signature")+`}]}`), oneLeaf)
	outer("general-and-flattened", "JWS-03 JWS-04", "flattened with an additional signatures array (D-06)", func(m *Members) {
		m.Add("signatures", `[{"protected":`+m.Get("protected")+`,"signature":`+m.Get("signature")+`}]`)
	})
	outer("extra-member", "JWS-04", "an additional top-level member (D-06)", func(m *Members) { m.Add("foo", "1") })
	outer("member-order", "JWS-02", "members in another order", func(m *Members) { p := m.Get("payload"); m.Del("payload").Add("payload", p) })
	for _, n := range []string{"payload", "protected", "header", "signature"} {
		outer("case-"+n, "JWS-05", n+" capitalized (D-02)", func(m *Members) { m.Rename(n, strings.ToUpper(n[:1])+n[1:]) })
		outer("missing-"+n, "JWS-11", "no "+n, func(m *Members) { m.Del(n) })
		outer("number-"+n, "JWS-10", n+" is a number", func(m *Members) { m.Set(n, "1") })
		outer("null-"+n, "JWS-10 JWS-11", n+" is null", func(m *Members) { m.Set(n, "null") })
		outer("duplicate-null-"+n, "JWS-06", n+" again as null (D-02)", func(m *Members) { m.Add(n, "null") })
	}
	for _, n := range []string{"payload", "protected", "signature"} {
		outer("empty-"+n, "JWS-11 PAY-12", n+" is an empty string", func(m *Members) { m.Set(n, `""`) })
		outer("duplicate-bad-good-"+n, "JWS-06", n+" twice, the last one good (D-02)", func(m *Members) { m.Front(n, `"AAAA"`) })
		outer("duplicate-good-bad-"+n, "JWS-06", n+" twice, the first one good (D-02)", func(m *Members) { m.Add(n, `"AAAA"`) })
	}
	header("case-x5c", "JWS-05", "X5C (D-02)", func(m *Members) { m.Rename("x5c", "X5C") })
	outer("header-array", "JWS-10", "header is an array", func(m *Members) { m.Set("header", "[]") })
	outer("header-string", "JWS-10", "header is a string", func(m *Members) { m.Set("header", `"x"`) })
	outer("header-merged", "JWS-06", "two header objects, the second has the agent only (D-02)", func(m *Members) { m.Add("header", `{"`+HAgent+`":"x"}`) })
	outer("header-twice-other-chain", "JWS-06", "two header objects with different chains (D-02)", func(m *Members) { m.Front("header", `{"x5c":["AAAA"]}`) })
	outerText("whitespace", "JWS-07", "blanks around the object", func(s string) string { return " \r\n\t" + s + "\n " })
	outerText("trailing-x", "JWS-07", "a letter after the object", func(s string) string { return s + "x" })
	outerText("trailing-object", "JWS-07", "an object after the object", func(s string) string { return s + "{}" })
	outerText("trailing-zero", "JWS-07", "a zero byte after the object", func(s string) string { return s + "\x00" })
	outerText("bom", "JWS-07", "a byte order mark", func(s string) string { return "\ufeff" + s })
	outerText("comment", "JWS-07", "a comment", func(s string) string { return "/*x*/" + s })
	outerText("trailing-comma", "JWS-07", "a comma before the last brace", func(s string) string { return s[:len(s)-1] + ",}" })
	outerText("truncated", "JWS-07", "the last brace is missing", func(s string) string { return s[:len(s)-1] })
	outerText("escaped-names", "JWS-05", "member names with escapes", func(s string) string { return strings.Replace(s, `"payload"`, `"pay\u006coad"`, 1) })
	outerText("escaped-value", "JWS-12", "a letter of protected written as an escape", func(s string) string {
		return strings.Replace(s, `"protected":"e`, `"protected":"\u0065`, 1)
	})
	for _, b := range [][2]string{{"array", "[]"}, {"null", "null"}, {"object", "{}"}, {"string", `"x"`}, {"number", "1"}, {"nothing", ""}, {"blank", " "}, {"cbor", "\xd2\x84"}, {"text", "hello"}} {
		raw("document-"+b[0], "JWS-07 JWS-08 VER-28", "the envelope is "+Quote(b[1]), JWSType, []byte(b[1]), oneLeaf)
	}
	outer("deep-member", "JWS-04", "40 nested arrays in an unknown member (D-06)", func(m *Members) { m.Add("x", strings.Repeat("[", 40)+strings.Repeat("]", 40)) })
	header("deep-header", "JWS-60", "40 nested arrays in an unknown header", func(m *Members) { m.Add("x", strings.Repeat("[", 40)+strings.Repeat("]", 40)) })
	header("deep-header-10001", "JWS-60 PAY-23", "10001 nested arrays in an unknown header", func(m *Members) { m.Add("x", strings.Repeat("[", 10001)+strings.Repeat("]", 10001)) })

	// 2b: base64url and signing input
	add("padded-payload", "JWS-12", "padding after payload, signed so", func(e *Envelope) { e.Payload = Payload("k", "12"); e.PayloadB64 = forcePad })
	add("padded-protected", "JWS-12", "padding after protected, signed so", func(e *Envelope) {
		e.ProtectedText = odd
		e.ProtectedB64 = forcePad
	})
	add("padded-signature", "JWS-12", "padding after signature", func(e *Envelope) { e.Base64Sig = forcePad })
	add("url-alphabet", "JWS-12", "a payload that needs - and _", func(e *Envelope) { e.Payload = Payload("k", "~~~???>>>\u00fb\u00ff") })
	add("standard-alphabet-payload", "JWS-12", "payload in the standard alphabet, signed so", func(e *Envelope) { e.Payload = Payload("k", "~~~???>>>\u00fb\u00ff"); e.PayloadB64 = standard })
	add("standard-alphabet-signature", "JWS-12", "signature in the standard alphabet", func(e *Envelope) {
		// some time has a signature that needs it
		for i := 0; ; i++ {
			e.Time = SignedAt.Add(time.Duration(i) * time.Second)
			probe, found := *e, false
			probe.Base64Sig = func(s string) string { found = strings.ContainsAny(s, "-_"); return s }
			probe.JWS()
			if found {
				break
			}
		}
		e.Base64Sig = standard
	})
	for _, w := range [][2]string{{"space", " "}, {"lf", "\n"}, {"crlf", "\r\n"}, {"tab", "\t"}, {"dot", "."}, {"percent", "%3D"}} {
		rules := "JWS-12"
		if w[0] == "lf" || w[0] == "crlf" {
			rules = "JWS-13 JWS-15"
		}
		if w[0] == "dot" {
			rules = "JWS-16"
		}
		add(w[0]+"-in-protected", rules, w[0]+" inside protected, signed so", func(e *Envelope) { e.ProtectedB64 = func(s string) string { return inside(s, w[1]) } })
		add(w[0]+"-in-payload", rules, w[0]+" inside payload, signed so", func(e *Envelope) { e.PayloadB64 = func(s string) string { return inside(s, w[1]) } })
		add(w[0]+"-in-signature", rules, w[0]+" inside signature", func(e *Envelope) { e.Base64Sig = func(s string) string { return inside(s, w[1]) } })
	}
	add("lf-in-payload-after-signing", "JWS-13 JWS-15", "LF inside payload, added after signing", func(e *Envelope) { e.SpoilPayloadB64 = func(s string) string { return inside(s, "\n") } })
	add("low-bits-signature", "JWS-14", "unused bits of signature set (D-07)", func(e *Envelope) { e.Base64Sig = lowBits })
	add("low-bits-protected", "JWS-14 JWS-15", "unused bits of protected set, signed so (D-07)", func(e *Envelope) { e.ProtectedText = odd; e.ProtectedB64 = lowBits })
	add("low-bits-payload", "JWS-14 JWS-15", "unused bits of payload set, signed so (D-07)", func(e *Envelope) { e.Payload = []byte(odd(string(e.Payload))); e.PayloadB64 = lowBits })
	add("low-bits-payload-after-signing", "JWS-14 JWS-15", "unused bits of payload set after signing", func(e *Envelope) { e.Payload = []byte(odd(string(e.Payload))); e.SpoilPayloadB64 = lowBits })
	add("base64-one-char", "JWS-12", "payload of one character", func(e *Envelope) { e.SpoilPayloadB64 = func(string) string { return "A" } })
	for _, b := range badSignatures() {
		leaf, rules := oneLeaf, "JWS-17 ALG-08"
		if b.rsa {
			leaf, rules = oneRSA, "JWS-17 JWS-18 ALG-10"
		}
		addBy(leaf, b.id, rules, b.note, b.edit)
	}
	// 2c: order and tampering
	header("no-x5c", "JWS-19", "no x5c", func(m *Members) { m.Del("x5c") })
	header("x5c-empty", "JWS-19", "x5c empty", func(m *Members) { m.Set("x5c", "[]") })
	header("x5c-null", "JWS-19", "x5c null", func(m *Members) { m.Set("x5c", "null") })
	add("payload-bit", "JWS-21", "one letter of the payload changed", func(e *Envelope) {
		e.SpoilPayloadB64 = func(string) string { return B64(bytes.Replace(Payload(), []byte("sha256:"), []byte("sha256;"), 1)) }
	})
	add("payload-reencoded", "JWS-21 JWS-15", "one more blank in the payload after signing", func(e *Envelope) {
		e.SpoilPayloadB64 = func(string) string { return B64(append(Payload(), ' ')) }
	})
	add("protected-reencoded", "JWS-21 JWS-15", "one more blank in protected after signing", func(e *Envelope) {
		var text string
		e.ProtectedText = func(s string) string { text = s; return s }
		e.SpoilProtectedB64 = func(string) string { return B64([]byte(text + " ")) }
	})
	add("tampered-permissive", "JWS-21 VER-26", "another payload; permissive", func(e *Envelope) { e.SpoilPayloadB64 = func(string) string { return B64(Payload("a", "b")) } }).Level("permissive")
	add("tampered-audit", "JWS-21 VER-26", "another payload; audit", func(e *Envelope) { e.SpoilPayloadB64 = func(string) string { return B64(Payload("a", "b")) } }).Level("audit")
	// 2d: algorithm and content type
	prot("alg-missing", "JWS-24", "no alg", func(m *Members) { m.Del("alg") })
	prot("alg-number", "JWS-24", "alg is a number", func(m *Members) { m.Set("alg", "-7") })
	prot("alg-null", "JWS-24", "alg is null", func(m *Members) { m.Set("alg", "null") })
	for _, a := range []string{"none", "HS256", "RS256", "EdDSA", "es256", "ES256K", "", "ES256 ", "PS256", "ES384", "ES512", "None", "ESP256"} {
		name := strings.ReplaceAll(a, " ", "-space")
		if a == "" {
			name = "empty"
		}
		prot("alg-value-"+name, "JWS-25 JWS-26 JWS-27", "alg "+Quote(a)+" over a P-256 key", func(m *Members) { m.Set("alg", Quote(a)) })
	}
	add("alg-none-unsigned", "JWS-25", "alg none with an empty signature", func(e *Envelope) {
		e.Protected = func(m *Members) { m.Set("alg", `"none"`) }
		e.Base64Sig = func(string) string { return "" }
	})
	for _, a := range []string{"PS384", "PS512", "RS256", "ES256"} {
		addBy(oneRSA, "rsa-2048-"+strings.ToLower(a), "JWS-26 JWS-27", "RSA-2048 with "+a, func(e *Envelope) {
			e.Alg = a
			if a == "RS256" {
				e.Sign = func(h crypto.Hash, m []byte) []byte { return oneRSA.Key.SignTBS("rsa-sha256", m) }
			}
		})
	}
	addBy(oneP384, "p384-es256", "JWS-27 ALG-08", "P-384 with ES256", func(e *Envelope) { e.Alg = "ES256" })
	addBy(oneP384, "p384-es512", "JWS-27 ALG-08", "P-384 with ES512", func(e *Envelope) { e.Alg = "ES512" })
	add("p256-es384", "JWS-27 ALG-08", "P-256 with ES384, hashed with SHA-384", func(e *Envelope) { e.Alg = "ES384" })
	prot("cty-missing", "JWS-28", "no cty", func(m *Members) { m.Del("cty") })
	prot("cty-null", "JWS-28", "cty null", func(m *Members) { m.Set("cty", "null") })
	prot("cty-number", "JWS-28", "cty a number", func(m *Members) { m.Set("cty", "1") })
	prot("alg-and-ALG", "JWS-29", "alg ES256 and ALG ES384 (D-02)", func(m *Members) { m.Add("ALG", `"ES384"`) })
	prot("alg-and-ALG-same", "JWS-29", "alg and ALG, both ES256 (D-02)", func(m *Members) { m.Add("ALG", `"ES256"`) })
	prot("ALG-only", "JWS-29", "ALG alone", func(m *Members) { m.Rename("alg", "ALG") })
	for _, n := range [][2]string{{"cty", "CTY"}, {"crit", "Crit"}, {HScheme, "IO.CNCF.notary.signingScheme"}, {HTime, "io.cncf.notary.SigningTime"}} {
		prot("miscased-"+n[1][strings.LastIndex(n[1], ".")+1:], "JWS-30", n[1]+" for "+n[0]+" (D-02)", func(m *Members) { m.Rename(n[0], n[1]) })
	}
	prot("miscased-expiry", "JWS-30", "an expired time as io.cncf.notary.Expiry, critical (D-02)", func(m *Members) {
		m.Add("io.cncf.notary.Expiry", `"2026-05-02T00:00:00Z"`).Set("crit", StringArray([]string{HScheme, HExpiry}))
	})
	prot("duplicate-alg-bad-good", "JWS-31", "alg twice: ES384, ES256 (D-02)", func(m *Members) { m.Front("alg", `"ES384"`) })
	prot("duplicate-alg-good-bad", "JWS-31", "alg twice: ES256, ES384 (D-02)", func(m *Members) { m.Add("alg", `"ES384"`) })
	prot("duplicate-alg-same", "JWS-31", "alg twice, the same (D-02)", func(m *Members) { m.Add("alg", `"ES256"`) })
	prot("duplicate-crit", "JWS-31", "crit twice, the last one complete (D-02)", func(m *Members) { m.Front("crit", `["foo"]`) })
	prot("duplicate-scheme", "JWS-31", "scheme twice, the last one notary.x509 (D-02)", func(m *Members) { m.Front(HScheme, Quote(SA)) })
	prot("duplicate-time", "JWS-31", "signing time twice (D-02)", func(m *Members) { m.Add(HTime, `"2026-05-02T00:00:00Z"`) })
	prot("duplicate-attribute", "JWS-31", "an extended attribute twice (D-02)", func(m *Members) { m.Add("foo", "1").Add("foo", "2") })
	protText("duplicate-escaped-name", "JWS-31", "alg again as al\\u0067 (D-02)", func(s string) string { return s[:len(s)-1] + `,"al\u0067":"ES256"}` })
	protText("protected-trailing-x", "JWS-32", "a letter after the protected object", func(s string) string { return s + "x" })
	protText("protected-trailing-space", "JWS-32", "blanks after the protected object", func(s string) string { return s + " \n" })
	protText("protected-leading-space", "JWS-32", "blanks before the protected object", func(s string) string { return " \n" + s })
	protText("protected-bom", "JWS-32", "a byte order mark in protected", func(s string) string { return "\ufeff" + s })
	protText("protected-comment", "JWS-32", "a comment in protected", func(s string) string { return s + "//" })
	protText("protected-control", "JWS-32", "a control character in a string", func(s string) string { return s[:len(s)-1] + ",\"foo\":\"a\nb\"}" })
	protText("protected-leading-zero", "JWS-32", "a number with a leading zero", func(s string) string { return s[:len(s)-1] + `,"foo":01}` })
	protText("protected-huge-number", "JWS-51", "the number 1e400 as attribute", func(s string) string { return s[:len(s)-1] + `,"foo":1e400}` })
	protText("protected-array", "JWS-32", "protected is an array", func(s string) string { return "[" + s + "]" })
	protText("protected-null", "JWS-32", "protected is null", func(s string) string { return "null" })
	protText("protected-empty-object", "JWS-24", "protected is {}", func(s string) string { return "{}" })
	protText("protected-empty", "JWS-11", "protected encodes no bytes", func(s string) string { return "" })
	protText("protected-invalid-utf8", "PAY-23", "invalid UTF-8 in an attribute", func(s string) string { return s[:len(s)-1] + ",\"foo\":\"\xff\"}" })
	protText("protected-surrogate", "PAY-23", "a lone surrogate in an attribute", func(s string) string { return s[:len(s)-1] + `,"foo":"\ud800"}` })
	protText("protected-deep", "JWS-51", "40 nested arrays in an attribute", func(s string) string {
		return s[:len(s)-1] + `,"foo":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "}"
	})
	// 2e: crit
	crit := func(id, rules, note, value string, more ...string) *Case {
		return prot("crit-"+id, rules, note, func(m *Members) {
			if value == "" {
				m.Del("crit")
			} else {
				m.Set("crit", value)
			}
			for i := 0; i < len(more); i += 2 {
				m.Add(more[i], more[i+1])
			}
		})
	}
	s := Quote(HScheme)
	crit("missing", "JWS-33 SCH-02", "no crit", "")
	crit("empty", "JWS-33", "crit empty", "[]")
	crit("null", "JWS-33", "crit null", "null")
	crit("string", "JWS-34", "crit a string", s)
	crit("number", "JWS-34", "a number in crit", "["+s+",1]")
	crit("null-element", "JWS-34", "null in crit", "["+s+",null]")
	crit("empty-element", "JWS-34 JWS-38", "an empty string in crit", `[`+s+`,""]`)
	crit("object", "JWS-34", "crit an object", `{"a":1}`)
	crit("no-scheme", "JWS-35 SCH-02", "the scheme is not in crit", `["foo"]`, "foo", "1")
	exp := Quote("2026-12-01T00:00:00Z")
	crit("expiry-missing", "JWS-36", "an expiry that is not in crit", "["+s+"]", HExpiry, exp)
	crit("expiry-null", "JWS-36", "expiry null, not in crit", "["+s+"]", HExpiry, "null")
	crit("expiry-null-listed", "JWS-36 JWS-39", "expiry null, in crit", "["+s+","+Quote(HExpiry)+"]", HExpiry, "null")
	crit("expiry-zero", "JWS-36", "expiry 0001-01-01, not in crit", "["+s+"]", HExpiry, Quote("0001-01-01T00:00:00Z"))
	crit("expiry-zero-listed", "JWS-36 JWS-39", "expiry 0001-01-01, in crit", "["+s+","+Quote(HExpiry)+"]", HExpiry, Quote("0001-01-01T00:00:00Z"))
	saProt("crit-sa-time-missing", "JWS-37", "authenticSigningTime not in crit", func(m *Members) { m.Set("crit", "["+s+"]") })
	saProt("crit-sa-both-missing", "JWS-35 JWS-37", "nothing required in crit", func(m *Members) { m.Set("crit", `["foo"]`).Add("foo", "1") })
	crit("absent-attribute", "JWS-38", "crit names an attribute that is absent", "["+s+`,"foo"]`)
	crit("null-attribute", "JWS-38 JWS-52", "crit names an attribute that is null (D-11)", "["+s+`,"foo"]`, "foo", "null")
	crit("attribute-case", "JWS-38", "crit names Foo, foo is present", "["+s+`,"Foo"]`, "foo", "1")
	crit("alg", "JWS-39", "alg in crit", "["+s+`,"alg"]`)
	crit("cty", "JWS-39", "cty in crit", "["+s+`,"cty"]`)
	crit("crit", "JWS-39", "crit in crit", "["+s+`,"crit"]`)
	crit("signing-time", "JWS-39", "the signing time in crit", "["+s+","+Quote(HTime)+"]")
	crit("expiry-absent", "JWS-39", "an absent expiry in crit", "["+s+","+Quote(HExpiry)+"]")
	crit("authentic-time-x509", "JWS-39", "an absent authenticSigningTime in crit", "["+s+","+Quote(HAuth)+"]")
	crit("unprotected-name", "JWS-39", "x5c, present unprotected, in crit", "["+s+`,"x5c"]`)
	crit("scheme-twice", "JWS-40", "the scheme twice", "["+s+","+s+"]")
	crit("attribute-twice", "JWS-40", "an attribute twice", "["+s+`,"foo","foo"]`, "foo", "1")
	crit("order", "JWS-35", "the scheme last", `["foo",`+s+"]", "foo", `"bar"`)
	crit("b64", "JWS-41", "b64 false, critical (D-11)", "["+s+`,"b64"]`, "b64", "false")
	prot("b64-not-critical", "JWS-41", "b64 false, not critical", func(m *Members) { m.Add("b64", "false") })
	prot("registered-names", "JWS-41", "typ, kid, jku and jwk in protected", func(m *Members) {
		m.Add("typ", `"x"`).Add("kid", `"y"`).Add("jku", `"https://key.example"`).Add("jwk", `{"kty":"EC"}`)
	})
	// 2f: scheme, times, attributes
	for _, v := range [][2]string{{"unknown", `"notary.foo"`}, {"upper", `"NOTARY.X509"`}, {"number", "1"}, {"null", "null"}, {"empty", `""`}, {"space", `"notary.x509 "`}, {"old-default", `"notary.default.x509"`}, {"old-sa", `"notary.signingAuthority.x509"`}, {"sa-case", `"notary.x509.SigningAuthority"`}} {
		prot("scheme-"+v[0], "JWS-42 SCH-01", "scheme "+v[1], func(m *Members) { m.Set(HScheme, v[1]) })
	}
	prot("scheme-missing", "JWS-42 SCH-02", "no scheme", func(m *Members) { m.Del(HScheme) })
	prot("x509-authentic-time", "JWS-43 SCH-04", "notary.x509 with authenticSigningTime", func(m *Members) { m.Add(HAuth, Quote("2026-05-01T10:00:00Z")) })
	prot("x509-authentic-time-null", "JWS-43", "notary.x509 with authenticSigningTime null", func(m *Members) { m.Add(HAuth, "null") })
	prot("x509-authentic-time-garbage", "JWS-43", "notary.x509 with authenticSigningTime garbage", func(m *Members) { m.Add(HAuth, `"x"`) })
	saProt("sa-signing-time", "JWS-44 SCH-07", "signing authority with signingTime", func(m *Members) { m.Add(HTime, Quote("2026-05-01T10:00:00Z")) })
	saProt("sa-signing-time-null", "JWS-44", "signing authority with signingTime null", func(m *Members) { m.Add(HTime, "null") })
	saProt("sa-no-time", "JWS-45 SCH-07", "signing authority without authenticSigningTime", func(m *Members) { m.Del(HAuth) })
	saProt("sa-time-null", "JWS-45", "authenticSigningTime null", func(m *Members) { m.Set(HAuth, "null") })
	saProt("sa-time-zero", "JWS-45 JWS-46", "authenticSigningTime 0001-01-01", func(m *Members) { m.Set(HAuth, Quote("0001-01-01T00:00:00Z")) })
	prot("time-missing", "JWS-46 SCH-03", "no signing time", func(m *Members) { m.Del(HTime) })
	for _, v := range [][3]string{
		{"null", "JWS-46", "null"}, {"zero", "JWS-46", `"0001-01-01T00:00:00Z"`}, {"fraction", "JWS-47", `"2026-05-01T10:00:00.5Z"`}, {"offset", "JWS-47", `"2026-05-01T12:00:00+02:00"`}, {"negative-offset", "JWS-47", `"2026-05-01T02:00:00-08:00"`},
		{"fraction-9", "JWS-47", `"2026-05-01T10:00:00.123456789Z"`}, {"fraction-12", "JWS-47", `"2026-05-01T10:00:00.123456789012Z"`}, {"fraction-zeros", "JWS-47", `"2026-05-01T10:00:00.000Z"`}, {"offset-zero", "JWS-47", `"2026-05-01T10:00:00+00:00"`}, {"offset-minus-zero", "JWS-47", `"2026-05-01T10:00:00-00:00"`}, {"offset-odd", "JWS-47", `"2026-05-01T15:45:00+05:45"`},
		{"lower-t", "JWS-48", `"2026-05-01t10:00:00Z"`}, {"lower-z", "JWS-48", `"2026-05-01T10:00:00z"`}, {"space", "JWS-48", `"2026-05-01 10:00:00Z"`}, {"second-60", "JWS-48", `"2026-06-30T23:59:60Z"`}, {"hour-24", "JWS-48", `"2026-05-01T24:00:00Z"`}, {"minute-60", "JWS-48", `"2026-05-01T10:60:00Z"`}, {"no-offset", "JWS-48", `"2026-05-01T10:00:00"`},
		{"year-10000", "JWS-48", `"10000-05-01T10:00:00Z"`}, {"year-3", "JWS-48", `"026-05-01T10:00:00Z"`}, {"year-0", "JWS-48", `"0000-05-01T10:00:00Z"`}, {"february-30", "JWS-48", `"2026-02-30T10:00:00Z"`}, {"february-29", "JWS-48", `"2025-02-29T10:00:00Z"`}, {"leap-day", "JWS-47", `"2024-02-29T10:00:00Z"`}, {"month-13", "JWS-48", `"2026-13-01T10:00:00Z"`}, {"day-0", "JWS-48", `"2026-05-00T10:00:00Z"`},
		{"empty", "JWS-48", `""`}, {"number", "JWS-48", "1777629600"}, {"date-only", "JWS-48", `"2026-05-01"`}, {"no-seconds", "JWS-48", `"2026-05-01T10:00Z"`}, {"dot-only", "JWS-48", `"2026-05-01T10:00:00.Z"`}, {"trailing-space", "JWS-48", `"2026-05-01T10:00:00Z "`}, {"basic-format", "JWS-48", `"20260501T100000Z"`}, {"offset-no-colon", "JWS-48", `"2026-05-01T12:00:00+0200"`}, {"offset-hours", "JWS-48", `"2026-05-01T12:00:00+02"`}, {"offset-25", "JWS-48", `"2026-05-01T12:00:00+25:00"`}, {"offset-minute-60", "JWS-48", `"2026-05-01T12:00:00+01:60"`},
		{"comma", "JWS-49", `"2026-05-01T10:00:00,5Z"`}, {"one-digit-hour", "JWS-49", `"2026-05-01T9:00:00Z"`}, {"offset-24", "JWS-49", `"2026-05-02T10:00:00+24:00"`}, {"2099", "SCH-03", `"2099-01-01T00:00:00Z"`}, {"1900", "SCH-03", `"1900-01-01T00:00:00Z"`}, {"escape", "JWS-47", `"2026-05-01\u005410:00:00Z"`},
	} {
		prot("time-"+v[0], v[1], "signing time "+v[2], func(m *Members) { m.Set(HTime, v[2]) })
	}
	for _, v := range [][3]string{
		{"later", "JWS-50", "2026-12-01T00:00:00Z"}, {"equal", "JWS-50", "2026-05-01T10:00:00Z"}, {"before", "JWS-50", "2026-04-01T00:00:00Z"}, {"equal-offset", "JWS-50", "2026-05-01T12:00:00+02:00"}, {"later-offset", "JWS-50", "2026-12-01T00:00:00-11:00"}, {"nanosecond-later", "JWS-50 VER-32", "2026-05-01T10:00:00.000000001Z"}, {"fraction", "JWS-47", "2026-12-01T00:00:00.25Z"},
	} {
		add("expiry-"+v[0], v[1], "expiry "+v[2], func(e *Envelope) {
			e.Expiry = At("2026-12-01T00:00:00Z")
			e.Protected = func(m *Members) { m.Set(HExpiry, Quote(v[2])) }
		})
	}
	for _, v := range [][2]string{{"number", "1796083200"}, {"empty", `""`}, {"garbage", `"x"`}, {"bool", "true"}} {
		add("expiry-"+v[0], "JWS-48", "expiry "+v[1], func(e *Envelope) {
			e.Expiry = At("2026-12-01T00:00:00Z")
			e.Protected = func(m *Members) { m.Set(HExpiry, v[1]) }
		})
	}
	add("sa-expiry-equal", "JWS-50", "signing authority, expiry equal to the authentic time", func(e *Envelope) { e.Scheme, e.Expiry = SA, SignedAt })
	add("sa-expiry-later", "JWS-50", "signing authority, expiry to come", func(e *Envelope) { e.Scheme, e.Expiry = SA, At("2026-12-01T00:00:00Z") })
	attr := func(id, rules, note, value string, critical bool) {
		add("attr-"+id, rules, note, func(e *Envelope) { e.Attrs = []Attr{{Key: "foo", Critical: critical, JSON: value}} })
	}
	attr("string", "JWS-51", "an attribute that is not critical", `"bar"`, false)
	attr("nested", "JWS-51", "a nested attribute that is not critical", `{"a":[1,{"b":null}],"c":true}`, false)
	attr("number", "JWS-51", "a number as attribute", `12345678901234567890.5`, false)
	attr("critical", "JWS-52 PLG-01", "an unknown critical attribute (D-11)", `"bar"`, true)
	attr("critical-number", "JWS-52 PLG-01", "an unknown critical attribute with a number (D-11)", `1`, true)
	attr("critical-object", "JWS-52 PLG-01", "an unknown critical attribute with an object (D-11)", `{"a":1}`, true)
	add("attr-critical-audit", "JWS-52 PLG-01", "an unknown critical attribute; audit (D-11)", func(e *Envelope) { e.Attrs = []Attr{{Key: "foo", Critical: true, JSON: `"bar"`}} }).Level("audit")
	add("attr-notary-prefix", "JWS-51", "an unknown name with the prefix io.cncf.notary", func(e *Envelope) { e.Attrs = []Attr{{Key: "io.cncf.notary.foo", JSON: `"bar"`}} })
	add("attr-empty-name", "JWS-51", "an attribute with an empty name", func(e *Envelope) { e.Attrs = []Attr{{Key: "", JSON: `"bar"`}} })
	// 2g: unprotected header
	x5c := func(id, rules, note string, f func([]string) string) *Case {
		return add("x5c-"+id, rules, note, func(e *Envelope) { e.X5C = f })
	}
	x5c("url-safe", "JWS-53", "x5c in base64url", func(l []string) string {
		return StringArray([]string{strings.NewReplacer("+", "-", "/", "_").Replace(l[0])})
	})
	x5c("unpadded", "JWS-53", "x5c without padding", func(l []string) string {
		if !strings.HasSuffix(l[0], "=") {
			panic("nothing to strip")
		}
		return StringArray([]string{strings.TrimRight(l[0], "=")})
	})
	x5c("lf", "JWS-54", "LF inside x5c (D-07)", func(l []string) string { return StringArray([]string{inside(l[0], "\n")}) })
	x5c("space", "JWS-53", "a blank inside x5c", func(l []string) string { return StringArray([]string{inside(l[0], " ")}) })
	x5c("low-bits", "JWS-53", "unused bits set in x5c (D-07)", func(l []string) string {
		body := strings.TrimRight(l[0], "=")
		last := lowBits(strings.Repeat("A", len(body)-1) + body[len(body)-1:])
		return StringArray([]string{body[:len(body)-1] + last[len(last)-1:] + l[0][len(body):]})
	})
	x5c("byte-array", "JWS-54", "a certificate as an array of numbers (D-07)", func(l []string) string {
		return "[" + strings.ReplaceAll(fmt.Sprint([]byte(oneLeaf.DER)), " ", ",") + "]"
	})
	x5c("string", "JWS-55", "x5c a single string", func(l []string) string { return Quote(l[0]) })
	x5c("null-element", "JWS-55", "null after the leaf", func(l []string) string { return "[" + Quote(l[0]) + ",null]" })
	x5c("empty-element", "JWS-55", "an empty string after the leaf", func(l []string) string { return "[" + Quote(l[0]) + `,""]` })
	x5c("null-first", "JWS-55", "null as the leaf", func(l []string) string { return "[null]" })
	x5c("number-element", "JWS-55", "a number in x5c", func(l []string) string { return "[" + Quote(l[0]) + ",1]" })
	x5c("pem", "JWS-53", "PEM in x5c", func(l []string) string { return StringArray([]string{oneLeaf.PEM()}) })
	x5c("object", "JWS-55", "x5c an object", func(l []string) string { return `{"0":` + Quote(l[0]) + "}" })
	x5c("not-canonical-der", "CERT-01", "two certificates in one element", func(l []string) string { return StringArray([]string{Std64(Cat(oneLeaf.DER, oneLeaf.DER))}) })
	add("x5c-protected-only", "JWS-56", "x5c in protected only", func(e *Envelope) {
		e.Protected = func(m *Members) { m.Add("x5c", StringArray([]string{Std64(oneLeaf.DER)})) }
		e.Header = func(m *Members) { m.Del("x5c") }
	})
	add("x5c-protected-too", "JWS-56 JWS-60", "x5c in both (D-79)", func(e *Envelope) {
		e.Protected = func(m *Members) { m.Add("x5c", StringArray([]string{Std64(oneLeaf.DER)})) }
	})
	header("x5c-duplicate", "JWS-06", "x5c twice, the last one good (D-02)", func(m *Members) { m.Front("x5c", `["AAAA"]`) })
	header("x5c-duplicate-bad-last", "JWS-06", "x5c twice, the last one bad (D-02)", func(m *Members) { m.Add("x5c", `["AAAA"]`) })
	for _, v := range [][2]string{{"empty", `""`}, {"null", "null"}, {"bad-base64", `"!"`}, {"number", "1"}, {"garbage", `"AAAA"`}, {"url-alphabet", `"-_-_"`}, {"unpadded", `"AAA"`}, {"object", "{}"}, {"byte-array", "[1,2]"}} {
		header("stamp-"+v[0], "JWS-57 TSA-01", "timestampSignature "+v[1]+", no tsa store", func(m *Members) { m.Add(HStamp, v[1]) })
	}
	header("stamp-other-name", "JWS-58", "the token under io.cncf.notary.timestamp", func(m *Members) { m.Add("io.cncf.notary.timestamp", `"AAAA"`) })
	header("stamp-protected-name", "JWS-57", "an agent and a garbage token, no tsa store", func(m *Members) { m.Add(HAgent, `"x"`).Add(HStamp, `"MIIB"`) })
	for _, v := range [][2]string{{"string", `"notation-go/1.3.2"`}, {"number", "1"}, {"null", "null"}, {"object", "{}"}, {"array", "[]"}, {"bool", "true"}, {"empty", `""`}, {"long", Quote(strings.Repeat("a", 5000))}, {"control", `"a\u0000b"`}} {
		note := v[1]
		if len(note) > 100 {
			note = "of 5000 letters"
		}
		header("agent-"+v[0], "JWS-59", "signingAgent "+note, func(m *Members) { m.Add(HAgent, v[1]) })
	}
	header("agent-miscased", "JWS-60", "io.cncf.notary.SigningAgent, as old signatures have it", func(m *Members) { m.Add("io.cncf.notary.SigningAgent", `"Notation/1.0.0"`) })
	header("agent-twice", "JWS-06", "signingAgent twice (D-02)", func(m *Members) { m.Add(HAgent, `"a"`).Add(HAgent, `"b"`) })
	header("unknown-twice", "JWS-60", "an unknown member twice (D-02)", func(m *Members) { m.Add("foo", `"a"`).Add("foo", `"b"`) })
	for _, v := range [][2]string{{"alg", `"none"`}, {"crit", `["foo"]`}, {"kid", `"x"`}, {"cty", `"text/plain"`}, {HScheme, Quote(SA)}, {HExpiry, Quote("2026-05-02T00:00:00Z")}, {HTime, Quote("2020-01-01T00:00:00Z")}, {HPlugin, `"x"`}, {"foo", "1"}} {
		header("unprotected-"+v[0][strings.LastIndex(v[0], ".")+1:], "JWS-60", v[0]+" in the unprotected header (D-79 for names of the notary)", func(m *Members) { m.Add(v[0], v[1]) })
	}
	return cases
}

// odd lengthens a JSON text by blanks until its base64 has unused bits.
func odd(s string) string {
	for len(s)%3 != 1 {
		s += " "
	}
	return s
}

func forcePad(s string) string {
	if len(s)%4 == 0 {
		panic("nothing to pad")
	}
	return pad(s)
}

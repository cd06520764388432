package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	_ "github.com/notaryproject/notation-core-go/signature/cose"
	_ "github.com/notaryproject/notation-core-go/signature/jws"

	"github.com/notaryproject/notation-core-go/signature"
	"github.com/notaryproject/tspclient-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	. "sealcheck.example/oracle/lab"
)

// inspection is what `notation inspect -o json` prints of one signature, without digest.
type inspection struct {
	SignatureAlgorithm    string             `json:"signatureAlgorithm"`
	SignatureEnvelopeType string             `json:"signatureEnvelopeType"`
	SignedAttributes      map[string]any     `json:"signedAttributes"`
	UserDefinedAttributes map[string]string  `json:"userDefinedAttributes"`
	UnsignedAttributes    map[string]any     `json:"unsignedAttributes"`
	Certificates          []inspectedCert    `json:"certificates"`
	SignedArtifact        ocispec.Descriptor `json:"signedArtifact"`
}

type inspectedCert struct {
	SHA256Fingerprint string    `json:"SHA256Fingerprint"`
	IssuedTo          string    `json:"issuedTo"`
	IssuedBy          string    `json:"issuedBy"`
	Expiry            time.Time `json:"expiry"`
}

type inspectedStamp struct {
	Timestamp    string          `json:"timestamp,omitempty"`
	Certificates []inspectedCert `json:"certificates,omitempty"`
	Error        string          `json:"error,omitempty"`
}

type inspectCase struct {
	ID        string      `json:"id"`
	Rules     []string    `json:"rules"`
	Note      string      `json:"note"`
	Envelope  []byte      `json:"envelope"`
	MediaType string      `json:"mediaType"`
	Inspect   *inspection `json:"inspect,omitempty"`
	Error     string      `json:"error,omitempty"` // why the signature is not shown
}

var algorithmNames = map[signature.Algorithm]string{
	signature.AlgorithmPS256: "RSASSA-PSS-SHA-256", signature.AlgorithmPS384: "RSASSA-PSS-SHA-384", signature.AlgorithmPS512: "RSASSA-PSS-SHA-512",
	signature.AlgorithmES256: "ECDSA-SHA-256", signature.AlgorithmES384: "ECDSA-SHA-384", signature.AlgorithmES512: "ECDSA-SHA-512",
}

func inspectCerts(chain []*x509.Certificate) []inspectedCert {
	list := []inspectedCert{}
	for _, c := range chain {
		sum := sha256.Sum256(c.Raw)
		list = append(list, inspectedCert{hex.EncodeToString(sum[:]), c.Subject.String(), c.Issuer.String(), c.NotAfter})
	}
	return list
}

func inspectStamp(token, message []byte) inspectedStamp {
	refuse := func(err error) inspectedStamp {
		return inspectedStamp{Error: "failed to parse timestamp countersignature: " + err.Error()}
	}
	parsed, err := tspclient.ParseSignedToken(token)
	if err != nil {
		return refuse(err)
	}
	info, err := parsed.Info()
	if err != nil {
		return refuse(err)
	}
	stamp, err := info.Validate(message)
	if err != nil {
		return refuse(err)
	}
	return inspectedStamp{Timestamp: stamp.Format(time.RFC3339Nano), Certificates: inspectCerts(parsed.Certificates)}
}

// inspect says what the command would print; it judges nothing.
func inspect(envelope []byte, mediaType string) (*inspection, error) {
	parsed, err := signature.ParseEnvelope(mediaType, envelope)
	if err != nil {
		return nil, err
	}
	content, err := parsed.Content()
	if err != nil {
		return nil, err
	}
	if content.Payload.ContentType != PayloadType {
		return nil, fmt.Errorf("payload content type %q not supported", content.Payload.ContentType)
	}
	var payload struct {
		TargetArtifact ocispec.Descriptor `json:"targetArtifact"`
	}
	if err := json.Unmarshal(content.Payload.Content, &payload); err != nil {
		return nil, errors.New("failed to unmarshall the payload content to Payload")
	}
	info := content.SignerInfo
	out := &inspection{
		SignatureAlgorithm: algorithmNames[info.SignatureAlgorithm], SignatureEnvelopeType: mediaType,
		SignedAttributes: map[string]any{
			"contentType": content.Payload.ContentType, "signingScheme": string(info.SignedAttributes.SigningScheme), "signingTime": info.SignedAttributes.SigningTime,
		},
		UserDefinedAttributes: payload.TargetArtifact.Annotations,
		UnsignedAttributes:    map[string]any{},
		Certificates:          inspectCerts(info.CertificateChain),
	}
	if !info.SignedAttributes.Expiry.IsZero() {
		out.SignedAttributes["expiry"] = info.SignedAttributes.Expiry
	}
	for _, a := range info.SignedAttributes.ExtendedAttributes {
		out.SignedAttributes[fmt.Sprint(a.Key)] = fmt.Sprint(a.Value)
	}
	if agent := info.UnsignedAttributes.SigningAgent; agent != "" {
		out.UnsignedAttributes["signingAgent"] = agent
	}
	if token := info.UnsignedAttributes.TimestampSignature; token != nil {
		out.UnsignedAttributes["timestampSignature"] = inspectStamp(token, info.Signature)
	}
	payload.TargetArtifact.Annotations = nil
	out.SignedArtifact = payload.TargetArtifact
	if _, err := json.Marshal(out); err != nil {
		return nil, err
	}
	return out, nil
}

func writeInspect(dir, source string) error {
	singles()
	time.Local = time.UTC
	var cases []*inspectCase
	add := func(id, rules, note, mediaType string, envelope []byte) {
		c := &inspectCase{ID: "inspect-" + id, Rules: Rules(rules), Note: note, Envelope: envelope, MediaType: mediaType}
		var err error
		if c.Inspect, err = inspect(envelope, mediaType); err != nil {
			c.Error = err.Error()
		}
		cases = append(cases, c)
	}
	both := func(id, rules, note string, edit func(*Envelope)) {
		for _, f := range formats {
			e := By(oneLeaf)
			if edit != nil {
				edit(&e)
			}
			add(f.name+"-"+id, rules, note, f.mediaType, e.Make(f.mediaType))
		}
	}
	both("plain", "INS-04 INS-05 INS-10", "nothing optional", nil)
	both("full", "INS-05 INS-09 INS-11 INS-16 INS-17", "three certificates, expiry, metadata, agent", func(e *Envelope) {
		e.Chain = StdChain
		e.Expiry = At("2026-12-01T00:00:00Z")
		e.Payload = Payload("build", "42", "io.cncf.notary.x", "<&>", "", "empty key")
		e.Agent = "lab/1.0 <x>"
	})
	for _, k := range leafKeys() {
		e := By(Leaf("n-"+k.alg, nil, WithKey(k.key)))
		add("jws-"+k.alg, "INS-03", k.alg, JWSType, e.JWS())
	}
	both("sa", "INS-06", "signing authority: its time under signingTime", func(e *Envelope) { e.Scheme = SA; e.Expiry = At("2026-12-01T00:00:00Z") })
	zone := time.FixedZone("", 5*3600+1800)
	both("offset", "INS-08", "JWS times keep their offset", func(e *Envelope) {
		e.Time, e.Expiry = SignedAt.In(zone), At("2026-12-01T00:00:00Z").In(time.FixedZone("", -8*3600))
	})
	both("fraction", "INS-08", "times with fractions", func(e *Envelope) {
		e.Time, e.Expiry = SignedAt.Add(123456789), At("2026-12-01T00:00:00Z").Add(250*time.Millisecond)
		e.Prot = func(p *Pairs) { p.Set(CText(HTime), CTag(1, CFloat(1777629600.125))) }
	})
	both("attributes", "INS-07", "extended attributes of every kind", func(e *Envelope) {
		v := func(key, json string, cbor []byte) { e.Attrs = append(e.Attrs, Attr{Key: key, JSON: json, CBOR: cbor}) }
		v("string", `"a <b> & \"c\""`, nil)
		v("empty", `""`, nil)
		v("integer", "42", CInt(42))
		v("negative", "-42", CInt(-42))
		v("large", "12345678901", CInt(12345678901))
		v("million", "1000000", CInt(1000000))
		v("exponent", "1e21", CFloat(1e21))
		v("small", "0.000001", CFloat(0.000001))
		v("float", "1.5", CFloat(1.5))
		v("true", "true", []byte{0xf5})
		v("false", "false", []byte{0xf4})
		v("null", "null", CNull())
		v("array", `[1,"a",null,true,[]]`, CArr(CInt(1), CText("a"), CNull(), []byte{0xf5}, CArr()))
		v("map", `{"b":1,"a":{"c":[]}}`, CMap(CText("b"), CInt(1), CText("a"), CMap(CText("c"), CArr())))
		v("io.cncf.notary.verificationPlugin", `"plugin"`, nil)
		v("unicode", `"caf\u00e9 \u6771"`, nil)
	})
	add("cose-attributes-more", "INS-07", "values and labels that only CBOR has", COSEType, func() []byte {
		e := By(oneLeaf)
		e.Prot = func(p *Pairs) {
			p.Add(CInt(-70000), CText("integer label")).Add(CInt(99), CInt(1))
			p.Add(CText("bytes"), CBytes([]byte{1, 2, 255})).Add(CText("no bytes"), CBytes(nil))
			p.Add(CText("undefined"), CUndefined()).Add(CText("simple"), []byte{0xf0})
			p.Add(CText("half"), []byte{0xf9, 0x3e, 0}).Add(CText("single"), CFloat32(0.1))
			p.Add(CText("nan"), CFloat(math.NaN())).Add(CText("infinity"), CFloat(math.Inf(-1)))
			p.Add(CText("bignum"), CTag(2, CBytes([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0}))).Add(CText("date"), CTag(1, CInt(1777629600)))
			p.Add(CText("date text"), CTag(0, CText("2026-05-01T12:00:00+02:00"))).Add(CText("tagged"), CTag(70000, CText("x")))
			p.Add(CText("integer keys"), CMap(CInt(2), CText("b"), CInt(-1), CText("a"), CInt(10), CText("c")))
			p.Add(CText("mixed keys"), CMap(CText("b"), CInt(1), CInt(1), CText("a"), []byte{0xf5}, CInt(2)))
			p.Add(CText("most negative"), LongHead(1, math.MaxUint64, 8))
		}
		return e.COSE()
	}())
	both("overwriting", "INS-07 D-81", "attributes named like standard ones", func(e *Envelope) {
		for _, n := range []string{"contentType", "signingScheme", "signingTime", "expiry"} {
			e.Attrs = append(e.Attrs, Attr{Key: n, JSON: `"spoofed"`})
		}
	})
	names := DN("C", "US", "ST", "WA", "L", "Seattle", "STREET", "Main 1", "POSTALCODE", "98101", "O", "Acme, Inc.", "OU", "Release", "OU", "Other", "CN", "si+gn;er", "SERIALNUMBER", "42", "E", "a@acme.example", "DC", "example", "UID", "u", "T", "Boss", "1.2.3.4", "odd")
	both("names", "INS-16", "a subject of every attribute type", func(e *Envelope) { e.Chain = []*Cert{Leaf("n-names", nil, WithSubject(names))} })
	both("names-escapes", "INS-16", "a subject that needs escapes", func(e *Envelope) {
		e.Chain = []*Cert{Leaf("n-escapes", nil, WithSubject(DN("C", "US", "O:utf8", " lead", "OU:utf8", "trail ", "CN:utf8", `#a"b\c<d>e=f`, "L:utf8", "Caf\u00e9\n\x01")))}
	})
	both("names-multi", "INS-16", "multi-valued and repeated attributes", func(e *Envelope) {
		e.Chain = []*Cert{Leaf("n-multi", nil, WithSubject(DN("C", "US", "+ST", "WA", "O", "a", "O", "b", "CN", "one", "CN", "two", "+E", "x@y.example")))}
	})
	both("names-empty", "INS-16", "an empty subject", func(e *Envelope) { e.Chain = []*Cert{Leaf("n-empty", nil, WithSubject(DN()))} })
	both("far-expiry", "INS-16", "a certificate until 9999", func(e *Envelope) {
		e.Chain = []*Cert{Leaf("n-9999", nil, Validity("1950-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))}
	})
	both("descriptor", "INS-17", "more members in the descriptor", func(e *Envelope) {
		e.Payload = []byte(`{"x":1,"targetArtifact":{"mediaType":"x/y","digest":"sha256:00","size":5,"urls":["https://a.example/?a=1&b=2"],"data":"e30=","platform":{"architecture":"arm64","os":"linux","os.version":"1","variant":"v8"},"artifactType":"a/b","annotations":{}}}`)
	})
	both("empty-payload-object", "INS-17", "a payload without targetArtifact", func(e *Envelope) { e.Payload = []byte("{}") })
	both("tampered", "JWS-62 COSE-54", "a changed payload can be inspected", func(e *Envelope) {
		e.SpoilPayloadB64 = func(string) string { return B64(Payload("changed", "yes")) }
		e.Payitem = func([]byte) []byte { return CBytes(Payload("changed", "yes")) }
	})
	both("stamp-garbage", "INS-12 INS-15", "a token that does not parse", func(e *Envelope) {
		e.Header = func(m *Members) { m.Add(HStamp, `"MAA="`) }
		e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes([]byte{0x30, 0})) }
	})
	both("stamp-empty", "INS-12", "an empty token", func(e *Envelope) {
		e.Header = func(m *Members) { m.Add(HStamp, `""`) }
		e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes(nil)) }
	})
	for _, v := range []struct {
		id, note string
		make     func(message []byte) []byte
	}{
		{"stamp", "a token", func(m []byte) []byte { return Token(m, At("2026-05-01T10:00:05Z"), "1.2.3.4", nil) }},
		{"stamp-accuracy", "a token with an accuracy", func(m []byte) []byte {
			return Token(m, At("2026-05-01T10:00:05.25Z"), "1.2.3.4", Seq(Int(1), Prim(0, []byte{1, 0xf4}), Prim(1, []byte{100})))
		}},
		{"stamp-baseline", "a token under the ETSI baseline policy", func(m []byte) []byte { return Token(m, At("2026-05-01T10:00:05Z"), "0.4.0.2023.1.1", nil) }},
		{"stamp-other-message", "a token over something else", func(m []byte) []byte {
			return Token([]byte("else"), At("2026-05-01T10:00:05Z"), "1.2.3.4", nil)
		}},
	} {
		both(v.id, "INS-12 INS-13 INS-14 INS-15", v.note, func(e *Envelope) {
			var sig []byte
			e.Signature = func(b []byte) []byte { sig = b; return b }
			e.Header = func(m *Members) { m.Add(HStamp, Quote(Std64(v.make(sig)))) }
			e.Unprot = func(p *Pairs) { p.Add(CText(HStamp), CBytes(v.make(sig))) }
		})
	}
	both("content-type", "INS-18", "another content type: not shown", func(e *Envelope) { e.ContentType = "application/json" })
	both("payload-array", "INS-18", "a payload that does not decode: not shown", func(e *Envelope) { e.Payload = []byte("[]") })
	both("bad-chain", "INS-19", "a chain without its root: not shown", func(e *Envelope) { e.Chain = []*Cert{StdLeaf, StdInter} })
	both("no-crit", "INS-19", "no crit: not shown", func(e *Envelope) {
		e.Protected = func(m *Members) { m.Del("crit") }
		e.Prot = func(p *Pairs) { p.Del(CInt(2)) }
	})
	add("cose-year-10000", "INS-08", "a year that JSON times cannot hold: not shown", COSEType, func() []byte {
		e := By(oneLeaf)
		e.Prot = func(p *Pairs) { p.Set(CText(HTime), CTag(1, CInt(253402300800))) }
		return e.COSE()
	}())
	add("garbage", "INS-19", "garbage: not shown", JWSType, []byte("garbage"))
	shown := 0
	for _, c := range cases {
		if c.Inspect != nil {
			shown++
		}
	}
	fmt.Printf("%-14s %4d cases: %d shown %d not shown\n", "inspect", len(cases), shown, len(cases)-shown)
	return WriteJSON(filepath.Join(dir, "inspect.json"), Group{Source: source + "; the JSON tree follows the inspect command, written by the oracle from the libraries' parsed envelopes", Cases: cases})
}

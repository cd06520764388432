package main

import (
	"bytes"
	"crypto"
	"math"
	"strings"

	. "sealcheck.example/oracle/lab"
)

func coseCases() (cases []*Case) {
	singles()
	raw := func(id, rules, note, mediaType string, env []byte, leaf *Cert) *Case {
		c := OCI("cose-"+id, rules, note, mediaType, env).Trust(leaf)
		cases = append(cases, c)
		return c
	}
	addBy := func(leaf *Cert, id, rules, note string, edit func(*Envelope)) *Case {
		e := By(leaf)
		if edit != nil {
			edit(&e)
		}
		return under(raw(id, rules, note, COSEType, e.COSE(), leaf), e.Scheme, leaf)
	}
	add := func(id, rules, note string, edit func(*Envelope)) *Case { return addBy(oneLeaf, id, rules, note, edit) }
	prot := func(id, rules, note string, f func(p *Pairs)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Prot = f })
	}
	saProt := func(id, rules, note string, f func(p *Pairs)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Scheme = SA; e.Prot = f })
	}
	unprot := func(id, rules, note string, f func(p *Pairs)) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Unprot = f })
	}
	wrap := func(id, rules, note string, f func(items ...[]byte) []byte) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Wrap = f })
	}
	spoil := func(id, rules, note string, f func([]byte) []byte) *Case {
		return add(id, rules, note, func(e *Envelope) { e.Spoil = f })
	}
	plain := By(oneLeaf).COSE()
	t := CText
	// 3a: framing
	raw("plain", "COSE-01 COSE-02 COSE-24", "a plain envelope", COSEType, plain, oneLeaf)
	for _, m := range [][2]string{{"parameter", "application/cose; cose-type=cose-sign1"}, {"parameter-quoted", `application/cose; cose-type="cose-sign1"`}, {"upper", "Application/COSE"}, {"jose", JWSType}, {"x", "application/cose-x509"}} {
		c := raw("type-"+m[0], "COSE-01 VER-15", "media type "+Quote(m[1]), COSEType, plain, oneLeaf)
		c.Signatures[0].MediaType = m[1]
	}
	spoil("untagged", "COSE-02", "without tag", func(b []byte) []byte { return b[1:] })
	spoil("tag-nonminimal", "COSE-02", "tag 18 as D8 12", func(b []byte) []byte { return append([]byte{0xd8, 0x12}, b[1:]...) })
	spoil("array-nonminimal", "COSE-02", "array length as 98 04", func(b []byte) []byte { return append([]byte{0xd2, 0x98, 4}, b[2:]...) })
	spoil("tag-98", "COSE-02", "tag 98 (COSE_Sign)", func(b []byte) []byte { return append([]byte{0xd8, 98}, b[1:]...) })
	spoil("tag-17", "COSE-02", "tag 17 (COSE_Mac0)", func(b []byte) []byte { return append([]byte{0xd1}, b[1:]...) })
	spoil("tag-61", "COSE-02", "tag 61 around it", func(b []byte) []byte { return CTag(61, b) })
	spoil("tag-55799", "COSE-02", "the self-described tag around it", func(b []byte) []byte { return CTag(55799, b) })
	wrap("five-items", "COSE-02", "five items", func(i ...[]byte) []byte { return CTag(18, CArr(append(i, CNull())...)) })
	wrap("three-items", "COSE-02", "three items", func(i ...[]byte) []byte { return CTag(18, CArr(i[:3]...)) })
	wrap("indefinite-outer", "COSE-02 COSE-04", "outer array of indefinite length", func(i ...[]byte) []byte { return Cat([]byte{0xd2, 0x9f}, Cat(i...), []byte{0xff}) })
	raw("nothing", "COSE-02 VER-28", "no bytes", COSEType, []byte{}, oneLeaf)
	raw("prefix-only", "COSE-02", "D2 84", COSEType, []byte{0xd2, 0x84}, oneLeaf)
	raw("json", "COSE-02", "a JWS envelope", COSEType, By(oneLeaf).JWS(), oneLeaf)
	raw("map", "COSE-02", "a map", COSEType, CMap(CInt(1), CInt(2)), oneLeaf)
	spoil("truncated", "COSE-02", "the last byte is missing", func(b []byte) []byte { return b[:len(b)-1] })
	spoil("trailing-byte", "COSE-03", "a byte after the message", func(b []byte) []byte { return append(b, 0) })
	spoil("trailing-break", "COSE-03", "a break after the message", func(b []byte) []byte { return append(b, 0xff) })
	add("indefinite-protected-map", "COSE-04", "protected map of indefinite length, signed so", func(e *Envelope) {
		e.ProtMap = func(m []byte) []byte { return Cat([]byte{0xbf}, m[1:], []byte{0xff}) }
	})
	add("indefinite-unprotected-map", "COSE-04", "unprotected map of indefinite length", func(e *Envelope) {
		e.UnMap = func(m []byte) []byte { return Cat([]byte{0xbf}, m[1:], []byte{0xff}) }
	})
	add("indefinite-payload", "COSE-04", "payload of indefinite length", func(e *Envelope) {
		e.Payitem = func(b []byte) []byte { return Cat([]byte{0x5f}, b, []byte{0xff}) }
	})
	add("indefinite-protected", "COSE-04", "protected byte string of indefinite length", func(e *Envelope) {
		e.ProtItem = func(b []byte) []byte { return Cat([]byte{0x5f}, CBytes(b), []byte{0xff}) }
	})
	add("indefinite-signature", "COSE-04", "signature of indefinite length", func(e *Envelope) {
		e.Sigitem = func(b []byte) []byte { return Cat([]byte{0x5f}, b, []byte{0xff}) }
	})
	unprot("indefinite-x5chain", "COSE-04", "x5chain of indefinite length", func(p *Pairs) { p.Set(CInt(33), Cat([]byte{0x9f}, CBytes(oneLeaf.DER), []byte{0xff})) })
	prot("indefinite-text", "COSE-04", "a text of indefinite length as attribute", func(p *Pairs) { p.Add(t("foo"), Cat([]byte{0x7f}, t("a"), t("b"), []byte{0xff})) })
	prot("indefinite-crit", "COSE-04", "crit of indefinite length", func(p *Pairs) { p.Set(CInt(2), Cat([]byte{0x9f}, t(HScheme), []byte{0xff})) })
	add("tagged-payload", "COSE-05", "payload under tag 24", func(e *Envelope) { e.Payitem = func(b []byte) []byte { return CTag(24, b) } })
	add("tagged-signature", "COSE-05", "signature under tag 24", func(e *Envelope) { e.Sigitem = func(b []byte) []byte { return CTag(24, b) } })
	add("tagged-protected", "COSE-05 COSE-12", "protected under tag 24", func(e *Envelope) { e.ProtItem = func(b []byte) []byte { return CTag(24, CBytes(b)) } })
	unprot("tagged-unprotected", "COSE-05", "a tagged value in the unprotected header", func(p *Pairs) { p.Add(t("x"), CTag(1, CInt(1))) })
	unprot("tagged-unprotected-nested", "COSE-05", "a tagged value deep in the unprotected header", func(p *Pairs) { p.Add(t("x"), CArr(CMap(CInt(1), CTag(1000, CInt(1))))) })
	add("tagged-unprotected-map", "COSE-05", "the unprotected map under a tag", func(e *Envelope) { e.UnMap = func(b []byte) []byte { return CTag(55799, b) } })
	prot("bignum", "COSE-06", "a bignum as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(2, CBytes(bytes.Repeat([]byte{1}, 12)))) })
	prot("negative-bignum", "COSE-06", "a negative bignum as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(3, CBytes([]byte{1}))) })
	prot("date-text", "COSE-06", "a date as text (tag 0) as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(0, t("2026-05-01T10:00:00Z"))) })
	prot("date-text-garbage", "COSE-06", "garbage under tag 0 as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(0, t("x"))) })
	prot("unknown-tag", "COSE-06", "an unknown tag as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(70000, CInt(1))) })
	prot("bignum-text", "COSE-06", "text under tag 2 as attribute", func(p *Pairs) { p.Add(t("foo"), CTag(2, t("x"))) })
	prot("duplicate-label", "COSE-07", "label 3 twice", func(p *Pairs) { p.Add(CInt(3), t(PayloadType)) })
	prot("duplicate-alg", "COSE-07", "label 1 twice", func(p *Pairs) { p.Add(CInt(1), CInt(-7)) })
	prot("duplicate-text", "COSE-07", "the scheme twice", func(p *Pairs) { p.Add(t(HScheme), t(X509)) })
	prot("duplicate-attribute", "COSE-07", "an attribute twice", func(p *Pairs) { p.Add(t("foo"), CInt(1)).Add(t("foo"), CInt(2)) })
	prot("duplicate-nonminimal", "COSE-07", "label 3 again as 18 03", func(p *Pairs) { p.Add([]byte{0x18, 3}, t(PayloadType)) })
	prot("duplicate-nonminimal-text", "COSE-07", "a text label again with a longer length", func(p *Pairs) { p.Add(t("foo"), CInt(1)).Add(Cat(LongHead(3, 3, 2), []byte("foo")), CInt(2)) })
	unprot("duplicate-unprotected", "COSE-07", "an unprotected label twice", func(p *Pairs) { p.Add(t("x"), CInt(1)).Add(t("x"), CInt(1)) })
	unprot("duplicate-x5chain", "COSE-07", "x5chain twice", func(p *Pairs) { p.Add(CInt(33), CArr(CBytes(oneLeaf.DER))) })
	unprot("duplicate-x5chain-nonminimal", "COSE-07", "x5chain again as 19 00 21", func(p *Pairs) { p.Add([]byte{0x19, 0, 33}, CArr(CBytes(oneLeaf.DER))) })
	prot("duplicate-nested", "COSE-07 COSE-40", "a key twice in a map as attribute", func(p *Pairs) { p.Add(t("foo"), CMap(CInt(1), CInt(1), CInt(1), CInt(2))) })
	prot("label-bytes", "COSE-08", "a byte string as label", func(p *Pairs) { p.Add(CBytes([]byte{1}), CInt(1)) })
	prot("label-float", "COSE-08", "a float as label", func(p *Pairs) { p.Add(CFloat(1.5), CInt(1)) })
	prot("label-null", "COSE-08", "null as label", func(p *Pairs) { p.Add(CNull(), CInt(1)) })
	prot("label-bool", "COSE-08", "true as label", func(p *Pairs) { p.Add([]byte{0xf5}, CInt(1)) })
	prot("label-array", "COSE-08", "an array as label", func(p *Pairs) { p.Add(CArr(CInt(1)), CInt(1)) })
	prot("label-2-63", "COSE-08", "2^63 as label", func(p *Pairs) { p.Add(LongHead(0, 1<<63, 8), CInt(1)) })
	prot("label-2-63-1", "COSE-08", "2^63-1 as label", func(p *Pairs) { p.Add(CInt(math.MaxInt64), CInt(1)) })
	prot("label-minus-2-63", "COSE-08", "-2^63 as label", func(p *Pairs) { p.Add(CInt(math.MinInt64), CInt(1)) })
	prot("label-minus-2-64", "COSE-08", "-2^64 as label", func(p *Pairs) { p.Add(LongHead(1, math.MaxUint64, 8), CInt(1)) })
	unprot("label-bytes-unprotected", "COSE-08", "a byte string as unprotected label", func(p *Pairs) { p.Add(CBytes([]byte{1}), CInt(1)) })
	prot("label-tagged", "COSE-08", "a tagged label", func(p *Pairs) { p.Add(CTag(1, CInt(5)), CInt(1)) })
	add("label-nonminimal", "COSE-09", "label 1 as 18 01, signed so", func(e *Envelope) {
		e.ProtMap = func(m []byte) []byte { return Cat(m[:1], []byte{0x18, 1}, m[2:]) }
	})
	prot("value-nonminimal", "COSE-09", "alg as 38 06", func(p *Pairs) { p.Set(CInt(1), []byte{0x38, 6}) })
	prot("value-nonminimal-8", "COSE-09", "alg in nine bytes", func(p *Pairs) { p.Set(CInt(1), LongHead(1, 6, 8)) })
	prot("unsorted", "COSE-09", "labels in reverse order", func(p *Pairs) { p.Reverse() })
	add("map-nonminimal", "COSE-09", "protected map with a longer length, signed so", func(e *Envelope) {
		e.ProtMap = func(m []byte) []byte { return Cat([]byte{0xb8, m[0] & 31}, m[1:]) }
	})
	unprot("x5chain-nonminimal", "COSE-09", "x5chain with longer lengths", func(p *Pairs) {
		p.Set(CInt(33), Cat(LongHead(4, 1, 4), LongHead(2, uint64(len(oneLeaf.DER)), 8), oneLeaf.DER))
	})
	add("signature-nonminimal", "COSE-09", "signature with a longer length", func(e *Envelope) {
		e.Sigitem = func(b []byte) []byte { return Cat(LongHead(2, 64, 4), b[2:]) }
	})
	prot("invalid-utf8", "COSE-10", "invalid UTF-8 as attribute", func(p *Pairs) { p.Add(t("foo"), t("a\xff")) })
	prot("invalid-utf8-label", "COSE-10", "invalid UTF-8 as label", func(p *Pairs) { p.Add(t("f\xff"), t("a")) })
	unprot("invalid-utf8-unprotected", "COSE-10", "invalid UTF-8 in the agent", func(p *Pairs) { p.Add(t(HAgent), t("a\xff")) })
	prot("utf8-surrogate", "COSE-10", "a surrogate in UTF-8 as attribute", func(p *Pairs) { p.Add(t("foo"), t("\xed\xa0\x80")) })
	for _, n := range []int{29, 30, 31, 32, 33, 40} {
		nest := CInt(0)
		for i := 0; i < n; i++ {
			nest = CArr(nest)
		}
		id := "nested-" + string(rune('0'+n/10)) + string(rune('0'+n%10))
		prot(id, "COSE-11", "an attribute of "+id[7:]+" nested arrays", func(p *Pairs) { p.Add(t("foo"), nest) })
		unprot(id+"-unprotected", "COSE-11", "an unprotected value of "+id[7:]+" nested arrays", func(p *Pairs) { p.Add(t("foo"), nest) })
	}
	add("protected-empty", "COSE-12", "protected is an empty byte string", func(e *Envelope) { e.ProtMap = func([]byte) []byte { return nil } })
	add("protected-empty-map", "COSE-12", "protected is an empty map", func(e *Envelope) { e.ProtMap = func([]byte) []byte { return []byte{0xa0} } })
	add("protected-null", "COSE-12", "protected is null", func(e *Envelope) { e.ProtItem = func([]byte) []byte { return CNull() } })
	add("protected-map", "COSE-12", "protected is a map, not a byte string", func(e *Envelope) { e.ProtItem = func(b []byte) []byte { return b } })
	add("protected-text", "COSE-12", "protected is a text", func(e *Envelope) {
		e.ProtItem = func(b []byte) []byte { return Cat(LongHead(3, uint64(len(b)), 2), b) }
	})
	add("protected-trailing", "COSE-12", "a byte after the protected map, signed so", func(e *Envelope) { e.ProtMap = func(b []byte) []byte { return append(b, 0) } })
	add("protected-array", "COSE-12", "protected holds an array", func(e *Envelope) { e.ProtMap = func(b []byte) []byte { return CArr(CInt(1)) } })
	add("protected-tagged-map", "COSE-12", "the protected map under a tag, signed so", func(e *Envelope) { e.ProtMap = func(b []byte) []byte { return CTag(55799, b) } })
	add("unprotected-array", "COSE-13", "unprotected is an array", func(e *Envelope) { e.UnMap = func([]byte) []byte { return CArr() } })
	add("unprotected-null", "COSE-13", "unprotected is null", func(e *Envelope) { e.UnMap = func([]byte) []byte { return CNull() } })
	add("unprotected-bytes", "COSE-13", "unprotected is a byte string", func(e *Envelope) { e.UnMap = func(b []byte) []byte { return CBytes(b) } })
	add("unprotected-empty", "COSE-13 COSE-19", "unprotected is empty", func(e *Envelope) { e.UnMap = func([]byte) []byte { return []byte{0xa0} } })
	for _, v := range []struct {
		id   string
		item []byte
	}{{"null", CNull()}, {"undefined", CUndefined()}, {"text", t("x")}, {"array", CArr()}, {"empty", CBytes(nil)}, {"number", CInt(1)}} {
		add("payload-"+v.id, "COSE-14", "payload is "+v.id, func(e *Envelope) { e.Payitem = func([]byte) []byte { return v.item } })
		add("signature-"+v.id, "COSE-15", "signature is "+v.id, func(e *Envelope) { e.Sigitem = func([]byte) []byte { return v.item } })
	}
	add("payload-empty-signed", "COSE-14 PAY-12", "an empty payload, signed so", func(e *Envelope) { e.Payload = nil })
	for _, v := range []struct {
		id, note string
		label    int64
		value    []byte
	}{
		{"kid-bytes", "kid as a byte string", 4, CBytes([]byte{1})}, {"kid-text", "kid as a text", 4, t("x")}, {"iv", "IV as a byte string", 5, CBytes([]byte{1})}, {"iv-text", "IV as a text", 5, t("x")},
		{"countersignature", "a countersignature that is none (label 7)", 7, CInt(1)}, {"countersignature0", "label 9 as a number", 9, CInt(1)}, {"countersignature-v2", "label 11 as a number", 11, CInt(1)}, {"countersignature0-v2", "label 12 as a byte string", 12, CBytes([]byte{1})},
		{"typ-text", "typ as type/subtype", 16, t("application/x")}, {"typ-plain", "typ without a slash", 16, t("x")}, {"typ-number", "typ as a number", 16, CInt(3)}, {"typ-negative", "typ as a negative number", 16, CInt(-3)}, {"x5t", "label 34", 34, CArr(CInt(-16), CBytes([]byte{1}))}, {"x5u", "label 35", 35, t("https://key.example")}, {"cwt", "label 15, CWT claims", 15, CMap(CInt(1), t("x"))},
	} {
		unprot("generic-"+v.id+"-unprotected", "COSE-16 COSE-52", v.note+", unprotected", func(p *Pairs) { p.Add(CInt(v.label), v.value) })
		prot("generic-"+v.id+"-protected", "COSE-16 COSE-38", v.note+", protected", func(p *Pairs) { p.Add(CInt(v.label), v.value) })
	}
	unprot("generic-both-ivs", "COSE-16", "IV and Partial IV, unprotected", func(p *Pairs) { p.Add(CInt(5), CBytes([]byte{1})).Add(CInt(6), CBytes([]byte{1})) })
	// 3b: signature structure
	add("aad", "COSE-24", "signed with external data", func(e *Envelope) { e.AAD = []byte("x") })
	add("context", "COSE-24", "signed with the context Signature", func(e *Envelope) {
		e.Sign = func(h crypto.Hash, m []byte) []byte {
			m = bytes.Replace(m, t("Signature1"), t("Signature"), 1)
			w := h.New()
			w.Write(m)
			return e.Key.SignECDSA(h, w.Sum(nil))
		}
		e.Key = oneLeaf.Key
	})
	add("payload-changed", "COSE-24", "another payload", func(e *Envelope) { e.Payitem = func([]byte) []byte { return CBytes(Payload("a", "b")) } })
	add("protected-changed", "COSE-24 COSE-25", "protected with a non-minimal label after signing", func(e *Envelope) {
		e.ProtItem = func(m []byte) []byte { return CBytes(Cat(m[:1], []byte{0x18, 1}, m[2:])) }
	})
	add("changed-audit", "VER-26", "another payload; audit", func(e *Envelope) { e.Payitem = func([]byte) []byte { return CBytes(Payload("a", "b")) } }).Level("audit")
	add("protected-length", "COSE-25", "a longer length before protected", func(e *Envelope) {
		e.ProtItem = func(b []byte) []byte { return Cat(LongHead(2, uint64(len(b)), 4), b) }
	})
	add("payload-length", "COSE-26", "a longer length before the payload", func(e *Envelope) {
		e.Payitem = func([]byte) []byte { return Cat(LongHead(2, uint64(len(e.Payload)), 8), e.Payload) }
	})
	for _, b := range badSignatures() {
		leaf, rules := oneLeaf, "COSE-27 ALG-08"
		if b.rsa {
			leaf, rules = oneRSA, "COSE-27 ALG-10"
		}
		addBy(leaf, b.id, rules, b.note, b.edit)
	}
	chain := func(id, rules, note string, v []byte) *Case {
		return unprot("x5chain-"+id, rules, note, func(p *Pairs) { p.Set(CInt(33), v) })
	}
	der := CBytes(oneLeaf.DER)
	chain("bytes", "COSE-19", "x5chain a single byte string (D-15)", der)
	chain("empty", "COSE-19", "x5chain an empty array", CArr())
	chain("null", "COSE-19", "x5chain null", CNull())
	chain("text-leaf", "COSE-21", "the leaf as a text", CArr(t("x")))
	chain("text-second", "COSE-21", "a text after the leaf", CArr(der, t("x")))
	chain("null-second", "COSE-21", "null after the leaf", CArr(der, CNull()))
	chain("garbage-leaf", "COSE-21", "a leaf that is no certificate", CArr(CBytes([]byte("x"))))
	chain("garbage-second", "COSE-21", "no certificate after the leaf", CArr(der, CBytes([]byte("x"))))
	chain("empty-leaf", "COSE-21", "an empty leaf", CArr(CBytes(nil)))
	chain("base64", "COSE-21", "the leaf in base64", CArr(t(Std64(oneLeaf.DER))))
	unprot("x5chain-missing", "COSE-19", "no x5chain", func(p *Pairs) { p.Del(CInt(33)) })
	unprot("x5chain-text-label", "COSE-19", "x5chain under the text label x5chain", func(p *Pairs) { p.Del(CInt(33)).Add(t("x5chain"), CArr(der)) })
	unprot("x5bag", "COSE-19", "the chain under label 32", func(p *Pairs) { p.Del(CInt(33)).Add(CInt(32), CArr(der)) })
	add("x5chain-protected-only", "COSE-19", "x5chain in protected only (D-15)", func(e *Envelope) {
		e.Prot = func(p *Pairs) { p.Add(CInt(33), CArr(der)) }
		e.Unprot = func(p *Pairs) { p.Del(CInt(33)) }
	})
	prot("x5chain-both", "COSE-20", "x5chain in both, the same (D-79)", func(p *Pairs) { p.Add(CInt(33), CArr(der)) })
	prot("x5chain-both-other", "COSE-20", "another x5chain in protected (D-79)", func(p *Pairs) { p.Add(CInt(33), CArr(CBytes(StdLeaf.DER))) })
	prot("x5chain-both-bytes", "COSE-20", "a single byte string under 33 in protected (D-79)", func(p *Pairs) { p.Add(CInt(33), der) })
	// 3c: header parameters
	prot("alg-missing", "COSE-28", "no alg", func(p *Pairs) { p.Del(CInt(1)) })
	add("alg-unprotected-only", "COSE-28", "alg in unprotected only", func(e *Envelope) {
		e.Prot = func(p *Pairs) { p.Del(CInt(1)) }
		e.Unprot = func(p *Pairs) { p.Add(CInt(1), CInt(-7)) }
	})
	unprot("alg-both", "COSE-28 COSE-53", "alg in both, the same (D-79)", func(p *Pairs) { p.Add(CInt(1), CInt(-7)) })
	unprot("alg-both-other", "COSE-28 COSE-53", "another alg in unprotected (D-79)", func(p *Pairs) { p.Add(CInt(1), CInt(-37)) })
	for _, v := range []struct {
		id  string
		alg int64
	}{{"es384", -35}, {"es512", -36}, {"ps256", -37}, {"eddsa", -8}, {"es256k", -47}, {"rs256", -257}, {"hmac", 5}, {"zero", 0}, {"esp256", -9}} {
		prot("alg-"+v.id, "COSE-29", "alg "+v.id+" over a P-256 key", func(p *Pairs) { p.Set(CInt(1), CInt(v.alg)) })
	}
	addBy(oneRSA, "rsa-2048-ps384", "COSE-29", "RSA-2048 with PS384", func(e *Envelope) { e.Alg = "PS384" })
	addBy(oneRSA, "rsa-2048-rs256", "COSE-29", "RSA-2048 with RS256", func(e *Envelope) {
		e.Sign = func(h crypto.Hash, m []byte) []byte { return oneRSA.Key.SignTBS("rsa-sha256", m) }
		e.Prot = func(p *Pairs) { p.Set(CInt(1), CInt(-257)) }
	})
	addBy(oneP384, "p384-es256", "COSE-29 ALG-08", "P-384 with ES256", func(e *Envelope) { e.Alg = "ES256" })
	prot("alg-text", "COSE-30", "alg as the text ES256", func(p *Pairs) { p.Set(CInt(1), t("ES256")) })
	prot("alg-bytes", "COSE-30", "alg as a byte string", func(p *Pairs) { p.Set(CInt(1), CBytes([]byte{7})) })
	prot("alg-null", "COSE-30", "alg null", func(p *Pairs) { p.Set(CInt(1), CNull()) })
	prot("alg-float", "COSE-30", "alg as the float -7.0", func(p *Pairs) { p.Set(CInt(1), CFloat(-7)) })
	prot("alg-text-label", "COSE-28", "alg under the text label alg", func(p *Pairs) { p.Del(CInt(1)).Add(t("alg"), CInt(-7)) })
	crit := func(id, rules, note string, v []byte, more ...[]byte) *Case {
		return prot("crit-"+id, rules, note, func(p *Pairs) {
			if v == nil {
				p.Del(CInt(2))
			} else {
				p.Set(CInt(2), v)
			}
			for i := 0; i < len(more); i += 2 {
				p.Add(more[i], more[i+1])
			}
		})
	}
	s := t(HScheme)
	crit("missing", "COSE-33 SCH-02", "no crit", nil)
	crit("empty", "COSE-31", "crit empty", CArr())
	crit("null", "COSE-31", "crit null", CNull())
	crit("text", "COSE-31", "crit a text", s)
	crit("map", "COSE-31", "crit a map", CMap(s, CInt(1)))
	crit("bytes-element", "COSE-31", "a byte string in crit", CArr(s, CBytes([]byte{1})))
	crit("null-element", "COSE-31", "null in crit", CArr(s, CNull()))
	crit("float-element", "COSE-31", "a float in crit", CArr(s, CFloat(1.5)))
	unprot("crit-unprotected", "COSE-31", "crit in unprotected too (D-79)", func(p *Pairs) { p.Add(CInt(2), CArr(s)) })
	add("crit-unprotected-only", "COSE-31", "crit in unprotected only", func(e *Envelope) {
		e.Prot = func(p *Pairs) { p.Del(CInt(2)) }
		e.Unprot = func(p *Pairs) { p.Add(CInt(2), CArr(s)) }
	})
	crit("absent", "COSE-32", "crit names an absent label", CArr(s, t("foo")))
	crit("absent-int", "COSE-32", "crit names an absent integer label", CArr(s, CInt(-70000)))
	add("crit-unprotected-label", "COSE-32", "crit names a label that is only unprotected", func(e *Envelope) {
		e.Prot = func(p *Pairs) { p.Set(CInt(2), CArr(s, t("foo"))) }
		e.Unprot = func(p *Pairs) { p.Add(t("foo"), CInt(1)) }
	})
	crit("no-scheme", "COSE-33 SCH-02", "the scheme is not in crit", CArr(t("foo")), t("foo"), CInt(1))
	crit("expiry-missing", "COSE-33", "an expiry that is not in crit", CArr(s), t(HExpiry), CTag(1, CInt(1796083200)))
	crit("expiry-null-missing", "COSE-33 COSE-48", "expiry null, not in crit", CArr(s), t(HExpiry), CNull())
	saProt("crit-sa-time-missing", "COSE-33", "authenticSigningTime not in crit", func(p *Pairs) { p.Set(CInt(2), CArr(s)) })
	saProt("crit-sa-both-missing", "COSE-33", "nothing required in crit", func(p *Pairs) { p.Set(CInt(2), CArr(t("foo"))).Add(t("foo"), CInt(1)) })
	crit("twice", "COSE-34", "the scheme twice (D-17)", CArr(s, s))
	crit("attribute-twice", "COSE-34", "an attribute twice (D-17, D-11)", CArr(s, t("foo"), t("foo")), t("foo"), CInt(1))
	crit("alg", "COSE-34", "label 1 in crit (D-17)", CArr(s, CInt(1)))
	crit("crit", "COSE-34", "label 2 in crit (D-17)", CArr(s, CInt(2)))
	crit("cty", "COSE-34", "label 3 in crit (D-17, D-69)", CArr(s, CInt(3)))
	crit("signing-time", "COSE-34", "the signing time in crit (D-17)", CArr(s, t(HTime)))
	crit("kid", "COSE-34", "label 4 in crit, present (D-17)", CArr(s, CInt(4)), CInt(4), CBytes([]byte{1}))
	crit("order", "COSE-33", "the scheme last (D-11)", CArr(t("foo"), s), t("foo"), t("bar"))
	prot("cty-missing", "COSE-35 PAY-01", "no content type", func(p *Pairs) { p.Del(CInt(3)) })
	for _, v := range []struct {
		id   string
		item []byte
	}{{"uint", CInt(50)}, {"negative", CInt(-50)}, {"bytes", CBytes([]byte("application/x"))}, {"null", CNull()}, {"plain", t("foo")}, {"empty", t("")}, {"two-slashes", t("a/b/c")}, {"leading-space", t(" " + PayloadType)}, {"trailing-space", t(PayloadType + " ")}, {"other", t("application/json")}, {"upper", t(strings.ToUpper(PayloadType))}} {
		prot("cty-"+v.id, "COSE-35 PAY-01 PAY-02", "content type "+v.id, func(p *Pairs) { p.Set(CInt(3), v.item) })
	}
	unprot("cty-both", "COSE-53", "content type in both (D-79)", func(p *Pairs) { p.Add(CInt(3), t(PayloadType)) })
	add("cty-unprotected-only", "COSE-35", "content type in unprotected only", func(e *Envelope) {
		e.Prot = func(p *Pairs) { p.Del(CInt(3)) }
		e.Unprot = func(p *Pairs) { p.Add(CInt(3), t(PayloadType)) }
	})
	prot("scheme-missing", "COSE-36 SCH-02", "no scheme, crit names it", func(p *Pairs) { p.Del(s) })
	crit("foo-scheme-missing", "COSE-36", "no scheme, crit does not name it", CArr(t("foo")), t("foo"), CInt(1))
	for _, v := range []struct {
		id   string
		item []byte
	}{{"bytes", CBytes([]byte(X509))}, {"number", CInt(1)}, {"null", CNull()}, {"unknown", t("notary.foo")}, {"upper", t("NOTARY.X509")}, {"old-default", t("notary.default.x509")}, {"old-sa", t("notary.signingAuthority.x509")}, {"empty", t("")}} {
		prot("scheme-"+v.id, "COSE-36 SCH-01", "scheme "+v.id, func(p *Pairs) { p.Set(s, v.item) })
	}
	for _, v := range []struct {
		id, note string
		item     []byte
	}{{"", "", CTag(1, CInt(1777629600))}, {"-garbage", " that is garbage", t("x")}, {"-null", " that is null", CNull()}} {
		prot("x509-authentic-time"+v.id, "COSE-37 SCH-04", "notary.x509 with authenticSigningTime"+v.note+" (D-18)", func(p *Pairs) { p.Add(t(HAuth), v.item) })
		saProt("sa-signing-time"+v.id, "COSE-37 SCH-07", "signing authority with signingTime"+v.note+" (D-18)", func(p *Pairs) { p.Add(t(HTime), v.item) })
	}
	attr := func(id, rules, note string, key, value []byte, critical bool) *Case {
		return prot("attr-"+id, rules, note, func(p *Pairs) {
			p.Add(key, value)
			if critical {
				p.Set(CInt(2), CArr(s, key))
			}
		})
	}
	attr("text", "COSE-38", "an attribute that is not critical", t("foo"), t("bar"), false)
	attr("int-label", "COSE-38", "an integer label that is not critical", CInt(-70000), t("bar"), false)
	attr("map", "COSE-38", "a map as attribute", t("foo"), CMap(t("a"), CArr(CInt(1), CNull())), false)
	attr("critical", "COSE-39 PLG-01", "an unknown critical attribute (D-11)", t("foo"), t("bar"), true)
	attr("critical-int-label", "COSE-39 PLG-26", "an unknown critical integer label (D-11)", CInt(-70000), t("bar"), true)
	attr("critical-null", "COSE-39", "an unknown critical attribute that is null (D-11)", t("foo"), CNull(), true)
	attr("critical-audit", "COSE-39 PLG-01", "an unknown critical attribute; audit (D-11)", t("foo"), t("bar"), true).Level("audit")
	attr("simple", "COSE-40", "a simple value as attribute", t("foo"), []byte{0xf0}, false)
	attr("undefined", "COSE-40", "undefined as attribute", t("foo"), CUndefined(), false)
	attr("simple-byte", "COSE-40", "a simple value in two bytes as attribute", t("foo"), []byte{0xf8, 0xff}, false)
	attr("simple-reserved", "COSE-40", "a simple value in two bytes below 32", t("foo"), []byte{0xf8, 0x10}, false)
	attr("float16", "COSE-40", "a half float as attribute", t("foo"), []byte{0xf9, 0x3c, 0}, false)
	attr("nan", "COSE-40", "NaN as attribute", t("foo"), []byte{0xf9, 0x7e, 0}, false)
	attr("array-key", "COSE-40", "a map with an array as key", t("foo"), CMap(CArr(CInt(1)), CInt(1)), false)
	attr("bytes-key", "COSE-40", "a map with a byte string as key", t("foo"), CMap(CBytes([]byte{1}), CInt(1)), false)
	attr("map-key", "COSE-40", "a map with a map as key", t("foo"), CMap(CMap(), CInt(1)), false)
	attr("null-key", "COSE-40", "a map with null as key", t("foo"), CMap(CNull(), CInt(1)), false)
	attr("large-uint", "COSE-40", "2^64-1 as attribute", t("foo"), LongHead(0, math.MaxUint64, 8), false)
	attr("large-negative", "COSE-40", "-2^64 as attribute", t("foo"), LongHead(1, math.MaxUint64, 8), false)
	attr("reserved-info", "COSE-02", "additional information 28 as attribute", t("foo"), []byte{0x1c}, false)
	// 3d: times
	times := []struct {
		id, rules string
		item      []byte
	}{
		{"tag0", "COSE-41", CTag(0, t("2026-05-01T10:00:00Z"))}, {"untagged", "COSE-41", CInt(1777629600)}, {"text", "COSE-41", t("2026-05-01T10:00:00Z")}, {"tag100", "COSE-41", CTag(100, CInt(20000))}, {"tag1001", "COSE-41", CTag(1001, CMap(CInt(1), CInt(1777629600)))}, {"untagged-float", "COSE-41", CFloat(1777629600)},
		{"null", "COSE-42", CNull()}, {"undefined", "COSE-42", CUndefined()}, {"bytes", "COSE-41", CBytes([]byte{1})},
		{"tag1-text", "COSE-43", CTag(1, t("2026-05-01T10:00:00Z"))}, {"tag1-bignum", "COSE-43", CTag(1, CTag(2, CBytes([]byte{1})))}, {"tag1-tag1", "COSE-43", CTag(1, CTag(1, CInt(1)))}, {"tag1-2-63", "COSE-43", CTag(1, LongHead(0, 1<<63, 8))}, {"tag1-null", "COSE-43", CTag(1, CNull())}, {"tag1-array", "COSE-43", CTag(1, CArr())},
		{"float64", "COSE-44", CTag(1, CFloat(1777629600.5))}, {"float32", "COSE-44", CTag(1, CFloat32(1777629600))}, {"float16", "COSE-44", CTag(1, []byte{0xf9, 0x3c, 0})}, {"negative", "COSE-44", CTag(1, CInt(-5))}, {"zero", "COSE-44", CTag(1, CInt(0))}, {"negative-float", "COSE-44", CTag(1, CFloat(-0.5))},
		{"nan", "COSE-45", CTag(1, CFloat(math.NaN()))}, {"infinity", "COSE-45", CTag(1, CFloat(math.Inf(1)))}, {"minus-infinity", "COSE-45", CTag(1, CFloat(math.Inf(-1)))}, {"nan16", "COSE-45", CTag(1, []byte{0xf9, 0x7e, 0})}, {"year-1", "COSE-46", CTag(1, CInt(-62135596800))}, {"year-1-float", "COSE-46", CTag(1, CFloat(-62135596800))}, {"year-0", "COSE-49", CTag(1, CInt(-62135596801))},
		{"tag-nonminimal", "COSE-47", Cat([]byte{0xd8, 1}, CInt(1777629600))}, {"int-nonminimal", "COSE-47", CTag(1, LongHead(0, 1777629600, 8))}, {"year-9999", "COSE-49", CTag(1, CInt(253402300799))}, {"year-10000", "COSE-49", CTag(1, CInt(253402300800))}, {"1e300", "COSE-49", CTag(1, CFloat(1e300))}, {"2-63-1", "COSE-49", CTag(1, CInt(math.MaxInt64))}, {"minus-2-63", "COSE-49", CTag(1, CInt(math.MinInt64))},
		{"milliseconds", "SCH-03", CTag(1, CInt(1777629600000))}, {"2099", "SCH-03", CTag(1, CInt(4070908800))},
	}
	for _, v := range times {
		prot("time-"+v.id, v.rules, "signing time: "+v.id, func(p *Pairs) { p.Set(t(HTime), v.item) })
		prot("expiry-"+v.id, v.rules+" COSE-48", "expiry: "+v.id, func(p *Pairs) { p.Set(CInt(2), CArr(s, t(HExpiry))).Add(t(HExpiry), v.item) })
	}
	prot("time-missing", "COSE-42", "no signing time", func(p *Pairs) { p.Del(t(HTime)) })
	saProt("sa-time-missing", "COSE-42", "no authenticSigningTime, crit names it", func(p *Pairs) { p.Del(t(HAuth)) })
	saProt("sa-time-null", "COSE-42", "authenticSigningTime null", func(p *Pairs) { p.Set(t(HAuth), CNull()) })
	saProt("sa-time-nan", "COSE-45", "authenticSigningTime NaN", func(p *Pairs) { p.Set(t(HAuth), CTag(1, CFloat(math.NaN()))) })
	saProt("sa-time-untagged", "COSE-41", "authenticSigningTime without tag", func(p *Pairs) { p.Set(t(HAuth), CInt(1777629600)) })
	saProt("sa-time-float", "COSE-44", "authenticSigningTime with a fraction", func(p *Pairs) { p.Set(t(HAuth), CTag(1, CFloat(1777629600.25))) })
	add("expiry-later", "COSE-48", "expiry to come", func(e *Envelope) { e.Expiry = At("2026-12-01T00:00:00Z") })
	add("expiry-past", "COSE-48 VER-32", "expiry past", func(e *Envelope) { e.Expiry = At("2026-05-02T00:00:00Z") })
	add("expiry-equal", "COSE-48", "expiry equal to the signing time", func(e *Envelope) { e.Expiry = SignedAt })
	add("expiry-before", "COSE-48", "expiry before the signing time", func(e *Envelope) { e.Expiry = At("2026-04-01T00:00:00Z") })
	// 3e: unprotected header
	for _, v := range []struct {
		id   string
		item []byte
	}{{"bytes", CBytes([]byte{1, 2, 3})}, {"empty", CBytes(nil)}, {"text", t("AAAA")}, {"null", CNull()}, {"number", CInt(1)}, {"array", CArr(CBytes([]byte{1}))}} {
		unprot("stamp-"+v.id, "COSE-50 TSA-01", "timestampSignature "+v.id+", no tsa store", func(p *Pairs) { p.Add(t(HStamp), v.item) })
	}
	for _, v := range []struct {
		id   string
		item []byte
	}{{"text", t("notation-go/1.3.2")}, {"number", CInt(1)}, {"null", CNull()}, {"bytes", CBytes([]byte("x"))}, {"map", CMap()}, {"empty", t("")}} {
		unprot("agent-"+v.id, "COSE-51", "signingAgent "+v.id, func(p *Pairs) { p.Add(t(HAgent), v.item) })
	}
	unprot("unknown", "COSE-52", "unknown labels", func(p *Pairs) { p.Add(t("x"), CInt(1)).Add(CInt(-70000), CArr(CInt(1))) })
	for _, n := range []string{HScheme, HTime, HExpiry, HAuth, HPlugin} {
		unprot("unprotected-"+n[strings.LastIndex(n, ".")+1:], "COSE-53", n+" in unprotected (D-79)", func(p *Pairs) { p.Add(t(n), t(SA)) })
	}
	prot("agent-protected", "COSE-51 COSE-53", "signingAgent in protected", func(p *Pairs) { p.Add(t(HAgent), t("x")) })
	prot("stamp-protected", "COSE-50 COSE-53", "timestampSignature in protected", func(p *Pairs) { p.Add(t(HStamp), CBytes([]byte{1})) })
	return cases
}

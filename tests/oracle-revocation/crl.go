package main

import (
	"encoding/pem"
	"fmt"
	"math/big"

	. "sealcheck.example/oracle-revocation/evidence"
	"sealcheck.example/oracle-revocation/judge"
	. "sealcheck.example/oracle/lab"
)

const (
	deltaURL = "http://crl.lab.example/delta.crl"
	otherURL = "http://crl.lab.example/other.crl"
)

func crlCases() (cases []*judge.Vector) {
	root := Root("r-root")
	leaf := Leaf("r-crl", root, AddExt(CDP(crlURL)))
	other := Leaf("r-other", root)
	add := func(id, rules, note string, l List) *judge.Vector {
		if l.Issuer == nil {
			l.Issuer = root
		}
		return vector(&cases, "crl-"+id, rules, note, By(leaf, root)).WithCRL(crlURL, l.DER())
	}
	lists := func(lines ...Line) List { return List{Number: 5, Lines: lines} }
	later := func(l Line, at string) Line { l.At = At(at); return l }

	// entries
	add("good", "REV-60", "not listed", lists(Listed(other, 1)))
	add("good-no-entries", "REV-60", "nothing is listed", lists())
	add("good-empty-list", "REV-60", "an empty list of entries", List{Number: 5, Empty: true})
	add("good-no-number", "REV-52", "no CRL number, no delta", List{Number: -1})
	add("revoked", "REV-59", "listed without reason", lists(Listed(leaf, -1)))
	for _, r := range []int{0, 1, 2, 3, 4, 5, 7, 9, 10, 99} {
		add(fmt.Sprintf("reason-%d", r), "REV-59", fmt.Sprintf("listed with reason %d", r), lists(Listed(leaf, r)))
	}
	add("hold", "REV-58", "certificateHold", lists(Listed(leaf, 6)))
	add("remove", "REV-58", "removeFromCRL alone", lists(Listed(leaf, 8)))
	add("hold-remove", "REV-58", "hold, then removed later", lists(Listed(leaf, 6), later(Listed(leaf, 8), "2026-05-20T00:00:00Z")))
	add("remove-hold", "REV-58", "removed, then hold later", lists(Listed(leaf, 8), later(Listed(leaf, 6), "2026-05-20T00:00:00Z")))
	add("hold-remove-same-time", "REV-58", "hold and removed at the same time", lists(Listed(leaf, 6), Listed(leaf, 8)))
	add("remove-hold-same-time", "REV-58", "removed and hold at the same time", lists(Listed(leaf, 8), Listed(leaf, 6)))
	add("compromise-remove", "REV-59", "keyCompromise, then removed later", lists(Listed(leaf, 1), later(Listed(leaf, 8), "2026-05-20T00:00:00Z")))
	add("remove-compromise", "REV-59", "removed, then keyCompromise", lists(Listed(leaf, 8), Listed(leaf, 1)))
	add("revoked-future", "REV-59", "revoked from the end of the month on", lists(later(Listed(leaf, 4), "2026-06-30T00:00:00Z")))
	add("revoked-permissive", "REV-59 VER-40", "listed; permissive", lists(Listed(leaf, 1))).Level("permissive")
	add("among-many", "REV-54", "one of 500 entries", func() List {
		l := lists()
		for i := range 500 {
			s := big.NewInt(int64(1000 + i)).Bytes()
			l.Lines = append(l.Lines, Line{Serial: s, At: Wrong, Reason: i % 7})
		}
		l.Lines = append(l.Lines, Listed(leaf, 1))
		return l
	}())
	add("critical-other-entry", "REV-54", "an unknown critical extension of another entry", lists(Listed(other, 1, Ext("1.2.3.4", true, Null()))))
	add("critical-entry", "REV-55", "an unknown critical extension of the entry", lists(Listed(leaf, 1, Ext("1.2.3.4", true, Null()))))
	add("extension-entry", "REV-55", "an unknown extension of the entry", lists(Listed(leaf, 1, Ext("1.2.3.4", false, Null()))))
	add("certificate-issuer", "REV-55", "the entry is of another issuer", lists(Listed(leaf, 1, Ext("2.5.29.29", true, Seq(Ctx(4, DN("CN", "other")))))))
	add("reason-critical", "REV-55", "a critical reason", lists(Listed(leaf, -1, Ext("2.5.29.21", true, TLV(0x0a, []byte{1})))))
	add("reason-type", "REV-55", "a reason that is an INTEGER", lists(Listed(leaf, -1, Ext("2.5.29.21", false, Int(1)))))
	add("serial-padded", "REV-54", "the serial number with a needless zero", lists(Line{Serial: append([]byte{0}, leaf.Serial...), At: Wrong, Reason: 1}))

	// times
	add("expired", "REV-46", "nextUpdate a week ago", List{Next: Past, This: Wrong})
	add("expired-revoked", "REV-47 D-58", "expired; it lists the certificate", List{Next: Past, This: Wrong, Lines: []Line{Listed(leaf, 1)}})
	add("expired-hold", "REV-47 D-58", "expired; certificateHold", List{Next: Past, This: Wrong, Lines: []Line{Listed(leaf, 6)}})
	add("expired-revoked-forged", "D-58 REV-44", "expired; it lists the certificate; forged", List{Next: Past, This: Wrong, Lines: []Line{Listed(leaf, 1)}, SignWith: P256("forger")})
	add("expires-now", "REV-46", "nextUpdate is this instant", List{Next: At(Now)})
	add("expired-1s", "REV-46", "nextUpdate a second ago", List{Next: At("2026-06-01T11:59:59Z")})
	add("no-next", "REV-46", "no nextUpdate", List{NoNext: true})
	add("no-next-revoked", "REV-46 D-58", "no nextUpdate; it lists the certificate", List{NoNext: true, Lines: []Line{Listed(leaf, 1)}})
	add("future", "REV-46 D-54 S-12", "thisUpdate tomorrow", List{This: At("2026-06-02T12:00:00Z")})
	add("future-revoked", "D-54 S-12", "thisUpdate tomorrow; it lists the certificate", List{This: At("2026-06-02T12:00:00Z"), Lines: []Line{Listed(leaf, 1)}})
	add("future-300s", "S-12", "thisUpdate in 300 s", List{This: At("2026-06-01T12:05:00Z")})
	add("future-301s", "S-12", "thisUpdate in 301 s", List{This: At("2026-06-01T12:05:01Z")})

	// who
	add("other-name", "REV-45 D-57", "signed by the issuer under another name", List{Name: DN("CN", "other")})
	add("other-name-revoked", "REV-45 D-57", "signed by the issuer under another name; it lists the certificate", List{Name: DN("CN", "other"), Lines: []Line{Listed(leaf, 1)}})
	add("other-key", "REV-44", "the issuer's name, another key", List{SignWith: P256("forger")})
	add("stranger", "REV-44 D-57", "of another CA", List{Issuer: Root("r-stranger")})
	add("tampered", "REV-44", "one bit of the signature is flipped", List{Sig: func(b []byte) []byte { b[len(b)-1] ^= 1; return b }})
	add("sha1", "REV-44 S-03", "signed with SHA-1", List{Alg: "ecdsa-sha1"})
	add("algorithms-differ", "RFC 5280 §5.1.1.2", "inner and outer algorithm differ", List{Outer: "ecdsa-sha384"})
	for _, k := range []struct {
		id, alg string
		key     *Key
	}{{"rsa", "", RSA("2048-a")}, {"rsa-sha512", "rsa-sha512", RSA("2048-a")}, {"pss", "pss-sha256", RSA("2048-a")}, {"p384", "", P384("r")}, {"p521", "", P521("r")}, {"rsa-sha1", "rsa-sha1", RSA("2048-a")}} {
		ca := Root("r-root-"+k.id, WithKey(k.key))
		l := Leaf("r-crl-"+k.id, ca, AddExt(CDP(crlURL)))
		vector(&cases, "crl-key-"+k.id, "REV-44 S-03", "the issuer's key: "+k.id, By(l, ca)).WithCRL(crlURL, List{Issuer: ca, Alg: k.alg}.DER())
	}
	{
		inter := CA("r-no-crlsign", root, WithUsage(KeyCertSign, true))
		l := Leaf("r-below-no-crlsign", inter, AddExt(CDP(crlURL)))
		vector(&cases, "crl-no-crlsign", "REV-44", "the issuer may not sign CRLs", By(l, inter, root)).WithCRL(crlURL, List{Issuer: inter}.DER())
		vector(&cases, "crl-no-crlsign-revoked", "REV-44", "the issuer may not sign CRLs; it lists the certificate", By(l, inter, root)).WithCRL(crlURL, List{Issuer: inter, Lines: []Line{Listed(l, 1)}}.DER())
	}

	// extensions and scope
	ext := func(id, rules, note string, exts ...[]byte) *judge.Vector {
		return add(id, rules, note, List{Number: 5, Exts: exts})
	}
	ext("extension", "REV-48", "an unknown extension", Ext("1.2.3.4", false, Null()))
	ext("critical", "REV-48", "an unknown critical extension", Ext("1.2.3.4", true, Null()))
	add("critical-revoked", "REV-48", "an unknown critical extension; it lists the certificate", List{Exts: [][]byte{Ext("1.2.3.4", true, Null())}, Lines: []Line{Listed(leaf, 1)}})
	add("number-critical", "REV-48", "a critical CRL number", List{Number: -1, Exts: [][]byte{Ext("2.5.29.20", true, Int(5))}})
	ext("twice", "RFC 5280 §4.2", "an extension twice", Ext("1.2.3.4", false, Null()), Ext("1.2.3.4", false, Null()))
	ext("scope-user", "REV-49 D-59", "for user certificates", Scope(Flag(1)))
	ext("scope-ca", "REV-49 D-59", "for CA certificates alone", Scope(Flag(2)))
	ext("scope-attribute", "REV-49 D-59", "for attribute certificates alone", Scope(Flag(5)))
	ext("scope-two", "REV-49 D-59", "for users alone and CAs alone", Scope(Flag(1), Flag(2)))
	ext("scope-reasons", "REV-49 D-59", "some reasons; not listed", Scope(TLV(0x83, []byte{5, 0x60})))
	add("scope-reasons-revoked", "REV-49 D-59", "some reasons; listed", List{Exts: [][]byte{Scope(TLV(0x83, []byte{5, 0x60}))}, Lines: []Line{Listed(leaf, 1)}})
	ext("scope-indirect", "REV-49 D-59", "an indirect CRL", Scope(Flag(4)))
	ext("scope-empty", "RFC 5280 §5.2.5", "a scope that says nothing", Scope())
	ext("scope-point", "REV-49 S-11", "for the certificate's distribution point", Scope(PointName(crlURL)))
	ext("scope-other-point", "REV-49 S-11", "for another distribution point", Scope(PointName(otherURL)))
	add("scope-other-point-revoked", "REV-49 S-11", "for another distribution point; listed", List{Exts: [][]byte{Scope(PointName(otherURL))}, Lines: []Line{Listed(leaf, 1)}})
	add("delta-as-base", "REV-50 D-59", "a delta CRL where the complete one is published", List{Number: 6, Base: 5})

	// delta CRLs
	named := Freshest([]string{deltaURL})
	delta := func(id, rules, note string, base, d List) *judge.Vector {
		base.Issuer, d.Issuer = root, root
		base.Exts = append([][]byte{named}, base.Exts...)
		return vector(&cases, "delta-"+id, rules, note, By(leaf, root)).WithCRL(crlURL, base.DER()).WithCRL(deltaURL, d.DER())
	}
	base := List{Number: 5}
	hold := List{Number: 5, Lines: []Line{Listed(leaf, 6)}}
	delta("good", "REV-51 REV-53", "a base and its delta", base, List{Number: 6, Base: 5})
	delta("older-base", "REV-53 D-60", "the delta builds on an older base", base, List{Number: 6, Base: 3})
	delta("newer-base", "REV-53 D-60", "the delta builds on a newer base", base, List{Number: 7, Base: 6})
	delta("same-number", "REV-53", "the delta's number is the base's", base, List{Number: 5, Base: 5})
	delta("lower-number", "REV-53", "the delta's number is lower", base, List{Number: 4, Base: 3})
	delta("no-indicator", "REV-53", "a complete CRL where the delta is published", base, List{Number: 6})
	delta("no-number", "REV-52 D-72", "the delta has no number", base, List{Number: -1, Base: 5})
	delta("base-no-number", "REV-52 D-72", "the base has no number", List{Number: -1}, List{Number: 6, Base: 5})
	delta("revoked", "REV-53", "the delta lists the certificate", base, List{Number: 6, Base: 5, Lines: []Line{Listed(leaf, 1)}})
	delta("hold", "REV-58", "the delta puts it on hold", base, List{Number: 6, Base: 5, Lines: []Line{Listed(leaf, 6)}})
	delta("removed", "REV-58", "the delta lifts the hold", hold, List{Number: 6, Base: 5, Lines: []Line{later(Listed(leaf, 8), "2026-05-20T00:00:00Z")}})
	delta("removed-same-time", "REV-58", "the delta lifts the hold at its own time", hold, List{Number: 6, Base: 5, Lines: []Line{Listed(leaf, 8)}})
	delta("compromise-removed", "REV-59", "the delta removes a revocation for good", List{Number: 5, Lines: []Line{Listed(leaf, 1)}}, List{Number: 6, Base: 5, Lines: []Line{later(Listed(leaf, 8), "2026-05-20T00:00:00Z")}})
	delta("expired", "REV-53", "the delta has expired", base, List{Number: 6, Base: 5, Next: Past, This: Wrong})
	delta("expired-revoked", "REV-53 D-58", "an expired delta lists the certificate", base, List{Number: 6, Base: 5, Next: Past, This: Wrong, Lines: []Line{Listed(leaf, 1)}})
	delta("tampered", "REV-53", "the delta's signature is tampered with", base, List{Number: 6, Base: 5, Sig: func(b []byte) []byte { b[len(b)-1] ^= 1; return b }})
	delta("scope", "RFC 5280 §5.2.4", "the delta's scope differs", base, List{Number: 6, Base: 5, Exts: [][]byte{Scope(Flag(1))}})
	delta("other-name", "D-57", "the delta has another issuer name", base, List{Number: 6, Base: 5, Name: DN("CN", "other")})
	delta("big-numbers", "REV-53", "numbers of 20 bytes", List{Number: -1, Exts: [][]byte{Ext("2.5.29.20", false, bigNumber(1))}}, List{Number: -1, Base: 5, Exts: [][]byte{Ext("2.5.29.20", false, bigNumber(2))}})
	{
		b := List{Issuer: root, Number: 5, Exts: [][]byte{named}}
		vector(&cases, "delta-missing", "REV-51", "the base names a delta that was not fetched", By(leaf, root)).WithCRL(crlURL, b.DER())
		vector(&cases, "delta-unavailable", "REV-51", "the base names a delta that is unavailable", By(leaf, root)).WithCRL(crlURL, b.DER()).WithUnavailable(deltaURL)
		r := b
		r.Lines = []Line{Listed(leaf, 1)}
		vector(&cases, "delta-missing-revoked", "REV-51", "the delta was not fetched; the base lists the certificate", By(leaf, root)).WithCRL(crlURL, r.DER())
		b.Exts = [][]byte{Freshest([]string{"http://down.lab.example/d"}, []string{deltaURL})}
		vector(&cases, "delta-second-url", "REV-51", "the second address of the delta answers", By(leaf, root)).WithCRL(crlURL, b.DER()).WithCRL(deltaURL, List{Issuer: root, Number: 6, Base: 5}.DER()).WithUnavailable("http://down.lab.example/d")
		l := Leaf("r-freshest", root, AddExt(CDP(crlURL), Freshest([]string{deltaURL})))
		vector(&cases, "delta-certificate-only", "REV-51", "only the certificate names a delta", By(l, root)).WithCRL(crlURL, List{Issuer: root, Number: 5}.DER())
		vector(&cases, "delta-certificate", "REV-51", "the certificate names a delta, which is there", By(l, root)).WithCRL(crlURL, List{Issuer: root, Number: 5}.DER()).WithCRL(deltaURL, List{Issuer: root, Number: 6, Base: 5}.DER())
	}

	// invalidity date: signed at 2026-05-01T10:00:00Z
	sa := func(id, rules, note string, l List) *judge.Vector {
		l.Issuer = root
		return vector(&cases, "crl-"+id, rules, note, authority(leaf, root)).SigningAuthority().WithCRL(crlURL, l.DER())
	}
	for _, d := range []struct{ id, at, note string }{
		{"before", "2026-04-30T00:00:00Z", "the key was in wrong hands before signing"},
		{"equal", "2026-05-01T10:00:00Z", "the key was in wrong hands at the time of signing"},
		{"after", "2026-05-02T00:00:00Z", "the key was in wrong hands after signing"},
	} {
		l := lists(Listed(leaf, 1, Invalidity(At(d.at))))
		sa("invalidity-"+d.id, "REV-10 REV-57 D-20", d.note+"; signing authority", l)
		add("invalidity-"+d.id+"-x509", "REV-10 REV-57 D-20", d.note+"; no authentic signing time", l)
	}
	sa("invalidity-two", "REV-57", "two entries, the first with an invalidity date after signing", lists(Listed(leaf, 1, Invalidity(At("2026-05-02T00:00:00Z"))), Listed(leaf, 1)))
	sa("invalidity-two-turned", "REV-57", "two entries, the second with an invalidity date after signing", lists(Listed(leaf, 1), Listed(leaf, 1, Invalidity(At("2026-05-02T00:00:00Z")))))
	sa("invalidity-hold", "REV-57", "hold with an invalidity date after signing", lists(Listed(leaf, 6, Invalidity(At("2026-05-02T00:00:00Z")))))
	sa("invalidity-type", "REV-56", "an invalidity date that is a UTCTime", lists(Listed(leaf, 1, Ext("2.5.29.24", false, Time(At("2026-05-02T00:00:00Z"))))))
	sa("invalidity-critical", "REV-55 REV-57", "a critical invalidity date after signing", lists(Listed(leaf, 1, Ext("2.5.29.24", true, General(At("2026-05-02T00:00:00Z"))))))

	// bytes
	whole := func(id, rules, note string, f func([]byte) []byte) { add(id, rules, note, List{Whole: f}) }
	whole("trailing", "REV-43 S-04", "a byte after the CRL", func(b []byte) []byte { return append(b, 0) })
	whole("truncated", "REV-43", "the last byte is missing", func(b []byte) []byte { return b[:len(b)-1] })
	whole("pem", "REV-43", "PEM", func(b []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: b}) })
	whole("empty", "REV-43", "nothing", func([]byte) []byte { return nil })
	add("v1", "REV-43", "version 1", List{Version: []byte{}, Number: -1})
	add("v3", "REV-43", "version 3", List{Version: Int(2)})
	add("generalized", "RFC 5280 §5.1.2.4", "GeneralizedTime as of 2050", List{Next: At("2050-01-01T00:00:00Z")})

	// addresses
	at := func(id, rules, note string, ext []byte) *judge.Vector {
		l := Leaf("r-crl-at-"+id, root, AddExt(ext))
		v := vector(&cases, "crl-at-"+id, rules, note, By(l, root))
		v.Leaf = l
		return v
	}
	list := func(lines ...Line) []byte { return List{Issuer: root, Number: 5, Lines: lines}.DER() }
	at("https", "REV-39", "an https address", CDPs([]string{"https://crl.lab.example/leaf.crl"}))
	at("ldap", "REV-39", "an ldap address", CDPs([]string{"ldap:///cn=crl"}))
	at("broken", "REV-39", "an address that cannot be parsed", CDPs([]string{"http://[::1"}))
	at("empty", "REV-39", "an empty address", CDPs([]string{""}))
	at("not-fetched", "REV-09", "nobody was asked yet", CDPs([]string{crlURL}))
	at("unavailable", "REV-09", "it does not answer", CDPs([]string{crlURL})).WithUnavailable(crlURL)
	at("ldap-http", "REV-37 D-56", "two addresses of one point: ldap and http", CDPs([]string{"ldap:///cn=crl", crlURL})).WithCRL(crlURL, list())
	at("down-up", "REV-37 D-56", "two addresses of one point: the first is unavailable", CDPs([]string{"http://down.lab.example/x", crlURL})).WithCRL(crlURL, list()).WithUnavailable("http://down.lab.example/x")
	at("points-both", "REV-37 D-56", "two points, both good", CDPs([]string{crlURL}, []string{otherURL})).WithCRL(crlURL, list()).WithCRL(otherURL, list())
	at("points-one", "REV-37 D-56 S-11", "two points, a CRL without scope from the first", CDPs([]string{crlURL}, []string{otherURL})).WithCRL(crlURL, list()).WithUnavailable(otherURL)
	scoped := func(url string, lines ...Line) []byte {
		return List{Issuer: root, Number: 5, Exts: [][]byte{Scope(PointName(url))}, Lines: lines}.DER()
	}
	at("points-one-scoped", "REV-37 D-56 S-11", "two points, the CRL of the first alone", CDPs([]string{crlURL}, []string{otherURL})).WithCRL(crlURL, scoped(crlURL)).WithUnavailable(otherURL)
	at("points-both-scoped", "REV-37 D-56 S-11", "two points, each with its CRL", CDPs([]string{crlURL}, []string{otherURL})).WithCRL(crlURL, scoped(crlURL)).WithCRL(otherURL, scoped(otherURL))
	{
		v := at("points-second-revoked", "REV-37", "two points, the second revokes", CDPs([]string{crlURL}, []string{otherURL}))
		v.WithCRL(crlURL, scoped(crlURL)).WithCRL(otherURL, scoped(otherURL, Listed(v.Leaf, 1)))
		v = at("points-first-revoked", "REV-37", "two points, the first revokes, the second is unavailable", CDPs([]string{crlURL}, []string{otherURL}))
		v.WithCRL(crlURL, scoped(crlURL, Listed(v.Leaf, 1))).WithUnavailable(otherURL)
	}
	indirect := func() []byte {
		return Ext("2.5.29.31", false, Seq(Seq(Ctx(0, Ctx(0, Prim(6, []byte(crlURL)))), Ctx(2, Ctx(4, DN("CN", "other"))))))
	}
	at("indirect", "REV-38", "the point calls for another issuer's CRL", indirect()).WithCRL(crlURL, list())
	at("directory-name", "REV-38", "a point with a directory name only", Ext("2.5.29.31", false, Seq(Seq(Ctx(0, Ctx(0, Ctx(4, DN("CN", "crl")))))))).WithCRL("", list())
	at("malformed-points", "REV-38", "distribution points that cannot be read", Ext("2.5.29.31", false, Seq(Int(1))))

	// pieces that only the host has
	add("host-old-revoked", "S-11", "good at the address; an older one from elsewhere lists it", List{Number: 5}).WithCRL("", List{Issuer: root, Number: 4, Lines: []Line{Listed(leaf, 1)}}.DER())
	add("host-old-hold", "S-11", "good at the address; an older one from elsewhere has it on hold", List{Number: 5}).WithCRL("", List{Issuer: root, Number: 4, Lines: []Line{Listed(leaf, 6)}}.DER())
	add("host-new-hold", "S-11", "good at the address; a newer one from elsewhere has it on hold", List{Number: 5}).WithCRL("", List{Issuer: root, Number: 6, Lines: []Line{Listed(leaf, 6)}}.DER())
	add("host-new-released", "S-11", "hold at the address; a newer one from elsewhere does not list it", List{Number: 5, Lines: []Line{Listed(leaf, 6)}}).WithCRL("", List{Issuer: root, Number: 6}.DER())
	add("host-delta", "S-11 REV-53", "good at the address; a delta from elsewhere puts it on hold", List{Number: 5}).WithCRL("", List{Issuer: root, Number: 6, Base: 5, Lines: []Line{Listed(leaf, 6)}}.DER())
	add("host-future", "S-11 S-12", "good at the address; one from elsewhere lists it, made tomorrow", List{Number: 5}).WithCRL("", List{Issuer: root, Number: 6, This: At("2026-06-02T12:00:00Z"), Lines: []Line{Listed(leaf, 1)}}.DER())
	add("host-junk", "S-11", "good at the address; junk from elsewhere", List{Number: 5}).WithCRL("", []byte("junk"))
	return cases
}

func bigNumber(low byte) []byte {
	return BigInt(new(big.Int).SetBytes(append([]byte{0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, low)))
}

// largeCase has a CRL of 100,000 entries, about 5 MB, that does not list the certificate.
func largeCase() (cases []*judge.Vector) {
	root := Root("r-root")
	leaf := Leaf("r-crl", root, AddExt(CDP(crlURL)))
	l := List{Issuer: root, Number: 5}
	for i := range 100_000 {
		serial := append([]byte{0x5e}, HashOf("sha256", []byte(fmt.Sprint(i)))[:15]...)
		l.Lines = append(l.Lines, Line{Serial: serial, At: Wrong, Reason: 1})
	}
	vector(&cases, "crl-large", "REV-54", "100,000 other certificates are listed", By(leaf, root)).WithCRL(crlURL, l.DER())
	return cases
}

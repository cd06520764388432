package lab

import (
	"crypto"
	"strings"
	"time"
)

// Token writes an RFC 3161 token of a small authority over the message.
func Token(message []byte, at time.Time, policy string, accuracy []byte) []byte {
	root := Root("token-root")
	leaf := Leaf("token-leaf", root, WithSubject(DN("C", "US", "O", "Sealcheck Lab", "CN", "clock")), WithEKU(true, TimeStamping))
	sha := Seq(OID(oidSHA256), Null())
	stamp := at.UTC().Format("20060102150405.999999999") + "Z"
	body := [][]byte{Int(1), OID(policy), Seq(sha, Octets(hashBytes(crypto.SHA256, message))), Int(7), TLV(0x18, []byte(strings.Replace(stamp, ".Z", "Z", 1)))}
	if accuracy != nil {
		body = append(body, accuracy)
	}
	info := Seq(body...)
	attribute := func(oid string, value []byte) []byte { return Seq(OID(oid), Set(value)) }
	attrs := Cat(
		attribute("1.2.840.113549.1.9.3", OID("1.2.840.113549.1.9.16.1.4")),
		attribute("1.2.840.113549.1.9.4", Octets(hashBytes(crypto.SHA256, info))),
		attribute("1.2.840.113549.1.9.16.2.47", Seq(Seq(Seq(Octets(hashBytes(crypto.SHA256, leaf.DER)))))),
	)
	signer := Seq(Int(1), Seq(root.Subject, TLV(0x02, leaf.Serial)), sha, Ctx(0, attrs), certAlgs["ecdsa-sha256"].id(), Octets(leaf.Key.SignTBS("ecdsa-sha256", Set(attrs))))
	signed := Seq(Int(3), Set(sha), Seq(OID("1.2.840.113549.1.9.16.1.4"), Ctx(0, Octets(info))), Ctx(0, leaf.DER, root.DER), Set(signer))
	return Seq(OID("1.2.840.113549.1.7.2"), Ctx(0, signed))
}

package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	_ "crypto/md5"
	"crypto/rand"
	_ "crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
)

// Key is a signing key whose signatures are a function of the message alone.
type Key struct {
	EC      *ecdsa.PrivateKey
	Ed      ed25519.PrivateKey
	N, P, Q *big.Int
	E       *big.Int
}

var ecKeys = map[string]*Key{}

// EC derives a key on the curve from its name.
func EC(name string, curve elliptic.Curve) *Key {
	id := curve.Params().Name + "/" + name
	if k := ecKeys[id]; k != nil {
		return k
	}
	wide := append(digest512("ec 1 "+id), digest512("ec 2 "+id)...)
	order := new(big.Int).Sub(curve.Params().N, big.NewInt(1))
	d := new(big.Int).SetBytes(wide)
	d.Mod(d, order).Add(d, big.NewInt(1))
	k := new(ecdsa.PrivateKey)
	k.Curve, k.D = curve, d
	k.X, k.Y = curve.ScalarBaseMult(d.Bytes())
	ecKeys[id] = &Key{EC: k}
	return ecKeys[id]
}

func P256(name string) *Key { return EC(name, elliptic.P256()) }
func P384(name string) *Key { return EC(name, elliptic.P384()) }
func P521(name string) *Key { return EC(name, elliptic.P521()) }
func P224(name string) *Key { return EC(name, elliptic.P224()) }

// Ed25519 derives a key from its name.
func Ed25519(name string) *Key {
	return &Key{Ed: ed25519.NewKeyFromSeed(digest512("ed " + name)[:32])}
}

func digest512(s string) []byte { d := sha512.Sum512([]byte(s)); return d[:] }

var primes = map[string][2]string{}

// wantedPrimes lists the RSA fixtures: name, bits of the modulus, exponent it must allow.
var wantedPrimes = []struct {
	name string
	bits int
	e    int64
}{
	{"2048-a", 2048, 65537}, {"2048-b", 2048, 65537}, {"2048-c", 2048, 3}, {"3072-a", 3072, 65537}, {"4096-a", 4096, 65537}, {"4096-b", 4096, 65537},
	{"1024-a", 1024, 65537}, {"1024-b", 1024, 65537}, {"2040-a", 2040, 65537}, {"2041-a", 2041, 65537}, {"2047-a", 2047, 65537},
	{"2049-a", 2049, 65537}, {"2056-a", 2056, 65537}, {"2560-a", 2560, 65537}, {"3071-a", 3071, 65537}, {"8192-a", 8192, 65537},
}

// LoadPrimes reads the RSA fixtures; with make it adds the missing ones first.
func LoadPrimes(path string, make bool) error {
	text, err := os.ReadFile(path)
	if err != nil && !make {
		return err
	}
	if err == nil {
		if err := json.Unmarshal(text, &primes); err != nil {
			return err
		}
	}
	if !make {
		return nil
	}
	for _, w := range wantedPrimes {
		if _, ok := primes[w.name]; ok {
			continue
		}
		p, q := primePair(w.bits, w.e)
		primes[w.name] = [2]string{p.Text(16), q.Text(16)}
		fmt.Fprintln(os.Stderr, "made", w.name)
	}
	text, err = json.MarshalIndent(primes, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func primePair(bits int, e int64) (*big.Int, *big.Int) {
	one := big.NewInt(1)
	draw := func(n int) *big.Int {
		for {
			p, err := rand.Prime(rand.Reader, n)
			if err != nil {
				panic(err)
			}
			if new(big.Int).GCD(nil, nil, big.NewInt(e), new(big.Int).Sub(p, one)).Cmp(one) == 0 {
				return p
			}
		}
	}
	for {
		p, q := draw((bits+1)/2), draw(bits/2)
		if p.Cmp(q) != 0 && new(big.Int).Mul(p, q).BitLen() == bits {
			return p, q
		}
	}
}

// RSA returns the fixture with public exponent 65537.
func RSA(name string) *Key { return RSAExponent(name, big.NewInt(65537)) }

// RSAExponent returns the fixture's primes with another public exponent.
func RSAExponent(name string, e *big.Int) *Key {
	pair, ok := primes[name]
	if !ok {
		panic("no RSA fixture " + name)
	}
	p, _ := new(big.Int).SetString(pair[0], 16)
	q, _ := new(big.Int).SetString(pair[1], 16)
	return &Key{P: p, Q: q, N: new(big.Int).Mul(p, q), E: e}
}

func (k *Key) private(m *big.Int) []byte {
	one := big.NewInt(1)
	p1, q1 := new(big.Int).Sub(k.P, one), new(big.Int).Sub(k.Q, one)
	dp, dq := new(big.Int).ModInverse(k.E, p1), new(big.Int).ModInverse(k.E, q1)
	if dp == nil || dq == nil {
		panic("the exponent does not fit these primes")
	}
	a, b := new(big.Int).Exp(m, dp, k.P), new(big.Int).Exp(m, dq, k.Q)
	h := a.Sub(a, b)
	h.Mul(h, new(big.Int).ModInverse(k.Q, k.P)).Mod(h, k.P)
	h.Mul(h, k.Q).Add(h, b)
	return h.FillBytes(make([]byte, (k.N.BitLen()+7)/8))
}

// SignPSS signs a digest with a salt made from digest and name.
func (k *Key) SignPSS(hash crypto.Hash, digest []byte, saltLen int) []byte {
	return k.private(new(big.Int).SetBytes(k.encodePSS(hash, digest, saltLen)))
}

func (k *Key) encodePSS(hash crypto.Hash, digest []byte, saltLen int) []byte {
	emBits := k.N.BitLen() - 1
	emLen := (emBits + 7) / 8
	var salt []byte
	for i := uint32(0); len(salt) < saltLen; i++ {
		block := sha256.Sum256(binary.BigEndian.AppendUint32(append([]byte("salt "), digest...), i))
		salt = append(salt, block[:]...)
	}
	salt = salt[:saltLen]
	h := hash.New()
	h.Write(make([]byte, 8))
	h.Write(digest)
	h.Write(salt)
	seed := h.Sum(nil)
	db := make([]byte, emLen-len(seed)-1)
	if len(db) < saltLen+1 {
		panic("salt too long")
	}
	db[len(db)-saltLen-1] = 1
	copy(db[len(db)-saltLen:], salt)
	var mask []byte
	for i := uint32(0); len(mask) < len(db); i++ {
		h.Reset()
		h.Write(seed)
		h.Write(binary.BigEndian.AppendUint32(nil, i))
		mask = h.Sum(mask)
	}
	for i := range db {
		db[i] ^= mask[i]
	}
	db[0] &= 0xff >> (8*emLen - emBits)
	return append(append(db, seed...), 0xbc)
}

var digestPrefix = map[crypto.Hash]string{
	crypto.MD5: "1.2.840.113549.2.5", crypto.SHA1: "1.3.14.3.2.26", crypto.SHA256: oidSHA256,
	crypto.SHA384: oidSHA384, crypto.SHA512: oidSHA512,
}

const (
	oidSHA256 = "2.16.840.1.101.3.4.2.1"
	oidSHA384 = "2.16.840.1.101.3.4.2.2"
	oidSHA512 = "2.16.840.1.101.3.4.2.3"
)

// SignPKCS1 signs a digest with PKCS #1 v1.5 padding.
func (k *Key) SignPKCS1(hash crypto.Hash, digest []byte) []byte {
	info := Seq(Seq(OID(digestPrefix[hash]), Null()), Octets(digest))
	size := (k.N.BitLen() + 7) / 8
	em := append([]byte{0, 1}, make([]byte, size-len(info)-3)...)
	for i := 2; i < len(em); i++ {
		em[i] = 0xff
	}
	em = append(append(em, 0), info...)
	return k.private(new(big.Int).SetBytes(em))
}

// SignECDSA signs a digest; r and s in fixed width.
func (k *Key) SignECDSA(hash crypto.Hash, digest []byte) []byte {
	der, err := k.EC.Sign(nil, digest, hash)
	if err != nil {
		panic(err)
	}
	r, s := splitECDSA(der)
	size := (k.EC.Curve.Params().BitSize + 7) / 8
	out := make([]byte, 2*size)
	r.FillBytes(out[:size])
	s.FillBytes(out[size:])
	return out
}

func splitECDSA(der []byte) (r, s *big.Int) {
	body := der[2:]
	if der[1] == 0x81 {
		body = der[3:]
	}
	r = new(big.Int).SetBytes(body[2 : 2+int(body[1])])
	body = body[2+int(body[1]):]
	s = new(big.Int).SetBytes(body[2 : 2+int(body[1])])
	return
}

// DERSignature turns r‖s into the form certificates use.
func DERSignature(raw []byte) []byte {
	half := len(raw) / 2
	return Seq(BigInt(new(big.Int).SetBytes(raw[:half])), BigInt(new(big.Int).SetBytes(raw[half:])))
}

var curveOIDs = map[string]string{"P-224": "1.3.132.0.33", "P-256": "1.2.840.10045.3.1.7", "P-384": "1.3.132.0.34", "P-521": "1.3.132.0.35"}

// SPKI writes the SubjectPublicKeyInfo.
func (k *Key) SPKI() []byte {
	switch {
	case k.EC != nil:
		//lint:ignore SA1019 the point is written by hand elsewhere too
		point := elliptic.Marshal(k.EC.Curve, k.EC.X, k.EC.Y)
		return Seq(Seq(OID("1.2.840.10045.2.1"), OID(curveOIDs[k.EC.Params().Name])), Bits(point))
	case k.Ed != nil:
		return Seq(Seq(OID("1.3.101.112")), Bits(k.Ed.Public().(ed25519.PublicKey)))
	}
	return Seq(Seq(OID("1.2.840.113549.1.1.1"), Null()), Bits(Seq(BigInt(k.N), BigInt(k.E))))
}

// CompressedSPKI writes the point in compressed form.
func (k *Key) CompressedSPKI() []byte {
	point := elliptic.MarshalCompressed(k.EC.Curve, k.EC.X, k.EC.Y)
	return Seq(Seq(OID("1.2.840.10045.2.1"), OID(curveOIDs[k.EC.Params().Name])), Bits(point))
}

func hashBytes(h crypto.Hash, b []byte) []byte {
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}

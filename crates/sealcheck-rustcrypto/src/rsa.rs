//! RSASSA-PKCS1-v1_5 and RSASSA-PSS with the salt as long as the digest.

use der::{Decode as _, Sequence, asn1::UintRef};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use crate::RsaHash;

/// `RSAPublicKey` (RFC 8017 A.1.1).
#[derive(Sequence)]
struct Key<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

/// The content of the BIT STRING in a `SubjectPublicKeyInfo`.
pub(super) fn spki_key(spki: &[u8]) -> Option<&[u8]> {
    SubjectPublicKeyInfoRef::from_der(spki).ok()?.subject_public_key.as_bytes()
}

fn key(spki: &[u8]) -> Option<RsaPublicKey> {
    let key = Key::from_der(spki_key(spki)?).ok()?;
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus.as_bytes());
    let exponent = BoxedUint::from_be_slice_vartime(key.exponent.as_bytes());
    RsaPublicKey::new(modulus, exponent).ok()
}

pub(super) fn pkcs1<D: RsaHash>(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    key(spki)?.verify(Pkcs1v15Sign::new::<D>(), digest, signature).ok()
}

pub(super) fn pss<D: RsaHash>(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    let salt = <D as sha2::Digest>::output_size();
    key(spki)?.verify(Pss::<D>::new_with_salt(salt), digest, signature).ok()
}

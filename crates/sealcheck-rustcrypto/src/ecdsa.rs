//! ECDSA over three curves. The digest goes to the curve crate as it is: it is truncated or padded to the order
//! there, as FIPS 186-5 §6.4.2 says, so a hash shorter than usual is accepted (row S-08).

macro_rules! curve {
    ($curve:ident) => {
        pub(super) fn $curve(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
            use $curve::ecdsa::signature::hazmat::PrehashVerifier as _;
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(super::rsa::spki_key(spki)?).ok()?;
            let signature = $curve::ecdsa::Signature::from_slice(signature).ok()?;
            key.verify_prehash(digest, &signature).ok()
        }
    };
}

curve!(p256);
curve!(p384);
curve!(p521);

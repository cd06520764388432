//! The default signature provider: RSA and ECDSA by the RustCrypto crates.
//!
//! Verification holds no secrets, so timing does not matter here.
#![no_std]
#![forbid(unsafe_code)]

use sealcheck_pki::{Curve, Hash, InvalidSignature, Scheme, SignatureCheck, SignatureVerifier};
use sha2::{Digest, Sha256, Sha384, Sha512};

mod ecdsa;
mod rsa;

/// Answers every [`Scheme`].
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl SignatureVerifier for RustCrypto {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        let SignatureCheck { scheme, spki, message, signature } = check;
        let digest = scheme.hash().digest(message);
        match scheme {
            Scheme::Ecdsa { curve: Curve::P256, .. } => ecdsa::p256(spki, &digest, signature),
            Scheme::Ecdsa { curve: Curve::P384, .. } => ecdsa::p384(spki, &digest, signature),
            Scheme::Ecdsa { curve: Curve::P521, .. } => ecdsa::p521(spki, &digest, signature),
            Scheme::RsaPkcs1 { hash: Hash::Sha256 } => rsa::pkcs1::<Sha256>(spki, &digest, signature),
            Scheme::RsaPkcs1 { hash: Hash::Sha384 } => rsa::pkcs1::<Sha384>(spki, &digest, signature),
            Scheme::RsaPkcs1 { hash: Hash::Sha512 } => rsa::pkcs1::<Sha512>(spki, &digest, signature),
            Scheme::RsaPss { hash: Hash::Sha256 } => rsa::pss::<Sha256>(spki, &digest, signature),
            Scheme::RsaPss { hash: Hash::Sha384 } => rsa::pss::<Sha384>(spki, &digest, signature),
            Scheme::RsaPss { hash: Hash::Sha512 } => rsa::pss::<Sha512>(spki, &digest, signature),
        }
        .ok_or(InvalidSignature)
    }
}

/// What a hash must be for the RSA paddings.
trait RsaHash: Digest + sha2::digest::FixedOutputReset + sha2::digest::const_oid::AssociatedOid {}

impl<T: Digest + sha2::digest::FixedOutputReset + sha2::digest::const_oid::AssociatedOid> RsaHash for T {}

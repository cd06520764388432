//! The six signature algorithms of envelopes (section 6): chosen by the leaf's key alone.

use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::{Curve, Hash, Scheme};

/// A signature algorithm of the Notary Project.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// ECDSA, P-256, SHA-256.
    Es256,
    /// ECDSA, P-384, SHA-384.
    Es384,
    /// ECDSA, P-521, SHA-512.
    Es512,
    /// RSASSA-PSS, SHA-256.
    Ps256,
    /// RSASSA-PSS, SHA-384.
    Ps384,
    /// RSASSA-PSS, SHA-512.
    Ps512,
}

impl Algorithm {
    const ALL: [Self; 6] = [Self::Es256, Self::Es384, Self::Es512, Self::Ps256, Self::Ps384, Self::Ps512];

    /// ALG-01, ALG-05, D-16: the key's type and exact size decide.
    #[must_use]
    pub const fn of_key(key: PublicKey) -> Option<Self> {
        match key {
            PublicKey::Ec(Curve::P256) => Some(Self::Es256),
            PublicKey::Ec(Curve::P384) => Some(Self::Es384),
            PublicKey::Ec(Curve::P521) => Some(Self::Es512),
            PublicKey::Rsa { bits: 2048 } => Some(Self::Ps256),
            PublicKey::Rsa { bits: 3072 } => Some(Self::Ps384),
            PublicKey::Rsa { bits: 4096 } => Some(Self::Ps512),
            PublicKey::Rsa { .. } => None,
        }
    }

    /// ALG-03: the name in a JWS header, exact.
    #[must_use]
    pub fn from_jws(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// ALG-04: the number in a COSE header.
    #[must_use]
    pub const fn from_cose(number: i128) -> Option<Self> {
        match number {
            -7 => Some(Self::Es256),
            -35 => Some(Self::Es384),
            -36 => Some(Self::Es512),
            -37 => Some(Self::Ps256),
            -38 => Some(Self::Ps384),
            -39 => Some(Self::Ps512),
            _ => None,
        }
    }

    /// `PS256`, `ES384`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
        }
    }

    /// ALG-11: the name in plugin messages and `notation inspect`.
    #[must_use]
    pub const fn notation_name(self) -> &'static str {
        match self {
            Self::Es256 => "ECDSA-SHA-256",
            Self::Es384 => "ECDSA-SHA-384",
            Self::Es512 => "ECDSA-SHA-512",
            Self::Ps256 => "RSASSA-PSS-SHA-256",
            Self::Ps384 => "RSASSA-PSS-SHA-384",
            Self::Ps512 => "RSASSA-PSS-SHA-512",
        }
    }

    /// ALG-02: also the hash of a blob's digest (BLOB-10).
    #[must_use]
    pub const fn hash(self) -> Hash {
        match self {
            Self::Es256 | Self::Ps256 => Hash::Sha256,
            Self::Es384 | Self::Ps384 => Hash::Sha384,
            Self::Es512 | Self::Ps512 => Hash::Sha512,
        }
    }

    /// ALG-10, D-08: the scheme with every parameter fixed.
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        let hash = self.hash();
        match self {
            Self::Es256 => Scheme::Ecdsa { curve: Curve::P256, hash },
            Self::Es384 => Scheme::Ecdsa { curve: Curve::P384, hash },
            Self::Es512 => Scheme::Ecdsa { curve: Curve::P521, hash },
            Self::Ps256 | Self::Ps384 | Self::Ps512 => Scheme::RsaPss { hash },
        }
    }
}

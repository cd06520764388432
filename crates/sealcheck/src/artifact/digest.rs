//! Digests as OCI writes them: `sha256:` and 64 lower-case hexadecimal digits.

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write as _};
use sealcheck_pki::Hash;

/// A digest in its only spelling: `sha256`, `sha384` or `sha512`, a colon, lower-case hexadecimal of the right length.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digest {
    algorithm: Hash,
    text: String,
}

impl Digest {
    /// Reads a digest, as strictly as go-digest does.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, hex) = text.split_once(':').ok_or_else(|| format!("the digest {text:?} has no algorithm"))?;
        let algorithm = [Hash::Sha256, Hash::Sha384, Hash::Sha512].into_iter().find(|hash| hash.oci_name() == name);
        let algorithm = algorithm.ok_or_else(|| {
            format!("the digest {text:?} names the algorithm {name:?}; known are sha256, sha384 and sha512")
        })?;
        // PAY-16: there is one spelling, so equal digests are equal texts.
        if hex.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(format!("the digest {text:?} has upper-case letters, digests are written in lower case"));
        }
        if let Some(other) = hex.chars().find(|digit| !digit.is_ascii_hexdigit()) {
            return Err(format!("the digest {text:?} has the character {other:?}, which is not a hexadecimal digit"));
        }
        let wanted = algorithm.length().saturating_mul(2);
        if hex.len() != wanted {
            return Err(format!("the digest {text:?} has {} hexadecimal digits, {name} has {wanted}", hex.len()));
        }
        Ok(Self { algorithm, text: text.into() })
    }

    /// The digest of `bytes`.
    #[must_use]
    pub fn of(hash: Hash, bytes: &[u8]) -> Self {
        Self::spell(hash, &hash.digest(bytes))
    }

    /// The digest whose raw bytes are `digest`; `None` if `hash` makes digests of another length.
    #[must_use]
    pub fn from_parts(hash: Hash, digest: &[u8]) -> Option<Self> {
        (digest.len() == hash.length()).then(|| Self::spell(hash, digest))
    }

    fn spell(algorithm: Hash, digest: &[u8]) -> Self {
        let mut text = format!("{}:", algorithm.oci_name());
        for byte in digest {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self { algorithm, text }
    }

    /// The hash function.
    #[must_use]
    pub const fn algorithm(&self) -> Hash {
        self.algorithm
    }

    /// `sha256:…`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;
    use sealcheck_pki::Hash;

    #[test]
    fn pay_16_one_spelling() {
        for (hash, name) in [(Hash::Sha256, "sha256:"), (Hash::Sha384, "sha384:"), (Hash::Sha512, "sha512:")] {
            let digest = Digest::of(hash, b"blob");
            assert!(digest.as_str().starts_with(name));
            assert_eq!((Digest::parse(digest.as_str()).as_ref(), digest.algorithm()), (Ok(&digest), hash));
            assert_eq!(Digest::from_parts(hash, &hash.digest(b"blob")).as_ref(), Some(&digest));
            Digest::parse(&digest.as_str().to_uppercase()).unwrap_err();
            Digest::parse(&digest.as_str().replacen('b', "B", 1)).unwrap_err();
        }
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(Hash::Sha256, b"").as_str(), empty);
    }

    #[test]
    fn what_is_no_digest() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let wrong =
            ["", ":", "sha256", hex, "sha256:", "sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "sha256:é"];
        for text in wrong {
            assert!(Digest::parse(text).is_err(), "{text}");
        }
        for (before, after) in
            [("sha512:", ""), ("SHA256:", ""), (" sha256:", ""), ("sha256::", ""), ("sha256:", "\n"), ("sha256:", "00")]
        {
            assert!(Digest::parse(&alloc::format!("{before}{hex}{after}")).is_err(), "{before}…{after:?}");
        }
        assert_eq!(Digest::from_parts(Hash::Sha384, &[0; 32]), None);
    }
}

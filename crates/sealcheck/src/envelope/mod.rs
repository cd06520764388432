//! Signature envelopes: JWS and COSE decoded to the same parts, nothing verified.
//!
//! An [`Envelope`] is what somebody claims. Only [`crate::integrity`] turns it into something to reason about.

pub mod attributes;
mod cose;
mod jws;

use alloc::string::String;
use alloc::vec::Vec;

use crate::algorithm::Algorithm;
use crate::finding::{Code, Finding};
pub use attributes::{AttributeKey, AttributeValue, Attributes, ExtendedAttribute, Scheme};

/// Bytes of an envelope (VER-14; the limit is notation's).
pub const MAX_SIZE: usize = 32 * 1024 * 1024;
/// PAY-01.
pub const PAYLOAD_TYPE: &str = "application/vnd.cncf.notary.payload.v1+json";

/// The two envelope formats.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// COSE_Sign1, tagged.
    Cose,
    /// JWS, flattened JSON serialization.
    Jws,
}

impl Format {
    /// JWS-01, COSE-01: exact, no parameters.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        [Self::Cose, Self::Jws].into_iter().find(|format| format.media_type() == media_type)
    }

    /// D-65: by the first byte, when nobody says.
    #[must_use]
    pub fn sniff(envelope: &[u8]) -> Option<Self> {
        match envelope.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(0xd2) => Some(Self::Cose),
            Some(b'{') => Some(Self::Jws),
            _ => None,
        }
    }

    /// `application/cose` or `application/jose+json`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Cose => "application/cose",
            Self::Jws => "application/jose+json",
        }
    }

    /// `COSE` or `JWS`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cose => "COSE",
            Self::Jws => "JWS",
        }
    }
}

/// A well-formed envelope. Nothing in it is verified.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// How it was encoded.
    pub format: Format,
    /// The algorithm that the protected header names.
    pub algorithm: Algorithm,
    /// The signed attributes.
    pub attributes: Attributes,
    /// The chain as DER, leaf first. Unsigned: it counts only through the leaf's key and the trust stores (JWS-61).
    pub chain: Vec<Vec<u8>>,
    /// The signed payload.
    pub payload: Vec<u8>,
    /// The bytes that the signature covers, made of the received slices (JWS-15, COSE-24…26).
    pub signed_bytes: Vec<u8>,
    /// The signature value.
    pub signature: Vec<u8>,
    /// What anybody could have written.
    pub unsigned: Unsigned,
}

/// The unsigned attributes.
#[derive(Clone, Debug, Default)]
pub struct Unsigned {
    /// What stands where the RFC 3161 token does; INS-12 shows even an empty one.
    pub timestamp: Option<Vec<u8>>,
    /// What software says it signed.
    pub signing_agent: Option<String>,
    /// D-14: there is a signing agent and it is not text.
    pub agent_not_text: bool,
}

impl Unsigned {
    /// The RFC 3161 token; an empty one is none (TSA-02, JWS-57, COSE-50).
    #[must_use]
    pub fn token(&self) -> Option<&[u8]> {
        self.timestamp.as_deref().filter(|token| !token.is_empty())
    }
}

/// What was read before reading failed: for people who want to know what a broken envelope claims.
#[derive(Clone, Debug, Default)]
pub struct Partial {
    /// See [`Envelope::chain`].
    pub chain: Vec<Vec<u8>>,
    /// See [`Envelope::payload`].
    pub payload: Option<Vec<u8>>,
    /// See [`Envelope::unsigned`].
    pub unsigned: Unsigned,
}

impl Envelope {
    /// Decodes `bytes` as `format`; what could be read before a fault lands in `partial`.
    ///
    /// # Errors
    /// A finding of the check `integrity` with the offset where reading stopped.
    pub fn parse(bytes: &[u8], format: Format, partial: &mut Partial) -> Result<Self, Finding> {
        if bytes.len() > MAX_SIZE {
            let message = alloc::format!("the envelope has {} bytes, at most {MAX_SIZE} are read", bytes.len());
            return Err(Finding::new(Code::IntegrityLimit, message));
        }
        match format {
            Format::Cose => cose::parse(bytes, partial),
            Format::Jws => jws::parse(bytes, partial),
        }
        .map_err(|finding| match Format::sniff(bytes) {
            Some(other) if other != format => {
                let message = alloc::format!(
                    "{}; the bytes look like {}, but {} was named as their media type",
                    finding.message,
                    other.name(),
                    format.media_type()
                );
                Finding { message, ..finding }
            }
            _ => finding,
        })
    }
}

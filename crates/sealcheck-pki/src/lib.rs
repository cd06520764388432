//! Certificates, chains and signature algorithms as the IETF states them, judged from borrowed bytes.
//!
//! The crate is the lower of two books. It knows RFC 5280 and nothing of the Notary Project except the
//! certificate profiles, which are data ([`profile`]). It fetches nothing and reads no clock: time, trust and
//! cryptography are arguments.
//!
//! Read it bottom-up: bytes ([`der`]) become a [`certificate::Certificate`], certificates become a
//! [`chain`] that a profile judges, and the only question that leaves the crate is the one in [`crypto`]:
//! "is this signature over these bytes by this key?".
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;

pub mod algorithm;
pub mod certificate;
pub mod chain;
pub mod crypto;
pub mod der;
pub mod error;
pub mod extension;
mod general_name;
pub mod name;
pub mod profile;
pub mod revocation;
pub mod time;
pub mod timestamp;

pub use certificate::Certificate;
pub use crypto::{Curve, Hash, InvalidSignature, Scheme, SignatureCheck, SignatureVerifier};
pub use error::{CertificateFault, ChainFault, Malformed, UnsupportedKey};
pub use name::Name;
pub use time::Time;

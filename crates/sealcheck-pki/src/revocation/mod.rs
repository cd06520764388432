//! Revocation evidence as RFC 6960 (OCSP) and RFC 5280 §5 (CRLs) state it, judged from borrowed bytes.
//!
//! [`ocsp`] and [`crl`] say whether a piece of evidence may be believed about one certificate and its issuer at one
//! time, and what it says. Which evidence a chain needs, and what follows from it, is not the IETF's business and not
//! decided here.

pub mod cert_id;
pub mod crl;
pub mod entries;
pub mod fault;
pub mod ocsp;
pub mod period;
pub mod reason;
pub mod scope;

mod extensions;

pub use cert_id::request as ocsp_request;
pub use crl::{Crl, CrlNumber};
pub use entries::CrlEntry;
pub use fault::EvidenceFault;
pub use ocsp::{CertStatus, OcspAnswer, OcspResponse};
pub use period::Period;
pub use reason::Reason;
pub use scope::Scope;

//! Revocation evidence as the host hands it over: in any order, from anywhere, trusted by content alone.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use sealcheck_pki::revocation::{Crl, EvidenceFault, OcspResponse};
use sealcheck_pki::{Certificate, SignatureVerifier, Time};

use crate::finding::{Code, Finding};
use crate::ordered::Map;
use crate::revocation::Assessment;

/// What a host fetched, or could not fetch. The order means nothing, and where something came from is not believed:
/// `url` and `unavailable` only keep what was asked from being asked again (S-11).
#[derive(Clone, Debug, Default)]
pub struct Evidence<'a> {
    /// OCSP responses, DER, and the URL that answered.
    pub ocsp: Vec<(Option<&'a str>, &'a [u8])>,
    /// CRLs, complete and delta, DER, and the URL they came from.
    pub crls: Vec<(Option<&'a str>, &'a [u8])>,
    /// URLs that gave nothing, and why.
    pub unavailable: Vec<(&'a str, &'a str)>,
}

/// One piece of evidence, read once.
pub(crate) struct Piece<'r, T> {
    pub(crate) url: Option<&'r str>,
    der: &'r [u8],
    pub(crate) parsed: Result<T, EvidenceFault>,
}

impl<T> Piece<'_, T> {
    /// S-48: what follows each INTEGER of this value, in a piece that is not legible otherwise.
    pub(crate) fn after(&self, serial: &[u8]) -> impl Iterator<Item = &[u8]> {
        const INTEGER: u8 = 2;
        (0..self.der.len()).filter_map(move |start| match self.der.get(start..)? {
            [INTEGER, length, rest @ ..] if usize::from(*length) == serial.len() => rest.strip_prefix(serial),
            _ => None,
        })
    }
}

/// A certificate, its issuer, the chain it stands in and the time of signing.
type Asked = ([u8; 32], [u8; 32], &'static str, Option<Time>);

/// Whether a CRL is of an issuer, by index and fingerprint.
type Issued = Map<(usize, [u8; 32]), Result<(), EvidenceFault>>;

/// The evidence of one request, read once and shared by all signatures.
pub(crate) struct Pool<'r> {
    pub(crate) ocsp: Vec<Piece<'r, OcspResponse<'r>>>,
    pub(crate) crls: Vec<Piece<'r, Crl<'r>>>,
    unavailable: &'r [(&'r str, &'r str)],
    pub(crate) now: Time,
    pub(crate) verifier: &'r dyn SignatureVerifier,
    issued: RefCell<Issued>,
    assessments: RefCell<Map<Asked, Rc<Assessment>>>,
}

impl<'r> Pool<'r> {
    pub(crate) fn new(evidence: &'r Evidence<'r>, now: Time, verifier: &'r dyn SignatureVerifier) -> Self {
        let responses =
            evidence.ocsp.iter().map(|(url, der)| Piece { url: *url, der, parsed: OcspResponse::parse(der) });
        let crls = evidence.crls.iter().map(|(url, der)| Piece { url: *url, der, parsed: Crl::parse(der) });
        Self {
            ocsp: responses.collect(),
            crls: crls.collect(),
            unavailable: &evidence.unavailable,
            now,
            verifier,
            issued: RefCell::default(),
            assessments: RefCell::default(),
        }
    }

    /// Why the host has nothing from a URL.
    pub(crate) fn unavailable(&self, url: &str) -> Option<&'r str> {
        self.unavailable.iter().find_map(|(from, error)| (*from == url).then_some(*error))
    }

    /// [`Crl::issued_by`] for the CRL at `index`, asked once for an issuer.
    pub(crate) fn issued_by(&self, index: usize, crl: &Crl<'_>, issuer: &Certificate<'_>) -> Result<(), EvidenceFault> {
        let key = (index, issuer.fingerprint());
        if let Some(known) = self.issued.borrow().get(&key) {
            return known.clone();
        }
        let issued = crl.issued_by(issuer, self.verifier);
        self.issued.borrow_mut().insert(key, issued.clone());
        issued
    }

    /// What is known of a certificate, found out once.
    pub(crate) fn assess(&self, asked: Asked, assess: impl FnOnce() -> Assessment) -> Rc<Assessment> {
        if let Some(known) = self.assessments.borrow().get(&asked) {
            return Rc::clone(known);
        }
        let assessment = Rc::new(assess());
        self.assessments.borrow_mut().insert(asked, Rc::clone(&assessment));
        assessment
    }

    /// What could not be read at all.
    pub(crate) fn warnings(&self) -> Vec<Finding> {
        let ocsp = self.ocsp.iter().map(|piece| ("OCSP response", piece.url, piece.parsed.as_ref().err()));
        let crls = self.crls.iter().map(|piece| ("CRL", piece.url, piece.parsed.as_ref().err()));
        let numbered = ocsp.enumerate().chain(crls.enumerate());
        let unusable = numbered.filter_map(|(index, (kind, url, fault))| {
            let number = index.saturating_add(1);
            let from = url.map(|url| alloc::format!(" from {url}")).unwrap_or_default();
            let message = alloc::format!("{kind} {number}{from} cannot be used: {}", fault?);
            let finding = Finding::new(Code::EvidenceUnusable, message).with("kind", kind).with("index", index);
            Some(match url {
                Some(url) => finding.with("url", String::from(url)),
                None => finding,
            })
        });
        unusable.collect()
    }
}

//! What one method, OCSP or CRL, makes of one certificate.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::extension::RevocationPointers;
use sealcheck_pki::revocation::fault::ResponderFault;
use sealcheck_pki::revocation::{EvidenceFault, Period, Reason};
use sealcheck_pki::{Certificate, Time};

use crate::finding::Finding;
use crate::revocation::report::{RevocationSource, WantedEvidence};

/// Which certificate is in question, and what for.
pub(super) struct Question<'q, 'a> {
    pub(super) certificate: &'q Certificate<'a>,
    pub(super) issuer: &'q Certificate<'a>,
    pub(super) pointers: &'q RevocationPointers,
    /// REV-10: the authentic signing time of a signing authority, nothing else.
    pub(super) signing_time: Option<Time>,
    /// `signing`, `timestamping` or `responder`.
    pub(super) chain: &'static str,
}

/// What the evidence of one method comes to.
#[derive(Debug, Default)]
pub(super) struct Opinion {
    pub(super) said: Said,
    /// From this time on it may come out otherwise.
    pub(super) until: Option<Time>,
    pub(super) sources: Vec<RevocationSource>,
    pub(super) warnings: Vec<Finding>,
    pub(super) wanted: Vec<WantedEvidence>,
    /// Whether somebody was never asked who may still know.
    pub(super) pending: bool,
    /// S-48: something that nobody can rely on says "revoked", so nothing else shows the certificate to be good.
    pub(super) accused: bool,
}

/// The status by one method.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Said {
    Good,
    Revoked(Revocation),
    #[default]
    Unknown,
}

/// What is known of a revocation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Revocation {
    pub(super) revoked_at: Time,
    pub(super) reason: Option<Reason>,
    pub(super) invalidity_date: Option<Time>,
}

impl Opinion {
    /// Another bound.
    pub(super) fn bound(&mut self, until: Option<Time>) {
        self.until = earliest(self.until, until);
    }

    /// S-48: a piece that cannot be used and says "revoked" all the same, or may say it.
    pub(super) fn accusing(&mut self, source: RevocationSource, fault: &EvidenceFault, says: &str) {
        self.unusable(source, fault);
        if let Some(fault) = self.sources.last_mut().and_then(|source| source.fault.as_mut()) {
            fault.push_str(" (but it ");
            fault.push_str(says);
            fault.push_str(", so nothing else shows the certificate to be good)");
        }
        self.accused = true;
    }

    /// A piece that cannot be used. Evidence from the future may change the outcome once its time has come.
    pub(super) fn unusable(&mut self, source: RevocationSource, fault: &EvidenceFault) {
        match fault {
            EvidenceFault::Future { this_update } => {
                let period = Period { this_update: *this_update, next_update: None };
                self.bound(Some(period.usable_from()));
            }
            EvidenceFault::Responder(ResponderFault::Validity { from, .. }) => self.bound(*from),
            _ => {}
        }
        self.sources.push(RevocationSource { fault: Some(fault.to_string()), ..source });
    }
}

/// The earlier of two bounds; `None` is no bound.
pub(super) fn earliest(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    one.into_iter().chain(other).min()
}

/// A piece of which nothing is said yet.
pub(super) fn source(kind: &'static str, url: Option<&str>, period: Option<Period>) -> RevocationSource {
    RevocationSource {
        kind,
        url: url.map(String::from),
        status: None,
        this_update: period.map(|period| period.this_update.to_string()),
        next_update: period.and_then(|period| period.next_update).map(|time| time.to_string()),
        number: None,
        responder: None,
        fault: None,
    }
}

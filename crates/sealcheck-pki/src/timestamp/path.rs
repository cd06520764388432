//! From the signer's certificate to a trusted root, by the certificates of the token alone (TSA-39).

use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::constraints;
use super::fault::{Moment, PathFault, TimestampFault};
use crate::certificate::{Certificate, SignatureFault};
use crate::crypto::SignatureVerifier;
use crate::time::Time;

/// Certificates in a path. Authorities in the field have three to five; the bound is half of
/// [`crate::chain::MAX_LENGTH`].
pub const MAX_LENGTH: usize = 8;
/// Certificates of the token that are tried as an issuer. A token of the field carries at most four certificates.
pub const MAX_TRIED: usize = 16;

/// What a path is built from and judged by.
pub(super) struct Search<'s, 'c> {
    /// The certificates of the token.
    pub(super) pool: &'s [Certificate<'c>],
    pub(super) roots: &'s [Certificate<'c>],
    /// When every certificate must be valid.
    pub(super) moments: &'s [(Moment, Time)],
    pub(super) verifier: &'s dyn SignatureVerifier,
}

/// A certificate that a path leads to, and the step below it.
struct Step<'s, 'c> {
    certificate: &'s Certificate<'c>,
    below: Option<usize>,
}

impl<'s, 'c> Search<'s, 'c> {
    /// The shortest path, leaf first, root last. Breadth first, and every certificate is reached once, so the work
    /// grows with the number of certificates and not with the number of paths.
    pub(super) fn path(&self, leaf: &'s Certificate<'c>) -> Result<Vec<Certificate<'c>>, TimestampFault> {
        self.judge(leaf, &[]).map_err(|fault| refused(leaf, fault))?;
        let mut steps = Vec::from([Step { certificate: leaf, below: None }]);
        let (mut tried, mut at) = (0_usize, 0);
        let mut obstacle = None;
        while let Some(below) = steps.get(at).map(|_| down(&steps, at)) {
            for root in self.roots {
                match self.issued(root, &below) {
                    Some(Ok(())) => {
                        let path = below.into_iter().rev().chain([root]);
                        return Ok(path.cloned().collect());
                    }
                    Some(Err(fault)) => obstacle = obstacle.or(Some(fault)),
                    None => {}
                }
            }
            let room = below.len().saturating_add(1) < MAX_LENGTH;
            for issuer in self.pool.iter().filter(|_| room) {
                let reached = steps.iter().any(|step| step.certificate.as_der() == issuer.as_der());
                if reached || !names_issuer(issuer, &below) {
                    continue;
                }
                tried = tried.saturating_add(1);
                if tried > MAX_TRIED {
                    return Err(TimestampFault::PathBudget);
                }
                match self.issued(issuer, &below) {
                    Some(Ok(())) => steps.push(Step { certificate: issuer, below: Some(at) }),
                    Some(Err(fault)) => obstacle = obstacle.or(Some(fault)),
                    None => {}
                }
            }
            at = at.saturating_add(1);
        }
        Err(obstacle.unwrap_or_else(|| self.untrusted(steps.last().map_or(leaf, |step| step.certificate))))
    }

    /// Whether `issuer` issued the last of `below` and may stand above it. `None`: it did not issue it.
    fn issued(&self, issuer: &Certificate<'_>, below: &[&Certificate<'_>]) -> Option<Result<(), TimestampFault>> {
        let child = below.first().filter(|_| names_issuer(issuer, below))?;
        match child.signed_by(issuer.spki(), self.verifier) {
            Ok(()) => {}
            Err(SignatureFault::Invalid) => return None,
            Err(fault) => return Some(Err(refused(child, PathFault::Signature(fault)))),
        }
        let judged = if issuer.may_issue() { self.judge(issuer, below) } else { Err(PathFault::NotCa) };
        let judged = judged.and_then(|()| constraints::purpose(issuer));
        Some(judged.map_err(|fault| refused(issuer, fault)))
    }

    fn judge(&self, certificate: &Certificate<'_>, below: &[&Certificate<'_>]) -> Result<(), PathFault> {
        for (moment, time) in self.moments {
            certificate.valid_at(*time).map_err(|outside| PathFault::OutsideValidity {
                moment: *moment,
                time: *time,
                outside,
            })?;
        }
        constraints::extensions(certificate, below)
    }

    fn untrusted(&self, last: &Certificate<'_>) -> TimestampFault {
        let mut known = self.roots.iter().chain(self.pool);
        let namesake = known.any(|other| other.subject() == last.issuer() && other.as_der() != last.as_der());
        let (subject, issuer) = (last.subject().to_string(), last.issuer().to_string());
        TimestampFault::Untrusted { subject, issuer, namesake }
    }
}

/// The certificates from step `at` down to the leaf.
fn down<'s, 'c>(steps: &[Step<'s, 'c>], at: usize) -> Vec<&'s Certificate<'c>> {
    let step = |at: &usize| steps.get(*at).and_then(|step| step.below);
    core::iter::successors(Some(at), step).filter_map(|at| steps.get(at)).map(|step| step.certificate).collect()
}

/// CERT-18: byte for byte.
fn names_issuer(issuer: &Certificate<'_>, below: &[&Certificate<'_>]) -> bool {
    below.first().is_some_and(|child| child.issuer().as_der() == issuer.subject().as_der())
}

fn refused(certificate: &Certificate<'_>, fault: PathFault) -> TimestampFault {
    TimestampFault::Certificate { subject: certificate.subject().to_string(), fault }
}

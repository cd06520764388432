//! CRLs about a certificate (section 11c).

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::Time;
use sealcheck_pki::extension::DistributionPoint;
use sealcheck_pki::revocation::{Crl, CrlEntry, EvidenceFault, Reason};

use crate::evidence::Pool;
use crate::revocation::opinion::{Opinion, Question, Revocation, Said, earliest, source};
use crate::revocation::report::{RevocationSource, RevocationStatus, WantedEvidence};
use crate::revocation::wanted::{self, Asked};
use crate::summary::hex;

/// A CRL of the issuer that covers the certificate: signature and entries are judged.
struct Candidate<'p, 'r> {
    crl: &'p Crl<'r>,
    url: Option<&'p str>,
    /// What it says of the certificate.
    entries: Vec<CrlEntry>,
    /// Why it cannot say that the certificate is good.
    fault: Option<EvidenceFault>,
    /// What it was used for.
    status: Option<RevocationStatus>,
}

/// What the CRLs of one distribution point come to.
enum PointStatus {
    Good {
        until: Time,
    },
    Hold(Revocation),
    /// Nothing, or no delta CRL, which is published here.
    Open {
        deltas: Vec<String>,
    },
}

/// S-11: revoked beats good; hold and removeFromCRL come from the highest CRL number.
pub(super) fn judge(question: &Question<'_, '_>, pool: &Pool<'_>) -> Opinion {
    let mut opinion = Opinion::default();
    let mut asked = Asked::default();
    let points = points(question);
    let mut candidates = candidates(question, &points, pool, &mut asked, &mut opinion);
    // REV-59, D-58: a revocation for good counts in every CRL, expired ones included.
    for candidate in &mut candidates {
        let entry = decide(&candidate.entries, question.signing_time);
        if let Some(entry) = entry.filter(|entry| entry.reason != Some(Reason::CERTIFICATE_HOLD)) {
            opinion.said = revoked(entry);
            candidate.status = Some(RevocationStatus::Revoked);
            candidate.fault = None;
            break;
        }
    }
    let mut open = Vec::new();
    let mut until = None;
    if opinion.said == Said::Unknown {
        for point in &points {
            match judge_point(point, question, &mut candidates) {
                PointStatus::Good { until: end } => until = earliest(until, Some(end)),
                PointStatus::Hold(revocation) => opinion.said = Said::Revoked(revocation),
                PointStatus::Open { deltas } => open.push((point, deltas)),
            }
        }
    }
    if opinion.said == Said::Unknown && open.is_empty() && !opinion.accused {
        opinion.said = Said::Good;
        opinion.bound(until);
    }
    if opinion.said == Said::Unknown && !opinion.accused {
        for (point, deltas) in open {
            want(question, point, &deltas, pool, &asked, &mut opinion);
        }
    }
    opinion.sources.extend(candidates.iter().map(Candidate::source));
    opinion
}

/// D-56: every distribution point with a URL must be covered. A certificate that names none is looked for in the CRLs
/// that cover all of their issuer.
fn points(question: &Question<'_, '_>) -> Vec<DistributionPoint> {
    let named: Vec<_> = question.pointers.crl.iter().filter(|point| !point.urls.is_empty()).cloned().collect();
    if named.is_empty() { Vec::from([DistributionPoint::default()]) } else { named }
}

/// The CRLs that may say something of the certificate. Cheap questions come before signatures.
fn candidates<'p, 'r>(
    question: &Question<'_, '_>,
    points: &[DistributionPoint],
    pool: &'p Pool<'r>,
    asked: &mut Asked<'r>,
    opinion: &mut Opinion,
) -> Vec<Candidate<'p, 'r>> {
    let mut candidates = Vec::new();
    for (index, piece) in pool.crls.iter().enumerate() {
        let is_named =
            piece.url.is_some_and(|url| points.iter().any(|point| point.urls.iter().any(|named| named == url)));
        match &piece.parsed {
            Err(fault) => {
                asked.answered(piece.url, false);
                let illegible = matches!(fault, EvidenceFault::Malformed(_) | EvidenceFault::Unsupported(_));
                if illegible && piece.after(question.certificate.serial()).next().is_some() {
                    opinion.accusing(source("crl", piece.url, None), fault, "names the certificate's serial number");
                } else if is_named {
                    opinion.unusable(source("crl", piece.url, None), fault);
                }
            }
            Ok(crl) => {
                let period = crl.period().contains(pool.now);
                asked.answered(piece.url, matches!(period, Err(EvidenceFault::Expired { .. })));
                // D-57
                if crl.issuer() != question.certificate.issuer().as_der() {
                    if is_named {
                        opinion.unusable(described(crl, piece.url), &EvidenceFault::Issuer);
                    }
                    continue;
                }
                let fault = match entries(index, crl, question, points, pool) {
                    Ok(entries) => match period {
                        Err(future @ EvidenceFault::Future { .. }) => future,
                        period => {
                            let fault = period.err();
                            candidates.push(Candidate { crl, url: piece.url, entries, fault, status: None });
                            continue;
                        }
                    },
                    Err(fault) => fault,
                };
                // S-48: dated tomorrow, or nobody can tell who signed it.
                let plausible = matches!(fault, EvidenceFault::Future { .. } | EvidenceFault::Algorithm(_));
                if plausible && lists(crl, question) {
                    opinion.accusing(described(crl, piece.url), &fault, "lists the certificate");
                } else {
                    opinion.unusable(described(crl, piece.url), &fault);
                }
            }
        }
    }
    candidates
}

/// D-59, REV-44, REV-54: what a CRL says of the certificate, if it covers it and its issuer signed it.
fn entries(
    index: usize,
    crl: &Crl<'_>,
    question: &Question<'_, '_>,
    points: &[DistributionPoint],
    pool: &Pool<'_>,
) -> Result<Vec<CrlEntry>, EvidenceFault> {
    let mut scope = Err(EvidenceFault::OtherCertificate);
    for point in points {
        scope = crl.scope().covers(question.certificate, point);
        if scope.is_ok() {
            break;
        }
    }
    scope?;
    pool.issued_by(index, crl, question.issuer)?;
    crl.find(question.certificate.serial())
}

/// Whether the certificate is revoked by what the CRL says; unreadable entries count as if it were.
fn lists(crl: &Crl<'_>, question: &Question<'_, '_>) -> bool {
    let entries = crl.find(question.certificate.serial());
    entries.map_or(true, |entries| decide(&entries, question.signing_time).is_some())
}

/// The complete CRL with the highest number, with its delta CRL where there is one.
fn judge_point(
    point: &DistributionPoint,
    question: &Question<'_, '_>,
    candidates: &mut [Candidate<'_, '_>],
) -> PointStatus {
    let covers = |candidate: &Candidate<'_, '_>| {
        let current = !matches!(candidate.fault, Some(EvidenceFault::Expired { .. } | EvidenceFault::NoNextUpdate));
        current && candidate.crl.scope().covers(question.certificate, point).is_ok()
    };
    let covering: Vec<usize> =
        candidates.iter().enumerate().filter_map(|(index, candidate)| covers(candidate).then_some(index)).collect();
    let mut deltas = Vec::new();
    let mut best: Option<Pair> = None;
    for base in covering.iter().copied() {
        let Some(pair) = Pair::of(base, &covering, candidates, question, &mut deltas) else { continue };
        let better = match &best {
            None => true,
            // Of two with the same number, the one that says hold.
            Some(known) => match pair.rank(candidates).cmp(&known.rank(candidates)) {
                core::cmp::Ordering::Equal => pair.hold.is_some() && known.hold.is_none(),
                order => order.is_gt(),
            },
        };
        if better {
            best = Some(pair);
        }
    }
    let Some(best) = best else { return PointStatus::Open { deltas } };
    let status = if best.hold.is_some() { RevocationStatus::Revoked } else { RevocationStatus::Good };
    for used in core::iter::once(best.base).chain(best.delta) {
        if let Some(candidate) = candidates.get_mut(used) {
            candidate.status = Some(status);
            candidate.fault = None;
        }
    }
    match best.hold {
        Some(hold) => PointStatus::Hold(hold),
        None => PointStatus::Good { until: best.until },
    }
}

/// A complete CRL and the delta CRL that continues it, by position.
struct Pair {
    base: usize,
    delta: Option<usize>,
    hold: Option<Revocation>,
    until: Time,
}

impl Pair {
    /// REV-51, REV-53: a CRL that names delta CRLs, or whose certificate does, needs one.
    fn of(
        base: usize,
        covering: &[usize],
        candidates: &mut [Candidate<'_, '_>],
        question: &Question<'_, '_>,
        wanted: &mut Vec<String>,
    ) -> Option<Self> {
        let complete = candidates.get(base).filter(|candidate| !candidate.crl.is_delta())?;
        // Of two with the same number, the one after which it is on hold.
        let held = |delta: &Candidate<'_, '_>| {
            let entries = [complete.entries.as_slice(), &delta.entries].concat();
            decide(&entries, question.signing_time).is_some()
        };
        let mut delta: Option<(usize, &Candidate<'_, '_>)> = None;
        let mut faults = Vec::new();
        let others = covering.iter().filter_map(|index| candidates.get(*index).map(|candidate| (*index, candidate)));
        for (index, candidate) in others.filter(|(_, candidate)| candidate.crl.is_delta()) {
            match candidate.crl.continues(complete.crl) {
                Ok(())
                    if delta.is_none_or(|(_, known)| {
                        (candidate.crl.number(), held(candidate)) > (known.crl.number(), held(known))
                    }) =>
                {
                    delta = Some((index, candidate));
                }
                Ok(()) => {}
                Err(fault) => faults.push((index, fault)),
            }
        }
        let published = complete.crl.freshest().iter().chain(&question.pointers.freshest);
        let published: Vec<&String> = published.flat_map(|point| &point.urls).collect();
        let missing = delta.is_none() && !published.is_empty();
        let mut entries = complete.entries.clone();
        entries.extend(delta.iter().flat_map(|(_, delta)| &delta.entries));
        let hold = decide(&entries, question.signing_time).map(revocation);
        // RFC 5280 §6.3.3 (d): a CRL of some reasons can say that a certificate is revoked, not that it is good.
        let partial = !complete.crl.scope().covers_all_reasons() && hold.is_none();
        let end = |candidate: &Candidate<'_, '_>| candidate.crl.period().next_update;
        let until = earliest(end(complete), delta.and_then(|(_, delta)| end(delta))).unwrap_or(Time::MIN);
        let delta = delta.map(|(index, _)| index);
        if missing {
            wanted.extend(published.into_iter().cloned());
            faults.push((base, EvidenceFault::Delta("it is missing")));
        }
        if partial {
            faults.push((base, EvidenceFault::OutOfScope("it lists only some reasons")));
        }
        for (index, fault) in faults {
            if let Some(candidate) = candidates.get_mut(index).filter(|candidate| candidate.status.is_none()) {
                candidate.fault = Some(fault);
            }
        }
        (!missing && !partial).then_some(Self { base, delta, hold, until })
    }

    fn rank<'r>(&self, candidates: &[Candidate<'_, 'r>]) -> (Option<sealcheck_pki::revocation::CrlNumber<'r>>, Time) {
        let crl = candidates.get(self.base).map(|candidate| candidate.crl);
        (crl.and_then(Crl::number), crl.map_or(Time::MIN, |crl| crl.period().this_update))
    }
}

/// REV-57…REV-59, the base's entries before the delta's: an entry says nothing of what was signed before its invalidity
/// date (S-49: of several entries the others still count); hold and removeFromCRL count by the latest date, the earlier
/// read of two at the same; every other reason is for good.
fn decide(entries: &[CrlEntry], signing_time: Option<Time>) -> Option<&CrlEntry> {
    let mut latest: Option<&CrlEntry> = None;
    for entry in entries {
        if signing_time.zip(entry.invalidity_date).is_some_and(|(signed, invalid)| signed < invalid) {
            continue;
        }
        if !matches!(entry.reason, Some(Reason::CERTIFICATE_HOLD | Reason::REMOVE_FROM_CRL)) {
            return Some(entry);
        }
        if latest.is_none_or(|latest| entry.revoked_at > latest.revoked_at) {
            latest = Some(entry);
        }
    }
    latest.filter(|entry| entry.reason == Some(Reason::CERTIFICATE_HOLD))
}

fn revocation(entry: &CrlEntry) -> Revocation {
    let CrlEntry { revoked_at, reason, invalidity_date } = *entry;
    Revocation { revoked_at, reason, invalidity_date }
}

fn revoked(entry: &CrlEntry) -> Said {
    Said::Revoked(revocation(entry))
}

fn described(crl: &Crl<'_>, url: Option<&str>) -> RevocationSource {
    let kind = if crl.is_delta() { "delta-crl" } else { "crl" };
    let number = crl.number().map(|number| number.to_string());
    RevocationSource { number, ..source(kind, url, Some(crl.period())) }
}

impl Candidate<'_, '_> {
    fn source(&self) -> RevocationSource {
        let alone = (self.status.is_none() && self.crl.is_delta()).then_some(EvidenceFault::DeltaAlone);
        let fault = self.fault.clone().or(alone).map(|fault| fault.to_string());
        RevocationSource { status: self.status, fault, ..described(self.crl, self.url) }
    }
}

/// What would cover an open distribution point: its CRL, or the delta CRL that the one at hand calls for.
fn want(
    question: &Question<'_, '_>,
    point: &DistributionPoint,
    deltas: &[String],
    pool: &Pool<'_>,
    asked: &Asked<'_>,
    opinion: &mut Opinion,
) {
    let (kind, urls) = if deltas.is_empty() { ("crl", point.urls.as_slice()) } else { ("delta-crl", deltas) };
    // Another issuer's CRL would not help.
    if point.indirect {
        return;
    }
    let certificate = hex(&question.certificate.fingerprint());
    for url in wanted::worth_asking(urls, pool, asked) {
        opinion.pending |= !asked.is_known(url);
        let known = opinion.wanted.iter().any(|wanted| wanted.url == url && wanted.kind == kind);
        if !known {
            let (url, certificate) = (url.into(), certificate.clone());
            opinion.wanted.push(WantedEvidence {
                kind,
                url,
                method: "GET",
                body: None,
                certificate,
                chain: question.chain,
            });
        }
    }
}

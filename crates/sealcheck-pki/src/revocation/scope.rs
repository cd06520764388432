//! Which certificates a CRL covers: its issuing distribution point against the certificate's distribution points.

use alloc::collections::BTreeSet;
use alloc::string::String;
use der::Decode as _;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::DistributionPointName;

use crate::certificate::Certificate;
use crate::error::Malformed;
use crate::extension::{DistributionPoint, uri};
use crate::revocation::EvidenceFault;

/// The issuingDistributionPoint of a CRL (RFC 5280 §5.2.5), or the lack of one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// Which kind of certificates is covered; `None`: all.
    only: Option<Only>,
    /// Whether entries of other reasons may be missing.
    some_reasons: bool,
    /// Whether entries may belong to other issuers.
    indirect: bool,
    /// The URIs of the one distribution point that is covered; `None`: all.
    point: Option<BTreeSet<String>>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Only {
    Attribute,
    Ca,
    User,
}

impl Scope {
    /// Reads an `IssuingDistributionPoint`.
    pub(super) fn from_der(value: &[u8]) -> Result<Self, Malformed> {
        let decoded = IssuingDistributionPoint::from_der(value)?;
        let flags = [
            (decoded.only_contains_attribute_certs, Only::Attribute),
            (decoded.only_contains_ca_certs, Only::Ca),
            (decoded.only_contains_user_certs, Only::User),
        ];
        let mut set = flags.into_iter().filter_map(|(set, only)| set.then_some(only));
        let only = set.next();
        if set.next().is_some() {
            return Err(Malformed::at(0, "a CRL for several kinds of certificates alone".into()));
        }
        let point = decoded.distribution_point.map(|name| match name {
            DistributionPointName::FullName(names) => {
                let mut uris = BTreeSet::new();
                uris.extend(names.iter().filter_map(uri));
                uris
            }
            DistributionPointName::NameRelativeToCRLIssuer(_) => BTreeSet::new(),
        });
        let scope =
            Self { only, some_reasons: decoded.only_some_reasons.is_some(), indirect: decoded.indirect_crl, point };
        if scope == Self::default() {
            return Err(Malformed::at(0, "an issuing distribution point that says nothing".into()));
        }
        Ok(scope)
    }

    /// D-59, S-11: a CRL without a distribution point of its own covers every one of its issuer, with one only the
    /// point with the same URI.
    ///
    /// # Errors
    /// [`EvidenceFault::OutOfScope`], or a kind of CRL that is not supported.
    pub fn covers(&self, certificate: &Certificate<'_>, point: &DistributionPoint) -> Result<(), EvidenceFault> {
        if self.indirect {
            return Err(EvidenceFault::Unsupported("an indirect CRL"));
        }
        let constraints = certificate.extensions().basic_constraints.as_ref();
        let is_ca = constraints.is_some_and(|constraints| constraints.value.ca);
        match self.only {
            Some(Only::Attribute) => return Err(EvidenceFault::OutOfScope("it is for attribute certificates")),
            Some(Only::Ca) if !is_ca => return Err(EvidenceFault::OutOfScope("it is for certificates of CAs")),
            Some(Only::User) if is_ca => return Err(EvidenceFault::OutOfScope("it is not for certificates of CAs")),
            _ => {}
        }
        // RFC 5280 §4.2.1.13: another issuer's CRL, which would have to be indirect.
        if point.indirect {
            return Err(EvidenceFault::OutOfScope("the distribution point calls for the CRL of another issuer"));
        }
        match &self.point {
            Some(names) if !point.urls.iter().any(|url| names.contains(url)) => {
                Err(EvidenceFault::OutOfScope("it is for another distribution point"))
            }
            _ => Ok(()),
        }
    }

    /// Whether a certificate that is not listed is not revoked for any reason (RFC 5280 §6.3.3 (d), onlySomeReasons).
    #[must_use]
    pub fn covers_all_reasons(&self) -> bool {
        !self.some_reasons
    }
}

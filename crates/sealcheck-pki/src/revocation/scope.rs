//! Which certificates a CRL covers: its issuing distribution point against the certificate's distribution points.

use alloc::string::String;
use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::der::{explicit, implicit};
use crate::error::Malformed;
use crate::extension::{DistributionPoint, point_urls, reasons, sequence};
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
    /// The URIs of the one distribution point that is covered, sorted; `None`: all.
    point: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Only {
    Attribute,
    Ca,
    User,
}

impl Scope {
    /// `IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL,
    /// onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE, onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE,
    /// onlySomeReasons [3] ReasonFlags OPTIONAL, indirectCRL [4] BOOLEAN DEFAULT FALSE,
    /// onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }`
    pub(super) fn from_der(value: &[u8]) -> Result<Self, Malformed> {
        let mut fields = sequence(value)?;
        let mut point = fields.optional(explicit(0))?.map(point_urls).transpose()?;
        if let Some(urls) = &mut point {
            urls.sort_unstable();
        }
        let user = fields.implicit_boolean(1)?;
        let ca = fields.implicit_boolean(2)?;
        let some_reasons = fields.optional(implicit(3))?.map(reasons).transpose()?.is_some();
        let indirect = fields.implicit_boolean(4)?;
        let attribute = fields.implicit_boolean(5)?;
        fields.finish()?;
        let flags = [(attribute, Only::Attribute), (ca, Only::Ca), (user, Only::User)];
        let mut set = flags.into_iter().filter_map(|(set, only)| set.then_some(only));
        let only = set.next();
        if set.next().is_some() {
            return Err(Malformed::at(0, "a CRL for several kinds of certificates alone".into()));
        }
        let scope = Self { only, some_reasons, indirect, point };
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
            Some(names) if !point.urls.iter().any(|url| names.binary_search(url).is_ok()) => {
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

//! The subject of a signing certificate beside the identities of a policy (POL-65…73).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use sealcheck_pki::Name;
use sealcheck_pki::name::Attribute;

use super::identity::{Identity, MANDATORY, MATCHABLE};
use crate::verdict::{AttributeEvidence, IdentityEvidence};

/// A subject that can be compared: matchable attribute types once each, `C`, `ST` and `O` among them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject(Vec<(&'static str, String)>);

/// Why a subject matches no identity but `*`. The attribute types are those of the certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Unmatchable {
    /// POL-71: the value has `=#` inside.
    HexMarker(&'static str),
    /// POL-70: it is missing or empty.
    Missing(&'static str),
    /// POL-67: no identity can name the type.
    OtherType(String),
    /// POL-68, row S-05: it occurs more than once.
    Repeated(&'static str),
}

/// Types that certificates have and identities cannot name, for messages.
const OTHER_TYPES: [(&str, &str); 7] = [
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.4.4", "surname"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.97", "organizationIdentifier"),
];

impl Subject {
    /// Reads a subject from its DER, where notation prints it and parses the print; what fails there fails here
    /// (D-39). Attributes of different types in one relative distinguished name are fine (POL-69).
    ///
    /// # Errors
    /// [`Unmatchable`]: no identity but `*` can match.
    pub fn of(name: &Name<'_>) -> Result<Self, Unmatchable> {
        let mut attributes: Vec<(&'static str, String)> = Vec::new();
        for attribute in name.rdns().iter().flatten() {
            let kind = attribute.short_name().filter(|name| MATCHABLE.contains(name));
            let kind = kind.ok_or_else(|| Unmatchable::OtherType(other_type(attribute)))?;
            if attributes.iter().any(|(known, _)| *known == kind) {
                return Err(Unmatchable::Repeated(kind));
            }
            if attribute.value.contains("=#") {
                return Err(Unmatchable::HexMarker(kind));
            }
            attributes.push((kind, attribute.value.clone()));
        }
        let subject = Self(attributes);
        match MANDATORY.into_iter().find(|kind| subject.get(kind).is_none_or(str::is_empty)) {
            Some(missing) => Err(Unmatchable::Missing(missing)),
            None => Ok(subject),
        }
    }

    fn get(&self, attribute: &str) -> Option<&str> {
        self.0.iter().find_map(|(kind, value)| (*kind == attribute).then_some(value.as_str()))
    }

    /// POL-65: every attribute of the identity equals the subject's, letter by letter.
    #[must_use]
    pub fn compare(&self, identity: &Identity) -> IdentityEvidence {
        let attributes = match identity {
            Identity::Any => Vec::new(),
            Identity::Subject(wanted) => wanted.attributes().iter().map(|pair| self.compare_attribute(pair)).collect(),
        };
        let matches = attributes.iter().all(|attribute: &AttributeEvidence| attribute.equal);
        IdentityEvidence { identity: identity.to_string(), matches, attributes }
    }

    fn compare_attribute(&self, (attribute, policy): &(String, String)) -> AttributeEvidence {
        let certificate = self.get(attribute);
        AttributeEvidence {
            attribute: attribute.clone(),
            policy: policy.clone(),
            certificate: certificate.map(Into::into),
            equal: certificate == Some(policy),
        }
    }
}

/// `emailAddress (1.2.840.113549.1.9.1)`.
fn other_type(attribute: &Attribute) -> String {
    let oid = attribute.oid.to_string();
    match OTHER_TYPES.iter().find(|(known, _)| *known == oid) {
        Some((_, name)) => format!("{name} ({oid})"),
        None => oid,
    }
}

impl fmt::Display for Unmatchable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HexMarker(kind) => write!(f, "its attribute {kind} has \"=#\" in its value"),
            Self::Missing(kind) => write!(f, "it has no attribute {kind}"),
            Self::OtherType(kind) => write!(f, "it has the attribute {kind}, which identities cannot name"),
            Self::Repeated(kind) => write!(f, "it has the attribute {kind} more than once"),
        }
    }
}

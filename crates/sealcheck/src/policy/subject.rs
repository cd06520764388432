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

#[cfg(test)]
mod tests {
    use super::{Subject, Unmatchable};
    use crate::policy::Identity;
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;
    use sealcheck_pki::Certificate;

    const C: u8 = 6;
    const CN: u8 = 3;
    const O: u8 = 10;
    const OU: u8 = 11;
    const SERIAL_NUMBER: u8 = 5;
    const ST: u8 = 8;
    const TITLE: u8 = 12;

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut tlv = match u8::try_from(content.len()) {
            Ok(length @ 0..=127) => Vec::from([tag, length]),
            Ok(length) => Vec::from([tag, 0x81, length]),
            Err(_) => {
                let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
                Vec::from([tag, 0x82, high, low])
            }
        };
        tlv.extend(content);
        tlv
    }

    fn attribute(oid: &[u8], value: &str) -> Vec<u8> {
        tlv(0x30, &[&tlv(6, &[oid]), &tlv(0x0c, &[value.as_bytes()])])
    }

    /// A certificate without a valid signature, whose subject has these sets of attributes.
    fn with_subject(rdns: &[Vec<Vec<u8>>]) -> Result<Subject, Unmatchable> {
        let sets = rdns.iter().map(|rdn| {
            let mut rdn = rdn.clone();
            rdn.sort();
            tlv(0x31, &rdn.iter().map(Vec::as_slice).collect::<Vec<_>>())
        });
        let name = tlv(0x30, &[&sets.collect::<Vec<_>>().concat()]);
        let ecdsa = tlv(0x30, &[&tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]])]);
        let ec = [
            &tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]])[..],
            &tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]]),
        ];
        let spki = tlv(0x30, &[&tlv(0x30, &ec), &tlv(3, &[&[0, 4], &[1; 64]])]);
        let validity = tlv(0x30, &[&tlv(0x17, &[b"250101000000Z"]), &tlv(0x17, &[b"350101000000Z"])]);
        let version = tlv(0xa0, &[&tlv(2, &[&[2]])]);
        let tbs = tlv(0x30, &[&version, &tlv(2, &[&[1]]), &ecdsa, &name, &validity, &name, &spki]);
        let certificate = tlv(0x30, &[&tbs, &ecdsa, &tlv(3, &[&[0, 1]])]);
        Subject::of(Certificate::parse(&certificate).unwrap().subject())
    }

    fn subject(attributes: &[(u8, &str)]) -> Result<Subject, Unmatchable> {
        let rdns = attributes.iter().map(|(kind, value)| Vec::from([attribute(&[0x55, 4, *kind], value)]));
        with_subject(&rdns.collect::<Vec<_>>())
    }

    fn matches(subject: &Subject, name: &str) -> bool {
        subject.compare(&Identity::parse(&alloc::format!("x509.subject:{name}")).unwrap()).matches
    }

    #[test]
    fn pol_65_every_attribute_of_the_identity_is_equal() {
        let subject = subject(&[(C, "US"), (ST, "WA"), (O, "Notary"), (CN, "leaf")]).unwrap();
        for name in ["C=US,ST=WA,O=Notary", "CN=leaf,O=Notary,S=WA,C=US"] {
            assert!(matches(&subject, name), "{name}");
        }
        for name in
            ["C=us,ST=WA,O=Notary", "C=US,ST=WA,O=Notar", "C=US,ST=WA,O=Notary,OU=x", "C=US,ST=WA,O=Notary,cn=leaf"]
        {
            assert!(!matches(&subject, name), "{name}");
        }
        assert!(subject.compare(&Identity::Any).matches);
    }

    #[test]
    fn pol_65_the_evidence_names_each_attribute() {
        let subject = subject(&[(C, "US"), (ST, "WA"), (O, "Notary")]).unwrap();
        let text = "x509.subject:C=US, S=OR, O=Notary, OU=x";
        let evidence = subject.compare(&Identity::parse(text).unwrap());
        let rows =
            evidence.attributes.iter().map(|row| (row.attribute.as_str(), row.certificate.as_deref(), row.equal));
        let wanted =
            [("C", Some("US"), true), ("ST", Some("WA"), false), ("O", Some("Notary"), true), ("OU", None, false)];
        assert_eq!(rows.collect::<Vec<_>>(), wanted);
        assert_eq!((evidence.identity.as_str(), evidence.matches), (text, false));
    }

    #[test]
    fn pol_66_values_need_no_escapes_in_the_certificate() {
        for value in [" a ", "#a", "a,b;c+d", "\"q\" <x> \\", "a=b", "  ", "\u{a0}é", "a\nb", "\\2c"] {
            let subject = subject(&[(C, "US"), (ST, "WA"), (O, value)]).unwrap();
            let escaped: String = value.bytes().map(|byte| alloc::format!("\\{byte:02x}")).collect();
            assert!(matches(&subject, &alloc::format!("C=US,ST=WA,O={escaped}")), "{value:?}");
        }
    }

    #[test]
    fn d_39_pol_67_other_types_never_match() {
        let others: [(&[u8], &str); 3] = [
            (&[0x55, 4, TITLE], "title (2.5.4.12)"),
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "emailAddress (1.2.840.113549.1.9.1)"),
            (&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19], "DC (0.9.2342.19200300.100.1.25)"),
        ];
        for (oid, name) in others {
            let mut rdns: Vec<Vec<Vec<u8>>> = Vec::new();
            for (kind, value) in [(C, "US"), (ST, "WA"), (O, "x")] {
                rdns.push(Vec::from([attribute(&[0x55, 4, kind], value)]));
            }
            rdns.push(Vec::from([attribute(oid, "a")]));
            assert_eq!(with_subject(&rdns), Err(Unmatchable::OtherType(name.into())));
        }
    }

    #[test]
    fn d_39_s_05_pol_68_repeated_types_never_match() {
        for (kind, name) in [(OU, "OU"), (O, "O"), (C, "C"), (CN, "CN"), (SERIAL_NUMBER, "SERIALNUMBER")] {
            let found = subject(&[(C, "US"), (ST, "WA"), (O, "x"), (kind, "a"), (kind, "a")]);
            assert_eq!(found, Err(Unmatchable::Repeated(name)));
        }
        assert_eq!(subject(&[(C, "US"), (ST, "WA"), (O, "x"), (CN, ""), (CN, "a")]), Err(Unmatchable::Repeated("CN")));
    }

    #[test]
    fn pol_69_different_types_may_share_a_set() {
        let at = |kind, value| attribute(&[0x55, 4, kind], value);
        let rdns = [Vec::from([at(C, "US"), at(ST, "WA")]), Vec::from([at(O, "x"), at(CN, "y")])];
        assert!(matches(&with_subject(&rdns).unwrap(), "C=US,ST=WA,O=x,CN=y"));
        let twice = [Vec::from([at(C, "US"), at(ST, "WA")]), Vec::from([at(O, "x"), at(O, "y")])];
        assert_eq!(with_subject(&twice), Err(Unmatchable::Repeated("O")));
    }

    #[test]
    fn pol_70_mandatory_types() {
        assert_eq!(subject(&[]), Err(Unmatchable::Missing("C")));
        assert_eq!(subject(&[(CN, "x")]), Err(Unmatchable::Missing("C")));
        assert_eq!(subject(&[(C, "US"), (O, "x")]), Err(Unmatchable::Missing("ST")));
        assert_eq!(subject(&[(C, "US"), (ST, "WA"), (O, "")]), Err(Unmatchable::Missing("O")));
    }

    #[test]
    fn pol_71_the_hexadecimal_marker() {
        let found = subject(&[(C, "US"), (ST, "WA"), (O, "x"), (CN, "a=#b")]);
        assert_eq!(found, Err(Unmatchable::HexMarker("CN")));
        assert!(subject(&[(C, "US"), (ST, "WA"), (O, "x"), (CN, "#b=")]).is_ok());
        assert_eq!(found.unwrap_err().to_string(), "its attribute CN has \"=#\" in its value");
    }

    #[test]
    fn pol_72_d_37_an_empty_value_matches_nothing() {
        let subject = subject(&[(C, "US"), (ST, "WA"), (O, "x"), (OU, "")]).unwrap();
        assert!(matches(&subject, "C=US,ST=WA,O=x"));
        assert!(!matches(&subject, "C=US,ST=WA,O=x,OU=a"));
    }
}

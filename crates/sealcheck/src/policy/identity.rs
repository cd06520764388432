//! Trusted identities: `*`, or the subject of a signing certificate (POL-48…61).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use crate::ordered::Set;

use super::level::did_you_mean;

/// The only prefix that is interpreted (POL-51).
const PREFIX: &str = "x509.subject";

/// The attribute types that a certificate's subject can be matched by (POL-62, POL-66).
pub(super) const MATCHABLE: [&str; 9] = ["C", "ST", "L", "STREET", "POSTALCODE", "O", "OU", "CN", "SERIALNUMBER"];

/// POL-61, in the order in which notation looks for them.
pub(super) const MANDATORY: [&str; 3] = ["C", "ST", "O"];

/// Whom a statement trusts among those whose certificates lead to its stores.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Identity {
    /// `*`: every one of them.
    Any,
    /// Those whose subject has these attributes.
    Subject(DistinguishedName),
}

/// A distinguished name as policies write it: unique attribute types, `C`, `ST` and `O` among them, no empty values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DistinguishedName {
    text: String,
    attributes: Vec<(String, String)>,
}

impl Identity {
    /// Reads one of `trustedIdentities`.
    ///
    /// # Errors
    /// What is wrong with it and what would be right.
    pub fn parse(identity: &str) -> Result<Self, String> {
        // POL-48.
        if identity == "*" {
            return Ok(Self::Any);
        }
        // POL-49.
        if identity.is_empty() {
            return Err("the identity is empty".into());
        }
        // POL-50.
        let Some((prefix, value)) = identity.split_once(':') else {
            return Err(format!(
                "the identity {identity:?} has no prefix; write \"x509.subject:C=…, ST=…, O=…\", or \"*\""
            ));
        };
        // POL-51, D-80.
        if prefix != PREFIX {
            let hint = did_you_mean(prefix, &[PREFIX]);
            return Err(format!(
                "the identity {identity:?} has the prefix {prefix:?}; known is only \"x509.subject\"{hint}"
            ));
        }
        // POL-52.
        if value.is_empty() {
            return Err("the identity \"x509.subject:\" has no value".into());
        }
        // POL-53.
        DistinguishedName::parse(value).map(Self::Subject).map_err(|why| format!("the identity {identity:?}: {why}"))
    }
}

/// As the policy writes it.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Subject(subject) => write!(f, "{PREFIX}:{}", subject.text),
        }
    }
}

impl DistinguishedName {
    /// Reads a name as go-ldap does for notation, and refuses what D-37 says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        // POL-54.
        if text.contains("=#") {
            return Err("values in hexadecimal (\"=#\") cannot be matched".into());
        }
        let mut attributes = Vec::new();
        let mut types = Set::new();
        for pair in pairs(text)? {
            // POL-55: the first unescaped `=`; further ones belong to the value.
            let Some((name, value)) = split_unescaped(pair, '=') else {
                let shown = pair.trim_matches(' ');
                return Err(format!(
                    "{shown:?} is not TYPE=value; separate attributes with \",\" and write \"\\,\" inside a value"
                ));
            };
            let (name, value) = (unescape(name)?, unescape(value)?);
            if name.is_empty() {
                return Err(format!("{:?} has no attribute type before \"=\"", pair.trim_matches(' ')));
            }
            // POL-59.
            let name = if name == "S" { "ST".into() } else { name };
            // D-37: also so that an empty value cannot hide a duplicate.
            if value.is_empty() {
                return Err(format!("attribute {name:?} has no value"));
            }
            // POL-60.
            if !types.insert(name.clone()) {
                return Err(format!("attribute {name:?} occurs twice (\"S\" is \"ST\"), names have each type once"));
            }
            attributes.push((name, value));
        }
        // POL-61.
        match MANDATORY.into_iter().find(|wanted| !types.contains(*wanted)) {
            None => Ok(Self { text: text.into(), attributes }),
            Some(missing) => {
                let spelled = types.iter().any(|name| name.eq_ignore_ascii_case(missing));
                let hint = if spelled { "; types are written in upper case" } else { "" };
                Err(format!("attribute {missing:?} is missing; \"C\", \"ST\" (or \"S\") and \"O\" are needed{hint}"))
            }
        }
    }

    /// The name as the policy writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Types and values, in the order of the text; `S` is `ST`, escapes are resolved.
    #[must_use]
    pub fn attributes(&self) -> &[(String, String)] {
        &self.attributes
    }
}

/// The parts between unescaped `,` and `;`. POL-56: an unescaped `+` is refused.
fn pairs(text: &str) -> Result<Vec<&str>, String> {
    if split_unescaped(text, '+').is_some() {
        return Err("attributes joined by \"+\" cannot be matched; write \"\\+\" for the character".into());
    }
    let mut pairs = Vec::new();
    let mut start = 0;
    for (index, separator) in unescaped(text) {
        if matches!(separator, ',' | ';') {
            pairs.extend(text.get(start..index));
            start = index.saturating_add(1);
        }
    }
    pairs.extend(text.get(start..));
    Ok(pairs)
}

/// The characters that no backslash stands before, and where they are.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaping = false;
    text.char_indices().filter(move |(_, character)| {
        let escaped = core::mem::take(&mut escaping);
        escaping = !escaped && *character == '\\';
        !escaped
    })
}

fn split_unescaped(text: &str, separator: char) -> Option<(&str, &str)> {
    let (index, _) = unescaped(text).find(|(_, character)| *character == separator)?;
    Some((text.get(..index)?, text.get(index.saturating_add(1)..)?))
}

/// POL-57: spaces around are cut unless escaped. POL-58: a backslash and a special character, or two hexadecimal
/// digits for a byte.
fn unescape(text: &str) -> Result<String, String> {
    let trimmed = text.trim_start_matches(' ');
    let cut = trimmed.trim_end_matches(' ');
    let backslashes = cut.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let keep = if backslashes % 2 == 1 { cut.len().saturating_add(1) } else { cut.len() };
    let mut rest = trimmed.get(..keep).unwrap_or(cut).chars();
    let mut bytes = Vec::new();
    while let Some(character) = rest.next() {
        if character != '\\' {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let bad = |found: String| {
            format!("\"\\{found}\" is no escape; after \"\\\" stands a special character or two hexadecimal digits")
        };
        match rest.next() {
            Some(special) if " \"#+,;<=>\\".contains(special) => bytes.extend(u8::try_from(special).ok()),
            Some(high) => {
                let low = rest.next().ok_or_else(|| bad(high.to_string()))?;
                let digits = high.to_digit(16).zip(low.to_digit(16));
                let byte = digits.and_then(|(high, low)| u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok());
                bytes.push(byte.ok_or_else(|| bad(format!("{high}{low}")))?);
            }
            None => return Err(bad(String::new())),
        }
    }
    String::from_utf8(bytes).map_err(|_| format!("the escapes in {text:?} do not make up UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::{DistinguishedName, Identity};
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;

    fn attributes(text: &str) -> Result<Vec<(String, String)>, String> {
        DistinguishedName::parse(text).map(|name| name.attributes().to_vec())
    }

    fn organization(value: &str) -> Result<String, String> {
        let attributes = attributes(&alloc::format!("C=US,ST=WA,O={value}"))?;
        Ok(attributes.into_iter().find(|(name, _)| name == "O").unwrap().1)
    }

    #[test]
    fn a_name_is_shown_as_the_policy_writes_it() {
        for text in ["C=US, S=WA ,O=x", "O=a\\,b;C=US;ST=WA"] {
            assert_eq!(super::DistinguishedName::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn pol_48_to_53_identities() {
        assert_eq!(Identity::parse("*"), Ok(Identity::Any));
        let text = "x509.subject: C=US; S=WA, O=a:b\\, c ";
        let identity = Identity::parse(text).unwrap();
        assert_eq!(identity.to_string(), text, "the text stays as the policy writes it");
        for text in ["", " ", "foo", "C=US,ST=WA,O=x", "x509.subject", "x509.subject:", "x509.subject: ", "**"] {
            Identity::parse(text).unwrap_err();
        }
    }

    #[test]
    fn d_80_pol_51_the_prefix_is_exact() {
        for prefix in ["X509.SUBJECT", " x509.subject", "x509.subject ", "x509.issuer", "foo", "", "x509"] {
            let message = Identity::parse(&alloc::format!("{prefix}:C=US,ST=WA,O=x")).unwrap_err();
            assert!(message.contains("known is only \"x509.subject\""), "{message}");
        }
        assert!(Identity::parse("X509.Subject:C=US").unwrap_err().ends_with("did you mean \"x509.subject\"?"));
    }

    #[test]
    fn pol_54_hexadecimal_values_are_refused() {
        for value in ["#0c0161", "a=#b", "\\=#"] {
            assert!(organization(value).is_err(), "{value}");
        }
        assert_eq!(organization(" #a").unwrap(), "#a");
        assert_eq!(organization("\\#a").unwrap(), "#a");
    }

    #[test]
    fn pol_55_pairs() {
        let wanted = [("C", "US"), ("ST", "WA"), ("O", "x=y=")].map(|(name, value)| (name.into(), value.into()));
        assert_eq!(attributes("C=US;ST=WA,O=x=y="), Ok(wanted.to_vec()));
        for text in
            ["", ",", "C=US,ST=WA,O=x,", ",C=US,ST=WA,O=x", "C=US,ST=WA,O=x,X", "C=US,,ST=WA,O=x", "=C=US,ST=WA,O=x"]
        {
            assert!(attributes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pol_56_no_multi_valued_names() {
        for text in ["C=US,ST=WA,O=a+CN=b", "C=US+ST=WA,O=a", "C=US,ST=WA,O=a+"] {
            assert!(attributes(text).unwrap_err().contains("\"+\""), "{text}");
        }
        assert_eq!(organization("a\\+b").unwrap(), "a+b");
    }

    #[test]
    fn pol_57_spaces() {
        assert_eq!(organization("  Not  ary  ").unwrap(), "Not  ary");
        assert_eq!(organization("\\ a\\ ").unwrap(), " a ");
        assert_eq!(organization("a\\\\ ").unwrap(), "a\\", "the space after an escaped backslash is not escaped");
        assert_eq!(organization("\u{a0}a\u{a0}").unwrap(), "\u{a0}a\u{a0}");
        assert!(attributes("C=US,\tST=WA,O=x").is_err(), "a tab is no space");
        assert_eq!(attributes(" C =US,ST=WA,O=x").unwrap()[0].0, "C");
    }

    #[test]
    fn pol_58_escapes() {
        assert_eq!(organization("Not\\61ry").unwrap(), "Notary");
        assert_eq!(organization("\\\"\\#\\+\\,\\;\\<\\=\\>\\\\").unwrap(), "\"#+,;<=>\\");
        assert_eq!(organization("Lu\\C4\\8di").unwrap(), "Lu\u{10d}i");
        assert_eq!(organization("\"Notary\"").unwrap(), "\"Notary\"");
        assert_eq!(organization("\\2c").unwrap(), ",");
        for value in ["a\\zb", "a\\", "a\\6", "a\\é1", "\\ff", "a\\6g", "\\c4"] {
            assert!(organization(value).is_err(), "{value}");
        }
    }

    #[test]
    fn pol_59_types_are_exact() {
        assert_eq!(attributes("C=US,S=WA,O=x").unwrap()[1].0, "ST");
        for text in ["c=US,st=WA,o=x", "C=US,s=WA,O=x"] {
            assert!(attributes(text).unwrap_err().contains("missing"), "{text}");
        }
        assert!(attributes("c=US,ST=WA,O=x").unwrap_err().contains("upper case"));
    }

    #[test]
    fn pol_60_d_37_duplicates_and_empty_values() {
        for text in ["C=US,ST=WA,S=WA,O=x", "C=US,ST=WA,O=x,O=y", "C=US,ST=WA,O=x,OU=a,OU=a", "C=US,ST=WA,O=x,\\4f=y"] {
            assert!(attributes(text).unwrap_err().contains("twice"), "{text}");
        }
        for text in ["C=US,ST=WA,O=x,OU=", "C=US,ST=WA,O=x,OU=,OU=y", "C=,ST=WA,O=x", "C=US,ST=WA,O=  "] {
            assert!(attributes(text).unwrap_err().contains("no value"), "{text}");
        }
    }

    #[test]
    fn pol_61_mandatory_types() {
        for (text, missing) in
            [("ST=WA,O=x", "\"C\""), ("C=US,O=x", "\"ST\""), ("C=US,ST=WA", "\"O\""), ("CN=x", "\"C\"")]
        {
            let message = attributes(text).unwrap_err();
            assert!(message.starts_with(&alloc::format!("attribute {missing} is missing")), "{message}");
        }
    }
}

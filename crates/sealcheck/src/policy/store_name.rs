//! How statements name trust stores: `ca:acme-rockets`.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::level::did_you_mean;

/// What the certificates of a store are trusted for (STORE-01).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum StoreType {
    /// Issuing certificates to signers.
    Ca,
    /// Signing on behalf of others, with the time of signing.
    SigningAuthority,
    /// Timestamping.
    Tsa,
}

const TYPES: [StoreType; 3] = [StoreType::Ca, StoreType::SigningAuthority, StoreType::Tsa];

impl StoreType {
    /// As in documents and directories.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ca => "ca",
            Self::SigningAuthority => "signingAuthority",
            Self::Tsa => "tsa",
        }
    }
}

/// A trust store, by type and name.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct StoreName {
    /// Its type.
    pub kind: StoreType,
    /// Its name, also the name of a directory.
    pub name: String,
}

impl StoreName {
    /// Reads `type:name`.
    ///
    /// # Errors
    /// What is wrong with it and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        // POL-29: the first colon.
        let Some((kind, name)) = text.split_once(':') else {
            return Err(format!(
                "trust store {text:?} has no type; write \"ca:NAME\", \"signingAuthority:NAME\" or \"tsa:NAME\""
            ));
        };
        // POL-30, STORE-01.
        let kind = TYPES.into_iter().find(|known| known.as_str() == kind).ok_or_else(|| {
            let hint = did_you_mean(kind, &TYPES.map(StoreType::as_str));
            format!(
                "trust store {text:?} has the type {kind:?}; the types are \"ca\", \"signingAuthority\" and \
            \"tsa\"{hint}"
            )
        })?;
        // POL-31, STORE-03.
        if name.is_empty() {
            return Err(format!("trust store {text:?} has no name after the colon"));
        }
        let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
        if let Some(other) = name.chars().find(|character| !is_allowed(*character)) {
            return Err(format!(
                "trust store {text:?} has {other:?} in its name; names have letters A to Z, digits, \"_\", \
                \".\" and \"-\" only"
            ));
        }
        // D-28.
        if name.bytes().all(|byte| byte == b'.') {
            return Err(format!("trust store {text:?} has a name of dots only"));
        }
        Ok(Self { kind, name: name.into() })
    }
}

impl fmt::Display for StoreType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.name)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for StoreName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{StoreName, StoreType};
    use alloc::string::ToString as _;

    #[test]
    fn pol_29_store_01_types_and_names() {
        for (text, kind) in [
            ("ca:acme-rockets", StoreType::Ca),
            ("signingAuthority:a.b_c-1", StoreType::SigningAuthority),
            ("tsa:...x", StoreType::Tsa),
        ] {
            let store = StoreName::parse(text).unwrap();
            assert_eq!((store.kind, store.to_string().as_str()), (kind, text));
        }
    }

    #[test]
    fn pol_29_to_31_refuses_everything_else() {
        for text in ["", "ca", "CA:s", " ca:s", "ca :s", ":s", "signingauthority:s", "x509:s"] {
            StoreName::parse(text).unwrap_err();
        }
        for text in ["ca:", "ca:a b", "ca:a/b", "ca:é", "ca:a:b", "ca:a\0", "ca: a", "ca:a\\b"] {
            StoreName::parse(text).unwrap_err();
        }
        assert!(StoreName::parse("CA:s").unwrap_err().ends_with("did you mean \"ca\"?"));
        assert!(StoreName::parse(" tsa:s").unwrap_err().ends_with("did you mean \"tsa\"?"));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_store_is_written_as_the_policy_writes_it() {
        let store = StoreName::parse("signingAuthority:a.b_c-1").unwrap();
        assert_eq!(serde_json::to_value(store).unwrap(), "signingAuthority:a.b_c-1");
    }

    #[test]
    fn d_28_store_03_names_of_dots_are_refused() {
        for text in ["ca:.", "ca:..", "ca:..."] {
            assert!(StoreName::parse(text).unwrap_err().contains("dots"), "{text}");
        }
    }
}

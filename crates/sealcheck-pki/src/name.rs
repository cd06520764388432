//! Distinguished names: raw bytes for equality, decoded attributes for matching, RFC 4514 for people.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use der::{Tag, Tagged as _, oid::ObjectIdentifier};

use crate::error::Malformed;

/// A distinguished name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Name<'a> {
    der: &'a [u8],
    rdns: Vec<Vec<Attribute>>,
}

/// One attribute of a name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Its value as text.
    pub value: String,
    /// Its value as DER, for types without a name in RFC 4514.
    pub der: Vec<u8>,
}

/// RFC 4514 §3 and the names that Go prints: object identifier, short name.
const SHORT_NAMES: [(ObjectIdentifier, &str); 11] = [
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1"), "UID"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25"), "DC"),
    (ObjectIdentifier::new_unwrap("2.5.4.3"), "CN"),
    (ObjectIdentifier::new_unwrap("2.5.4.5"), "SERIALNUMBER"),
    (ObjectIdentifier::new_unwrap("2.5.4.6"), "C"),
    (ObjectIdentifier::new_unwrap("2.5.4.7"), "L"),
    (ObjectIdentifier::new_unwrap("2.5.4.8"), "ST"),
    (ObjectIdentifier::new_unwrap("2.5.4.9"), "STREET"),
    (ObjectIdentifier::new_unwrap("2.5.4.10"), "O"),
    (ObjectIdentifier::new_unwrap("2.5.4.11"), "OU"),
    (ObjectIdentifier::new_unwrap("2.5.4.17"), "POSTALCODE"),
];

impl<'a> Name<'a> {
    /// `raw` are the bytes that `decoded` came from.
    pub(crate) fn new(raw: &'a [u8], decoded: &x509_cert::name::Name) -> Result<Self, Malformed> {
        let rdns = decoded.as_ref().iter().map(|rdn| rdn.iter().map(Attribute::new).collect());
        Ok(Self { der: raw, rdns: rdns.collect::<Result<_, _>>()? })
    }

    /// The DER that names are compared by (CERT-18).
    #[must_use]
    pub fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The attributes in the order of the certificate, grouped by relative distinguished name.
    #[must_use]
    pub fn rdns(&self) -> &[Vec<Attribute>] {
        &self.rdns
    }
}

impl Attribute {
    fn new(decoded: &x509_cert::attr::AttributeTypeAndValue) -> Result<Self, Malformed> {
        let value = &decoded.value;
        let text = text(value.tag(), value.value()).ok_or_else(|| {
            Malformed::at(0, alloc::format!("attribute {} of a name is no readable {}", decoded.oid, value.tag()))
        })?;
        let der = der::Encode::to_der(value)?;
        Ok(Self { oid: decoded.oid, value: text, der })
    }

    /// `CN`, `O`, …, if RFC 4514 or notation has a name for the type.
    #[must_use]
    pub fn short_name(&self) -> Option<&'static str> {
        SHORT_NAMES.iter().find_map(|(known, name)| (*known == self.oid).then_some(*name))
    }
}

/// The string types that certificates use; everything else makes the certificate unreadable, as in notation.
pub(crate) fn text(tag: Tag, value: &[u8]) -> Option<String> {
    let latin1 = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    match tag {
        Tag::Utf8String => core::str::from_utf8(value).ok().map(Into::into),
        Tag::PrintableString => value.iter().all(|byte| is_printable(*byte)).then(|| latin1(value)),
        Tag::Ia5String => value.is_ascii().then(|| latin1(value)),
        Tag::NumericString => value.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ').then(|| latin1(value)),
        Tag::TeletexString => Some(latin1(value)),
        Tag::BmpString => {
            let units = value.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).map(u16::from_be_bytes).ok());
            String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
        }
        _ => None,
    }
}

/// PrintableString, and the `*` and `&` that authorities put there.
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?*&".contains(&byte)
}

/// RFC 4514: most specific attribute first.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rdn) in self.rdns.iter().rev().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            for (index, attribute) in rdn.iter().enumerate() {
                if index > 0 {
                    f.write_str("+")?;
                }
                write!(f, "{attribute}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.short_name() {
            return write!(f, "{name}={}", Escaped(&self.value));
        }
        write!(f, "{}=#", self.oid)?;
        self.der.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A value as RFC 4514 §2.4 writes it.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        let mut start = 0;
        // What is escaped is of one byte; what lies between is written as it is.
        for (index, byte) in self.0.bytes().enumerate() {
            let end = match byte {
                b'"' | b'+' | b',' | b';' | b'<' | b'>' | b'\\' => index,
                b'#' if index == 0 => index,
                b' ' if index == 0 || index == last => index,
                0 => index.saturating_add(1),
                _ => continue,
            };
            f.write_str(self.0.get(start..index).unwrap_or_default())?;
            f.write_str(if byte == 0 { "\\00" } else { "\\" })?;
            start = end;
        }
        f.write_str(self.0.get(start..).unwrap_or_default())
    }
}

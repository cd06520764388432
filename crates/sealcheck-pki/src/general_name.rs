//! `GeneralName` (RFC 5280 §4.2.1.6), read where it lies: which of the names it is, and its content.
//!
//! Only URIs are ever used as text. The other names are read as strictly, and then only their kind counts.

use alloc::vec::Vec;
use der::asn1::{AnyRef, Ia5StringRef};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Tag, TagNumber, Tagged as _};

use crate::der::{Fields, any, explicit};
use crate::error::Malformed;
use crate::name;

/// The names that count, by the number of their tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Mail,
    Dns,
    Uri,
    Ip,
    /// otherName, directoryName, ediPartyName, registeredID.
    Other,
}

/// One name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GeneralName<'a> {
    pub(crate) kind: Kind,
    content: &'a [u8],
}

impl<'a> GeneralName<'a> {
    /// Reads one name and nothing after it.
    pub(crate) fn from_der(input: &'a [u8]) -> Result<Self, Malformed> {
        let name = any(input)?;
        let unknown = || Malformed::at(0, alloc::format!("{} is no general name", name.tag()));
        let Tag::ContextSpecific { constructed, number: TagNumber(number) } = name.tag() else { return Err(unknown()) };
        let content = name.value();
        let kind = match (number, constructed) {
            (0, true) => other_name(content).map(|()| Kind::Other)?,
            (1, false) => ia5(content).map(|_| Kind::Mail)?,
            (2, false) => ia5(content).map(|_| Kind::Dns)?,
            (4, true) => x509_cert::name::Name::from_der(content).map(|_| Kind::Other)?,
            (5, true) => edi_party_name(content).map(|()| Kind::Other)?,
            (6, false) => ia5(content).map(|_| Kind::Uri)?,
            (7, false) => Kind::Ip,
            (8, false) => {
                AnyRef::new(Tag::ObjectIdentifier, content)?.decode_as::<ObjectIdentifier>().map(|_| Kind::Other)?
            }
            // x400Address among them: nobody has one.
            _ => return Err(unknown()),
        };
        Ok(Self { kind, content })
    }

    /// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`, without its own tag and length.
    pub(crate) fn list(content: &'a [u8]) -> Result<Vec<Self>, Malformed> {
        let mut fields = Fields::inside(content)?;
        let mut names = Vec::new();
        while !fields.is_finished() {
            names.push(Self::from_der(fields.tlv()?)?);
        }
        Ok(names)
    }

    /// The text of a URI.
    pub(crate) fn uri(self) -> Option<&'a str> {
        if self.kind == Kind::Uri { ia5(self.content).ok() } else { None }
    }
}

fn ia5(content: &[u8]) -> Result<&str, Malformed> {
    Ok(Ia5StringRef::new(content)?.as_str())
}

/// `OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }`
fn other_name(content: &[u8]) -> Result<(), Malformed> {
    let mut fields = Fields::inside(content)?;
    <ObjectIdentifier>::from_der(fields.tlv()?)?;
    any(any(fields.required(explicit(0))?)?.value())?;
    fields.finish()
}

/// `EDIPartyName ::= SEQUENCE { nameAssigner [0] DirectoryString OPTIONAL, partyName [1] DirectoryString }`
fn edi_party_name(content: &[u8]) -> Result<(), Malformed> {
    let mut fields = Fields::inside(content)?;
    if let Some(assigner) = fields.optional(explicit(0))? {
        directory_string(assigner)?;
    }
    directory_string(fields.required(explicit(1))?)?;
    fields.finish()
}

fn directory_string(tagged: &[u8]) -> Result<(), Malformed> {
    let string = any(any(tagged)?.value())?;
    let tags = [Tag::PrintableString, Tag::TeletexString, Tag::Utf8String, Tag::BmpString];
    match name::text(string.tag(), string.value()) {
        Some(_) if tags.contains(&string.tag()) => Ok(()),
        _ => Err(Malformed::at(0, alloc::format!("{} is no readable DirectoryString", string.tag()))),
    }
}

#[cfg(test)]
mod tests {
    use super::{GeneralName, Kind};

    fn kind(name: &[u8]) -> Option<Kind> {
        GeneralName::from_der(name).ok().map(|name| name.kind)
    }

    #[test]
    fn each_name_is_told_by_its_tag() {
        assert_eq!(kind(b"\x81\x03a@b"), Some(Kind::Mail));
        assert_eq!(kind(b"\x82\x03a.b"), Some(Kind::Dns));
        assert_eq!(kind(b"\x86\x08http://a"), Some(Kind::Uri));
        assert_eq!(GeneralName::from_der(b"\x86\x08http://a").unwrap().uri(), Some("http://a"));
        assert_eq!(GeneralName::from_der(b"\x82\x03a.b").unwrap().uri(), None);
        assert_eq!(kind(b"\x87\x04\x7f\0\0\x01"), Some(Kind::Ip));
        assert_eq!(kind(b"\x88\x03\x55\x04\x03"), Some(Kind::Other));
        // directoryName: CN=a
        assert_eq!(kind(b"\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a"), Some(Kind::Other));
        assert_eq!(kind(b"\xa0\x0a\x06\x03\x55\x04\x03\xa0\x03\x0c\x01a"), Some(Kind::Other));
        assert_eq!(kind(b"\xa5\x05\xa1\x03\x0c\x01a"), Some(Kind::Other));
        assert_eq!(kind(b"\xa5\x0a\xa0\x03\x0c\x01a\xa1\x03\x0c\x01a"), Some(Kind::Other));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let bad: [&[u8]; 15] = [
            b"",
            b"\x0c\x01a",
            b"\xa3\x00",
            b"\x89\x00",
            // Constructed where it must be primitive, and the other way round.
            b"\xa6\x03\x16\x01a",
            b"\x84\x00",
            // Not IA5.
            b"\x86\x01\x80",
            b"\x82\x02\xc3\xa4",
            // Bytes after it, and too few.
            b"\x86\x01a\x00",
            b"\x86\x02a",
            // directoryName without a name, an object identifier that does not end.
            b"\xa4\x00",
            b"\x88\x01\x80",
            // otherName without a value, with another type of value after it; ediPartyName of an INTEGER.
            b"\xa0\x05\x06\x03\x55\x04\x03",
            b"\xa0\x0d\x06\x03\x55\x04\x03\xa0\x03\x0c\x01a\x0c\x01a",
            b"\xa5\x05\xa1\x03\x02\x01\x01",
        ];
        for bad in bad {
            assert!(GeneralName::from_der(bad).is_err(), "{bad:02x?}");
        }
    }
}

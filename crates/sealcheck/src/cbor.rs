//! Strict CBOR: refuses bytes that could be read in two ways, and decides nothing else.
//!
//! Definite lengths, unique map keys, UTF-8 text, bounded depth, nothing after the item (COSE-03…11). The heads of items
//! are decoded by `ciborium-ll`, and what passes becomes a value of `ciborium`.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use ciborium::Value;
use ciborium_ll::{Decoder, Header, simple};
use core::fmt;

use crate::ordered::Set;

/// Nesting that no envelope comes near (COSE-11).
pub const MAX_DEPTH: usize = 32;

/// What is wrong with bytes that should be strict CBOR.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CborError {
    /// What kind of fault.
    pub kind: CborFault,
    /// Offset in bytes from the start of what was read.
    pub offset: usize,
    /// What was found.
    pub reason: String,
}

/// Kinds of faults in CBOR.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CborFault {
    /// A key occurs twice in one map.
    Duplicate,
    /// Too deep.
    Limit,
    /// Not CBOR, or a form that is not allowed here.
    Syntax,
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}

/// Whether tags may occur.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tags {
    /// Anywhere (COSE-06: inside the protected header).
    Allowed,
    /// Nowhere (COSE-05: outside the protected header).
    Forbidden,
}

/// Decodes one item and nothing after it.
///
/// # Errors
/// [`CborError`] with the place of the first fault.
pub fn parse(input: &[u8], tags: Tags) -> Result<Value, CborError> {
    scan(input, tags)?;
    Scanner { input, position: 0, tags }.value()
}

/// Passes over one item and nothing after it.
fn scan(input: &[u8], tags: Tags) -> Result<(), CborError> {
    let mut scanner = Scanner { input, position: 0, tags };
    scanner.item(0)?;
    scanner.finish()
}

/// The raw elements of an array that fills `input`: where each one lies.
///
/// # Errors
/// [`CborError`] with the place of the first fault, in the elements, too.
pub fn elements(input: &[u8], tags: Tags) -> Result<Vec<&[u8]>, CborError> {
    let mut scanner = Scanner { input, position: 0, tags };
    let Header::Array(Some(length)) = scanner.header()? else {
        return Err(scanner.fault(0, "expected an array".into()));
    };
    let mut elements = Vec::new();
    for _ in 0..length {
        let start = scanner.position;
        scanner.item(1)?;
        elements.push(input.get(start..scanner.position).unwrap_or_default());
    }
    scanner.finish()?;
    Ok(elements)
}

/// The content of `item`, if it is one byte string.
#[must_use]
pub fn byte_string(item: &[u8]) -> Option<&[u8]> {
    let mut scanner = Scanner { input: item, position: 0, tags: Tags::Forbidden };
    match scanner.header() {
        Ok(Header::Bytes(Some(length))) if item.len().checked_sub(scanner.position) == Some(length) => {
            item.get(scanner.position..)
        }
        _ => None,
    }
}

struct Scanner<'a> {
    input: &'a [u8],
    position: usize,
    tags: Tags,
}

/// A map key by what it means: `01` and `1801` are the same (COSE-07).
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Key<'a> {
    Integer(i128),
    Other(&'a [u8]),
    Text(&'a [u8]),
}

/// The head of the item here and how long it is. A length of more than 32 bits is none, so that machines with short and
/// long addresses say the same.
fn pull(rest: &[u8]) -> Option<(Header, usize)> {
    let mut decoder = Decoder::from(rest);
    let header = decoder.pull().ok()?;
    match header {
        Header::Bytes(Some(length))
        | Header::Text(Some(length))
        | Header::Array(Some(length))
        | Header::Map(Some(length))
            if u32::try_from(length).is_err() =>
        {
            None
        }
        header => Some((header, decoder.offset())),
    }
}

impl<'a> Scanner<'a> {
    fn fault(&self, offset: usize, reason: String) -> CborError {
        CborError { kind: CborFault::Syntax, offset, reason }
    }

    fn header(&mut self) -> Result<Header, CborError> {
        let rest = self.input.get(self.position..).unwrap_or_default();
        let pulled = pull(rest).ok_or_else(|| self.fault(self.position, "malformed or truncated item".into()))?;
        self.position = self.position.saturating_add(pulled.1);
        Ok(pulled.0)
    }

    fn bytes(&mut self, length: usize, start: usize) -> Result<&'a [u8], CborError> {
        let end = self.position.checked_add(length);
        let bytes = end.and_then(|end| self.input.get(self.position..end));
        let bytes = bytes.ok_or_else(|| self.fault(start, "string longer than the input".into()))?;
        self.position = self.position.saturating_add(length);
        Ok(bytes)
    }

    /// Passes over one item and returns its key form.
    fn item(&mut self, depth: usize) -> Result<Key<'a>, CborError> {
        let start = self.position;
        if depth > MAX_DEPTH {
            let reason = alloc::format!("more than {MAX_DEPTH} levels of nesting");
            return Err(CborError { kind: CborFault::Limit, offset: start, reason });
        }
        let below = depth.saturating_add(1);
        match self.header()? {
            // What Go reads is a 64-bit signed integer.
            Header::Positive(value) if i64::try_from(value).is_err() => {
                return Err(self.fault(start, alloc::format!("integer {value} is larger than 9223372036854775807")));
            }
            Header::Positive(value) => return Ok(Key::Integer(i128::from(value))),
            Header::Negative(value) => return Ok(Key::Integer(!i128::from(value))),
            Header::Bytes(Some(length)) => {
                self.bytes(length, start)?;
            }
            Header::Text(Some(length)) => {
                let text = self.bytes(length, start)?;
                if core::str::from_utf8(text).is_err() {
                    return Err(self.fault(start, "text string with invalid UTF-8".into()));
                }
                return Ok(Key::Text(text));
            }
            Header::Array(Some(length)) => {
                for _ in 0..length {
                    self.item(below)?;
                }
            }
            Header::Map(Some(length)) => self.map(length, below)?,
            Header::Tag(tag) => {
                if self.tags == Tags::Forbidden {
                    return Err(self.fault(start, alloc::format!("tag {tag} is not allowed here")));
                }
                self.tag_content(tag)?;
                self.item(below)?;
            }
            Header::Float(_) | Header::Simple(_) => {}
            Header::Break | Header::Bytes(None) | Header::Text(None) | Header::Array(None) | Header::Map(None) => {
                return Err(self.fault(start, "indefinite length is not allowed".into()));
            }
        }
        Ok(Key::Other(self.input.get(start..self.position).unwrap_or_default()))
    }

    /// RFC 8949 §3.4: what the tags for times and big numbers must stand before (COSE-06, COSE-43).
    fn tag_content(&self, tag: u64) -> Result<(), CborError> {
        let rest = self.input.get(self.position..).unwrap_or_default();
        let content = pull(rest).map(|(header, _)| header);
        let (fits, wanted) = match tag {
            0 => (matches!(content, Some(Header::Text(_))) && self.is_rfc_3339(), "a date and time in RFC 3339"),
            1 => (
                matches!(content, Some(Header::Positive(_) | Header::Negative(_) | Header::Float(_))),
                "an integer or a float",
            ),
            // RFC 8949 §3.4.3: a big number that a plain integer can hold would be the same value in two forms.
            2 | 3 => match (content, self.content_byte()) {
                (Some(Header::Bytes(Some(9..))), Some(0)) | (Some(Header::Bytes(Some(..9))), _) | (_, None) => {
                    (false, "a byte string of more than 8 bytes without leading zeros")
                }
                // `ciborium` knows 128 bits, with the sign where there is one.
                (Some(Header::Bytes(Some(16))), Some(0x80..)) => (tag == 2, "a number that is not below -2^127"),
                (Some(Header::Bytes(Some(length))), _) => (length <= 16, "a byte string of at most 16 bytes"),
                _ => (false, "a byte string of more than 8 bytes without leading zeros"),
            },
            _ => (true, ""),
        };
        if fits {
            Ok(())
        } else {
            Err(self.fault(self.position, alloc::format!("tag {tag} must stand before {wanted}")))
        }
    }

    /// The first byte of the string here.
    fn content_byte(&self) -> Option<u8> {
        let mut ahead = Scanner { input: self.input, position: self.position, tags: self.tags };
        ahead.header().ok()?;
        self.input.get(ahead.position).copied()
    }

    /// Whether the text string here is a time.
    fn is_rfc_3339(&self) -> bool {
        let mut ahead = Scanner { input: self.input, position: self.position, tags: self.tags };
        let text = match ahead.item(MAX_DEPTH) {
            Ok(Key::Text(text)) => core::str::from_utf8(text).ok(),
            _ => None,
        };
        text.and_then(sealcheck_pki::Time::parse_rfc3339).is_some()
    }

    fn map(&mut self, length: usize, depth: usize) -> Result<(), CborError> {
        let mut keys = Set::new();
        for _ in 0..length {
            let start = self.position;
            // COSE-40; a tagged key could mean the same as a plain one.
            if matches!(self.input.get(start), Some(0x80..=0xdb)) {
                return Err(self.fault(start, "a map key must not be an array, a map or tagged".into()));
            }
            if !keys.insert(self.item(depth)?) {
                let reason = "map key occurs twice".into();
                return Err(CborError { kind: CborFault::Duplicate, offset: start, reason });
            }
            self.item(depth)?;
        }
        Ok(())
    }

    /// Decodes one item of bytes that [`scan`] let through.
    fn value(&mut self) -> Result<Value, CborError> {
        let start = self.position;
        Ok(match self.header()? {
            Header::Positive(value) => value.into(),
            Header::Negative(value) => (!i128::from(value)).into(),
            Header::Bytes(length) => Value::Bytes(self.bytes(length.unwrap_or_default(), start)?.into()),
            Header::Text(length) => {
                let text = self.bytes(length.unwrap_or_default(), start)?;
                Value::Text(String::from_utf8_lossy(text).into_owned())
            }
            Header::Array(length) => {
                let elements = (0..length.unwrap_or_default()).map(|_| self.value());
                Value::Array(elements.collect::<Result<_, _>>()?)
            }
            Header::Map(length) => {
                let members = (0..length.unwrap_or_default()).map(|_| Ok((self.value()?, self.value()?)));
                Value::Map(members.collect::<Result<_, _>>()?)
            }
            Header::Tag(tag) => Value::Tag(tag, Box::new(self.value()?)),
            Header::Float(number) => Value::Float(number),
            Header::Simple(simple::FALSE) => Value::Bool(false),
            Header::Simple(simple::TRUE) => Value::Bool(true),
            Header::Simple(simple::NULL | simple::UNDEFINED) => Value::Null,
            Header::Simple(_) | Header::Break => {
                return Err(self.fault(0, "invalid type: simple, expected known simple value".into()));
            }
        })
    }

    fn finish(&self) -> Result<(), CborError> {
        match self.input.len().saturating_sub(self.position) {
            0 => Ok(()),
            rest => Err(self.fault(self.position, alloc::format!("{rest} bytes after the end"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CborFault, Tags, parse};

    fn fault(bytes: &[u8], tags: Tags) -> Option<(CborFault, usize)> {
        parse(bytes, tags).err().map(|error| (error.kind, error.offset))
    }

    #[test]
    fn lengths_beyond_32_bits_are_the_same_everywhere() {
        for major in [0x5b, 0x7b, 0x9b, 0xbb] {
            let head = [&[major][..], &0x2274_6172_6765_7441_u64.to_be_bytes()].concat();
            assert_eq!(parse(&head, Tags::Allowed).unwrap_err().reason, "malformed or truncated item");
            let tagged = [&[0xc2][..], &head].concat();
            assert!(parse(&tagged, Tags::Allowed).unwrap_err().reason.contains("more than 8 bytes"), "{major}");
        }
        let short = parse(&[0x5a, 0, 0, 0, 2, 1], Tags::Allowed).unwrap_err();
        assert_eq!(short.reason, "string longer than the input");
    }

    #[test]
    fn cose_04_refuses_indefinite_lengths() {
        for bytes in [&[0x9f, 0xff][..], &[0xbf, 0xff], &[0x5f, 0x41, 0, 0xff], &[0x7f, 0x61, 0x61, 0xff], &[0xff]] {
            assert_eq!(fault(bytes, Tags::Allowed), Some((CborFault::Syntax, 0)), "{bytes:x?}");
        }
    }

    #[test]
    fn cose_07_compares_keys_by_meaning() {
        assert_eq!(fault(&[0xa2, 0x01, 0x00, 0x18, 0x01, 0x00], Tags::Allowed), Some((CborFault::Duplicate, 3)));
        assert_eq!(fault(&[0xa2, 0x61, 0x61, 0, 0x78, 1, 0x61, 0], Tags::Allowed), Some((CborFault::Duplicate, 4)));
        assert_eq!(fault(&[0xa2, 0x01, 0x00, 0x20, 0x00], Tags::Allowed), None);
        // Tag 2 around h'01' would be 1 once more.
        assert_eq!(fault(&[0xa2, 0x01, 0x00, 0xc2, 0x41, 0x01, 0x00], Tags::Allowed), Some((CborFault::Syntax, 3)));
    }

    #[test]
    fn big_numbers_are_those_that_ciborium_knows() {
        let number = |tag: u8, first: u8, length: u8| {
            let mut bytes = alloc::vec![0xc0 | tag, 0x58, length, first];
            bytes.resize(usize::from(length) + 3, 0);
            bytes
        };
        let refused = Some((CborFault::Syntax, 1));
        for (tag, first, length, expected) in [
            (2, 0xff, 16, None),
            (2, 1, 9, None),
            (2, 1, 8, refused),
            (2, 0, 9, refused),
            (2, 1, 17, refused),
            (3, 0x7f, 16, None),
            (3, 0x80, 15, None),
            (3, 0x80, 16, refused),
            (3, 1, 17, refused),
        ] {
            let bytes = number(tag, first, length);
            assert_eq!(fault(&bytes, Tags::Allowed), expected, "{bytes:x?}");
            let known = ciborium::from_reader::<ciborium::Value, _>(bytes.as_slice()).is_ok();
            assert!(expected.is_some() || known, "{bytes:x?}");
        }
    }

    #[test]
    fn cose_05_forbids_tags_where_told() {
        assert_eq!(fault(&[0xc1, 0x00], Tags::Forbidden), Some((CborFault::Syntax, 0)));
        assert_eq!(fault(&[0xc1, 0x00], Tags::Allowed), None);
    }

    #[test]
    fn cose_11_depth_is_bounded_at_the_edge() {
        let nested = |depth: usize| {
            let mut bytes = alloc::vec![0x81; depth];
            bytes.push(0);
            bytes
        };
        assert_eq!(fault(&nested(32), Tags::Allowed), None);
        assert_eq!(fault(&nested(33), Tags::Allowed), Some((CborFault::Limit, 33)));
        assert_eq!(fault(&nested(100_000), Tags::Allowed).map(|(kind, _)| kind), Some(CborFault::Limit));
    }

    #[test]
    fn cose_03_cose_10_truncation_trailing_bytes_and_utf_8() {
        assert_eq!(fault(&[0x00, 0x00], Tags::Allowed), Some((CborFault::Syntax, 1)));
        assert_eq!(fault(&[0x61, 0xff], Tags::Allowed), Some((CborFault::Syntax, 0)));
        for bytes in
            [&[][..], &[0x42, 0x00], &[0x5b, 255, 255, 255, 255, 255, 255, 255, 255], &[0x9a, 255, 255, 255, 255]]
        {
            assert_eq!(fault(bytes, Tags::Allowed).map(|(kind, _)| kind), Some(CborFault::Syntax), "{bytes:x?}");
        }
    }
}

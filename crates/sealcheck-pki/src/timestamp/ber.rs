//! Where the values of a token lie: BER with definite lengths (X.690 §8.1.3), by slices, nothing rewritten.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use der::{Decode as _, Reader as _, SliceReader, Tag, TagNumber, oid::ObjectIdentifier};

use crate::error::Malformed;

/// `[0]` constructed.
pub(super) const CONTEXT_0: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
/// `[1]` constructed.
pub(super) const CONTEXT_1: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(1) };

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) tag: Tag,
    /// Where its tag stands, in bytes from the start of the token.
    pub(super) offset: usize,
    /// With tag and length.
    pub(super) raw: &'a [u8],
    pub(super) content: &'a [u8],
    rules: Rules,
}

/// Which lengths are read.
#[derive(Clone, Copy, Debug)]
enum Rules {
    /// Definite, in as many octets as the signer liked, at most four (TSA-04).
    Ber,
    /// The shortest form only.
    Der,
}

impl<'a> Element<'a> {
    /// Where its content starts.
    const fn inside(&self) -> usize {
        self.offset.saturating_add(self.raw.len().saturating_sub(self.content.len()))
    }

    /// The values in it.
    pub(super) fn elements(&self) -> Elements<'a> {
        Elements { rest: self.content, offset: self.inside(), rules: self.rules }
    }

    /// The values in it, in DER: what stands in an OCTET STRING.
    pub(super) fn der(&self) -> Elements<'a> {
        Elements { rules: Rules::Der, ..self.elements() }
    }

    /// X.690 §10.1: every length in it is as short as can be.
    pub(super) fn shortest(&self) -> Result<(), Malformed> {
        self.every_length(Rules::Der)
    }

    /// It is well-formed in its unread parts too.
    pub(super) fn well_formed(&self) -> Result<(), Malformed> {
        self.every_length(self.rules)
    }

    fn every_length(&self, rules: Rules) -> Result<(), Malformed> {
        let itself = Elements { rest: self.raw, offset: self.offset, rules };
        let mut waiting = Vec::from([itself]);
        while let Some(elements) = waiting.pop() {
            let Some((tag, after_tag)) = elements.rest.split_first() else { continue };
            // Tags that nothing here knows are as good as any: X.690 §8.1.2.4, those of more than one octet too.
            let more = if tag & 0x1f == 0x1f {
                after_tag.iter().take_while(|octet| **octet & 0x80 != 0).count().saturating_add(1)
            } else {
                0
            };
            let at = elements.offset.saturating_add(more).saturating_add(1);
            let (length, content) = elements.length(after_tag.get(more..).unwrap_or_default(), at)?;
            let Some((content, rest)) = content.split_at_checked(length) else {
                return Err(Malformed::at(at, "the length goes beyond the end".into()));
            };
            let inside = elements.offset.saturating_add(elements.rest.len().saturating_sub(rest.len()));
            waiting.push(Elements { rest, offset: inside, ..elements });
            if tag & 0x20 != 0 {
                waiting.push(Elements { rest: content, offset: inside.saturating_sub(length), ..elements });
            }
        }
        Ok(())
    }

    /// As an object identifier.
    pub(super) fn oid(&self) -> Result<ObjectIdentifier, Malformed> {
        ObjectIdentifier::from_bytes(self.content)
            .map_err(|error| Malformed::at(self.inside(), alloc::format!("no object identifier: {error}")))
    }

    /// As an INTEGER from 0 to 2⁶⁴−1, as short as can be; `None` for any other.
    pub(super) fn unsigned(&self) -> Option<u64> {
        let bytes = match self.content {
            [0, 0..=0x7f, ..] => return None,
            [0, rest @ ..] => rest,
            [first, ..] if first & 0x80 != 0 => return None,
            bytes => bytes,
        };
        let fits = !self.content.is_empty() && bytes.len() <= 8;
        fits.then(|| bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }

    /// X.690 §8.3.2: an INTEGER of any size, as short as can be.
    pub(super) fn whole_number(&self, what: &str) -> Result<(), Malformed> {
        match self.content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(self.malformed(alloc::format!("{what} is not an INTEGER")))
            }
            [_, ..] => Ok(()),
        }
    }

    /// X.690 §11.1: one octet, 0 or 255.
    pub(super) fn truth(&self, what: &str) -> Result<(), Malformed> {
        match self.content {
            [0 | 0xff] => Ok(()),
            _ => Err(self.malformed(alloc::format!("{what} is not a BOOLEAN"))),
        }
    }

    pub(super) fn malformed(&self, reason: alloc::string::String) -> Malformed {
        Malformed::at(self.offset, reason)
    }
}

/// Values one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elements<'a> {
    rest: &'a [u8],
    offset: usize,
    rules: Rules,
}

impl<'a> Elements<'a> {
    /// The values of `token`.
    pub(super) const fn ber(token: &'a [u8]) -> Self {
        Self { rest: token, offset: 0, rules: Rules::Ber }
    }

    /// The next value and what follows it; `None` at the end.
    fn split(self) -> Result<Option<(Element<'a>, Self)>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut reader = SliceReader::new(self.rest)?;
        let tag = Tag::decode(&mut reader).map_err(|error| Malformed::at(self.offset, error.kind().to_string()))?;
        let tag_length = usize::try_from(reader.position()).unwrap_or(usize::MAX);
        let after_tag = self.rest.get(tag_length..).unwrap_or_default();
        let at = self.offset.saturating_add(tag_length);
        let (length, after_length) = self.length(after_tag, at)?;
        let Some((content, rest)) = after_length.split_at_checked(length) else {
            let reason = alloc::format!("the length says {length} bytes, {} follow", after_length.len());
            return Err(Malformed::at(at, reason));
        };
        let used = self.rest.len().saturating_sub(rest.len());
        let raw = self.rest.get(..used).unwrap_or_default();
        let element = Element { tag, offset: self.offset, raw, content, rules: self.rules };
        Ok(Some((element, Self { rest, offset: self.offset.saturating_add(used), ..self })))
    }

    /// TSA-04: definite, at most four octets.
    fn length(self, input: &'a [u8], at: usize) -> Result<(usize, &'a [u8]), Malformed> {
        let malformed = |reason: &str| Malformed::at(at, reason.into());
        let (first, rest) = input.split_first().ok_or_else(|| malformed("the length is missing"))?;
        let octets = match first {
            0..0x80 => return Ok((usize::from(*first), rest)),
            0x80 => return Err(malformed("an indefinite length")),
            0x81..=0x84 => usize::from(first & 0x7f),
            0x85.. => return Err(malformed("a length of more than four octets")),
        };
        let (octets, rest) = rest.split_at_checked(octets).ok_or_else(|| malformed("the length is cut short"))?;
        let length = octets.iter().fold(0_u32, |value, byte| (value << 8) | u32::from(*byte));
        if matches!(self.rules, Rules::Der) && (length < 0x80 || octets.first() == Some(&0)) {
            return Err(malformed("a length in more octets than needed"));
        }
        Ok((usize::try_from(length).map_err(|_| malformed("a length beyond the memory"))?, rest))
    }

    /// The next value if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Element<'a>>, Malformed> {
        Ok(self.split()?.map(|(element, rest)| {
            *self = rest;
            element
        }))
    }

    /// The next value if its tag is `tag`.
    pub(super) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Malformed> {
        match self.split()? {
            Some((element, rest)) if element.tag == tag => {
                *self = rest;
                Ok(Some(element))
            }
            _ => Ok(None),
        }
    }

    /// The next value, which is `name` and must have tag `tag`.
    pub(super) fn take(&mut self, tag: Tag, name: &str) -> Result<Element<'a>, Malformed> {
        let at = self.offset;
        match self.next()? {
            Some(element) if element.tag == tag => Ok(element),
            Some(element) => Err(element.malformed(alloc::format!("{name} must be {tag}, found {}", element.tag))),
            None => Err(Malformed::at(at, alloc::format!("{name} is missing"))),
        }
    }

    /// Asserts that nothing is left of `name`.
    pub(super) fn finish(self, name: &str) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(Malformed::at(self.offset, alloc::format!("{} bytes follow the end of {name}", self.rest.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::{Elements, Tag};
    use alloc::vec::Vec;

    fn one(bytes: &[u8]) -> Result<usize, usize> {
        let element = Elements::ber(bytes).take(Tag::OctetString, "it");
        element.map(|element| element.content.len()).map_err(|error| error.offset)
    }

    #[test]
    fn tsa_04_reads_definite_lengths_of_up_to_four_octets() {
        for bytes in [&[4, 1, 9][..], &[4, 0x81, 1, 9], &[4, 0x82, 0, 1, 9], &[4, 0x84, 0, 0, 0, 1, 9]] {
            assert_eq!(one(bytes), Ok(1), "{bytes:?}");
        }
    }

    #[test]
    fn tsa_04_refuses_other_lengths_and_says_where() {
        let long = [4, 0x85, 0, 0, 0, 0, 1, 9];
        for bytes in [
            &[4][..],
            &[4, 0x80, 9, 0, 0],
            &[4, 0x81],
            &[4, 0x82, 1],
            &long,
            &[4, 2, 9],
            &[4, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(one(bytes), Err(1), "{bytes:?}");
        }
        assert_eq!(one(&[]), Err(0));
        assert_eq!(one(&[2, 1, 0]), Err(0));
        // TSA-05: a constructed OCTET STRING is not put together.
        assert_eq!(one(&[0x24, 3, 4, 1, 9]), Err(0));
    }

    #[test]
    fn values_in_octet_strings_are_der() {
        let outer = Elements::ber(&[4, 0x81, 4, 2, 0x81, 1, 5]).take(Tag::OctetString, "it").unwrap();
        assert_eq!(outer.der().take(Tag::Integer, "number").unwrap_err().offset, 4);
        assert_eq!(outer.elements().take(Tag::Integer, "number").unwrap().unsigned(), Some(5));
    }

    #[test]
    fn s_43_shortest_looks_at_every_level() {
        let fault = |bytes: &[u8]| {
            let element = Elements::ber(bytes).take(Tag::Sequence, "it").unwrap();
            element.shortest().err().map(|error| error.offset)
        };
        assert_eq!(fault(&[0x30, 7, 0x31, 3, 2, 1, 5, 4, 0]), None);
        assert_eq!(fault(&[0x30, 0x81, 3, 2, 1, 5]), Some(1));
        assert_eq!(fault(&[0x30, 6, 0x31, 4, 2, 0x81, 1, 5]), Some(5));
        assert_eq!(fault(&[0x30, 3, 0x31, 3, 2]), Some(3));
        // Unknown tags, and tags of several octets.
        assert_eq!(fault(&[0x30, 7, 0x1c, 0, 0x5f, 0x81, 1, 1, 5]), None);
        assert_eq!(fault(&[0x30, 8, 0x1c, 0, 0x5f, 0x81, 1, 0x81, 1, 5]), Some(7));
        assert_eq!(fault(&[0x30, 2, 0x5f, 0x81]), Some(5));
        let longer = Elements::ber(&[0x30, 6, 0x31, 4, 2, 0x81, 1, 5]).take(Tag::Sequence, "it").unwrap();
        assert!(longer.well_formed().is_ok());
        let beyond = Elements::ber(&[0x30, 5, 0x31, 3, 2, 2, 5]).take(Tag::Sequence, "it").unwrap();
        assert_eq!(beyond.well_formed().err().map(|error| error.offset), Some(5));
        // What stands in an OCTET STRING is not looked at.
        assert_eq!(fault(&[0x30, 6, 4, 4, 2, 0x81, 1, 5]), None);
        // Nesting costs no stack: the innermost length is the one that is too long.
        let level = |inner: u16| [&[0x30, 0x82][..], &inner.to_be_bytes()].concat();
        let deep: Vec<u8> = (0..16_000_u16).rev().flat_map(|below| level(below * 4)).collect();
        assert_eq!(fault(&deep), Some(4 * 15_936 + 1));
    }

    #[test]
    fn whole_numbers_and_truths_have_one_form() {
        let number = |bytes: &[u8]| Elements::ber(bytes).take(Tag::Integer, "n").unwrap().whole_number("n").is_ok();
        assert!(number(&[2, 1, 0]) && number(&[2, 2, 0, 0x80]) && number(&[2, 1, 0xff]) && number(&[2, 2, 0xff, 0x7f]));
        assert!(!number(&[2, 0]) && !number(&[2, 2, 0, 0x7f]) && !number(&[2, 2, 0xff, 0x80]));
        let truth = |bytes: &[u8]| Elements::ber(bytes).take(Tag::Boolean, "b").unwrap().truth("b").is_ok();
        assert!(truth(&[1, 1, 0]) && truth(&[1, 1, 0xff]));
        assert!(!truth(&[1, 0]) && !truth(&[1, 1, 1]) && !truth(&[1, 2, 0xff, 0xff]));
    }

    #[test]
    fn unsigned_reads_what_fits() {
        let number = |bytes: &[u8]| Elements::ber(bytes).take(Tag::Integer, "number").unwrap().unsigned();
        assert_eq!(number(&[2, 2, 3, 0xe8]), Some(1000));
        assert_eq!(number(&[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]), Some(u64::MAX));
        assert_eq!(number(&[2, 1, 0xff]), None);
        assert_eq!(number(&[2, 2, 0, 1]), None);
        assert_eq!(number(&[2, 0]), None);
        assert_eq!(number(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}

//! The entries of a CRL, read one after the other from the bytes of the list, and nothing kept of them.

use alloc::string::ToString as _;
use der::oid::ObjectIdentifier;

use crate::error::Malformed;
use crate::revocation::extensions::{INVALIDITY_DATE, extensions};
use crate::revocation::period::{generalized_time, time};
use crate::revocation::{EvidenceFault, Reason};
use crate::time::Time;

const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");

/// What a CRL says about one certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CrlEntry {
    /// `revocationDate`.
    pub revoked_at: Time,
    /// `reasonCode`.
    pub reason: Option<Reason>,
    /// `invalidityDate`: since when the key is or may be in wrong hands.
    pub invalidity_date: Option<Time>,
}

/// `revokedCertificates SEQUENCE OF SEQUENCE { … }` (RFC 5280 §5.1), walked entry by entry.
pub(super) struct Entries<'a> {
    all: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// Of the list with tag and length.
    pub(super) fn new(list: &'a [u8]) -> Self {
        let all = element(list).map_or(list, |(_, content, _)| content);
        Self { all, rest: all }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<RawEntry<'a>, Malformed>;

    /// Ends after the first entry that cannot be read.
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((entry, rest)) = RawEntry::parse(self.rest) else {
            let offset = self.all.len().saturating_sub(self.rest.len());
            self.rest = &[];
            let reason = "an entry is not a serial number, a time and extensions";
            return Some(Err(Malformed::at(offset, reason.into())));
        };
        self.rest = rest;
        Some(Ok(entry))
    }
}

/// `SEQUENCE { userCertificate CertificateSerialNumber, revocationDate Time, crlEntryExtensions Extensions OPTIONAL }`
/// (RFC 5280 §5.1).
pub(super) struct RawEntry<'a> {
    pub(super) serial: &'a [u8],
    date: &'a [u8],
    extensions: Option<&'a [u8]>,
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

impl<'a> RawEntry<'a> {
    /// The entry at the start of `input`, and what follows it.
    fn parse(input: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (SEQUENCE, content, following) = element(input)? else { return None };
        let (INTEGER, serial, rest) = element(content)? else { return None };
        // An encoding other than the shortest would hide an entry from a comparison of bytes.
        if !is_shortest(serial) {
            return None;
        }
        let (tag, written, extensions) = element(rest)?;
        if !is_time(tag, written) {
            return None;
        }
        let (date, _) = rest.split_at_checked(rest.len().saturating_sub(extensions.len()))?;
        let extensions = match extensions {
            [] => None,
            _ => match element(extensions)? {
                (SEQUENCE, _, []) => Some(extensions),
                _ => return None,
            },
        };
        Some((Self { serial, date, extensions }, following))
    }

    /// What it says; decoded only for the certificate in question.
    pub(super) fn read(&self) -> Result<CrlEntry, EvidenceFault> {
        let mut entry = CrlEntry { revoked_at: time(self.date)?, reason: None, invalidity_date: None };
        for extension in self.extensions.map(extensions).transpose()?.unwrap_or_default() {
            let value = extension.value.as_bytes();
            match extension.id {
                // REV-56
                INVALIDITY_DATE => entry.invalidity_date = Some(generalized_time(value)?),
                REASON_CODE if !extension.critical => entry.reason = Some(Reason::from_der(value)?),
                other if extension.critical => return Err(EvidenceFault::CriticalExtension(other.to_string())),
                _ => {}
            }
        }
        Ok(entry)
    }
}

/// Tag, content and what follows of the element at the start of `input`: definite lengths, as short as can be, and
/// tags of one byte. Lists have hundreds of thousands of elements, so this looks at nothing else; what an entry of the
/// certificate in question means is left to the decoders.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [tag, first, rest @ ..] = input else { return None };
    let (length, rest) = match first {
        ..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
            if length < 0x80 || bytes.first() == Some(&0) {
                return None;
            }
            (length, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// RFC 5280 §4.1.2.5: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, of which day and month are checked no further than here.
fn is_time(tag: u8, written: &[u8]) -> bool {
    let rest = match (tag, written.len()) {
        (UTC_TIME, 13) => written.get(2..),
        (GENERALIZED_TIME, 15) => written.get(4..),
        _ => None,
    };
    let pair = |[tens, ones]: [u8; 2]| (tens & 0x0f).saturating_mul(10).saturating_add(ones & 0x0f);
    let Some(&[a, b, c, d, e, f, g, h, i, j, b'Z']) = rest else { return false };
    written.iter().rev().skip(1).all(u8::is_ascii_digit)
        && (1..=12).contains(&pair([a, b]))
        && (1..=31).contains(&pair([c, d]))
        && pair([e, f]) < 24
        && pair([g, h]) < 60
        && pair([i, j]) < 60
}

/// X.690 §8.3.2: the first nine bits of an INTEGER are not all the same.
fn is_shortest(integer: &[u8]) -> bool {
    match integer {
        [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => false,
        [_, ..] => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, RawEntry, element, is_shortest};
    use alloc::string::ToString as _;

    #[test]
    fn rev_54_serial_numbers_have_one_encoding() {
        for (content, shortest) in [
            (&[][..], false),
            (&[0], true),
            (&[0x7f], true),
            (&[0, 0x80], true),
            (&[0, 0x7f], false),
            (&[0, 0], false),
            (&[0xff, 0x80], false),
            (&[0xff, 0x7f], true),
            (&[0x80], true),
        ] {
            assert_eq!(is_shortest(content), shortest, "{content:?}");
        }
    }

    #[test]
    fn lengths_are_definite_and_as_short_as_can_be() {
        assert_eq!(element(&[0x30, 1, 7, 8]).unwrap(), (0x30, &[7][..], &[8][..]));
        let long = [&[0x30, 0x81, 0x80][..], &[0; 0x80]].concat();
        assert_eq!(element(&long).unwrap().1.len(), 0x80);
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 1, 7],
            &[0x30, 0x82, 0, 0x80],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 7],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x82, 1],
        ] {
            assert!(element(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn entries_have_serial_number_date_and_extensions_and_nothing_else() {
        let entry = |serial: &[u8], rest: &[u8]| {
            let content = [serial, b"\x17\x0d260510000000Z", rest].concat();
            [&[0x30, u8::try_from(content.len()).unwrap()][..], &content].concat()
        };
        let read = |der: &[u8]| RawEntry::parse(der).and_then(|(entry, _)| entry.read().ok());
        assert_eq!(read(&entry(&[0x02, 1, 5], &[])).unwrap().revoked_at.to_string(), "2026-05-10T00:00:00Z");
        let reason = &[0x30, 12, 0x30, 10, 0x06, 3, 0x55, 0x1d, 0x15, 0x04, 3, 0x0a, 1, 1];
        assert_eq!(read(&entry(&[0x02, 1, 5], reason)).unwrap().reason.unwrap().to_string(), "keyCompromise");
        for (serial, rest) in [
            (&[0x02, 2, 0, 5][..], &[][..]),
            (&[0x0a, 1, 5], &[]),
            (&[0x02, 1, 5], &[0x05, 0]),
            (&[0x02, 1, 5], &[0x30, 0, 0x30, 0]),
            (&[0x02, 1, 5], &[0x30, 5, 0]),
        ] {
            assert_eq!(read(&entry(serial, rest)), None, "{serial:?} {rest:?}");
        }
        assert_eq!(read(&[0x30, 3, 0x02, 1, 5]), None);
        assert_eq!(read(&[0x30, 5, 0x02, 1, 5, 0x05, 0]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_list_ends_with_its_first_unreadable_entry() {
        let good = b"\x30\x12\x02\x01\x05\x17\x0d260510000000Z";
        let list = |content: &[u8]| [&[0x30, u8::try_from(content.len()).unwrap()][..], content].concat();
        let count = |content: &[u8]| {
            let list = list(content);
            let (good, bad): (alloc::vec::Vec<_>, alloc::vec::Vec<_>) = Entries::new(&list).partition(Result::is_ok);
            (good.len(), bad.len())
        };
        assert_eq!(count(&[]), (0, 0));
        assert_eq!(count(&good.repeat(3)), (3, 0));
        assert_eq!(count(&[&good[..], &[0x05, 0], good].concat()), (1, 1));
        assert_eq!(count(&[&good[..], &good[..9]].concat()), (1, 1));
        for date in ["0101000000Z", "1231235959Z", "1001090909Z"] {
            let text = core::str::from_utf8(good).unwrap().replace("0510000000Z", date);
            assert_eq!(count(&text.as_bytes().repeat(2)), (2, 0), "{date}");
        }
        // An entry about another certificate: found by live parity.
        for (good_date, bad_date) in [
            ("0510", "1310"),
            ("0510", "0010"),
            ("0510", "0500"),
            ("0510", "0532"),
            ("0510", "0x10"),
            ("000000Z", "240000Z"),
            ("000000Z", "006000Z"),
            ("000000Z", "000060Z"),
            ("000000Z", "0000000"),
        ] {
            let text = core::str::from_utf8(good).unwrap().replace(good_date, bad_date);
            assert_eq!(count(&[&good[..], text.as_bytes(), good].concat()), (1, 1), "{bad_date}");
        }
    }
}

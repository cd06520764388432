//! What an authority attests: `TSTInfo` (RFC 3161 §2.4.2), strict DER.

use alloc::string::{String, ToString as _};
use der::{Tag, TagNumber, oid::ObjectIdentifier};

use super::ber::{CONTEXT_0, CONTEXT_1, Element, Elements};
use super::fault::TimestampFault;
use crate::algorithm::hash_by_oid;
use crate::crypto::Hash;
use crate::time::Time;

/// The ETSI baseline policy, whose accuracy is a second or better (ETSI EN 319 421 §5.2).
const BASELINE_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.2023.1.1");
const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;

/// What the authority says. Nobody has checked who says it.
#[derive(Clone, Debug)]
pub struct TimestampInfo<'a> {
    /// When the token was made.
    pub gen_time: Time,
    /// How far off the time may be, in nanoseconds (TSA-21…23).
    pub accuracy: u64,
    /// The policy of the authority.
    pub policy: ObjectIdentifier,
    /// The hash of the imprint; it need not be that of the signature (TSA-16).
    pub imprint_hash: Hash,
    /// The hash of what was stamped.
    pub imprint: &'a [u8],
}

impl<'a> TimestampInfo<'a> {
    /// `TSTInfo ::= SEQUENCE { version INTEGER, policy TSAPolicyId, messageImprint MessageImprint,
    /// serialNumber INTEGER, genTime GeneralizedTime, accuracy Accuracy OPTIONAL, ordering BOOLEAN DEFAULT FALSE,
    /// nonce INTEGER OPTIONAL, tsa [0] GeneralName OPTIONAL, extensions [1] IMPLICIT Extensions OPTIONAL }`
    pub(super) fn parse(content: &Element<'a>) -> Result<Self, TimestampFault> {
        let mut outer = content.der();
        let info = outer.take(Tag::Sequence, "TSTInfo")?;
        // S-43: what nobody reads, as the parameters of the imprint's algorithm, is DER too.
        info.shortest()?;
        let mut fields = info.elements();
        outer.finish("TSTInfo")?;
        // TSA-15
        let version = fields.take(Tag::Integer, "the version of TSTInfo")?.unsigned();
        if version != Some(1) {
            return Err(TimestampFault::Version { structure: "TSTInfo", expected: 1, found: version });
        }
        let policy = fields.take(Tag::ObjectIdentifier, "policy")?.oid()?;
        let (imprint_hash, imprint) = imprint(&fields.take(Tag::Sequence, "messageImprint")?)?;
        fields.take(Tag::Integer, "serialNumber")?.whole_number("serialNumber")?;
        let gen_time = gen_time(&fields.take(Tag::GeneralizedTime, "genTime")?)?;
        let accuracy = fields.optional(Tag::Sequence)?.map_or(Ok(0), |accuracy| self::accuracy(&accuracy))?;
        // TSA-20: ordering, nonce and the authority's name change nothing.
        fields.optional(Tag::Boolean)?.map_or(Ok(()), |ordering| ordering.truth("ordering"))?;
        fields.optional(Tag::Integer)?.map_or(Ok(()), |nonce| nonce.whole_number("nonce"))?;
        fields.optional(CONTEXT_0)?;
        if let Some(extensions) = fields.optional(CONTEXT_1)? {
            no_critical_extension(extensions.elements())?;
        }
        fields.finish("TSTInfo")?;
        // TSA-22, D-49: explicit zeros count as none.
        let accuracy = if accuracy == 0 && policy == BASELINE_POLICY { SECOND } else { accuracy };
        Ok(Self { gen_time, accuracy, policy, imprint_hash, imprint })
    }

    /// The earliest instant at which the token was made: genTime − accuracy.
    #[must_use]
    pub fn earliest(&self) -> Time {
        self.gen_time.saturating_sub_nanoseconds(self.accuracy)
    }

    /// The latest instant at which the token was made: genTime + accuracy.
    #[must_use]
    pub fn latest(&self) -> Time {
        self.gen_time.saturating_add_nanoseconds(self.accuracy)
    }
}

/// `MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }`; TSA-18: the
/// parameters of the algorithm are ignored.
fn imprint<'a>(imprint: &Element<'a>) -> Result<(Hash, &'a [u8]), TimestampFault> {
    let mut fields = imprint.elements();
    let mut algorithm = fields.take(Tag::Sequence, "hashAlgorithm")?.elements();
    let oid = algorithm.take(Tag::ObjectIdentifier, "the imprint's algorithm")?.oid()?;
    let message = fields.take(Tag::OctetString, "hashedMessage")?.content;
    fields.finish("messageImprint")?;
    let hash = hash_by_oid(&oid).ok_or_else(|| TimestampFault::ImprintAlgorithm(oid.to_string()))?;
    Ok((hash, message))
}

/// `Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER (1..999) OPTIONAL,
/// micros [1] INTEGER (1..999) OPTIONAL }`, in nanoseconds; D-48: each within its range.
fn accuracy(accuracy: &Element<'_>) -> Result<u64, TimestampFault> {
    const fn implicit(number: u32) -> Tag {
        Tag::ContextSpecific { constructed: false, number: TagNumber(number) }
    }
    let mut fields = accuracy.elements();
    let mut total = 0_u64;
    for (component, tag, unit, range) in [
        ("seconds", Tag::Integer, SECOND, 0..=u64::MAX),
        ("millis", implicit(0), MILLISECOND, 1..=999),
        ("micros", implicit(1), MICROSECOND, 1..=999),
    ] {
        let Some(value) = fields.optional(tag)? else { continue };
        let within = value.unsigned().filter(|value| range.contains(value));
        let sum = within.and_then(|value| value.checked_mul(unit)).and_then(|part| total.checked_add(part));
        total = sum.ok_or(TimestampFault::Accuracy { component, offset: value.offset })?;
    }
    fields.finish("accuracy")?;
    Ok(total)
}

/// TSA-19: `YYYYMMDDhhmmss[.s…]Z`, without zeros at the end of the fraction and not finer than nanoseconds.
fn gen_time(value: &Element<'_>) -> Result<Time, TimestampFault> {
    let text = String::from_utf8_lossy(value.content);
    parse_gen_time(&text).ok_or_else(|| TimestampFault::Time { text: text.to_string(), offset: value.offset })
}

fn parse_gen_time(text: &str) -> Option<Time> {
    let (date, time) = text.split_at_checked(8)?;
    let (time, rest) = time.split_at_checked(6)?;
    if !date.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction = rest.strip_suffix('Z')?;
    if !fraction.is_empty() && (!fraction.starts_with('.') || fraction.ends_with(['0', '.']) || fraction.len() > 10) {
        return None;
    }
    let ((year, day), (hour, second)) = (date.split_at_checked(4)?, time.split_at_checked(2)?);
    let ((month, day), (minute, second)) = (day.split_at_checked(2)?, second.split_at_checked(2)?);
    Time::parse_rfc3339(&alloc::format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}Z"))
}

/// D-47: no extension of a TSTInfo is understood here, so none may be critical.
/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
fn no_critical_extension(mut extensions: Elements<'_>) -> Result<(), TimestampFault> {
    while let Some(extension) = extensions.next()? {
        let mut fields = extension.elements();
        let oid = fields.take(Tag::ObjectIdentifier, "extnID")?.oid()?;
        let critical = fields.optional(Tag::Boolean)?;
        if critical.is_some_and(|critical| critical.content != [0]) {
            return Err(TimestampFault::CriticalExtension(oid.to_string()));
        }
    }
    Ok(())
}

//! Slices out of DER: the raw bytes that signatures and names cover.
//!
//! What a value *means* is decided by the `x509-cert` and `der` crates; this module only says where it lies, so
//! that signatures are checked over the bytes that arrived and never over an encoder's output.

use der::asn1::{AnyRef, BitStringRef};
use der::{Reader as _, SliceReader, Tag, TagNumber, Tagged as _};

use crate::error::Malformed;

/// `SEQUENCE { tbs, AlgorithmIdentifier, BIT STRING }`, the shape of certificates, CRLs and OCSP responses.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The signed bytes, with tag and length.
    pub tbs: &'a [u8],
    /// The `AlgorithmIdentifier`, with tag and length.
    pub algorithm: &'a [u8],
    /// The content of the BIT STRING.
    pub signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Splits `input`, which must be one such SEQUENCE and nothing else.
    ///
    /// # Errors
    /// [`Malformed`] with the offset where reading stopped.
    pub fn parse(input: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::of_sequence(input)?;
        let tbs = fields.tlv()?;
        let algorithm = fields.tlv()?;
        let signature = bit_string(fields.tlv()?)?;
        fields.finish()?;
        Ok(Self { tbs, algorithm, signature })
    }
}

/// Walks the elements of one constructed value.
pub struct Fields<'a> {
    reader: SliceReader<'a>,
}

impl<'a> Fields<'a> {
    /// The elements inside `input`, a SEQUENCE and nothing else.
    ///
    /// # Errors
    /// [`Malformed`] if it is not.
    pub fn of_sequence(input: &'a [u8]) -> Result<Self, Malformed> {
        Self::of(input, Tag::Sequence)
    }

    /// The elements inside `input`, a value with tag `tag` and nothing else.
    ///
    /// # Errors
    /// [`Malformed`] if it is not.
    pub fn of(input: &'a [u8], tag: Tag) -> Result<Self, Malformed> {
        let any = any(input)?;
        if any.tag() != tag {
            return Err(Malformed::at(0, alloc::format!("expected {tag}, found {}", any.tag())));
        }
        Self::inside(any.value())
    }

    /// The elements that stand one after the other in `content`.
    ///
    /// # Errors
    /// [`Malformed`] if it is longer than DER allows.
    pub fn inside(content: &'a [u8]) -> Result<Self, Malformed> {
        Ok(Self { reader: SliceReader::new(content)? })
    }

    /// The next element with its tag and length.
    ///
    /// # Errors
    /// [`Malformed`] if there is none or it is cut short.
    pub fn tlv(&mut self) -> Result<&'a [u8], Malformed> {
        Ok(self.reader.tlv_bytes()?)
    }

    /// The next element if its tag is `tag`.
    ///
    /// # Errors
    /// [`Malformed`] if the next element is cut short.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, Malformed> {
        if self.reader.is_finished() || Tag::peek(&self.reader)? != tag {
            return Ok(None);
        }
        self.tlv().map(Some)
    }

    /// The next element, which must have the tag `tag`.
    ///
    /// # Errors
    /// [`Malformed`] if there is none, it has another tag or is cut short.
    pub fn required(&mut self, tag: Tag) -> Result<&'a [u8], Malformed> {
        self.optional(tag)?.ok_or_else(|| Malformed::at(0, alloc::format!("{tag} is missing")))
    }

    /// `[number] IMPLICIT BOOLEAN DEFAULT FALSE`.
    ///
    /// # Errors
    /// [`Malformed`] if the next element is cut short or no DER boolean.
    pub fn implicit_boolean(&mut self, number: u32) -> Result<bool, Malformed> {
        match self.optional(implicit(number))? {
            Some(boolean) => Ok(AnyRef::new(Tag::Boolean, any(boolean)?.value())?.decode_as()?),
            None => Ok(false),
        }
    }

    /// Whether every element was read.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.reader.is_finished()
    }

    /// Asserts that nothing is left.
    ///
    /// # Errors
    /// [`Malformed`] if there is.
    pub fn finish(self) -> Result<(), Malformed> {
        Ok(self.reader.finish()?)
    }
}

/// The tag of `[number] EXPLICIT`, and of `[number] IMPLICIT` before a SEQUENCE or a SET.
pub(crate) const fn explicit(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// The tag of `[number] IMPLICIT` before a value that is not constructed.
pub(crate) const fn implicit(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: false, number: TagNumber(number) }
}

/// `input` as one value and nothing else.
///
/// # Errors
/// [`Malformed`] if it is cut short or bytes follow.
pub fn any(input: &[u8]) -> Result<AnyRef<'_>, Malformed> {
    let mut reader = SliceReader::new(input)?;
    let any = reader.decode::<AnyRef<'_>>()?;
    reader.finish()?;
    Ok(any)
}

/// The bytes of a BIT STRING without unused bits.
///
/// # Errors
/// [`Malformed`] if it is something else.
pub fn bit_string(input: &[u8]) -> Result<&[u8], Malformed> {
    any(input)?
        .decode_as::<BitStringRef<'_>>()?
        .as_bytes()
        .ok_or_else(|| Malformed::at(0, "BIT STRING with unused bits".into()))
}

/// The values that stand one after the other in `input`.
///
/// # Errors
/// [`Malformed`] if the last one is cut short.
pub fn concatenated(input: &[u8]) -> Result<alloc::vec::Vec<&[u8]>, Malformed> {
    let mut fields = Fields::inside(input)?;
    let mut values = alloc::vec::Vec::new();
    while !fields.is_finished() {
        values.push(fields.tlv()?);
    }
    Ok(values)
}

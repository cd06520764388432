//! Extensions of CRLs, CRL entries and OCSP answers, as slices.

use alloc::vec::Vec;
use der::asn1::OctetStringRef;
use der::{Decode as _, Sequence, oid::ObjectIdentifier};

use crate::der::Fields;
use crate::error::Malformed;

/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
/// (RFC 5280 §4.1).
#[derive(Sequence)]
pub(super) struct RawExtension<'a> {
    pub(super) id: ObjectIdentifier,
    #[asn1(default = "Default::default")]
    pub(super) critical: bool,
    pub(super) value: &'a OctetStringRef,
}

/// Extensions in one place; nobody uses more than a handful, and looking for duplicates costs their square.
const MAX_EXTENSIONS: usize = 64;

/// invalidityDate (RFC 5280 §5.3.2).
pub(super) const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");

/// `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`, none of them twice.
pub(super) fn extensions(input: &[u8]) -> Result<Vec<RawExtension<'_>>, Malformed> {
    let mut fields = Fields::of_sequence(input)?;
    let mut extensions: Vec<RawExtension<'_>> = Vec::new();
    while !fields.is_finished() {
        let extension = RawExtension::from_der(fields.tlv()?)?;
        if extensions.iter().any(|earlier| earlier.id == extension.id) {
            return Err(Malformed::at(0, alloc::format!("extension {} occurs twice", extension.id)));
        }
        if extensions.len() >= MAX_EXTENSIONS {
            return Err(Malformed::at(0, alloc::format!("more than {MAX_EXTENSIONS} extensions")));
        }
        extensions.push(extension);
    }
    Ok(extensions)
}

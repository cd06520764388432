//! Why a certificate was revoked.

use core::fmt;

/// `CRLReason ::= ENUMERATED` (RFC 5280 §5.3.1). Numbers without a name are kept: they revoke like any other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reason(pub u32);

/// RFC 5280 §5.3.1; 7 is not used.
const NAMES: [(u32, &str); 10] = [
    (0, "unspecified"),
    (1, "keyCompromise"),
    (2, "cACompromise"),
    (3, "affiliationChanged"),
    (4, "superseded"),
    (5, "cessationOfOperation"),
    (6, "certificateHold"),
    (8, "removeFromCRL"),
    (9, "privilegeWithdrawn"),
    (10, "aACompromise"),
];

impl Reason {
    /// Suspended: may come back.
    pub const CERTIFICATE_HOLD: Self = Self(6);
    /// Came back, in a delta CRL.
    pub const REMOVE_FROM_CRL: Self = Self(8);

    /// Reads an ENUMERATED.
    pub(super) fn from_der(input: &[u8]) -> Result<Self, crate::error::Malformed> {
        let any = crate::der::any(input)?;
        let fits = der::Tagged::tag(&any) == der::Tag::Enumerated && (1..=4).contains(&any.value().len());
        if !fits || any.value().first().is_some_and(|byte| byte & 0x80 != 0) {
            return Err(crate::error::Malformed::at(0, "the reason is no small ENUMERATED".into()));
        }
        Ok(Self(any.value().iter().fold(0, |value, byte| (value << 8) | u32::from(*byte))))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "reason {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;
    use alloc::string::ToString as _;

    #[test]
    fn rev_59_unknown_numbers_are_kept() {
        assert_eq!(Reason::from_der(&[0x0a, 1, 1]).unwrap().to_string(), "keyCompromise");
        assert_eq!(Reason::from_der(&[0x0a, 1, 99]).unwrap().to_string(), "reason 99");
        assert_eq!(Reason::from_der(&[0x0a, 2, 1, 0]).unwrap(), Reason(256));
        for bad in [&[0x02, 1, 1][..], &[0x0a, 0], &[0x0a, 1, 0x80], &[0x0a, 5, 1, 0, 0, 0, 0], &[0x0a, 1, 1, 0]] {
            assert!(Reason::from_der(bad).is_err(), "{bad:?}");
        }
    }
}

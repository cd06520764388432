//! From when to when revocation evidence may be used.

use crate::error::Malformed;
use crate::revocation::EvidenceFault;
use crate::time::Time;

/// How far thisUpdate may lie in the future, in seconds (S-12). No other bound has a tolerance.
pub const MAX_SKEW: i64 = 300;

/// `thisUpdate` and `nextUpdate` of an OCSP answer or a CRL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Period {
    /// When the status was known to be right.
    pub this_update: Time,
    /// When newer evidence is to be had, at the latest.
    pub next_update: Option<Time>,
}

impl Period {
    /// The first instant at which the evidence may be used: [`MAX_SKEW`] before thisUpdate.
    #[must_use]
    pub fn usable_from(self) -> Time {
        let seconds = self.this_update.seconds().saturating_sub(MAX_SKEW);
        Time::from_unix(seconds, self.this_update.nanoseconds()).unwrap_or(Time::MIN)
    }

    /// D-54: nextUpdate is required and inclusive; thisUpdate is at most [`MAX_SKEW`] away.
    ///
    /// # Errors
    /// [`EvidenceFault`] for evidence that is not to be used at `time`.
    pub fn contains(self, time: Time) -> Result<Time, EvidenceFault> {
        if time < self.usable_from() {
            return Err(EvidenceFault::Future { this_update: self.this_update });
        }
        match self.next_update {
            None => Err(EvidenceFault::NoNextUpdate),
            Some(next_update) if time > next_update => Err(EvidenceFault::Expired { next_update }),
            Some(next_update) => Ok(next_update),
        }
    }
}

/// `Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }` (RFC 5280 §4.1.2.5).
pub(super) fn time(input: &[u8]) -> Result<Time, Malformed> {
    let time: x509_cert::time::Time = der::Decode::from_der(input)?;
    Time::from_unix_duration(time.to_unix_duration())
        .ok_or_else(|| Malformed::at(0, alloc::format!("time out of range: {time}")))
}

/// `GeneralizedTime` in whole seconds and UTC (RFC 5280 §4.1.2.5.2).
pub(super) fn generalized_time(input: &[u8]) -> Result<Time, Malformed> {
    let time: der::asn1::GeneralizedTime = der::Decode::from_der(input)?;
    Time::from_unix_duration(time.to_unix_duration()).ok_or_else(|| Malformed::at(0, "time out of range".into()))
}

#[cfg(test)]
mod tests {
    use super::{Period, generalized_time, time};
    use crate::revocation::EvidenceFault;
    use crate::time::Time;

    fn at(seconds: i64) -> Time {
        Time::from_unix(seconds, 0).unwrap()
    }

    #[test]
    fn d_54_s_12_bounds_are_exact() {
        let period = Period { this_update: at(1000), next_update: Some(at(2000)) };
        assert_eq!(period.contains(at(699)), Err(EvidenceFault::Future { this_update: at(1000) }));
        assert_eq!(period.contains(at(700)), Ok(at(2000)));
        assert_eq!(period.contains(at(2000)), Ok(at(2000)));
        let late = Time::from_unix(2000, 1_000_000).unwrap();
        assert_eq!(period.contains(late), Err(EvidenceFault::Expired { next_update: at(2000) }));
        let open = Period { this_update: at(1000), next_update: None };
        assert_eq!(open.contains(at(1000)), Err(EvidenceFault::NoNextUpdate));
        assert_eq!(Period { this_update: Time::MIN, next_update: None }.usable_from(), Time::MIN);
    }

    #[test]
    fn times_are_utc_and_whole_seconds() {
        assert_eq!(time(b"\x17\x0d700101000001Z").unwrap(), at(1));
        assert_eq!(time(b"\x18\x0f19700101000001Z").unwrap(), at(1));
        assert_eq!(generalized_time(b"\x18\x0f19700101000001Z").unwrap(), at(1));
        for bad in
            [&b"\x17\x0d700101000001+"[..], b"\x18\x1119700101000001.0Z", b"\x18\x0f19700230000001Z", b"\x05\x00", b""]
        {
            assert!(time(bad).is_err() && generalized_time(bad).is_err(), "{bad:?}");
        }
        assert!(generalized_time(b"\x17\x0d700101000001Z").is_err());
    }
}

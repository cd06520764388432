//! Instants, as whole seconds plus nanoseconds since the epoch, never rounded.
//!
//! Every bound in the specification is compared as an instant: notAfter + 1 ms is too late, expiry − 1 ms is not.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "every operand is bounded by the years 1 to 9999, see Time::MIN and Time::MAX"
)]

use core::{fmt, time::Duration};

const DAY: i64 = 86_400;

/// An instant between 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Time {
    seconds: i64,
    nanoseconds: u32,
}

impl Time {
    /// 9999-12-31T23:59:59.999999999Z.
    pub const MAX: Self = Self { seconds: 253_402_300_799, nanoseconds: 999_999_999 };
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self { seconds: -62_135_596_800, nanoseconds: 0 };
    /// 9999-12-31T23:59:59Z: what never ends (RFC 5280 §4.1.2.5).
    pub const NO_END: Self = Self { seconds: 253_402_300_799, nanoseconds: 0 };

    /// The instant `seconds` and `nanoseconds` after 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999 or
    /// for a nanosecond part of a second or more.
    #[must_use]
    pub fn from_unix(seconds: i64, nanoseconds: u32) -> Option<Self> {
        let time = Self { seconds, nanoseconds };
        (nanoseconds < 1_000_000_000 && Self::MIN <= time && time <= Self::MAX).then_some(time)
    }

    /// The instant `milliseconds` after the epoch, as JavaScript's `Date` counts; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_unix_milliseconds(milliseconds: i64) -> Option<Self> {
        let nanoseconds = u32::try_from(milliseconds.rem_euclid(1000)).ok()? * 1_000_000;
        Self::from_unix(milliseconds.div_euclid(1000), nanoseconds)
    }

    pub(crate) fn from_unix_duration(since: Duration) -> Option<Self> {
        Self::from_unix(i64::try_from(since.as_secs()).ok()?, since.subsec_nanos())
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds within the second.
    #[must_use]
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// The instant `nanoseconds` earlier, or [`Time::MIN`] if that is later.
    #[must_use]
    pub fn saturating_sub_nanoseconds(self, nanoseconds: u64) -> Self {
        self.shifted(-i128::from(nanoseconds)).unwrap_or(Self::MIN)
    }

    /// The instant `nanoseconds` later, or [`Time::MAX`] if that is earlier.
    #[must_use]
    pub fn saturating_add_nanoseconds(self, nanoseconds: u64) -> Self {
        self.shifted(i128::from(nanoseconds)).unwrap_or(Self::MAX)
    }

    fn shifted(self, nanoseconds: i128) -> Option<Self> {
        const SECOND: i128 = 1_000_000_000;
        let total = i128::from(self.seconds) * SECOND + i128::from(self.nanoseconds) + nanoseconds;
        let seconds = i64::try_from(total.div_euclid(SECOND)).ok()?;
        Self::from_unix(seconds, u32::try_from(total.rem_euclid(SECOND)).ok()?)
    }

    /// Parses RFC 3339 as JWS-47…49 and D-10 want it: upper-case `T` and `Z`, any offset up to 23:59, no leap second,
    /// a `.` before fractions, of which digits beyond nanoseconds are dropped.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let rest = text.as_bytes();
        let (year, rest) = number(rest, 4)?;
        let (month, rest) = number(expect(rest, b'-')?, 2)?;
        let (day, rest) = number(expect(rest, b'-')?, 2)?;
        let (hour, rest) = number(expect(rest, b'T')?, 2)?;
        let (minute, rest) = number(expect(rest, b':')?, 2)?;
        let (second, rest) = number(expect(rest, b':')?, 2)?;
        let (nanoseconds, rest) = fraction(rest)?;
        let offset = match rest {
            b"Z" => 0,
            [sign @ (b'+' | b'-'), rest @ ..] => {
                let (hours, rest) = number(rest, 2)?;
                let (minutes, rest) = number(expect(rest, b':')?, 2)?;
                if !rest.is_empty() || hours > 23 || minutes > 59 {
                    return None;
                }
                let magnitude = hours * 3600 + minutes * 60;
                if *sign == b'-' { -magnitude } else { magnitude }
            }
            _ => return None,
        };
        if !(1..=12).contains(&month)
            || !(1..=days_in_month(year, month)).contains(&day)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        let days = days_from_civil(year, month, day);
        Self::from_unix(days * DAY + hour * 3600 + minute * 60 + second - offset, nanoseconds)
    }
}

/// RFC 3339 in UTC, with as many fractional digits as there are.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds != 0 {
            let digits = alloc::format!("{:09}", self.nanoseconds);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

fn expect(text: &[u8], byte: u8) -> Option<&[u8]> {
    text.split_first().and_then(|(first, rest)| (*first == byte).then_some(rest))
}

fn number(text: &[u8], digits: usize) -> Option<(i64, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    let mut value = 0;
    for byte in head {
        value = value * 10 + i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some((value, rest))
}

/// `.` and at least one digit, or nothing.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(digits) = expect(text, b'.') else { return Some((0, text)) };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    let mut nanoseconds = 0;
    for position in 0..9 {
        let digit = digits.get(position).map_or(0, |byte| u32::from(byte - b'0'));
        nanoseconds = nanoseconds * 10 + digit;
    }
    Some((nanoseconds, rest))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        _ => 31,
    }
}

// Years are counted from March, so that the leap day ends the year and months have a fixed offset.
const DAYS_TO_EPOCH: i64 = 719_468;

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 1
        - DAYS_TO_EPOCH
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let (era, in_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * in_year + 2) / 153;
    let day = in_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::Time;
    use alloc::string::ToString as _;

    fn shown(text: &str) -> Option<alloc::string::String> {
        Time::parse_rfc3339(text).map(|time| time.to_string())
    }

    #[test]
    fn jws_47_accepts_offsets_and_fractions() {
        for (text, utc) in [
            ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
            ("2026-11-21T10:00:00+08:00", "2026-11-21T02:00:00Z"),
            ("2026-11-21T10:00:00-08:30", "2026-11-21T18:30:00Z"),
            ("2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.5Z"),
            ("2026-11-21T10:00:00.123456789999Z", "2026-11-21T10:00:00.123456789Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
            ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(utc), "{text}");
        }
    }

    #[test]
    fn jws_48_jws_49_d_10_reject_other_forms() {
        for text in [
            "2026-11-21t10:00:00Z",
            "2026-11-21T10:00:00z",
            "2026-11-21 10:00:00Z",
            "2026-11-21T10:00:60Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T10:00:00",
            "12026-11-21T10:00:00Z",
            "2026-02-30T10:00:00Z",
            "",
            "2026-11-21T10:00:00,5Z",
            "2026-11-21T1:00:00Z",
            "2026-11-21T10:00:00+24:00",
            "2026-11-21T10:00:00.Z",
            "2026-11-21T10:00:00+0800",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "2026-11-21T10:00:00Z ",
            "0001-01-01T00:00:00+00:01",
            "0000-06-01T00:00:00Z",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_survives_the_calendar() {
        let mut day = Time::MIN.seconds();
        while day < Time::MAX.seconds() {
            let time = Time::from_unix(day, 0).unwrap();
            assert_eq!(Time::parse_rfc3339(&time.to_string()), Some(time));
            day += super::DAY;
        }
    }

    #[test]
    fn shifting_by_nanoseconds_borrows_and_stops_at_the_ends() {
        let time = Time::parse_rfc3339("1969-12-31T23:59:59.5Z").unwrap();
        assert_eq!(time.saturating_add_nanoseconds(500_000_000).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(time.saturating_sub_nanoseconds(500_000_001).to_string(), "1969-12-31T23:59:58.999999999Z");
        assert_eq!(Time::MAX.saturating_add_nanoseconds(1), Time::MAX);
        assert_eq!(Time::MIN.saturating_sub_nanoseconds(u64::MAX), Time::MIN);
        assert_eq!(time.saturating_add_nanoseconds(u64::MAX).to_string(), "2554-07-21T23:34:33.209551615Z");
    }

    #[test]
    fn milliseconds_before_the_epoch_round_down() {
        assert_eq!(Time::from_unix_milliseconds(-1).unwrap().to_string(), "1969-12-31T23:59:59.999Z");
        assert_eq!(Time::from_unix_milliseconds(i64::MAX), None);
        assert_eq!(Time::from_unix(0, 1_000_000_000), None);
    }
}

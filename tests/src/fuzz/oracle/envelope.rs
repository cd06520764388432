//! The protected header of an accepted envelope.

use ciborium::Value as Cbor;
use serde_json::Value;

use crate::parts::entry;

const SCHEME: &str = "io.cncf.notary.signingScheme";
const SIGNING: &str = "io.cncf.notary.signingTime";
const AUTHENTIC: &str = "io.cncf.notary.authenticSigningTime";
const EXPIRY: &str = "io.cncf.notary.expiry";

/// Times are nanoseconds since the epoch.
pub(super) struct Header {
    pub(super) algorithm: String,
    pub(super) content_type: String,
    pub(super) scheme: String,
    pub(super) signing: Option<i128>,
    pub(super) authentic: Option<i128>,
    pub(super) expiry: Option<i128>,
    /// What `crit` lists; integers as decimals.
    pub(super) critical: Vec<String>,
    /// The labels that the specification does not define.
    pub(super) others: Vec<String>,
}

impl Header {
    /// ALG-02.
    pub(super) fn hash(&self) -> &'static str {
        match self.algorithm.as_str() {
            "PS256" | "ES256" => "sha256",
            "PS384" | "ES384" => "sha384",
            "PS512" | "ES512" => "sha512",
            other => panic!("algorithm {other}"),
        }
    }
}

pub(super) fn jws(protected: &[u8]) -> Header {
    let header: Value = serde_json::from_slice(protected).expect("a protected header");
    let text = |name: &str| header[name].as_str().unwrap_or_default().to_string();
    let time = |name: &str| header[name].as_str().map(instant);
    let known = ["alg", "cty", "crit", SCHEME, SIGNING, AUTHENTIC, EXPIRY];
    let others = header.as_object().expect("an object").keys().filter(|name| !known.contains(&name.as_str()));
    let critical = header["crit"].as_array().expect("crit").iter();
    Header {
        algorithm: text("alg"),
        content_type: text("cty"),
        scheme: text(SCHEME),
        signing: time(SIGNING),
        authentic: time(AUTHENTIC),
        expiry: time(EXPIRY),
        critical: critical.map(|name| name.as_str().expect("a name").into()).collect(),
        others: others.cloned().collect(),
    }
}

pub(super) fn cose(protected: &[u8]) -> Header {
    let header: Cbor = ciborium::from_reader(protected).expect("a protected header");
    let header = header.as_map().expect("a map");
    let label = |number: i32| entry(header, &Cbor::Integer(number.into()));
    let named = |name: &str| entry(header, &Cbor::Text(name.into()));
    let time = |name: &str| match named(name)? {
        Cbor::Tag(1, content) => Some(match content.as_ref() {
            Cbor::Integer(seconds) => i128::from(*seconds) * 1_000_000_000,
            Cbor::Float(seconds) => {
                assert!(seconds.is_finite(), "D-19");
                seconds.floor() as i128 * 1_000_000_000 + ((seconds - seconds.floor()) * 1e9) as i128
            }
            other => panic!("time {other:?}"),
        }),
        other => panic!("time {other:?}"),
    };
    let shown = |label: &Cbor| match label {
        Cbor::Integer(number) => i128::from(*number).to_string(),
        Cbor::Text(name) => name.clone(),
        other => panic!("label {other:?}"),
    };
    let algorithm = match label(1) {
        Some(Cbor::Integer(number)) => match i128::from(*number) {
            -7 => "ES256",
            -35 => "ES384",
            -36 => "ES512",
            -37 => "PS256",
            -38 => "PS384",
            -39 => "PS512",
            other => panic!("algorithm {other}"),
        },
        other => panic!("algorithm {other:?}"),
    };
    let known = ["1", "2", "3", SCHEME, SIGNING, AUTHENTIC, EXPIRY];
    let labels: Vec<String> = header.iter().map(|(label, _)| shown(label)).collect();
    let critical = label(2).and_then(Cbor::as_array).expect("crit").iter();
    Header {
        algorithm: algorithm.into(),
        content_type: label(3).and_then(Cbor::as_text).unwrap_or_default().into(),
        scheme: named(SCHEME).and_then(Cbor::as_text).unwrap_or_default().into(),
        signing: time(SIGNING),
        authentic: time(AUTHENTIC),
        expiry: time(EXPIRY),
        critical: critical.map(shown).collect(),
        others: labels.into_iter().filter(|name| !known.contains(&name.as_str())).collect(),
    }
}

/// RFC 3339 in nanoseconds; digits of a fraction beyond the ninth are left out.
pub(super) fn instant(text: &str) -> i128 {
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().expect("digits");
    // Days from civil: the year begins in March.
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = 365 * year + leaps + (153 * month + 2) / 5 + day - 719_469;
    let clock = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
    let fraction: String = match text.as_bytes()[19] {
        b'.' => text[20..].chars().take_while(char::is_ascii_digit).chain("000000000".chars()).take(9).collect(),
        _ => "0".into(),
    };
    let offset = match text.strip_suffix('Z') {
        Some(_) => 0,
        None => {
            let zone = text.len() - 6;
            let minutes = number(zone + 1, zone + 3) * 60 + number(zone + 4, zone + 6);
            if text.as_bytes()[zone] == b'-' { -minutes } else { minutes }
        }
    };
    i128::from(days * 86_400 + clock - offset * 60) * 1_000_000_000 + fraction.parse::<i128>().expect("digits")
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn times_are_recomputed_rightly() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-06-01T00:00:00Z", 1_780_272_000),
            ("2026-06-01T02:00:00+02:00", 1_780_272_000),
            ("2024-02-29T23:59:59-00:01", 1_709_251_259),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
        ] {
            assert_eq!(instant(text), seconds * 1_000_000_000, "{text}");
        }
        assert_eq!(instant("1970-01-01T00:00:00.2500000009+00:00"), 250_000_000);
    }
}

//! Semantic Versioning 2.0.0: strict parsing and precedence (PLG-05, PLG-12).

use alloc::vec::Vec;
use core::cmp::Ordering;

/// A version; build metadata is dropped, it has no precedence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SemVer<'a> {
    core: [u64; 3],
    pre_release: Vec<Identifier<'a>>,
}

/// SemVer §11: numbers have lower precedence than texts.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Identifier<'a> {
    Number(u64),
    Text(&'a str),
}

impl<'a> SemVer<'a> {
    /// Three numbers without leading zeros, optionally `-pre.release` and `+build`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
        if build.is_some_and(|build| !build.split('.').all(is_identifier)) {
            return None;
        }
        let (core, pre_release) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
        let mut numbers = core.split('.').map(number);
        let core = [numbers.next()??, numbers.next()??, numbers.next()??];
        if numbers.next().is_some() {
            return None;
        }
        let pre_release = match pre_release {
            Some(pre_release) => pre_release.split('.').map(identifier).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        Some(Self { core, pre_release })
    }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn number(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if canonical { text.parse().ok() } else { None }
}

fn identifier(text: &str) -> Option<Identifier<'_>> {
    if !is_identifier(text) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        number(text).map(Identifier::Number)
    } else {
        Some(Identifier::Text(text))
    }
}

impl Ord for SemVer<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let pre_release = match (self.pre_release.is_empty(), other.pre_release.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => self.pre_release.cmp(&other.pre_release),
        };
        self.core.cmp(&other.core).then(pre_release)
    }
}

impl PartialOrd for SemVer<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::SemVer;

    #[test]
    fn plg_12_precedence_of_the_specification() {
        let ascending = [
            "0.0.9",
            "1.0.0-1",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "2.0.0",
        ];
        for pair in ascending.windows(2) {
            assert!(SemVer::parse(pair[0]).unwrap() < SemVer::parse(pair[1]).unwrap(), "{pair:?}");
        }
        assert_eq!(SemVer::parse("1.0.0+a"), SemVer::parse("1.0.0+b.c-d"));
    }

    #[test]
    fn plg_05_rejects_what_is_not_semver() {
        for text in [
            "",
            "1",
            "1.0",
            "v1.0.0",
            "01.0.0",
            "1.0.0.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0+",
            "1.0.0-a..b",
            "1.0.-1",
            "+1.0.0",
            "1.0.0-é",
            "18446744073709551616.0.0", // S-54
        ] {
            assert_eq!(SemVer::parse(text), None, "{text}");
        }
    }
}

//! How strict a statement is: levels, and what may be overridden (section 8b).

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::nearest;
use crate::verdict::CheckName;

/// What is done about a check that is not good.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Action {
    /// It rejects the signature.
    Enforce,
    /// It is a warning.
    Log,
    /// It is not looked at.
    Skip,
}

/// The four levels.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Level {
    /// Integrity is enforced, everything else logged.
    Audit,
    /// Integrity and authenticity are enforced, everything else logged.
    Permissive,
    /// Nothing is verified.
    Skip,
    /// Everything is enforced.
    Strict,
}

/// When a timestamp is called for, if the statement names a `tsa` store (VER-34).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum VerifyTimestamp {
    /// Once a certificate of the chain has expired.
    AfterCertExpiry,
    /// Always. The default.
    Always,
}

/// What is done about each of the five checks that the specification names.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Enforcement {
    /// The envelope is well-formed and its signature verifies.
    pub integrity: Action,
    /// The signer is trusted.
    pub authenticity: Action,
    /// The certificates were valid when it counts.
    pub authentic_timestamp: Action,
    /// The signature has not expired.
    pub expiry: Action,
    /// No certificate is revoked.
    pub revocation: Action,
}

const LEVELS: [Level; 4] = [Level::Strict, Level::Permissive, Level::Audit, Level::Skip];
const ACTIONS: [Action; 3] = [Action::Enforce, Action::Log, Action::Skip];
/// POL-17.
const OVERRIDABLE: [&str; 4] = ["authenticity", "authenticTimestamp", "expiry", "revocation"];

impl Action {
    /// As in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Log => "log",
            Self::Skip => "skip",
        }
    }
}

impl Level {
    /// As in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Permissive => "permissive",
            Self::Skip => "skip",
            Self::Strict => "strict",
        }
    }

    /// POL-14: exact spelling.
    ///
    /// # Errors
    /// What is wrong with it and which level was probably meant.
    pub fn parse(text: &str) -> Result<Self, String> {
        LEVELS.into_iter().find(|level| level.as_str() == text).ok_or_else(|| {
            let hint = did_you_mean(text, &LEVELS.map(Self::as_str));
            format!("{text:?} is no level; the levels are \"strict\", \"permissive\", \"audit\" and \"skip\"{hint}")
        })
    }
}

impl VerifyTimestamp {
    /// As in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AfterCertExpiry => "afterCertExpiry",
            Self::Always => "always",
        }
    }

    /// POL-23: exact spelling; empty is the default.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "always" => Ok(Self::Always),
            "afterCertExpiry" => Ok(Self::AfterCertExpiry),
            other => {
                let hint = did_you_mean(other, &["always", "afterCertExpiry"]);
                Err(format!("must be \"always\" or \"afterCertExpiry\", not {other:?}{hint}"))
            }
        }
    }
}

impl Enforcement {
    /// The specification's table; the specification's prose for `permissive` is narrower, the table counts
    /// (POL-15, D-33).
    #[must_use]
    pub const fn of(level: Level) -> Self {
        let (integrity, authenticity, others) = match level {
            Level::Strict => (Action::Enforce, Action::Enforce, Action::Enforce),
            Level::Permissive => (Action::Enforce, Action::Enforce, Action::Log),
            Level::Audit => (Action::Enforce, Action::Log, Action::Log),
            Level::Skip => (Action::Skip, Action::Skip, Action::Skip),
        };
        Self { integrity, authenticity, authentic_timestamp: others, expiry: others, revocation: others }
    }

    /// What is done about a check. The three that the specification does not name always enforce.
    #[must_use]
    pub const fn action(&self, check: CheckName) -> Action {
        match check {
            CheckName::Integrity => self.integrity,
            CheckName::Authenticity => self.authenticity,
            CheckName::AuthenticTimestamp => self.authentic_timestamp,
            CheckName::Expiry => self.expiry,
            CheckName::Revocation => self.revocation,
            CheckName::Binding | CheckName::Plugin | CheckName::UserMetadata => Action::Enforce,
        }
    }

    /// Puts one entry of `override` into effect.
    ///
    /// # Errors
    /// Why it is not allowed.
    pub fn override_with(&mut self, check: &str, action: &str) -> Result<(), String> {
        // POL-19.
        let action = ACTIONS.into_iter().find(|known| known.as_str() == action).ok_or_else(|| {
            let hint = did_you_mean(action, &ACTIONS.map(Action::as_str));
            format!("{action:?} is no action; the actions are \"enforce\", \"log\" and \"skip\"{hint}")
        })?;
        let row = match check {
            "authenticity" => &mut self.authenticity,
            "authenticTimestamp" => &mut self.authentic_timestamp,
            "expiry" => &mut self.expiry,
            "revocation" => &mut self.revocation,
            // POL-18.
            "integrity" => return Err("integrity is always enforced and cannot be overridden".into()),
            // POL-17.
            other => {
                let hint = did_you_mean(other, &OVERRIDABLE);
                return Err(format!(
                    "{other:?} cannot be overridden; what can be are \"authenticity\", \"authenticTimestamp\", \
                    \"expiry\" and \"revocation\"{hint}"
                ));
            }
        };
        // POL-20, POL-28.
        if action == Action::Skip && check != "revocation" {
            return Err(format!("{check} cannot be skipped, only revocation can; it can be \"enforce\" or \"log\""));
        }
        *row = action;
        Ok(())
    }
}

/// `; did you mean "x"?`, if something known is near.
pub(crate) fn did_you_mean(found: &str, known: &[&str]) -> String {
    let found = found.trim();
    let spaced = known.iter().copied().find(|known| *known == found);
    match spaced.or_else(|| nearest(found, known.iter().copied())) {
        Some(meant) => format!("; did you mean {meant:?}?"),
        None => String::new(),
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for VerifyTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Enforcement, Level, VerifyTimestamp};
    use crate::verdict::CheckName;
    use Action::{Enforce, Log, Skip};

    fn row(enforcement: Enforcement) -> [Action; 5] {
        let Enforcement { integrity, authenticity, authentic_timestamp, expiry, revocation } = enforcement;
        [integrity, authenticity, authentic_timestamp, expiry, revocation]
    }

    #[test]
    fn pol_15_d_33_the_table_of_levels() {
        assert_eq!(row(Enforcement::of(Level::Strict)), [Enforce; 5]);
        assert_eq!(row(Enforcement::of(Level::Permissive)), [Enforce, Enforce, Log, Log, Log]);
        assert_eq!(row(Enforcement::of(Level::Audit)), [Enforce, Log, Log, Log, Log]);
        assert_eq!(row(Enforcement::of(Level::Skip)), [Skip; 5]);
    }

    #[test]
    fn what_the_specification_does_not_name_is_enforced_at_every_level() {
        for level in [Level::Audit, Level::Permissive, Level::Skip, Level::Strict] {
            for check in [CheckName::Plugin, CheckName::Binding, CheckName::UserMetadata] {
                assert_eq!(Enforcement::of(level).action(check), Enforce, "{level} {check:?}");
            }
        }
    }

    #[test]
    fn pol_14_levels_are_exact() {
        for level in ["audit", "permissive", "skip", "strict"] {
            assert_eq!(Level::parse(level).unwrap().as_str(), level);
        }
        for (text, meant) in [("Strict", "strict"), ("strict ", "strict"), ("permisive", "permissive"), ("ſkip", "")] {
            let message = Level::parse(text).unwrap_err();
            assert!(message.contains("\"strict\", \"permissive\", \"audit\" and \"skip\""), "{message}");
            assert!(meant.is_empty() || message.ends_with(&alloc::format!("did you mean \"{meant}\"?")), "{message}");
        }
    }

    #[test]
    fn pol_17_to_20_overrides() {
        let mut audit = Enforcement::of(Level::Audit);
        for (check, action) in [("authenticity", "enforce"), ("authenticTimestamp", "log"), ("expiry", "enforce")] {
            audit.override_with(check, action).unwrap();
        }
        audit.override_with("revocation", "skip").unwrap();
        assert_eq!(row(audit), [Enforce, Enforce, Log, Enforce, Skip]);
        let refused = [
            ("integrity", "enforce", "cannot be overridden"),
            ("integrity", "log", "cannot be overridden"),
            ("Revocation", "skip", "did you mean \"revocation\"?"),
            ("userMetadata", "log", "cannot be overridden"),
            ("revocation", "Skip", "did you mean \"skip\"?"),
            ("revocation", "", "no action"),
            ("authenticity", "skip", "cannot be skipped"),
            ("authenticTimestamp", "skip", "cannot be skipped"),
            ("expiry", "skip", "cannot be skipped"),
        ];
        for (check, action, reason) in refused {
            let before = audit;
            let message = audit.override_with(check, action).unwrap_err();
            assert!(message.contains(reason), "{message}");
            assert_eq!(audit, before, "a refused override has no effect");
        }
    }

    #[test]
    fn pol_23_verify_timestamp() {
        assert_eq!(VerifyTimestamp::parse(""), Ok(VerifyTimestamp::Always));
        assert_eq!(VerifyTimestamp::parse("always"), Ok(VerifyTimestamp::Always));
        assert_eq!(VerifyTimestamp::parse("afterCertExpiry"), Ok(VerifyTimestamp::AfterCertExpiry));
        for text in ["Always", "never", "aftercertexpiry", " "] {
            assert!(VerifyTimestamp::parse(text).unwrap_err().contains("not"), "{text}");
        }
    }
}

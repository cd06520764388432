//! The caller's mistakes. What the evidence shows is never an error but a [`Finding`](crate::Finding).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::policy::Problem;

/// What the caller got wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// An argument has the wrong shape.
    InvalidArgument {
        /// Which one.
        argument: &'static str,
        /// What is wrong with it and what would be right.
        message: String,
    },
    /// The reference is not `repository@digest` or `repository:tag`.
    InvalidReference {
        /// What is wrong with it and what would be right.
        message: String,
    },
    /// The trust policy document cannot be used.
    InvalidTrustPolicy {
        /// Every problem that makes it unusable, in the order of the document.
        problems: Vec<Problem>,
    },
    /// A trust store key is not `type:name`.
    InvalidTrustStore {
        /// What is wrong with it and what would be right.
        message: String,
    },
}

impl ApiError {
    /// The stable code, as in `SealcheckError.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidArgument { .. } => "invalid-argument",
            Self::InvalidReference { .. } => "invalid-reference",
            Self::InvalidTrustPolicy { .. } => "invalid-trust-policy",
            Self::InvalidTrustStore { .. } => "invalid-trust-store",
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidArgument { argument, message } => write!(f, "{argument}: {message}"),
            Self::InvalidReference { message } | Self::InvalidTrustStore { message } => f.write_str(message),
            Self::InvalidTrustPolicy { problems } => {
                f.write_str("the trust policy document cannot be used")?;
                problems.iter().try_for_each(|problem| write!(f, "; {problem}"))
            }
        }
    }
}

impl core::error::Error for ApiError {}

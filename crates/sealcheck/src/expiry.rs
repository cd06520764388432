//! Has the signature expired (VER-32)?

use alloc::string::ToString as _;
use sealcheck_pki::Time;

use crate::check::Judged;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::verdict::{CheckEvidence, CheckName, ExpiryEvidence};

/// D-43: expired when the time is equal or later. No tolerance.
pub(crate) fn check(intact: &Intact<'_>, current_date: Time) -> Judged {
    let expiry = intact.envelope().attributes.expiry;
    let outcome = match expiry {
        Some(expiry) if current_date >= expiry => {
            let message =
                alloc::format!("the signature expired at {expiry}; the time of verification is {current_date}");
            Err(Finding::new(Code::ExpiryExpired, message).with("expiry", expiry.to_string()))
        }
        _ => Ok(()),
    };
    let evidence = ExpiryEvidence { expiry: expiry.map(|expiry| expiry.to_string()) };
    Judged::new(CheckName::Expiry, outcome, CheckEvidence::Expiry(evidence)).until(expiry)
}

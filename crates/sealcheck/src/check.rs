//! What a check hands to the pipeline: its row, when the row may change, and what else is worth knowing.

use alloc::vec::Vec;
use sealcheck_pki::Time;

use crate::finding::Finding;
use crate::policy::Action;
use crate::verdict::{Check, CheckEvidence, CheckName, NoEvidence, SkippedBecause, Status, WantedEvidence};

/// A judged check.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) name: CheckName,
    status: Status,
    skipped_because: Option<SkippedBecause>,
    finding: Option<Finding>,
    evidence: CheckEvidence,
    /// From this time on the row may come out otherwise; `None`: never.
    pub(crate) until: Option<Time>,
    pub(crate) warnings: Vec<Finding>,
    /// Evidence with which the row may come out better.
    pub(crate) wanted: Vec<WantedEvidence>,
}

impl Judged {
    /// Passed, or failed with a finding.
    pub(crate) fn new(name: CheckName, outcome: Result<(), Finding>, evidence: CheckEvidence) -> Self {
        let (status, finding) = match outcome {
            Ok(()) => (Status::Passed, None),
            Err(finding) => (Status::Failed, Some(finding)),
        };
        let (warnings, wanted) = (Vec::new(), Vec::new());
        Self { name, status, skipped_because: None, finding, evidence, until: None, warnings, wanted }
    }

    /// Nothing was done.
    pub(crate) fn skipped(name: CheckName, because: SkippedBecause) -> Self {
        let judged = Self::new(name, Ok(()), CheckEvidence::None(NoEvidence {}));
        Self { status: Status::Skipped, skipped_because: Some(because), ..judged }
    }

    /// It could not be found out.
    pub(crate) fn inconclusive(name: CheckName, finding: Finding, evidence: CheckEvidence) -> Self {
        Self { status: Status::Inconclusive, ..Self::new(name, Err(finding), evidence) }
    }

    pub(crate) fn until(mut self, until: Option<Time>) -> Self {
        self.until = until;
        self
    }

    pub(crate) fn warn(mut self, warnings: Vec<Finding>) -> Self {
        self.warnings.extend(warnings);
        self
    }

    pub(crate) fn wants(mut self, wanted: Vec<WantedEvidence>) -> Self {
        self.wanted.extend(wanted);
        self
    }

    /// The row, under the action that the policy wants.
    pub(crate) fn row(self, action: Action) -> Check {
        let Self { name, status, skipped_because, finding, evidence, .. } = self;
        Check { name, action, status, skipped_because, finding, evidence }
    }
}

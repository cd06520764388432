//! What a run came to.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result as Written};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use sealcheck::verdict::Outcome;
use sealcheck::{ApiError, Verdict};
use sealcheck_tests::case::Case;
use serde_json::{Value, json};

use crate::difference::Difference;
use crate::options::Options;
use crate::rules::Rules;

/// Counts, and the cases that nothing explains.
pub struct Report {
    save: PathBuf,
    begin: Instant,
    end: Option<Instant>,
    over: bool,
    cases: u64,
    results: BTreeMap<String, u64>,
    changed: u64,
    rows: BTreeMap<String, (u64, u64)>,
    differing: u64,
    unexplained: Vec<String>,
    alarms: Vec<String>,
    /// Accepted here and not by notation: cases by row.
    accepted: BTreeMap<String, u64>,
    /// Every difference, explained or not, a line each.
    differences: File,
}

impl Report {
    pub fn new(options: &Options) -> Self {
        fs::create_dir_all(&options.save).expect("a directory for the cases");
        Self {
            save: options.save.clone(),
            begin: Instant::now(),
            end: options.end,
            over: false,
            cases: 0,
            results: BTreeMap::new(),
            changed: 0,
            rows: BTreeMap::new(),
            differing: 0,
            unexplained: Vec::new(),
            alarms: Vec::new(),
            accepted: BTreeMap::new(),
            differences: File::create(options.save.join("differences.jsonl")).expect("a file for the differences"),
        }
    }

    /// Counts one case; true when the time is up.
    pub fn count(
        &mut self,
        case: &Case,
        line: &str,
        outcome: &Result<Verdict, ApiError>,
        differences: Vec<Difference>,
        rules: &Rules,
    ) -> bool {
        self.cases += 1;
        *self.results.entry(case.notation.result.clone()).or_default() += 1;
        self.changed += u64::from(case.features.iter().any(|feature| !feature.starts_with("is.")));
        self.differing += u64::from(!differences.is_empty());
        let accepted = outcome.as_ref().is_ok_and(|verdict| verdict.result == Outcome::Accepted);
        let mut only_here = accepted && case.notation.result != "accepted";
        for difference in differences {
            let rule = rules.row(&case.features, &difference);
            self.log(&case.id, &case.features, &difference, rule);
            if let Some((_, row)) = rule {
                let (stricter, laxer) = self.rows.entry(row.into()).or_default();
                *if difference.is_laxer() { laxer } else { stricter } += 1;
                if only_here && difference.is_laxer() {
                    only_here = false;
                    *self.accepted.entry(row.into()).or_default() += 1;
                }
                continue;
            }
            let text = format!(
                "{} {:?}: sealcheck {} {} {:?}, notation {} {:?}",
                case.id,
                case.features,
                difference.stage,
                difference.code,
                difference.finding,
                difference.theirs,
                difference.error
            );
            println!("{}{text}", if difference.is_laxer() { "ALARM " } else { "" });
            if difference.is_laxer() {
                self.alarms.push(text.clone());
            }
            self.unexplained.push(text);
            let ours = outcome.as_ref().map_or_else(|error| json!(error.to_string()), |verdict| json!(verdict));
            let mut saved: Value = serde_json::from_str(line).expect("it was read before");
            saved["difference"] = json!(self.unexplained.last());
            saved["sealcheck"] = ours;
            let path = self.save.join(format!("{}.json", case.id));
            fs::write(path, serde_json::to_string_pretty(&saved).expect("JSON")).expect("the case is saved");
        }
        self.over |= self.end.is_some_and(|end| Instant::now() >= end);
        self.over
    }

    fn log(&mut self, id: &str, features: &[String], difference: &Difference, rule: Option<(usize, &str)>) {
        let line = json!({
            "id": id,
            "row": rule.map(|(_, row)| row),
            "rule": rule.map(|(at, _)| at),
            "laxer": difference.is_laxer(),
            "features": features,
            "stage": difference.stage,
            "code": difference.code,
            "finding": difference.finding,
            "theirs": difference.theirs,
            "error": difference.error,
        });
        writeln!(self.differences, "{line}").expect("the difference is written");
    }

    pub fn is_over(&self) -> bool {
        self.over
    }

    pub fn is_clean(&self, tolerate: usize) -> bool {
        self.alarms.is_empty() && self.unexplained.len() <= tolerate
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let order = |row: &String| (row.chars().next(), row.get(2..).and_then(|n| n.parse::<u32>().ok()));
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_key(|(row, _)| order(row));
        writeln!(f, "\n| row | Sealcheck ends earlier | Sealcheck gets further | cases that it alone accepts |")?;
        writeln!(f, "|---|--:|--:|--:|")?;
        for (row, (stricter, laxer)) in rows {
            writeln!(f, "| {row} | {stricter} | {laxer} | {} |", self.accepted.get(row).unwrap_or(&0))?;
        }
        let results: Vec<_> = self.results.iter().map(|(result, count)| format!("{count} {result}")).collect();
        writeln!(
            f,
            "\nnotation: {}; {} of {} cases were changed on purpose",
            results.join(", "),
            self.changed,
            self.cases
        )?;
        write!(
            f,
            "{} cases, {} as notation, {} differ by row, {} unexplained, {} of these alarms ({:.0} s)",
            self.cases,
            self.cases - self.differing,
            self.differing.saturating_sub(self.unexplained.len() as u64),
            self.unexplained.len(),
            self.alarms.len(),
            self.begin.elapsed().as_secs_f64()
        )
    }
}

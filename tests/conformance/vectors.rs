//! Every case that notation judged: the same answer, or a row in `tests/parity.json` that says why not.

use std::collections::{BTreeMap, BTreeSet};

use sealcheck_tests::case;
use sealcheck_tests::expectation::{Expectation, Expectations, compare, parity};

/// `error` is notation's refusal before verification; here it is an `ApiError` or a rejection. Both let nothing pass.
fn same(notation: &str, ours: &str) -> bool {
    let class = |result: &str| match result {
        "accepted" => 0,
        "not-verified" => 1,
        _ => 2,
    };
    class(notation) == class(ours)
}

#[test]
fn every_vector_has_its_expected_codes_and_notations_verdict() {
    let rows: BTreeMap<String, String> = parity().into_iter().map(|row| (row.case, row.row)).collect();
    let (mut cases, mut agree, mut stale, mut differ) = (0, 0, BTreeSet::new(), Vec::new());
    stale.extend(rows.keys().cloned());
    for (group, members) in case::all() {
        let mut found = Expectations::new();
        for case in members {
            let ours = Expectation::of(&case.verify());
            cases += 1;
            if same(&case.notation.result, &ours.result) {
                agree += 1;
            } else if rows.contains_key(&case.id) {
                stale.remove(&case.id);
            } else {
                differ.push(format!(
                    "{}/{} ({}): notation {} {:?}, sealcheck {} {:?}",
                    group, case.id, case.note, case.notation.result, case.notation.error, ours.result, ours.codes
                ));
            }
            assert!(found.insert(case.id.clone(), ours).is_none(), "case {} occurs twice", case.id);
        }
        compare(&group, &found);
    }
    println!("{cases} cases, {agree} as notation, {} by row, {} unexplained", rows.len(), differ.len());
    assert!(differ.is_empty(), "{} unexplained differences:\n{}", differ.len(), differ.join("\n"));
    assert!(stale.is_empty(), "rows that no longer differ: {stale:?}");
}

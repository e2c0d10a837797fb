//! The zoo as it may be another day: an earlier edition of it, hostile text everywhere in it.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::{Cell, Decimal, Evaluation, Evidence, Untrusted, Value};

use super::dec;
use super::lists::finding;
use crate::assemble::Previous;

/// What the last edition showed: one finding that is gone, one that stays, one figure that moved.
pub(crate) fn previous() -> Previous {
    let gone = finding(0, "quickdumpnow", "lambda/old").identity();
    let stays = finding(2, "51st-street", "Unit 3").identity();
    Previous {
        edition: 13,
        figures: BTreeMap::from([
            ("portfolio/cash/2026-09".into(), Value::Number(Decimal::ONE)),
            ("action/dangerous-centaur/photos/net".into(), Value::Number(dec("820"))),
            ("action/jada/list-gmb/net".into(), Value::Number(dec("2300"))),
        ]),
        partial: BTreeSet::new(),
        findings: BTreeSet::from([gone, stays]),
        ..Previous::default()
    }
}

/// Puts a text everywhere that outside text can stand.
pub(crate) fn hostile(evaluation: &mut Evaluation, text: &str) {
    let untrusted = || Untrusted::new(text.to_owned());
    evaluation.portfolio_name = text.into();
    for entity in &mut evaluation.entities {
        entity.name = text.into();
    }
    for finding in &mut evaluation.findings {
        (finding.subject, finding.detail) = (untrusted(), Some(untrusted()));
        finding.evidence = vec![Evidence::place(text)];
    }
    for claim in &mut evaluation.claims {
        (claim.statement, claim.note) = (untrusted(), Some(untrusted()));
    }
    for action in evaluation.actions.iter_mut().chain(&mut evaluation.done) {
        (action.text, action.owner) = (untrusted(), Some(text.into()));
    }
    for table in evaluation.tables.values_mut() {
        for row in &mut table.rows {
            row.cells[1] = Cell::Text(untrusted());
        }
    }
    for source in &mut evaluation.sources {
        source.path = text.into();
    }
}

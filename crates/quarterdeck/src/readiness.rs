//! Gates: what sources have to be before reports that rest on them go out, and what happens if they are
//! not. A report that does not see a source's entity is told nothing about it.

use qd_model::report::{Block, Span, Spans};
use qd_model::{EntityKey, SourceStatus};

use crate::config::{Gate, GatePolicy};
use crate::documents::Assembled;
use crate::problem::Problem;
use crate::run::Run;

/// The depth of a section's heading.
const SECTION: u8 = 2;

/// Holds documents against the gates: warns in them, drops sections from them, and notes in each why it
/// has to wait, if it has.
pub(crate) fn apply(run: &Run, documents: &mut [Assembled]) -> Result<(), Problem> {
    for gate in &run.config.gates {
        let Some(status) = run.statuses.iter().find(|status| status.source == gate.source) else {
            continue;
        };
        check_sections(gate, &status.entity, documents)?;
        let Some(why) = unready(gate, status, run) else { continue };
        for document in documents.iter_mut().filter(|one| concerns(gate, &status.entity, one)) {
            let blocks = &mut document.report.blocks;
            match &gate.policy {
                GatePolicy::Hold => _ = document.hold.get_or_insert_with(|| why.clone()),
                GatePolicy::Warn => blocks.insert(0, note("Not ready: ", &why)),
                GatePolicy::Drop(names) => *blocks = without(std::mem::take(blocks), names, &why),
            }
        }
    }
    Ok(())
}

/// Why a source is not as its gate asks.
fn unready(gate: &Gate, status: &SourceStatus, run: &Run) -> Option<String> {
    let source = &gate.source;
    if status.is_missing {
        return Some(format!("the source `{source}` could not be read"));
    }
    if gate.needs_whole && status.n_skipped > 0 {
        return Some(format!("the source `{source}` has entries that could not be read"));
    }
    let max_age_days = gate.max_age_days?;
    let last = status.covers.map(|(_, end)| end.pred_opt().unwrap_or(end)).max(status.last_date);
    let Some(last) = last else {
        return Some(format!("the source `{source}` has no row with a date"));
    };
    let is_old = (run.as_of - last).num_days() > i64::from(max_age_days);
    is_old.then(|| format!("the source `{source}` ends on {last}"))
}

fn concerns(gate: &Gate, entity: &EntityKey, document: &Assembled) -> bool {
    let is_named = gate.reports.is_empty() || gate.reports.contains(&document.report.id);
    is_named && document.scope.sees(entity)
}

/// A section that no report has would never be dropped, and nobody would say so.
fn check_sections(gate: &Gate, entity: &EntityKey, documents: &[Assembled]) -> Result<(), Problem> {
    let GatePolicy::Drop(sections) = &gate.policy else { return Ok(()) };
    let concerned = documents.iter().filter(|one| concerns(gate, entity, one)).collect::<Vec<_>>();
    let headings = concerned.iter().flat_map(|one| one.report.blocks.iter().filter_map(heading));
    let headings = headings.collect::<Vec<_>>();
    let lacking = sections.iter().find(|section| !headings.contains(section));
    let Some(section) = lacking.filter(|_| !concerned.is_empty()) else { return Ok(()) };
    let mut known = headings;
    known.sort();
    known.dedup();
    Err(Problem::usage(
        "unknown-section",
        format!("the [[gate]] of `{}` drops a section that no report has: {section}", gate.source),
        format!("sections: {}", known.join(", ")),
    ))
}

/// The words of a section's heading.
fn heading(block: &Block) -> Option<String> {
    match block {
        Block::Heading { level: SECTION, text } => Some(words(text)),
        _ => None,
    }
}

fn words(spans: &Spans) -> String {
    let word = |span: &Span| match span {
        Span::Text(text) | Span::Code(text) => text.clone(),
        Span::Outside(text) => text.for_renderer().clone(),
        Span::Strong(inner) | Span::Emphasis(inner) => words(inner),
        Span::Figure(_) => String::new(),
    };
    spans.iter().map(word).collect::<String>().trim().to_owned()
}

/// Blocks without what stands below some headings, which say why.
fn without(blocks: Vec<Block>, sections: &[String], why: &str) -> Vec<Block> {
    let (mut kept, mut is_dropping) = (Vec::new(), false);
    for block in blocks {
        let name = heading(&block);
        let begins = name.as_ref().is_some_and(|name| sections.contains(name));
        if name.is_some() {
            is_dropping = begins;
        }
        if begins {
            kept.extend([block, note("Left out: ", why)]);
        } else if !is_dropping {
            kept.push(block);
        }
    }
    kept
}

fn note(head: &str, why: &str) -> Block {
    Block::Paragraph(vec![Span::Strong(vec![Span::text(head)]), Span::outside(format!("{why}."))])
}

#[cfg(test)]
mod tests {
    use qd_model::report::{Block, Span};

    use super::without;

    #[test]
    fn a_section_goes_with_all_that_stands_below_it() {
        let heading = |level, text: &str| Block::Heading { level, text: vec![Span::text(text)] };
        let words = |text: &str| Block::Paragraph(vec![Span::text(text)]);
        let blocks = vec![
            words("top"),
            heading(2, "Cash"),
            words("a"),
            heading(3, "Part"),
            words("b"),
            heading(2, "Rest"),
            words("c"),
        ];
        let kept = without(blocks.clone(), &["Cash".to_owned()], "it is old");
        assert_eq!(kept.len(), 5);
        assert_eq!(kept[..2], blocks[..2]);
        assert_eq!(kept[3..], blocks[5..]);
        assert_eq!(without(blocks.clone(), &[], "it is old"), blocks);
    }
}

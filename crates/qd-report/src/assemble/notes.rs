//! The closing notes: definitions of the metrics that were printed.

use qd_model::MetricInfo;
use qd_model::report::{Block, Span, Spans};

use super::{Builder, appendix_at};

/// Adds the definitions, in the order of the metrics' titles. A report with an appendix has those of
/// its key figures before it, in one paragraph, and the others at its end.
pub(super) fn add_definitions(blocks: &mut Vec<Block>, builder: &Builder<'_>) {
    let mut metrics = builder.used.iter().filter_map(|id| builder.metric(id)).collect::<Vec<_>>();
    metrics.retain(|metric| !metric.formula.is_empty());
    metrics.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    let at = appendix_at(blocks);
    if at == blocks.len() {
        blocks.extend(section("Notes", metrics));
        return;
    }
    let (first, others): (Vec<_>, Vec<_>) =
        metrics.into_iter().partition(|metric| builder.key_metrics.contains(&metric.id));
    blocks.extend(section("Other definitions", others));
    let mut line = Spans::new();
    for metric in first {
        if !line.is_empty() {
            line.push(Span::text("; "));
        }
        line.extend(definition(metric));
    }
    if !line.is_empty() {
        blocks.splice(at..at, [heading("Notes"), Block::Note(line)]);
    }
}

fn section(title: &str, metrics: Vec<&MetricInfo>) -> Vec<Block> {
    if metrics.is_empty() {
        return Vec::new();
    }
    let notes = metrics.into_iter().map(|metric| Block::Note(definition(metric)));
    std::iter::once(heading(title)).chain(notes).collect()
}

fn heading(title: &str) -> Block {
    Block::Heading { level: 2, text: vec![Span::text(title)] }
}

fn definition(metric: &MetricInfo) -> Spans {
    let title = Span::Strong(vec![Span::text(metric.title.as_str())]);
    vec![title, Span::text(format!(": {}", metric.formula.trim_end_matches('.')))]
}

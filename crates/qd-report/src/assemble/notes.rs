//! The closing notes: definitions of the metrics that were printed.

use qd_model::report::{Block, Span};

use super::Builder;

/// The definitions, in the order of the metrics' titles.
pub(super) fn definitions(builder: &Builder<'_>) -> Vec<Block> {
    let mut metrics = builder.used.iter().filter_map(|id| builder.metric(id)).collect::<Vec<_>>();
    metrics.retain(|metric| !metric.formula.is_empty());
    metrics.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    if metrics.is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading { level: 2, text: vec![Span::text("Notes")] };
    let definitions = metrics.into_iter().map(|metric| {
        let title = Span::Strong(vec![Span::text(metric.title.as_str())]);
        Block::Note(vec![title, Span::text(format!(": {}", metric.formula.trim_end_matches('.')))])
    });
    std::iter::once(heading).chain(definitions).collect()
}

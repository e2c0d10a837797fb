//! Components: what a fence of a template stands for. One file each, and each makes tables.
//!
//! A component reads its TOML once, at load; says what of it a catalog lacks; and assembles blocks
//! from the document in the making. To add one: a file, a `mod` line, a line in [`COMPONENTS`].

mod actions;
mod chart;
mod checks;
mod claims;
mod findings;
mod follow_up;
mod gaps;
mod kpis;
mod metric_ref;
mod note;
mod restated;
mod statement;
mod table;

use std::fmt::Debug;

use qd_model::report::Block;

use crate::assemble::Builder;
use crate::template::Checker;

/// The parsed body of a fence.
pub(crate) trait Component: Debug + Send + Sync {
    /// Says what a catalog lacks of it.
    fn check(&self, _checker: &mut Checker<'_>) {}

    /// Makes its blocks.
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block>;
}

type Parse = fn(&str) -> Result<Box<dyn Component>, toml::de::Error>;

/// Every component by the word of its fence.
pub(crate) const COMPONENTS: [(&str, Parse); 12] = [
    ("actions", parse::<actions::Actions>),
    ("chart", parse::<chart::Chart>),
    ("checks", parse::<checks::Checks>),
    ("claims", parse::<claims::Claims>),
    ("findings", parse::<findings::Findings>),
    ("follow-up", parse::<follow_up::FollowUp>),
    ("gaps", parse::<gaps::Gaps>),
    ("kpis", parse::<kpis::Kpis>),
    ("note", parse::<note::Note>),
    ("restated", parse::<restated::Restated>),
    ("statement", parse::<statement::Statement>),
    ("table", parse::<table::ViewList>),
];

fn parse<C: Component + serde::de::DeserializeOwned + 'static>(
    toml: &str,
) -> Result<Box<dyn Component>, toml::de::Error> {
    toml::from_str::<C>(toml).map(|component| Box::new(component) as Box<dyn Component>)
}

pub(crate) use gaps::closing as closing_gaps;
pub use restated::restated;

/// The name of an entity, as a cell prints it.
fn entity_name(builder: &Builder<'_>, key: &qd_model::EntityKey) -> qd_model::report::Span {
    let name = builder.evaluation.entity(key).map_or(key.short(), |entity| &entity.name);
    qd_model::report::Span::outside(name)
}

/// The currency that an entity's amounts are in.
fn currency(builder: &Builder<'_>, key: &qd_model::EntityKey) -> Option<String> {
    builder.evaluation.entity(key).map(|entity| entity.currency.to_string())
}

//! How a session plans: one partition, exact decimals, and only the optimizer rules that pay.
//!
//! At small data planning is all the time there is. Rules that reorder or prune files, topk,
//! dynamic filters and repartitioning are left out; those that SQL needs to be planned at all
//! (subqueries, distinct, coercion) and the pruning of columns stay.

use std::sync::Arc;

use datafusion::catalog::CatalogProviderList;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionConfig;

/// Logical rules that are needed to plan what SQL can say, or that pay even on small data.
const LOGICAL: &[&str] = &[
    "rewrite_set_comparison",
    "simplify_expressions",
    "replace_distinct_aggregate",
    "decorrelate_predicate_subquery",
    "scalar_subquery_to_join",
    "decorrelate_lateral_join",
    "extract_equijoin_predicate",
    "eliminate_cross_join",
    "push_down_filter",
    "optimize_projections",
];

pub(super) fn state(
    catalogs: Arc<dyn CatalogProviderList>,
    functions: Vec<ScalarUDF>,
) -> SessionState {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema("quarterdeck", "public")
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(false)
        .with_target_partitions(1);
    let options = config.options_mut();
    options.sql_parser.parse_float_as_decimal = true;
    options.sql_parser.collect_spans = true;
    options.optimizer.max_passes = 1;
    options.optimizer.enable_round_robin_repartition = false;
    options.optimizer.skip_failed_rules = false;
    options.execution.collect_statistics = false;
    let mut state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_catalog_list(catalogs)
        .build();
    let logical = state.optimizers().to_vec();
    let physical = state.physical_optimizers().to_vec();
    let kept = logical.into_iter().filter(|rule| LOGICAL.contains(&rule.name())).collect();
    let kept_physical = physical;
    for function in functions {
        use datafusion::execution::FunctionRegistry as _;
        state.register_udf(Arc::new(function)).expect("functions of ours have names of their own");
    }
    SessionStateBuilder::new_from_existing(state)
        .with_optimizer_rules(kept)
        .with_physical_optimizer_rules(kept_physical)
        .build()
}

pub(super) fn sibling(state: SessionState, catalogs: Arc<dyn CatalogProviderList>) -> SessionState {
    SessionStateBuilder::new_from_existing(state).with_catalog_list(catalogs).build()
}

//! How a session plans: one partition, exact decimals, and only the optimizer rules that pay.
//!
//! At small data planning is all the time there is: unoptimised, DataFusion's 27 logical and 20
//! physical rules cost several times what the query does. Rules that reorder or prune files, topk,
//! dynamic filters and repartitioning are left out; what SQL needs to be planned at all
//! (subqueries, distinct, coercion, sorts below windows) and the pruning of columns stay.

use std::sync::Arc;

use datafusion::catalog::CatalogProviderList;
use datafusion::error::DataFusionError;
use datafusion::execution::session_state::SessionState;
use datafusion::execution::{FunctionRegistry, SessionStateBuilder, TaskContext};
use datafusion::logical_expr::{LogicalPlan, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;

/// Logical rules that a single scan needs: constants, `coalesce`, and the pruning of columns.
const SCAN: &[&str] = &["simplify_expressions", "optimize_projections"];

/// Logical rules that everything else needs, or that pay even on small data.
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

/// Physical rules where every part of a plan is one ordered partition; the check proves that it is.
const CHECKED: &[&str] = &["join_selection", "SanityCheckPlan"];

/// Physical rules that bring partitions together and put sorts where they are needed.
const PHYSICAL: &[&str] = &["OutputRequirements", "join_selection", "EnsureRequirements"];

/// Three ways to plan over the same tables.
#[derive(Clone)]
pub(super) struct Planner {
    scan: Arc<SessionState>,
    join: Arc<SessionState>,
    full: Arc<SessionState>,
    task: Arc<TaskContext>,
}

impl Planner {
    /// Makes the settings and functions known.
    pub(super) fn new(catalogs: Arc<dyn CatalogProviderList>, functions: Vec<ScalarUDF>) -> Self {
        let mut config = SessionConfig::new()
            .with_default_catalog_and_schema("quarterdeck", "public")
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(false)
            .with_target_partitions(1);
        let options = config.options_mut();
        options.sql_parser.parse_float_as_decimal = true;
        options.sql_parser.collect_spans = true;
        options.optimizer.max_passes = 1;
        options.optimizer.skip_failed_rules = false;
        options.execution.collect_statistics = false;
        let mut base = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .with_catalog_list(catalogs)
            .build();
        for function in functions {
            base.register_udf(Arc::new(function)).expect("functions have names of their own");
        }
        let task = base.task_ctx();
        Self {
            scan: with_rules(&base, SCAN, CHECKED),
            join: with_rules(&base, LOGICAL, CHECKED),
            full: with_rules(&base, LOGICAL, PHYSICAL),
            task,
        }
    }

    /// The same settings and functions over other tables.
    pub(super) fn over(&self, catalogs: &Arc<dyn CatalogProviderList>) -> Self {
        let over = |state: &SessionState| {
            let mut state = state.clone();
            state.register_catalog_list(Arc::clone(catalogs));
            Arc::new(state)
        };
        Self {
            scan: over(&self.scan),
            join: over(&self.join),
            full: over(&self.full),
            task: Arc::clone(&self.task),
        }
    }

    /// The state that resolves names.
    pub(super) fn names(&self) -> &SessionState {
        &self.full
    }

    /// What runs a plan.
    pub(super) fn task(&self) -> Arc<TaskContext> {
        Arc::clone(&self.task)
    }

    /// Optimizes a plan for the way that its SQL asks for.
    pub(super) fn optimize(
        &self,
        plan: &LogicalPlan,
        sql: &str,
    ) -> Result<LogicalPlan, DataFusionError> {
        let state = if is_scan(sql) { &self.scan } else { &self.full };
        state.optimize(plan)
    }

    /// Makes an optimized plan executable.
    pub(super) async fn physical(
        &self,
        plan: &LogicalPlan,
        sql: &str,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        if !needs_order(sql) {
            let state = self.join.as_ref();
            if let Ok(plan) = state.query_planner().create_physical_plan(plan, state).await {
                return Ok(plan);
            }
        }
        let state = self.full.as_ref();
        state.query_planner().create_physical_plan(plan, state).await
    }
}

fn with_rules(base: &SessionState, logical: &[&str], physical: &[&str]) -> Arc<SessionState> {
    let kept = base.optimizers().iter().filter(|rule| logical.contains(&rule.name())).cloned();
    let physical_rules = base.physical_optimizers().iter();
    let kept_physical = physical_rules.filter(|rule| physical.contains(&rule.name())).cloned();
    let state = SessionStateBuilder::new_from_existing(base.clone())
        .with_optimizer_rules(kept.collect())
        .with_physical_optimizer_rules(kept_physical.collect())
        .build();
    Arc::new(state)
}

/// Claims that SQL is one SELECT from one table. Words in names or texts only cost time.
fn is_scan(sql: &str) -> bool {
    let sql = sql.to_ascii_lowercase();
    let words = ["join", "union", "distinct", "over", "exists", "lateral", "intersect", "except"];
    sql.matches("select").count() == 1
        && !words.iter().any(|word| sql.contains(word))
        && !sql
            .split("from")
            .skip(1)
            .any(|rest| rest.split("where").next().is_some_and(|tables| tables.contains(',')))
}

/// Claims that a plan needs sorts or partitions brought together beneath its top.
fn needs_order(sql: &str) -> bool {
    let sql = sql.to_ascii_lowercase();
    let words = ["union", "over", "limit", "intersect", "except"];
    let is_inside = |(at, _): (usize, &str)| {
        let before = &sql[..at];
        before.matches('(').count() > before.matches(')').count()
    };
    words.iter().any(|word| sql.contains(word)) || sql.match_indices("order by").any(is_inside)
}

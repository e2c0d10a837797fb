//! The one place that knows DataFusion: SQL text in, Arrow batches out, everything blocking.
//!
//! One partition, one thread: inputs are small or columnar, and row order follows from the input.
//! A session holds tables by name; [`Session::with_tables`] makes a second one that shares all else.

mod columns;
mod functions;
mod planner;
mod statement;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList,
    MemorySchemaProvider, SchemaProvider,
};
use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, cast, col, lit};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;

pub(crate) use columns::{Booleans, Columns, Dates, Numbers, Rows, Texts, days as days_of};
pub(crate) use statement::{Inserted, TestStatement, parse_test};
pub(crate) use table::FactTable;

/// Parsed SQL: one SELECT, with the names of the relations that it reads.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    statement: Statement,
    /// The relations in FROM clauses, CTEs left out, in lower case.
    pub(crate) relations: BTreeSet<String>,
}

impl Parsed {
    /// Claims that the SELECT says in which order its rows come.
    pub(crate) fn is_ordered(&self) -> bool {
        use datafusion::sql::sqlparser::ast::Statement as Inner;
        match &self.statement {
            Statement::Statement(inner) => match &**inner {
                Inner::Query(query) => query.order_by.is_some(),
                _ => false,
            },
            _ => false,
        }
    }
}

/// What is wrong with SQL, in words without any Rust type, with the line inside the SQL if known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SqlError {
    pub(crate) message: String,
    pub(crate) line: Option<u32>,
}

/// Parses one SELECT.
pub(crate) fn parse(sql: &str) -> Result<Parsed, SqlError> {
    let mut statements = DFParserBuilder::new(sql)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| sql_error(&error))?;
    let only_one = || SqlError { message: "expected exactly one SELECT".into(), line: None };
    let statement =
        statements.pop_front().filter(|_| statements.is_empty()).ok_or_else(only_one)?;
    let is_query = matches!(
        &statement,
        Statement::Statement(inner)
            if matches!(**inner, datafusion::sql::sqlparser::ast::Statement::Query(_))
    );
    if !is_query {
        return Err(only_one());
    }
    let (tables, _) =
        resolve_table_references(&statement, true).map_err(|error| sql_error(&error))?;
    let relations = tables.iter().map(|table| table.table().to_lowercase()).collect();
    Ok(Parsed { statement, relations })
}

/// Claims that SQL is a statement of another kind than SELECT.
pub(crate) fn is_statement(sql: &str) -> bool {
    let statements = DFParserBuilder::new(sql).build().and_then(|mut p| p.parse_statements());
    statements.is_ok_and(|statements| {
        let is_query = |statement: &Statement| match statement {
            Statement::Statement(inner) => {
                matches!(**inner, datafusion::sql::sqlparser::ast::Statement::Query(_))
            }
            _ => false,
        };
        !statements.iter().all(is_query)
    })
}

/// A SELECT that is planned: its columns are known, nothing has run.
#[derive(Clone)]
pub(crate) struct Planned(LogicalPlan);

impl Planned {
    /// The names and types of the columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, &DataType)> {
        self.0.schema().fields().iter().map(|field| (field.name().as_str(), field.data_type()))
    }

    /// The type of a column, if the SELECT has it.
    pub(crate) fn column(&self, name: &str) -> Option<&DataType> {
        self.columns().find(|(column, _)| *column == name).map(|(_, data_type)| data_type)
    }
}

/// How the rows of a SELECT are summed.
pub(crate) struct Summing<'a> {
    /// The columns to group by.
    pub(crate) keys: Vec<&'a str>,
    /// A column of dates and the last one that counts; rows without a date count.
    pub(crate) cut: Option<(&'a str, NaiveDate)>,
    /// The column whose sum is the count of rows; `None` counts rows.
    pub(crate) count: Option<&'a str>,
}

/// Tables, functions and a runtime.
pub(crate) struct Session {
    context: SessionContext,
    schema: Arc<MemorySchemaProvider>,
    runtime: Arc<tokio::runtime::Runtime>,
}

impl Session {
    /// Starts a session without tables, with `as_of()` fixed.
    pub(crate) fn new(as_of: NaiveDate) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime without I/O needs nothing of the system");
        let (catalogs, schema) = empty_catalog();
        let state = planner::state(catalogs, functions::all(as_of));
        Self { context: SessionContext::new_with_state(state), schema, runtime: Arc::new(runtime) }
    }

    /// Starts a session that shares functions and settings, with tables of its own.
    pub(crate) fn sibling(&self) -> Self {
        let (catalogs, schema) = empty_catalog();
        let state = planner::sibling(self.context.state(), catalogs);
        let runtime = Arc::clone(&self.runtime);
        Self { context: SessionContext::new_with_state(state), schema, runtime }
    }

    /// Puts a table in place of the one of that name.
    pub(crate) fn put(&self, name: &str, table: Arc<FactTable>) {
        self.schema.deregister_table(name).expect("a schema in memory");
        self.schema.register_table(name.to_owned(), table).expect("the name is free");
    }

    /// Puts rows in place of the table of that name.
    pub(crate) fn put_rows(&self, name: &str, batch: RecordBatch) {
        self.put(name, Arc::new(FactTable::plain(batch)));
    }

    /// Claims that a table of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.schema.table_exist(name)
    }

    /// Plans a SELECT.
    pub(crate) fn plan(&self, parsed: &Parsed) -> Result<Planned, SqlError> {
        let state = self.context.state_ref();
        let state = state.read().clone();
        let plan = self.runtime.block_on(state.statement_to_plan(parsed.statement.clone()));
        plan.map(Planned).map_err(|error| sql_error(&error))
    }

    /// Runs a planned SELECT.
    pub(crate) fn collect(&self, planned: &Planned) -> Result<Rows, SqlError> {
        let run = async {
            let state = self.context.state();
            let physical = state.create_physical_plan(&planned.0).await?;
            let schema = physical.schema();
            let batches = datafusion::physical_plan::collect(physical, state.task_ctx()).await?;
            Ok::<_, DataFusionError>(Rows::new(schema, batches))
        };
        self.runtime.block_on(run).map_err(|error| sql_error(&error))
    }

    /// Plans and runs a SELECT.
    pub(crate) fn run(&self, sql: &str) -> Result<Rows, SqlError> {
        self.collect(&self.plan(&parse(sql)?)?)
    }

    /// Sums the column `value` of a SELECT over groups: columns are the keys, `value`, `n`.
    pub(crate) fn sum(&self, planned: &Planned, summing: &Summing<'_>) -> Result<Rows, SqlError> {
        use datafusion::functions_aggregate::expr_fn::{count, sum};
        let build = || -> Result<LogicalPlan, DataFusionError> {
            let mut builder = LogicalPlanBuilder::from(planned.0.clone());
            let mut kept = col("value").is_not_null();
            if let Some((date, last)) = summing.cut {
                let last = lit(datafusion::scalar::ScalarValue::Date32(Some(columns::days(last))));
                let in_time = cast(col(date), DataType::Date32).lt_eq(last);
                kept = kept.and(in_time.or(col(date).is_null()));
            }
            builder = builder.filter(kept)?;
            let value = match planned.column("value") {
                // Bills: |x| < 10^12 at 20 digits leaves room for a million lines a group.
                Some(DataType::Decimal128(38, 20)) => col("value"),
                Some(DataType::Decimal128(precision, _)) if *precision <= 28 => col("value"),
                _ => cast(col("value"), DataType::Decimal128(28, 12)),
            };
            let n = match summing.count {
                Some(column) => sum(cast(col(column), DataType::Int64)),
                None => count(lit(1i64)),
            };
            let keys = summing.keys.iter().map(|key| col(*key)).collect::<Vec<_>>();
            builder = builder.aggregate(keys, [sum(value).alias("value"), n.alias("n")])?;
            builder.build()
        };
        let plan = build().map_err(|error| sql_error(&error))?;
        self.collect(&Planned(plan))
    }
}

fn empty_catalog() -> (Arc<dyn CatalogProviderList>, Arc<MemorySchemaProvider>) {
    let schema = Arc::new(MemorySchemaProvider::new());
    let catalog = MemoryCatalogProvider::new();
    let shared: Arc<dyn SchemaProvider> = Arc::clone(&schema) as _;
    catalog.register_schema("public", shared).expect("a catalog in memory");
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog("quarterdeck".into(), Arc::new(catalog));
    (Arc::new(catalogs), schema)
}

/// Turns DataFusion's words into ours: no type names, no prefixes, the line where one is known.
fn sql_error(error: &DataFusionError) -> SqlError {
    let root = error.find_root();
    let diagnostic = error.diagnostic();
    let text = match root {
        DataFusionError::SQL(parser, _) => parser.to_string(),
        other => other.message().into_owned(),
    };
    let text = text.split("\n\nbacktrace").next().unwrap_or_default();
    let mut message = text.trim();
    for prefix in ["sql parser error: ", "Error during planning: ", "Schema error: "] {
        message = message.strip_prefix(prefix).unwrap_or(message);
    }
    let (message, at) = match message.rsplit_once(" at Line: ") {
        Some((before, at)) => (before, at.split(',').next().and_then(|line| line.parse().ok())),
        None => (message, None),
    };
    let span = diagnostic.and_then(|diagnostic| diagnostic.span);
    let line = at.or_else(|| span.and_then(|span| u32::try_from(span.start.line).ok()));
    let mut letters = message.trim_end_matches('.').chars();
    let lowered = letters.next().map(|first| first.to_ascii_lowercase());
    SqlError { message: lowered.into_iter().chain(letters).collect(), line }
}

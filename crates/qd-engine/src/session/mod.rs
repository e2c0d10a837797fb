//! The one place that knows DataFusion: SQL text in, Arrow batches out, everything blocking.
//!
//! One partition, one thread: inputs are small or columnar, and row order follows from the input.
//! A session holds tables by name; [`Session::with_tables`] makes a second one that shares all else.

mod columns;
mod functions;
mod planner;
mod statement;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList,
    MemorySchemaProvider, SchemaProvider,
};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, cast, col, lit};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;

use planner::Planner;

pub(crate) use columns::{Booleans, Columns, Dates, Numbers, Rows, Texts, days as days_of};
pub(crate) use statement::{Inserted, TestStatement, parse_test};
pub(crate) use table::FactTable;

/// Parsed SQL: one SELECT, with the names of the relations that it reads.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    statement: Statement,
    sql: Arc<str>,
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
    Ok(Parsed { statement, sql: sql.into(), relations })
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
pub(crate) struct Planned {
    plan: LogicalPlan,
    sql: Arc<str>,
}

impl Planned {
    /// The names and types of the columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, &DataType)> {
        self.plan.schema().fields().iter().map(|field| (field.name().as_str(), field.data_type()))
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
    planner: Planner,
    schema: Arc<MemorySchemaProvider>,
    tables: Mutex<BTreeMap<String, Arc<FactTable>>>,
    /// Optimized plans by SQL, if this session plans the same SQL again and again.
    plans: Option<Mutex<BTreeMap<String, Arc<LogicalPlan>>>>,
}

thread_local! {
    /// Each thread drives what it runs: nothing waits for another thread's work.
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without I/O needs nothing of the system");
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

impl Session {
    /// Starts a session without tables, with `as_of()` fixed.
    pub(crate) fn new(as_of: NaiveDate) -> Self {
        let (catalogs, schema) = empty_catalog();
        let planner = Planner::new(catalogs, functions::all(as_of));
        Self { planner, schema, tables: Mutex::default(), plans: None }
    }

    /// Keeps plans: tests run the same SQL over other rows many times.
    pub(crate) fn keeping_plans(mut self) -> Self {
        self.plans = Some(Mutex::default());
        self
    }

    /// Starts a session that shares functions and settings, with tables of its own.
    pub(crate) fn sibling(&self) -> Self {
        let (catalogs, schema) = empty_catalog();
        let planner = self.planner.over(&catalogs);
        Self { planner, schema, tables: Mutex::default(), plans: None }
    }

    /// Puts a table in place of the one of that name.
    pub(crate) fn put(&self, name: &str, table: FactTable) {
        let mut tables = locked(&self.tables);
        if let Some(known) = tables.get(name)
            && known.take_rows_of(&table)
        {
            return;
        }
        if let Some(plans) = &self.plans {
            locked(plans).clear();
        }
        let table = Arc::new(table);
        self.schema.deregister_table(name).expect("a schema in memory");
        self.schema.register_table(name.to_owned(), Arc::clone(&table) as _).expect("it is free");
        tables.insert(name.to_owned(), table);
    }

    /// The names of the tables that are in place.
    pub(crate) fn table_names(&self) -> Vec<String> {
        locked(&self.tables).keys().cloned().collect()
    }

    /// Puts rows in place of the table of that name.
    pub(crate) fn put_rows(&self, name: &str, batch: RecordBatch) {
        self.put(name, FactTable::plain(batch));
    }

    /// The rows of a table, shared.
    pub(crate) fn rows(&self, name: &str) -> Option<RecordBatch> {
        locked(&self.tables).get(name).map(|table| table.batch())
    }

    /// Plans a SELECT.
    pub(crate) fn plan(&self, parsed: &Parsed) -> Result<Planned, SqlError> {
        let statement = parsed.statement.clone();
        let plan = block_on(self.planner.names().statement_to_plan(statement));
        let plan = plan.map_err(|error| sql_error(&error))?;
        Ok(Planned { plan, sql: Arc::clone(&parsed.sql) })
    }

    /// Runs a planned SELECT.
    pub(crate) fn collect(&self, planned: &Planned) -> Result<Rows, SqlError> {
        self.execute("", planned).map_err(|error| sql_error(&error))
    }

    fn execute(&self, how: &str, planned: &Planned) -> Result<Rows, DataFusionError> {
        let optimized = self.optimized(how, planned)?;
        let run = async {
            let physical = self.planner.physical(&optimized, &planned.sql).await?;
            let schema = physical.schema();
            let batches = datafusion::physical_plan::collect(physical, self.planner.task()).await?;
            Ok(Rows::new(schema, batches))
        };
        block_on(run)
    }

    fn optimized(&self, how: &str, planned: &Planned) -> Result<Arc<LogicalPlan>, DataFusionError> {
        let optimize = || self.planner.optimize(&planned.plan, &planned.sql).map(Arc::new);
        let Some(plans) = &self.plans else { return optimize() };
        let key = format!("{how};{}", planned.sql);
        if let Some(known) = locked(plans).get(&key) {
            return Ok(Arc::clone(known));
        }
        let optimized = optimize()?;
        locked(plans).insert(key, Arc::clone(&optimized));
        Ok(optimized)
    }

    /// Plans and runs a SELECT.
    pub(crate) fn run(&self, sql: &str) -> Result<Rows, SqlError> {
        self.collect(&self.plan(&parse(sql)?)?)
    }

    /// Sums the column `value` of a SELECT over groups: columns are the keys, `value`, `n`.
    pub(crate) fn sum(&self, planned: &Planned, summing: &Summing<'_>) -> Result<Rows, SqlError> {
        use datafusion::functions_aggregate::expr_fn::{count, sum};
        let build = || -> Result<LogicalPlan, DataFusionError> {
            let mut builder = LogicalPlanBuilder::from(planned.plan.clone());
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
        let summed = Planned { plan, sql: Arc::clone(&planned.sql) };
        self.execute("sum", &summed).map_err(|error| sql_error(&error))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

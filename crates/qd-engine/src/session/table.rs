//! A table in memory whose `evidence` is spelled out only when a SELECT reads it.

use std::fmt::{self, Write as _};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

/// Rows of one table, and whether `evidence` follows from `file` and `line`.
pub(crate) struct FactTable {
    batch: RwLock<RecordBatch>,
    schema: SchemaRef,
    has_evidence: bool,
}

impl FactTable {
    /// Wraps rows as they are.
    pub(crate) fn plain(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), batch: RwLock::new(batch), has_evidence: false }
    }

    /// Wraps rows with `file` and `line`, and adds the column `evidence`.
    pub(crate) fn with_evidence(batch: RecordBatch) -> Self {
        let mut fields = batch.schema().fields().to_vec();
        fields.push(Arc::new(Field::new("evidence", DataType::Utf8, false)));
        let schema = Arc::new(Schema::new(fields));
        Self { schema, batch: RwLock::new(batch), has_evidence: true }
    }

    /// The rows, shared.
    pub(super) fn batch(&self) -> RecordBatch {
        self.batch.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes another table's rows if its columns are the same, so that plans stay valid.
    pub(super) fn take_rows_of(&self, other: &Self) -> bool {
        if self.schema != other.schema || self.has_evidence != other.has_evidence {
            return false;
        }
        *self.batch.write().unwrap_or_else(PoisonError::into_inner) = other.batch();
        true
    }

    fn projected(&self, projection: Option<&Vec<usize>>) -> Result<RecordBatch, DataFusionError> {
        let batch = self.batch();
        let n_columns = batch.num_columns();
        let all = || (0..self.schema.fields().len()).collect::<Vec<_>>();
        let wanted = projection.cloned().unwrap_or_else(all);
        if !self.has_evidence || !wanted.contains(&n_columns) {
            return Ok(batch.project(&wanted)?);
        }
        let columns = wanted.iter().map(|index| match batch.columns().get(*index) {
            Some(column) => Ok(Arc::clone(column)),
            None => spelled_out(&batch),
        });
        let schema = Arc::new(self.schema.project(&wanted)?);
        Ok(RecordBatch::try_new(schema, columns.collect::<Result<Vec<_>, _>>()?)?)
    }
}

fn spelled_out(batch: &RecordBatch) -> Result<ArrayRef, DataFusionError> {
    let column = |name: &str| {
        let missing = || DataFusionError::Plan(format!("a table without `{name}`"));
        batch.column_by_name(name).ok_or_else(missing)
    };
    let files = cast(column("file")?, &DataType::Utf8)?;
    let (files, lines) = (files.as_string::<i32>(), column("line")?.as_primitive::<Int64Type>());
    let mut places = StringBuilder::new();
    for row in 0..batch.num_rows() {
        places.write_str(files.value(row)).map_err(|_| fmt_error())?;
        if lines.is_valid(row) {
            write!(places, ":{}", lines.value(row)).map_err(|_| fmt_error())?;
        }
        places.append_value("");
    }
    Ok(Arc::new(places.finish()))
}

fn fmt_error() -> DataFusionError {
    DataFusionError::Internal("text of a place".into())
}

impl fmt::Debug for FactTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactTable({} rows)", self.batch().num_rows())
    }
}

type Scanned = Result<Arc<dyn ExecutionPlan>, DataFusionError>;

impl TableProvider for FactTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    // Written out, because the trait's attribute macro is no dependency of ours.
    fn scan<'a, 'b, 'c, 'd, 'e>(
        &'a self,
        _state: &'b dyn Session,
        projection: Option<&'c Vec<usize>>,
        _filters: &'d [Expr],
        _limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Scanned> + Send + 'e>>
    where
        'a: 'e,
        'b: 'e,
        'c: 'e,
        'd: 'e,
        Self: 'e,
    {
        let scanned = self.projected(projection).and_then(|batch| {
            let schema = batch.schema();
            let exec = MemorySourceConfig::try_new_exec(&[vec![batch]], schema, None)?;
            Ok(exec as Arc<dyn ExecutionPlan>)
        });
        Box::pin(std::future::ready(scanned))
    }
}

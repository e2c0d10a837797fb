//! Which figures rest on rows that changed: the metrics' SELECTs run over the rows of now with those
//! that went put back beside them, each under a name that tells it apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, StringDictionaryBuilder};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Int32Type};
use qd_facts::{FactCell, FactRows, tables};
use qd_model::{Decimal, Evidence, FigureId, Role, Scope};

use super::RowChange;
use crate::EngineError;
use crate::engine::{Engine, on_large_stack};
use crate::trace::Tracer;

/// No file has a name that begins so.
const MARK: char = '\u{1}';

/// A changed row that a figure rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contribution {
    /// Its place in the list of changes.
    pub change: usize,
    /// What it contributes; `None` where the SELECT does not tell.
    pub value: Option<Decimal>,
    /// What that counts.
    pub commodity: String,
}

impl Engine {
    /// Says for figures of a scope which of the changed rows they rest on, or did: rows that a metric
    /// selects that `role` may see, by day and place.
    pub fn changed_rows_of(
        &self,
        scope: &Scope,
        role: &Role,
        ids: &[FigureId],
        changes: &[RowChange],
    ) -> Result<BTreeMap<FigureId, Vec<Contribution>>, EngineError> {
        if changes.is_empty() || ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        on_large_stack(|| {
            let postings = self.with_changes(scope, changes)?;
            let mut facts = self.facts.clone();
            facts.insert("posting", postings);
            let mut tracer = Tracer::over(self, scope, facts)?;
            let found = ids.iter().map(|id| {
                let rests = tracer.rests(id.key())?;
                let mut own = BTreeMap::new();
                for row in tracer.rows_of_role(&rests, role, &is_marked)? {
                    if let Some(change) = change_of(&row.evidence) {
                        let commodity = row.commodity.unwrap_or_default();
                        own.entry(change).or_insert(Contribution {
                            change,
                            value: row.value,
                            commodity,
                        });
                    }
                }
                let mut own = own.into_values().collect::<Vec<_>>();
                // A row that only moved within the figure changes nothing of it.
                let all = own.clone();
                own.retain(|one| {
                    let twin = changes[one.change].twin;
                    let twin = all.iter().find(|other| Some(other.change) == twin);
                    twin.is_none_or(|twin| {
                        (twin.value, &twin.commodity) != (one.value, &one.commodity)
                    })
                });
                own.sort_by_key(|one| (changes[one.change].date, one.change));
                Ok((id.clone(), own))
            });
            found.collect()
        })
    }

    /// The postings, those that changed under names of their own, with those that went.
    fn with_changes(
        &self,
        scope: &Scope,
        changes: &[RowChange],
    ) -> Result<RecordBatch, EngineError> {
        let wrong = |message: String| EngineError::Facts { table: "posting".into(), message };
        let table = tables::find("posting").expect("a fact table");
        let seen = |change: &&(usize, &RowChange)| scope.sees(&change.1.entity);
        let changes = changes.iter().enumerate().collect::<Vec<_>>();
        let changes = changes.iter().filter(seen);
        let mut names = BTreeMap::<usize, String>::new();
        let mut gone = FactRows::new(table);
        for (index, change) in changes {
            let name = format!("{MARK}{index}");
            if let Some(now) = &change.now {
                names.insert(now.row, name);
                continue;
            }
            let text = |text: &str| FactCell::Text(text.to_owned());
            let cell = |column: &str| match column {
                "date" => FactCell::Date(change.date),
                "transaction" => text(&name),
                "account" => text(&change.account),
                "account_type" => text(&change.account_type),
                "commodity" => text(&change.commodity),
                "counterparty" => change.counterparty.as_deref().map_or(FactCell::Null, text),
                "amount" => FactCell::Number(change.amount.unwrap_or(Decimal::ZERO)),
                _ => FactCell::Null,
            };
            let cells = table.columns.iter().map(|column| cell(column.name)).collect::<Vec<_>>();
            let place = Evidence::line(name.as_str(), 1);
            gone.push(change.entity.as_str(), "", &place, &cells)
                .map_err(|error| wrong(error.to_string()))?;
        }
        let gone = gone.finish();
        let Some(batch) = self.facts.get("posting") else { return Ok(gone) };
        let schema = batch.schema();
        let at = schema.index_of("file").map_err(|error| wrong(error.to_string()))?;
        let files = cast(batch.column(at), &DataType::Utf8);
        let files = files.map_err(|error| wrong(error.to_string()))?;
        let files = files.as_string::<i32>();
        let mut marked = StringDictionaryBuilder::<Int32Type>::new();
        for row in 0..batch.num_rows() {
            marked.append_value(names.get(&row).map_or_else(|| files.value(row), String::as_str));
        }
        let mut columns = batch.columns().to_vec();
        columns[at] = Arc::new(marked.finish());
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns);
        let batch = batch.map_err(|error| wrong(error.to_string()))?;
        concat_batches(&schema, [&batch, &gone]).map_err(|error| wrong(error.to_string()))
    }
}

fn is_marked(place: &Evidence) -> bool {
    place.file.starts_with(MARK)
}

fn change_of(place: &Evidence) -> Option<usize> {
    place.file.strip_prefix(MARK)?.parse().ok()
}

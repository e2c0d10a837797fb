//! Lists: the rows of views that have a header, as reports print them.

use arrow::datatypes::{DataType, Schema};
use qd_model::{Cell, Decimal, EntityKey, Untrusted, ViewId, ViewRow, ViewTable};

use crate::catalog::List;
use crate::coverage::Coverage;
use crate::input::PortfolioRun;
use crate::session::{Booleans, Dates, Numbers, Rows, Texts};

enum Column {
    Text(Texts),
    Number(Numbers),
    Date(Dates),
    Bool(Booleans),
}

impl Column {
    fn cell(&self, row: usize) -> Cell {
        let cell = match self {
            Self::Text(column) => {
                column.get(row).map(|text| Cell::Text(Untrusted::new(text.to_owned())))
            }
            Self::Number(column) => column.get(row).map(|n| Cell::Number(n.normalized())),
            Self::Date(column) => column.get(row).map(Cell::Date),
            Self::Bool(column) => column.get(row).map(Cell::Bool),
        };
        cell.unwrap_or(Cell::Null)
    }
}

/// Checks that a view selects what its header shows.
pub(crate) fn check(list: &List, schema: &Schema) -> Result<(), (String, Option<String>)> {
    let columns = schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>();
    let shown = list.columns.iter().map(|column| column.id.as_str());
    for wanted in std::iter::once("entity").chain(shown) {
        if !columns.contains(&wanted) {
            let help = crate::catalog::did_you_mean(wanted, columns);
            return Err((format!("the SELECT has no column `{wanted}`"), help));
        }
    }
    let is_money = |column: &&qd_model::Column| column.unit == Some(qd_model::Unit::Money);
    if list.columns.iter().any(|column| is_money(&column)) && !columns.contains(&"commodity") {
        return Err(("a list with money selects `commodity`".into(), None));
    }
    Ok(())
}

/// Reads the rows of visible entities, in the view's own order.
pub(crate) fn read(
    id: &ViewId,
    list: &List,
    rows: &Rows,
    portfolio: &PortfolioRun,
    sees: &dyn Fn(&EntityKey) -> bool,
    coverage: &Coverage,
) -> ViewTable {
    let columns = rows.columns();
    let typed = list.columns.iter().filter_map(|column| {
        let data_type = rows.batch.column_by_name(&column.id)?.data_type().clone();
        Some(match data_type {
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => {
                Column::Date(columns.dates(&column.id)?)
            }
            DataType::Boolean => Column::Bool(columns.booleans(&column.id)?),
            other if other.is_numeric() => Column::Number(columns.numbers(&column.id)?),
            _ => Column::Text(columns.texts(&column.id)?),
        })
    });
    let typed = typed.collect::<Vec<_>>();
    let entity = columns.texts("entity");
    let (file, line) = (columns.texts("file"), columns.numbers("line"));
    let commodity = columns.texts("commodity");
    let mut found = Vec::new();
    for row in 0..rows.len() {
        let key = entity.as_ref().and_then(|column| EntityKey::parse(column.text(row)).ok());
        let Some(key) = key.filter(|key| sees(key)) else { continue };
        let place = file.as_ref().and_then(|column| column.get(row)).map(|file| {
            crate::evidence::place(file, line.as_ref().and_then(|column| column.get(row)))
        });
        found.push(ViewRow {
            entity: key,
            cells: typed.iter().map(|column| column.cell(row)).collect(),
            commodity: commodity.as_ref().and_then(|c| c.get(row)).map(str::to_owned),
            evidence: place,
        });
    }
    let missing = missing(list, portfolio, sees, coverage, &found);
    let (title, roles) = (list.title.clone(), list.roles.clone());
    ViewTable { id: id.clone(), title, roles, columns: list.columns.clone(), rows: found, missing }
}

fn missing(
    list: &List,
    portfolio: &PortfolioRun,
    sees: &dyn Fn(&EntityKey) -> bool,
    coverage: &Coverage,
    rows: &[ViewRow],
) -> Vec<(EntityKey, String)> {
    let fits = |entity: &&qd_model::Entity| {
        !entity.key.is_root()
            && sees(&entity.key)
            && (list.models.is_empty() || list.models.contains(&entity.model))
    };
    let visible = portfolio.entities.iter().filter(fits).collect::<Vec<_>>();
    let has_rows = |key: &EntityKey| rows.iter().any(|row| row.entity == *key);
    // A venture without a source beside others that have one does not do that kind of business;
    // where nobody has one, the list is a gap.
    let lacks = |entity: &EntityKey, table: &String| {
        !has_rows(entity) && coverage.without_source(entity, &list.needs).contains(table)
    };
    let nobody_has = |table: &&String| visible.iter().all(|entity| lacks(&entity.key, table));
    let root_has = |table: &&String| !lacks(&portfolio.root, table);
    let whose = match visible.as_slice() {
        [] => return Vec::new(),
        [only] => only.key.clone(),
        _ => portfolio.root.clone(),
    };
    let lacking = list.needs.iter().filter(|table| nobody_has(table) && !root_has(table));
    lacking.map(|table| (whose.clone(), format!("no source of {table}"))).collect()
}

/// Orders rows that a view left unordered, so that no hash order shows.
pub(crate) fn sort(table: &mut ViewTable) {
    let key = |row: &ViewRow| {
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::Null => String::new(),
            Cell::Text(text) => text.for_renderer().clone(),
            Cell::Number(number) => Decimal::to_string(number),
            Cell::Date(date) => date.to_string(),
            Cell::Bool(flag) => flag.to_string(),
        });
        (row.entity.clone(), row.evidence.clone(), cells.collect::<Vec<_>>())
    };
    table.rows.sort_by_cached_key(key);
}

//! Lists of things that reports print: rent rolls, ageing, pipelines. A view with a header.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::{Decimal, EntityKey, Evidence, Role, Unit, Untrusted, ViewId};

/// One value of a view's row.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum Cell {
    /// Nothing is recorded.
    Null,
    /// Text from outside.
    Text(Untrusted<String>),
    /// A number in the column's unit.
    Number(Decimal),
    /// A date.
    Date(NaiveDate),
    /// Yes or no.
    Bool(bool),
}

/// A column as the view's header declares it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Column {
    /// The column's name in the SELECT.
    pub id: String,
    /// The heading for people.
    pub title: String,
    /// The unit; `None` for text.
    pub unit: Option<Unit>,
    /// Claims that cents are shown.
    pub is_exact: bool,
}

/// One row, with where it came from.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ViewRow {
    /// Whose row it is.
    pub entity: EntityKey,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// The commodity of its money, if it has any.
    pub commodity: Option<String>,
    /// Where it came from.
    pub evidence: Option<Evidence>,
}

/// A view's rows of one evaluation, in the view's own order.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ViewTable {
    /// The stem of its file.
    pub id: ViewId,
    /// The name for people.
    pub title: String,
    /// Who may see it.
    pub roles: BTreeSet<Role>,
    /// What the rows hold.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<ViewRow>,
    /// Which tables have no source, for entities that have no row: printed as insufficient data.
    pub missing: Vec<(EntityKey, String)>,
}

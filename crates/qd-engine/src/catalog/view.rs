//! One view file: a SELECT, and a header if reports print it as a list.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::{Column, Diagnostic, Evidence, OperatingModel, Role, Unit, ViewId};

use super::CatalogFile;
use super::header::{Header, cut, problem};
use super::metric::{defined_in, read_models, read_over, read_roles};
use super::select::Select;

/// A named SELECT that others read.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) select: Select,
    pub(crate) list: Option<List>,
    pub(crate) is_over_scope: bool,
    pub(crate) text: String,
    pub(crate) defined_in: String,
}

impl View {
    /// Claims that its rows depend on which entities are visible.
    pub(crate) fn is_scoped(&self) -> bool {
        self.is_over_scope || self.select.opened.contains("measure")
    }
}

/// What a view's header declares for reports.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) title: String,
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) columns: Vec<Column>,
    pub(crate) needs: Vec<String>,
    pub(crate) models: Vec<OperatingModel>,
}

/// Reads every view file.
pub(super) fn read_all(
    files: &BTreeMap<ViewId, CatalogFile>,
    errors: &mut Vec<Diagnostic>,
) -> BTreeMap<ViewId, View> {
    let read = |(id, file): (&ViewId, &CatalogFile)| Some((id.clone(), read(file, errors)?));
    files.iter().filter_map(read).collect()
}

fn read(file: &CatalogFile, errors: &mut Vec<Diagnostic>) -> Option<View> {
    let place = file.place();
    let parts = match cut(&file.text) {
        Ok(parts) => parts,
        Err(message) => {
            errors.push(problem("catalog-header", Evidence::line(place, 1), message));
            return None;
        }
    };
    let mut header = Header::parse(&place, parts.header, errors)?;
    let is_over_scope = read_over(&mut header);
    header.text("grain");
    header.text("why");
    let list = if header.has("title") || header.has("columns") {
        Some(List {
            title: header.required("title"),
            roles: read_roles(&mut header),
            columns: read_columns(&mut header),
            needs: header.list("needs"),
            models: read_models(&mut header),
        })
    } else {
        header.list("needs");
        None
    };
    header.finish();
    let select = Select::parse(file, &parts, errors)?;
    let text = file.text.clone();
    Some(View { select, list, is_over_scope, text, defined_in: defined_in(file) })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    id: String,
    title: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    exact: bool,
}

fn read_columns(header: &mut Header<'_>) -> Vec<Column> {
    let Some(value) = header.raw("columns") else {
        let help = "`columns = [{ id = \"unit\", title = \"Unit\" }]`".to_owned();
        header.wrong("columns", "must say what the list shows".into(), Some(help));
        return Vec::new();
    };
    match value.try_into::<Vec<ColumnEntry>>() {
        Ok(entries) => entries
            .into_iter()
            .map(|entry| Column {
                title: entry.title.unwrap_or_else(|| entry.id.clone()),
                unit: entry.unit.as_deref().map(Unit::parse),
                is_exact: entry.exact,
                id: entry.id,
            })
            .collect(),
        Err(error) => {
            header.wrong("columns", error.message().to_owned(), None);
            Vec::new()
        }
    }
}

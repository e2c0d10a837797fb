//! Parameters: an entity's own, else the root's, else the catalog's default.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use qd_model::{Decimal, EntityKey, Evidence};

use crate::catalog::Catalog;
use crate::session::Columns;

/// A declared number as it holds for somebody.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Parameter {
    pub(crate) value: Decimal,
    pub(crate) unit: Option<String>,
    pub(crate) is_assumed: bool,
    pub(crate) note: Option<String>,
    pub(crate) place: Evidence,
}

/// Every declared number of a run.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    declared: BTreeMap<EntityKey, BTreeMap<String, Parameter>>,
    defaults: BTreeMap<String, Parameter>,
}

impl Parameters {
    /// Reads the rows of `parameter`; where an entity declares a name twice, the last row holds.
    pub(crate) fn new(catalog: &Catalog, rows: Option<&RecordBatch>) -> Self {
        let defaults = catalog.parameters.iter().map(|(name, default)| {
            let parameter = Parameter {
                value: default.value,
                unit: default.unit.clone(),
                is_assumed: default.is_assumed,
                note: default.source.clone(),
                place: default.place.clone(),
            };
            (name.clone(), parameter)
        });
        let mut parameters = Self { declared: BTreeMap::new(), defaults: defaults.collect() };
        if let Some(batch) = rows {
            parameters.read(Columns(batch));
        }
        parameters
    }

    fn read(&mut self, columns: Columns<'_>) -> Option<()> {
        let (entity, name) = (columns.texts("entity")?, columns.texts("name")?);
        let (value, unit) = (columns.numbers("value")?, columns.texts("unit")?);
        let (assumed, note) = (columns.booleans("assumed")?, columns.texts("note")?);
        let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
        for row in 0..columns.0.num_rows() {
            let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
            let Some(value) = value.get(row) else { continue };
            let parameter = Parameter {
                value: value.normalized(),
                unit: unit.get(row).map(str::to_owned),
                is_assumed: assumed.get(row).unwrap_or_default(),
                note: note.get(row).map(str::to_owned),
                place: crate::evidence::place(file.text(row), line.get(row)),
            };
            self.declared.entry(key).or_default().insert(name.text(row).to_owned(), parameter);
        }
        Some(())
    }

    /// The number of that name as it holds for an entity.
    pub(crate) fn find(&self, entity: &EntityKey, name: &str) -> Option<&Parameter> {
        let root = EntityKey::root(entity.portfolio()).ok()?;
        let declared = |key: &EntityKey| self.declared.get(key).and_then(|own| own.get(name));
        declared(entity).or_else(|| declared(&root)).or_else(|| self.defaults.get(name))
    }

    /// Claims that an entity declares that name itself.
    pub(crate) fn is_own(&self, entity: &EntityKey, name: &str) -> bool {
        self.declared.get(entity).is_some_and(|own| own.contains_key(name))
    }

    /// Every name that holds for an entity, in order.
    pub(crate) fn all(&self, entity: &EntityKey) -> BTreeMap<&str, &Parameter> {
        let mut all =
            self.defaults.iter().map(|(name, p)| (name.as_str(), p)).collect::<BTreeMap<_, _>>();
        let root = EntityKey::root(entity.portfolio()).ok();
        for key in root.iter().chain([entity]) {
            let own = self.declared.get(key).into_iter().flatten();
            all.extend(own.map(|(name, parameter)| (name.as_str(), parameter)));
        }
        all
    }

    /// What a header's patterns say of an entity: the names without a number, and whether any of
    /// the others is an assumption.
    pub(crate) fn check(&self, entity: &EntityKey, patterns: &[String]) -> (Vec<String>, bool) {
        let (mut absent, mut is_assumed) = (Vec::new(), false);
        for pattern in patterns {
            let mut found = false;
            match pattern.strip_suffix('*') {
                None => {
                    if let Some(parameter) = self.find(entity, pattern) {
                        (found, is_assumed) = (true, is_assumed | parameter.is_assumed);
                    }
                }
                Some(prefix) => {
                    for (name, parameter) in self.all(entity) {
                        if name.starts_with(prefix) {
                            (found, is_assumed) = (true, is_assumed | parameter.is_assumed);
                        }
                    }
                }
            }
            if !found {
                absent.push(format!("parameter {pattern}"));
            }
        }
        (absent, is_assumed)
    }
}

//! The facts of one test case, by INSERT, and the run that they make.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use qd_facts::{ColumnType, FactCell, FactRows, tables};
use qd_model::{
    Calendar, Commodity, Decimal, Entity, EntityKey, Evidence, OperatingModel, SourceId,
    SourceStatus,
};

use crate::input::{PortfolioRun, RunInput};
use crate::session::Inserted;

/// A fact row as a test gives it.
#[derive(Clone, Debug)]
struct TestRow {
    entity: EntityKey,
    source: String,
    place: Evidence,
    cells: Vec<FactCell>,
}

/// What a test has said so far.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) as_of: NaiveDate,
    model: OperatingModel,
    calendar: Calendar,
    rows: BTreeMap<&'static str, Vec<TestRow>>,
    entities: BTreeMap<EntityKey, Entity>,
    statuses: Vec<(SourceStatus, Vec<String>)>,
}

impl Case {
    /// Starts without facts; entities that rows name get this model.
    pub(crate) fn new(model: OperatingModel) -> Self {
        Self {
            as_of: NaiveDate::default(),
            model,
            calendar: Calendar::default(),
            rows: BTreeMap::new(),
            entities: BTreeMap::new(),
            statuses: Vec::new(),
        }
    }

    /// Applies `SET name = value`.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "quarterdeck.as_of" => {
                self.as_of = value.parse().map_err(|_| format!("not a date: {value}"))?;
            }
            "quarterdeck.fiscal_year_start" => {
                let month = value.parse::<u32>().ok().filter(|month| (1..=12).contains(month));
                let month = month.ok_or_else(|| format!("not a month: {value}"))?;
                self.calendar = Calendar { fiscal_year_start: month };
            }
            _ => return Err(format!("there is no setting `{name}`")),
        }
        Ok(())
    }

    /// Adds rows.
    pub(crate) fn insert(&mut self, inserted: &Inserted) -> Result<(), String> {
        for row in &inserted.rows {
            let cells = inserted.columns.iter().map(String::as_str).zip(row);
            let cells = cells.map(|(name, cell)| (name, cell.as_deref())).collect();
            match inserted.table.as_str() {
                "entity" => self.add_entity(&cells)?,
                "source_status" => self.add_status(&cells)?,
                table => self.add_row(table, &cells)?,
            }
        }
        Ok(())
    }

    fn name(&mut self, key: &EntityKey) {
        let root = EntityKey::root(key.portfolio()).expect("a key's portfolio");
        for (key, model) in [(&root, OperatingModel::Generic), (key, self.model)] {
            let currency = Commodity::new("USD");
            self.entities.entry(key.clone()).or_insert_with(|| Entity {
                key: key.clone(),
                name: key.short().to_owned(),
                model: if key.is_root() { OperatingModel::Generic } else { model },
                parent: None,
                currency,
                ownership: Decimal::ONE,
            });
        }
    }

    fn add_entity(&mut self, cells: &BTreeMap<&str, Option<&str>>) -> Result<(), String> {
        let key = key(cells)?;
        self.name(&key);
        let entity = self.entities.get_mut(&key).expect("just named");
        for (column, cell) in cells {
            let Some(text) = cell else { continue };
            match *column {
                "entity" => {}
                "name" => entity.name = (*text).to_owned(),
                "model" => {
                    let model = OperatingModel::parse(text);
                    entity.model = model.ok_or_else(|| format!("no operating model: {text}"))?;
                }
                "currency" => entity.currency = Commodity::new(*text),
                "parent" => {
                    let parent = EntityKey::parse(text).map_err(|error| error.to_string())?;
                    entity.parent = Some(parent);
                }
                "ownership" => {
                    entity.ownership = text.parse().map_err(|_| format!("not a share: {text}"))?;
                }
                other => return Err(format!("`entity` takes no column `{other}`")),
            }
        }
        Ok(())
    }

    fn add_status(&mut self, cells: &BTreeMap<&str, Option<&str>>) -> Result<(), String> {
        let entity = key(cells)?;
        self.name(&entity);
        let get = |name: &str| cells.get(name).copied().flatten();
        let date = |name: &str| {
            let parse = |text: &str| text.parse().map_err(|_| format!("not a date: {text}"));
            get(name).map(parse).transpose()
        };
        let number = |name: &str| get(name).and_then(|text| text.parse().ok()).unwrap_or(0);
        let covers: (Option<NaiveDate>, Option<NaiveDate>) =
            (date("covers_start")?, date("covers_end")?);
        let source = get("source").unwrap_or("test");
        let status = SourceStatus {
            source: SourceId::new(source).map_err(|error| error.to_string())?,
            entity,
            kind: get("kind").unwrap_or("csv").to_owned(),
            path: get("path").unwrap_or("test").to_owned(),
            rows: Vec::new(),
            n_skipped: number("n_skipped"),
            first_date: date("first_date")?,
            last_date: date("last_date")?,
            covers: covers.0.zip(covers.1),
            is_assumed: get("is_assumed") == Some("true"),
            is_missing: get("is_missing") == Some("true"),
            n_diagnostics: number("n_diagnostics"),
        };
        let tables = get("tables").unwrap_or_default().split_whitespace().map(str::to_owned);
        self.statuses.push((status, tables.collect()));
        Ok(())
    }

    fn add_row(&mut self, name: &str, cells: &BTreeMap<&str, Option<&str>>) -> Result<(), String> {
        let table = tables::find(name).ok_or_else(|| {
            let help = crate::catalog::did_you_mean(name, tables::ALL.iter().map(|t| t.name));
            format!("there is no fact table `{name}`; {}", help.unwrap_or_default())
        })?;
        let entity = key(cells)?;
        self.name(&entity);
        let get = |name: &str| cells.get(name).copied().flatten();
        let rows = self.rows.entry(table.name).or_default();
        let number = rows.len() as u32 + 1;
        let line = get("line").map_or(Ok(number), str::parse).map_err(|_| "not a line")?;
        let mut row = TestRow {
            entity,
            source: get("source").unwrap_or("test").to_owned(),
            place: Evidence::line(get("file").unwrap_or("test"), line),
            cells: Vec::new(),
        };
        for column in table.columns {
            let given = cells.get(column.name).copied();
            let cell = match given {
                Some(Some(text)) => read(column.column_type, text)?,
                Some(None) => FactCell::Null,
                None if column.is_optional => FactCell::Null,
                None => {
                    default(column.name, column.column_type, self.as_of, number, get("account"))
                }
            };
            row.cells.push(cell);
        }
        for column in cells.keys() {
            let known = table.column(column).is_some()
                || ["entity", "source", "file", "line"].contains(column);
            if !known {
                let names = table.columns.iter().map(|column| column.name);
                let help = crate::catalog::did_you_mean(column, names).unwrap_or_default();
                return Err(format!("`{name}` has no column `{column}`; {help}"));
            }
        }
        rows.push(row);
        Ok(())
    }

    /// The entities of each portfolio, roots left out.
    pub(super) fn members(&self) -> BTreeMap<EntityKey, Vec<EntityKey>> {
        let mut members = BTreeMap::<EntityKey, Vec<EntityKey>>::new();
        for key in self.entities.keys() {
            let root = EntityKey::root(key.portfolio()).expect("a key's portfolio");
            let own = members.entry(root).or_default();
            if !key.is_root() {
                own.push(key.clone());
            }
        }
        members
    }

    /// Copies a portfolio's rows to another: all entities, or one alone. The root's parameters and
    /// prices hold for everybody and go along.
    pub(super) fn copy(&mut self, from: &EntityKey, to: &str, only: Option<&EntityKey>) {
        let root = EntityKey::root(to).expect("a kebab word");
        let moved = |key: &EntityKey| match key.is_root() {
            true => root.clone(),
            false => root.member(key.short()).expect("a kebab word"),
        };
        let belongs = |key: &EntityKey| key.portfolio() == from.portfolio();
        let goes =
            |key: &EntityKey| belongs(key) && only.is_none_or(|only| key == only || key.is_root());
        let copies = self.entities.values().filter(|entity| goes(&entity.key)).map(|entity| {
            let parent = entity.parent.as_ref().filter(|parent| goes(parent)).map(&moved);
            Entity { key: moved(&entity.key), parent, ..entity.clone() }
        });
        let copies = copies.collect::<Vec<_>>();
        self.entities.extend(copies.into_iter().map(|entity| (entity.key.clone(), entity)));
        for (table, rows) in &mut self.rows {
            let is_shared = matches!(*table, "parameter" | "price");
            let stays = |row: &&TestRow| {
                goes(&row.entity) && (only.is_none() || is_shared || !row.entity.is_root())
            };
            let copies = rows.iter().filter(stays).map(|row| {
                let entity = moved(&row.entity);
                TestRow { entity, ..row.clone() }
            });
            let copies = copies.collect::<Vec<_>>();
            rows.extend(copies);
        }
        let copies = self.statuses.iter().filter(|(status, _)| goes(&status.entity));
        let copies = copies.map(|(status, tables)| {
            (SourceStatus { entity: moved(&status.entity), ..status.clone() }, tables.clone())
        });
        let copies = copies.collect::<Vec<_>>();
        self.statuses.extend(copies);
    }

    /// The run that the facts make.
    pub(crate) fn input(&self) -> Result<RunInput, String> {
        let mut facts = BTreeMap::new();
        for (name, rows) in &self.rows {
            let table = tables::find(name).expect("checked when inserted");
            let mut batch = FactRows::new(table);
            for row in rows {
                let (entity, source) = (row.entity.as_str(), row.source.as_str());
                batch.push(entity, source, &row.place, &row.cells).map_err(|e| e.to_string())?;
            }
            facts.insert(*name, batch.finish());
        }
        let roots = self.entities.keys().filter(|key| key.is_root());
        let portfolios = roots.map(|root| self.portfolio(root)).collect();
        let instant = self.as_of.and_time(NaiveTime::MIN).and_utc();
        Ok(RunInput { facts, portfolios, as_of: self.as_of, instant })
    }

    fn portfolio(&self, root: &EntityKey) -> PortfolioRun {
        let belongs = |key: &EntityKey| key.portfolio() == root.portfolio();
        let entities = self.entities.values().filter(|entity| belongs(&entity.key));
        let mut statuses = Vec::<SourceStatus>::new();
        for (status, tables) in self.statuses.iter().filter(|(s, _)| belongs(&s.entity)) {
            let rows = tables.iter().map(|table| (table.clone(), 0)).collect();
            statuses.push(SourceStatus { rows, ..status.clone() });
        }
        statuses.extend(self.statuses_of_rows(root, &statuses));
        PortfolioRun {
            root: root.clone(),
            name: root.to_string(),
            calendar: self.calendar,
            timezone: Tz::UTC,
            currency: self.entities[root].currency.clone(),
            entities: entities.cloned().collect(),
            accepts: Vec::new(),
            statuses,
            source_tables: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

impl Case {
    /// What became of the sources that a test only names in its rows.
    fn statuses_of_rows(&self, root: &EntityKey, declared: &[SourceStatus]) -> Vec<SourceStatus> {
        let mut found = BTreeMap::<(&EntityKey, &str), SourceStatus>::new();
        for (name, rows) in &self.rows {
            let table = tables::find(name).expect("checked when inserted");
            let dated = table
                .business_date
                .and_then(|date| table.columns.iter().position(|column| column.name == date));
            for row in rows.iter().filter(|row| row.entity.portfolio() == root.portfolio()) {
                let is_declared = |status: &SourceStatus| {
                    status.source.as_str() == row.source && status.entity == row.entity
                };
                let Ok(source) = SourceId::new(row.source.as_str()) else { continue };
                if declared.iter().any(is_declared) {
                    continue;
                }
                let status = found.entry((&row.entity, &row.source)).or_insert(SourceStatus {
                    source,
                    entity: row.entity.clone(),
                    kind: "csv".into(),
                    path: "test".into(),
                    rows: Vec::new(),
                    n_skipped: 0,
                    first_date: None,
                    last_date: None,
                    covers: None,
                    is_assumed: false,
                    is_missing: false,
                    n_diagnostics: 0,
                });
                let date = dated.and_then(|index| match &row.cells[index] {
                    FactCell::Date(date) => Some(*date),
                    FactCell::Timestamp(at) => Some(at.date_naive()),
                    _ => None,
                });
                for date in date.into_iter().filter(|date| *date <= self.as_of) {
                    status.first_date = Some(status.first_date.map_or(date, |d| d.min(date)));
                    status.last_date = Some(status.last_date.map_or(date, |d| d.max(date)));
                }
                match status.rows.iter_mut().find(|(known, _)| known == name) {
                    Some((_, n)) => *n += 1,
                    None => status.rows.push(((*name).to_owned(), 1)),
                }
            }
        }
        found.into_values().collect()
    }
}

fn key(cells: &BTreeMap<&str, Option<&str>>) -> Result<EntityKey, String> {
    let text = cells.get("entity").copied().flatten().ok_or("INSERT names `entity`")?;
    EntityKey::parse(text).map_err(|error| format!("`entity`: {error}"))
}

fn read(column_type: ColumnType, text: &str) -> Result<FactCell, String> {
    let wrong = || format!("takes {}, found: {text}", column_type.as_str());
    let cell = match column_type {
        ColumnType::Text => Some(FactCell::from(text)),
        ColumnType::Date => text.parse().ok().map(FactCell::Date),
        ColumnType::Timestamp => instant(text).map(FactCell::Timestamp),
        ColumnType::Number | ColumnType::Cost => text.parse().ok().map(FactCell::Number),
        ColumnType::Integer => text.parse().ok().map(FactCell::Integer),
        ColumnType::Boolean => text.parse().ok().map(FactCell::Boolean),
    };
    cell.ok_or_else(wrong)
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim_end_matches('Z').replace('T', " ");
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN));
    let at = chrono::NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S").ok();
    at.or_else(day).map(|at| at.and_utc())
}

/// What a required column holds where a test does not care.
fn default(
    name: &str,
    column_type: ColumnType,
    as_of: NaiveDate,
    number: u32,
    account: Option<&str>,
) -> FactCell {
    match (column_type, name) {
        (ColumnType::Text, "commodity" | "currency" | "billing_currency" | "quote") => "USD".into(),
        (ColumnType::Text, "transaction" | "id") => number.to_string().into(),
        (ColumnType::Text, "account_type") => {
            let chart = qd_facts::Chart::default();
            let key = EntityKey::root("test").expect("a kebab word");
            chart.account_type(&key, account.unwrap_or_default(), None).into()
        }
        (ColumnType::Text, "properties") => "{}".into(),
        (ColumnType::Text, _) => "".into(),
        (ColumnType::Date, _) => as_of.into(),
        (ColumnType::Timestamp, _) => as_of.and_time(NaiveTime::MIN).and_utc().into(),
        (ColumnType::Number | ColumnType::Cost, _) => Decimal::ZERO.into(),
        (ColumnType::Integer, _) => 0.into(),
        (ColumnType::Boolean, _) => false.into(),
    }
}

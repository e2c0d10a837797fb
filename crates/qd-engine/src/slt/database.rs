//! The "database" that sqllogictest talks to: a case, evaluated when something is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use qd_model::OperatingModel;
use serde_json::Value as Json;
use sqllogictest::{DBOutput, DefaultColumnType};

use super::laws;
use super::{Case, Subject};
use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::session::{self, Session, TestStatement};

/// Sessions by as_of, one engine at a time: functions are made and SQL is planned once.
#[derive(Clone, Default)]
pub(super) struct Sessions(Arc<Mutex<BTreeMap<NaiveDate, Arc<Session>>>>);

impl Sessions {
    fn get(&self, as_of: NaiveDate) -> Arc<Session> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Session::new(as_of).keeping_plans());
        Arc::clone(known.entry(as_of).or_insert_with(new))
    }
}

/// One test file's state.
pub(super) struct Database {
    catalog: Catalog,
    subject: Subject,
    sessions: Sessions,
    case: Case,
    results: Option<Engine>,
    plain: Option<Engine>,
    is_alone: bool,
}

/// Why a statement failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct CaseError(String);

impl Database {
    pub(super) fn new(catalog: Catalog, subject: Subject, sessions: Sessions) -> Self {
        let model = subject.model(&catalog).unwrap_or(OperatingModel::Generic);
        Self {
            catalog,
            subject,
            sessions,
            case: Case::new(model),
            results: None,
            plain: None,
            is_alone: false,
        }
    }

    /// Leaves the decoys out, to tell whether they make the difference.
    pub(super) fn alone(self) -> Self {
        Self { is_alone: true, ..self }
    }

    fn forget(&mut self) {
        (self.results, self.plain) = (None, None);
    }

    fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, String> {
        match session::parse_test(sql).map_err(|error| error.message)? {
            TestStatement::Insert(inserted) => {
                self.forget();
                self.case.insert(&inserted)?;
                Ok(DBOutput::StatementComplete(inserted.rows.len() as u64))
            }
            TestStatement::Set { name, value } => {
                self.forget();
                self.case.set(&name, &value)?;
                Ok(DBOutput::StatementComplete(0))
            }
            TestStatement::Reset => {
                let model = self.subject.model(&self.catalog).unwrap_or(OperatingModel::Generic);
                self.case = Case::new(model);
                self.forget();
                Ok(DBOutput::StatementComplete(0))
            }
            TestStatement::Select => self.select(sql),
        }
    }

    fn select(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, String> {
        const RESULTS: [&str; 4] = ["measure", "finding", "claim", "action"];
        let relations = session::parse(sql).map_err(|error| error.message)?.relations;
        self.evaluate()?;
        let engine = match relations.iter().all(|name| RESULTS.contains(&name.as_str())) {
            true => self.results.as_ref().expect("just evaluated"),
            false => self.plain()?,
        };
        let answer = engine.query(sql).map_err(|error| error.to_string())?;
        let rows = answer.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
        let types = vec![DefaultColumnType::Any; answer.columns.len()];
        Ok(DBOutput::Rows { types, rows })
    }

    /// Evaluates the case beside its decoys, checks the laws, then forgets the decoys' results.
    fn evaluate(&mut self) -> Result<(), String> {
        if self.results.is_some() {
            return Ok(());
        }
        if self.is_alone {
            self.results = Some(self.engine(&self.case)?);
            return Ok(());
        }
        let mut crowd = self.case.clone();
        let decoys = laws::add_decoys(&mut crowd, self.subject.spans_entities(&self.catalog));
        let mut engine = self.engine(&crowd)?;
        laws::check(&engine, &self.subject, &decoys)?;
        engine.keep(|root| !decoys.holds(root));
        self.results = Some(engine);
        Ok(())
    }

    /// The case without decoys, for queries of facts and views.
    fn plain(&mut self) -> Result<&Engine, String> {
        if self.plain.is_none() {
            self.plain = Some(self.engine(&self.case)?);
        }
        Ok(self.plain.as_ref().expect("just made"))
    }

    fn engine(&self, case: &Case) -> Result<Engine, String> {
        let input = case.input()?;
        let session = self.sessions.get(input.as_of);
        Engine::with_session(self.catalog.clone(), input, session)
            .map_err(|error| error.to_string())
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => "NULL".into(),
        Json::String(text) if text.is_empty() => "(empty)".into(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl sqllogictest::DB for Database {
    type Error = CaseError;
    type ColumnType = DefaultColumnType;

    fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, CaseError> {
        Database::run(self, sql).map_err(CaseError)
    }

    fn engine_name(&self) -> &str {
        "quarterdeck"
    }
}

//! Answers SQL that a person typed: facts, views and results, read-only.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;
use qd_model::Period;
use serde::Serialize;
use serde_json::Value as Json;

use crate::catalog::did_you_mean;
use crate::engine::{Computed, Engine, on_large_stack, whole_scope};
use crate::evaluate::Frame;
use crate::relations::{self, Cell, Relation};
use crate::session::{self, Rows, SqlError};
use crate::{EngineError, findings};

/// The answer to a query.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct QueryResult {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, one value a column; decimals are strings, so that no digit is lost.
    pub rows: Vec<Vec<Json>>,
}

impl Engine {
    /// Runs one SELECT over every fact table, view and result of the run.
    pub fn query(&self, sql: &str) -> Result<QueryResult, EngineError> {
        on_large_stack(|| self.run_query(sql))
    }

    fn run_query(&self, sql: &str) -> Result<QueryResult, EngineError> {
        let wrong = |error: SqlError| EngineError::Sql {
            message: match error.line {
                Some(line) if line > 1 => format!("{} (line {line})", error.message),
                _ => error.message,
            },
            help: None,
        };
        let parsed = session::parse(sql.trim().trim_end_matches(';')).map_err(|error| {
            match session::is_statement(sql) {
                true => EngineError::Sql {
                    message: "only SELECT is allowed: nothing is changed by a query".into(),
                    help: Some("facts change in the sources, settings in quarterdeck.toml".into()),
                },
                false => wrong(error),
            }
        })?;
        let catalog = self.catalog();
        let session = &self.workspace.session;
        self.workspace.prepare(&parsed.relations)?;
        for name in &parsed.relations {
            match name.as_str() {
                "measure" => self.put_measures(sql)?,
                "finding" => session.put_rows("finding", self.findings()),
                "claim" => session.put_rows("claim", self.claims()),
                "action" => session.put_rows("action", self.actions()),
                _ => {}
            }
            let view = catalog.views.keys().find(|id| id.as_str() == name);
            if let Some(id) = view {
                self.workspace.view(catalog, id)?;
            }
        }
        self.check_relations(&parsed.relations)?;
        let rows = session.plan(&parsed).and_then(|planned| session.collect(&planned));
        Ok(answer(&rows.map_err(wrong)?))
    }

    /// Refuses a relation that is neither a table nor a view, and names the one that is meant.
    fn check_relations(&self, relations: &BTreeSet<String>) -> Result<(), EngineError> {
        let known = self.workspace.session.table_names();
        let views = self.catalog().views.keys().map(|id| id.as_str().to_owned());
        let known = known.into_iter().chain(views).collect::<BTreeSet<_>>();
        let Some(unknown) = relations.iter().find(|name| !known.contains(*name)) else {
            return Ok(());
        };
        let meant = did_you_mean(unknown, known.iter().map(String::as_str));
        let list = "docs/tables.md lists the tables, `quarterdeck catalog list` the views";
        Err(EngineError::Sql {
            message: format!("there is no table or view `{unknown}`"),
            help: Some(meant.map_or(list.to_owned(), |meant| format!("{meant}; {list}"))),
        })
    }

    /// Puts all measures in place, and those of the days and weeks that the SQL names.
    fn put_measures(&self, sql: &str) -> Result<(), EngineError> {
        let mut all = self.all_computed().map(|computed| &computed.measures).collect::<Vec<_>>();
        let is_single = |period: &Period| matches!(period, Period::Day(_) | Period::Week(_));
        let named = sql.split('\'').filter_map(|word| Period::parse(word).ok());
        let named = named.filter(is_single).collect::<BTreeSet<_>>();
        let mut single = Vec::new();
        if !named.is_empty() {
            for portfolio in &self.portfolios {
                let scope = whole_scope(portfolio);
                let frame = Frame::new(&self.shared, portfolio, &scope, self.raws.clone());
                single.push(frame.at(&named)?);
            }
        }
        all.extend(&single);
        self.workspace.put_measures(relations::measures(all));
        Ok(())
    }

    fn all_computed(&self) -> impl Iterator<Item = &Computed> {
        self.whole.values().map(AsRef::as_ref)
    }

    fn findings(&self) -> arrow::array::RecordBatch {
        let mut relation = Relation::new(&[
            ("rule", 't'),
            ("entity", 't'),
            ("subject", 't'),
            ("severity", 't'),
            ("verdict", 't'),
            ("title", 't'),
            ("detail", 't'),
            ("evidence", 't'),
            ("value_at_stake", 'n'),
            ("effort_hours", 'n'),
            ("first_edition", 'i'),
            ("is_accepted", 'b'),
        ]);
        for finding in self.all_computed().flat_map(|computed| &computed.findings) {
            let portfolio = self.portfolio(&finding.entity).ok();
            let subject = finding.subject.for_renderer();
            let is_accepted = portfolio.is_some_and(|portfolio| {
                findings::is_accepted(portfolio, self.as_of(), &finding.rule, subject)
            });
            relation.push(&[
                Cell::Text(Some(finding.rule.as_str())),
                Cell::Text(Some(finding.entity.as_str())),
                Cell::Text(Some(subject)),
                Cell::Text(Some(finding.severity.as_str())),
                Cell::Text(Some(finding.verdict.as_str())),
                Cell::Text(Some(&finding.title)),
                Cell::Text(finding.detail.as_ref().map(|text| text.for_renderer().as_str())),
                Cell::Text(Some(&joined(&finding.evidence))),
                Cell::Number(finding.value_at_stake),
                Cell::Number(finding.effort_hours),
                Cell::Count(finding.first_edition.map(i64::from)),
                Cell::Flag(Some(is_accepted)),
            ]);
        }
        relation.finish()
    }

    fn claims(&self) -> arrow::array::RecordBatch {
        let mut relation = Relation::new(&[
            ("id", 't'),
            ("entity", 't'),
            ("statement", 't'),
            ("metric", 't'),
            ("rule", 't'),
            ("stated", 'n'),
            ("stated_high", 'n'),
            ("computed", 'n'),
            ("missing", 't'),
            ("unit", 't'),
            ("verdict", 't'),
            ("evidence", 't'),
        ]);
        for claim in self.all_computed().flat_map(|computed| &computed.claims) {
            let metric = claim.figure.as_ref().map(|figure| figure.key().metric.as_str());
            let missing = claim.computed.reason().map(qd_model::Reason::sentence);
            relation.push(&[
                Cell::Text(Some(&claim.id)),
                Cell::Text(Some(claim.entity.as_str())),
                Cell::Text(Some(claim.statement.for_renderer())),
                Cell::Text(metric),
                Cell::Text(claim.rule.as_ref().map(qd_model::RuleId::as_str)),
                Cell::Number(claim.stated.number()),
                Cell::Number(claim.stated_high),
                Cell::Number(claim.computed.number()),
                Cell::Text(missing.as_deref()),
                Cell::Text(Some(&claim.unit)),
                Cell::Text(Some(claim.verdict.as_str())),
                Cell::Text(Some(&joined(&claim.evidence))),
            ]);
        }
        relation.finish()
    }

    fn actions(&self) -> arrow::array::RecordBatch {
        let mut relation = Relation::new(&[
            ("id", 't'),
            ("entity", 't'),
            ("text", 't'),
            ("owner", 't'),
            ("due", 'd'),
            ("hours", 'n'),
            ("cash", 'n'),
            ("gain", 'n'),
            ("per_day", 'n'),
            ("rule", 't'),
            ("place", 'i'),
            ("start", 'd'),
            ("finish", 'd'),
            ("net", 'n'),
            ("chance", 'n'),
            ("late_after", 'd'),
            ("late_loss", 'n'),
            ("evidence", 't'),
        ]);
        let open = self.portfolios.iter().flat_map(|portfolio| {
            let scope = whole_scope(portfolio);
            let computed = &self.whole[&portfolio.root];
            &computed.actions(self, portfolio, &|key| scope.sees(key)).open
        });
        for action in open {
            let planned = action.place.planned();
            relation.push(&[
                Cell::Text(Some(&action.id)),
                Cell::Text(Some(action.entity.as_str())),
                Cell::Text(Some(action.text.for_renderer())),
                Cell::Text(action.owner.as_deref()),
                Cell::Date(action.due),
                Cell::Number(action.hours),
                Cell::Number(action.cash),
                Cell::Number(action.gain),
                Cell::Number(action.per_day),
                Cell::Text(action.rule.as_ref().map(qd_model::RuleId::as_str)),
                Cell::Count(planned.map(|planned| i64::from(planned.place))),
                Cell::Date(planned.map(|planned| planned.start)),
                Cell::Date(planned.map(|planned| planned.end)),
                Cell::Number(planned.map(|planned| planned.net)),
                Cell::Number(planned.map(|planned| planned.chance)),
                Cell::Date(planned.map(|planned| planned.late_after)),
                Cell::Number(planned.map(|planned| planned.late_loss)),
                Cell::Text(Some(&joined(&action.evidence))),
            ]);
        }
        relation.finish()
    }
}

fn joined(evidence: &[qd_model::Evidence]) -> String {
    evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Turns rows into JSON values, by column.
pub(crate) fn answer(rows: &Rows) -> QueryResult {
    let schema = rows.batch.schema();
    let columns = schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
    let mut answer = vec![Vec::with_capacity(columns.len()); rows.len()];
    for (index, field) in schema.fields().iter().enumerate() {
        let values = json(rows, index, field.data_type());
        for (row, value) in answer.iter_mut().zip(values) {
            row.push(value);
        }
    }
    QueryResult { columns, rows: answer }
}

fn json(rows: &Rows, index: usize, data_type: &DataType) -> Vec<Json> {
    let column = rows.batch.column(index);
    let name = rows.batch.schema().field(index).name().clone();
    let one = rows.batch.project(&[index]).unwrap_or_else(|_| rows.batch.clone());
    let columns = session::Columns(&one);
    let each = |value: &dyn Fn(usize) -> Option<Json>| {
        (0..rows.len()).map(|row| value(row).unwrap_or(Json::Null)).collect::<Vec<_>>()
    };
    match data_type {
        DataType::Boolean => {
            let flags = column.as_boolean();
            each(&|row| flags.is_valid(row).then(|| Json::from(flags.value(row))))
        }
        DataType::Decimal128(_, _) => match columns.numbers(&name) {
            Some(numbers) => {
                each(&|row| Some(Json::from(numbers.get(row)?.normalized().to_string())))
            }
            None => each(&|_| None),
        },
        other if other.is_integer() => match columns.texts(&name) {
            Some(texts) => each(&|row| serde_json::from_str(texts.get(row)?).ok()),
            None => each(&|_| None),
        },
        DataType::Float32 | DataType::Float64 => {
            let floats = arrow::compute::cast(column, &DataType::Float64).ok();
            each(&|row| {
                let floats = floats.as_ref()?.as_primitive::<arrow::datatypes::Float64Type>();
                floats.is_valid(row).then(|| Json::from(floats.value(row)))
            })
        }
        _ => match columns.texts(&name) {
            Some(texts) => each(&|row| texts.get(row).map(Json::from)),
            None => each(&|_| None),
        },
    }
}

//! The statements of `.slt` files: INSERT of literals, SET, RESET. Nothing here reaches a table.

use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{
    Expr, Insert, ObjectName, Query, Set, SetExpr, Statement as Inner, TableObject, UnaryOperator,
    Value,
};

use super::{SqlError, sql_error};

/// A statement of a test file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum TestStatement {
    /// Rows by column name.
    Insert(Inserted),
    /// `SET name = value`.
    Set { name: String, value: String },
    /// `RESET facts`.
    Reset,
    /// A SELECT.
    Select,
}

/// Rows of literals: text, or nothing.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Inserted {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Option<String>>>,
}

/// Reads one statement of a test file.
pub(crate) fn parse_test(sql: &str) -> Result<TestStatement, SqlError> {
    let words = sql.trim().trim_end_matches(';').split_whitespace().collect::<Vec<_>>();
    if let [reset, facts] = words[..]
        && reset.eq_ignore_ascii_case("reset")
        && facts.eq_ignore_ascii_case("facts")
    {
        return Ok(TestStatement::Reset);
    }
    let mut statements = DFParserBuilder::new(sql)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| sql_error(&error))?;
    let other = |what: &str| SqlError { message: format!("a test takes {what}"), line: None };
    match statements.pop_front() {
        Some(Statement::Statement(inner)) if statements.is_empty() => match *inner {
            Inner::Query(_) => Ok(TestStatement::Select),
            Inner::Insert(insert) => inserted(insert).map(TestStatement::Insert),
            Inner::Set(Set::SingleAssignment { variable, values, .. }) => {
                let value = values.first().map(literal).transpose()?.flatten();
                let value = value.ok_or_else(|| other("SET name = 'value'"))?;
                Ok(TestStatement::Set { name: name(&variable), value })
            }
            _ => Err(other("INSERT, SET, RESET facts and SELECT")),
        },
        Some(Statement::Reset(_)) => Ok(TestStatement::Reset),
        _ => Err(other("one INSERT, SET, RESET facts or SELECT at a time")),
    }
}

fn name(object: &ObjectName) -> String {
    let parts = object.0.iter().filter_map(|part| part.as_ident());
    parts.map(|part| part.value.to_lowercase()).collect::<Vec<_>>().join(".")
}

fn inserted(insert: Insert) -> Result<Inserted, SqlError> {
    let wrong = |message: &str| SqlError { message: message.into(), line: None };
    let TableObject::TableName(table) = &insert.table else {
        return Err(wrong("INSERT names a table"));
    };
    let columns = insert.columns.iter().map(name).collect::<Vec<_>>();
    if columns.is_empty() {
        return Err(wrong("INSERT names its columns"));
    }
    let Some(Query { body, .. }) = insert.source.as_deref() else {
        return Err(wrong("INSERT takes VALUES"));
    };
    let SetExpr::Values(values) = &**body else {
        return Err(wrong("INSERT takes VALUES"));
    };
    let rows = values.rows.iter().map(|row| {
        let cells = row.iter().map(literal).collect::<Result<Vec<_>, _>>()?;
        match cells.len() == columns.len() {
            true => Ok(cells),
            false => {
                let (n_columns, n_cells) = (columns.len(), cells.len());
                Err(wrong(&format!("{n_columns} columns and {n_cells} values")))
            }
        }
    });
    Ok(Inserted { table: name(table), rows: rows.collect::<Result<_, _>>()?, columns })
}

/// A literal as text; `None` for NULL.
fn literal(expr: &Expr) -> Result<Option<String>, SqlError> {
    match expr {
        Expr::Value(value) => Ok(match &value.value {
            Value::Null => None,
            Value::Number(number, _) => Some(number.to_string()),
            Value::Boolean(flag) => Some(flag.to_string()),
            other => Some(other.clone().into_string().unwrap_or_default()),
        }),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => {
            Ok(literal(expr)?.map(|number| format!("-{number}")))
        }
        Expr::UnaryOp { op: UnaryOperator::Plus, expr } => literal(expr),
        Expr::TypedString(typed) => {
            Ok(Some(typed.value.value.clone().into_string().unwrap_or_default()))
        }
        other => {
            let message = format!("INSERT takes literals, found: {other}");
            Err(SqlError { message, line: None })
        }
    }
}

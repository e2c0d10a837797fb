//! Small runs for tests: a catalog of a few files over facts that INSERT gives, as in `.slt` files.

use qd_model::{EntityKey, Evaluation, FigureId, Measure, OperatingModel, Scope};

use crate::catalog::{Catalog, CatalogFile};
use crate::engine::{Engine, whole_scope};
use crate::input::NoPrior;
use crate::session::{TestStatement, parse_test};
use crate::slt::Case;

/// A catalog of files, `(path, text)`.
pub(crate) fn catalog(files: &[(&str, &str)]) -> Result<Catalog, Vec<String>> {
    let files = files.iter().map(|(path, text)| CatalogFile {
        layer: "catalog".into(),
        path: (*path).into(),
        text: (*text).into(),
    });
    Catalog::load(&[files.collect()])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// An engine over the facts of SET and INSERT statements, separated by `;`.
pub(crate) fn engine(files: &[(&str, &str)], script: &str) -> Engine {
    let mut case = Case::new(OperatingModel::Charter);
    for statement in script.split(';').filter(|statement| !statement.trim().is_empty()) {
        match parse_test(statement).unwrap_or_else(|error| panic!("{}", error.message)) {
            TestStatement::Insert(rows) => case.insert(&rows).unwrap(),
            TestStatement::Set { name, value } => case.set(&name, &value).unwrap(),
            TestStatement::Reset | TestStatement::Select => panic!("only SET and INSERT"),
        }
    }
    Engine::new(catalog(files).unwrap(), case.input().unwrap())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The header and SELECT of a metric with the keys that tests do not care about.
pub(crate) fn metric(kind: &str, unit: &str, more: &str, select: &str) -> String {
    format!(
        "/*\ntitle = \"T\"\nkind = \"{kind}\"\nunit = \"{unit}\"\nroles = [\"ceo\"]\n\
         formula = \"f\"\nwhy = \"w\"\nsource = \"s\"\n{more}\n*/\n{select}\n"
    )
}

/// The scope of some entities of the portfolio `p`; all without any.
pub(crate) fn scope(engine: &Engine, ids: &[&str]) -> Scope {
    let root = EntityKey::root("p").unwrap();
    match ids {
        [] => whole_scope(engine.portfolio(&root).unwrap()),
        ids => Scope {
            entities: ids.iter().map(|id| root.member(id).unwrap()).collect(),
            is_whole: false,
            root,
        },
    }
}

/// What a scope of `p` sees.
pub(crate) fn evaluation(engine: &Engine, ids: &[&str]) -> Evaluation {
    let scope = scope(engine, ids);
    engine.evaluate(&scope.root, &scope, &NoPrior).unwrap()
}

/// A measure of `p` by its figure's id.
pub(crate) fn measure<'a>(evaluation: &'a Evaluation, figure: &str) -> Option<&'a Measure> {
    let root = EntityKey::root("p").unwrap();
    evaluation.measures.get(FigureId::parse(figure, &root).unwrap().key())
}

/// A measure as text: the number, or the reason's sentence, or `nothing`.
pub(crate) fn shown(evaluation: &Evaluation, figure: &str) -> String {
    match measure(evaluation, figure).map(|measure| &measure.value) {
        None => "nothing".into(),
        Some(qd_model::Value::Number(number)) => number.to_string(),
        Some(qd_model::Value::Missing(reason)) => reason.sentence(),
    }
}

/// Compares several figures with their texts.
#[track_caller]
pub(crate) fn check(evaluation: &Evaluation, figures: &[(&str, &str)]) {
    for (figure, expected) in figures {
        assert_eq!(shown(evaluation, figure), *expected, "{figure}");
    }
}

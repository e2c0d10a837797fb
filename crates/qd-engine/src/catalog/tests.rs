use crate::testing::{catalog, metric};

#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(catalog(files).map(|_| ()).unwrap_err(), expected);
}

const JOBS: &str = "SELECT entity, date, 1 AS value FROM job";

#[test]
fn every_mistake_is_named_with_its_line_at_once() {
    let header = "/*\ntitle = \"Jobs\"\nkind = \"flw\"\nunit = \"count\"\nroles = []\nformula = \"\"\nwhy = \"\"\nsource = \"\"\nmodles = [\"charter\"]\n*/\nSELECT 1";
    check(
        &[("metrics/jobs.sql", header), ("metrics/more.sql", "/*\ntitle = \n*/\nSELECT 1")],
        &[
            "catalog/metrics/jobs.sql:3: error: `kind` takes one of flow, stock, ratio, derived, query, found: flw [catalog-header]\n  help: did you mean `flow`?",
            "catalog/metrics/jobs.sql:5: error: `roles` must name at least one role [catalog-header]\n  help: name who may see it: `roles = [\"ceo\"]`",
            "catalog/metrics/more.sql:2: error: the header is no TOML: string values must be quoted, expected literal string [catalog-header]",
        ],
    );
    let wrong_key = metric("flow", "count", "modles = [\"charter\"]\nmodels = [\"chartr\"]", JOBS);
    check(
        &[("metrics/jobs.sql", &wrong_key)],
        &[
            "catalog/metrics/jobs.sql:9: error: the header has no key `modles` [catalog-header]\n  help: did you mean `models`?",
            "catalog/metrics/jobs.sql:10: error: `models` has no operating model: chartr [catalog-header]\n  help: did you mean `charter`?",
        ],
    );
}

#[test]
fn references_must_exist_and_not_circle() {
    let jobs = metric("flow", "count", "", "SELECT entity, date, 1 AS value FROM jbo");
    let share = metric("ratio", "ratio", "numerator = \"job\"\ndenominator = \"jobs\"", "");
    check(
        &[("metrics/jobs.sql", &jobs), ("metrics/share.sql", &share)],
        &[
            "catalog/metrics/jobs.sql:11: error: there is no table or view `jbo` [catalog-sql]\n  help: did you mean `job`?",
            "catalog/metrics/share.sql:1: error: `share` reads `job`, and there is no such metric [catalog-reference]\n  help: did you mean `jobs`?",
        ],
    );
    let (a, b) = (
        metric("derived", "count", "expression = \"b + 1\"", ""),
        metric("derived", "count", "expression = \"a + 1\"", ""),
    );
    check(
        &[("metrics/a.sql", &a), ("metrics/b.sql", &b)],
        &["catalog/metrics/a.sql:1: error: metrics read in a circle: a -> b -> a [catalog-cycle]"],
    );
    check(
        &[("views/a.sql", "SELECT * FROM b"), ("views/b.sql", "SELECT * FROM a")],
        &["catalog/views/a.sql:1: error: views read in a circle: a -> b -> a [catalog-cycle]"],
    );
}

#[test]
fn a_rule_is_a_select_or_names_a_view() {
    let rule = |view: &str, sql: &str| {
        format!(
            "/*\ntitle = \"T\"\nseverity = \"low\"\nremedy = \"R\"\nroles = [\"cmo\"]\nview = \"{view}\"\n*/\n{sql}"
        )
    };
    check(
        &[
            ("rules/both.sql", &rule("site_check", "SELECT 1")),
            ("rules/none.sql", &rule("sit_check", "")),
            ("rules/word.sql", &rule("a b; --", "")),
            ("views/site_check.sql", "SELECT entity, page AS subject FROM page_check"),
        ],
        &[
            "catalog/rules/both.sql:1: error: a file with `view` is a header alone: leave out one of the two [catalog-header]",
            "catalog/rules/none.sql:1: error: there is no table or view `sit_check` [catalog-sql]\n  help: did you mean `site_check`?",
            "catalog/rules/word.sql:1: error: `view` takes a view's id, found: a b; -- [catalog-header]",
        ],
    );
}

#[test]
fn sql_mistakes_carry_the_file_s_line() {
    let broken = metric("flow", "count", "", "SELECT entity,\nFROM job\nWHERE");
    let errors = catalog(&[("metrics/jobs.sql", &broken)]).map(|_| ()).unwrap_err();
    assert!(errors[0].starts_with("catalog/metrics/jobs.sql:1"), "{errors:?}");
    let unnamed = metric(
        "flow",
        "count",
        "",
        "SELECT entity, as_of() AS date, value FROM parameter_for WHERE name = 'x'",
    );
    check(
        &[("metrics/jobs.sql", &unnamed)],
        &[
            "catalog/metrics/jobs.sql:11: error: the SELECT reads parameters that its header does not name [catalog-sql]\n  help: add `parameters = [\"NAME\"]`; `\"aws_saving_*\"` works",
        ],
    );
}

#[test]
fn a_later_layer_replaces_the_whole_file() {
    use crate::{Catalog, CatalogFile};
    let file = |layer: &str, text: String| CatalogFile {
        layer: layer.into(),
        path: "metrics/jobs.sql".into(),
        text,
    };
    let first = metric("flow", "count", "min_n = 5", JOBS);
    let second = metric("flow", "hours", "", JOBS);
    let layers = [vec![file("catalog", first)], vec![file("mine", second)]];
    let catalog = Catalog::load(&layers).unwrap();
    let metric = catalog.metrics.values().next().unwrap();
    assert_eq!((metric.min_n, metric.info.unit.to_string()), (None, "hours".to_owned()));
    assert_eq!(metric.info.defined_in, "metrics/jobs.sql (mine)");
}

use crate::slt;
use crate::testing::{catalog, metric};

fn failures(select: &str, test: &str) -> Vec<String> {
    let jobs = metric("flow", "count", "", select);
    let files = [("metrics/jobs.sql", jobs.as_str()), ("metrics/jobs.slt", test)];
    slt::run(&catalog(&files).unwrap(), None).failures
}

const TEST: &str = "\
statement ok
SET quarterdeck.as_of = '2026-09-30'

statement ok
INSERT INTO job (entity, id, date, status) VALUES
    ('p/a', 'j1', '2026-09-02', 'completed'),
    ('p/b', 'j1', '2026-09-03', 'completed')

query TT
SELECT entity, value FROM measure WHERE metric = 'jobs' AND period = '2026-09' ORDER BY entity
----
p    2
p/a  1
p/b  1

statement ok
RESET facts

query T
SELECT count(*) FROM job
----
0

statement error no column `statuss`
INSERT INTO job (entity, statuss) VALUES ('p/a', 'x')
";

#[test]
fn good_sql_passes() {
    let select = "SELECT entity, date, 1 AS value, file, line FROM job";
    assert_eq!(failures(select, TEST), [""; 0]);
}

#[test]
fn a_changed_row_fails_with_its_place() {
    let select = "SELECT entity, date, 2 AS value, file, line FROM job";
    let failures = failures(select, TEST);
    assert!(failures[0].contains("catalog/metrics/jobs.slt:9"), "{failures:?}");
}

#[test]
fn sql_that_mixes_owners_is_caught() {
    let select = "SELECT a.entity, a.date, 1 AS value FROM job a INNER JOIN job b ON b.id = a.id \
                  AND b.date = a.date";
    let failures = failures(select, TEST);
    assert!(failures[0].contains("fails beside other portfolios"), "{failures:?}");
}

#[test]
fn sql_that_mixes_entities_is_caught() {
    let select = "SELECT a.entity, a.date, 1 AS value FROM job a INNER JOIN entity e \
        ON e.entity = a.entity INNER JOIN entity f ON f.portfolio = e.portfolio \
        INNER JOIN job b ON b.entity = f.entity AND b.id = a.id";
    let failures = failures(select, TEST);
    assert!(failures[0].contains("other entities' rows change it"), "{failures:?}");
}

#[test]
fn metrics_without_a_test_are_listed() {
    let jobs = metric("flow", "count", "", "SELECT entity, date, 1 AS value FROM job");
    let report = slt::run(&catalog(&[("metrics/jobs.sql", &jobs)]).unwrap(), None);
    assert_eq!(report.untested, ["metrics/jobs"]);
}

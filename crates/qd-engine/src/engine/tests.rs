use qd_model::{ClaimVerdict, EntityKey, RuleId, Verdict};

use crate::input::PriorEdition;
use crate::testing::{check, engine, evaluation, metric, scope};

const JOBS: &str = "
    SET quarterdeck.as_of = '2026-09-30';
    INSERT INTO job (entity, id, date, status, gross, channel, file, line) VALUES
        ('p/a', 'j1', '2026-09-02', 'completed', 100, 'direct', 'jobs.csv', 2),
        ('p/a', 'j2', '2026-09-03', 'tentative', 200, 'sailo', 'jobs.csv', 3),
        ('p/a', 'j2', '2026-09-04', 'tentative', 200, 'sailo', 'jobs.csv', 4),
        ('p/b', 'j1', '2026-09-03', 'tentative', 70, NULL, 'more.csv', 2)";

fn rule(more: &str, select: &str) -> String {
    format!(
        "/*\ntitle = \"Open\"\nseverity = \"high\"\nremedy = \"Close.\"\nroles = [\"ceo\"]\n\
         effort_hours = 0.5\n{more}\n*/\n{select}\n"
    )
}

fn open_job() -> String {
    rule(
        "",
        "SELECT entity, id AS subject, CASE WHEN status = 'tentative' THEN 'fail' ELSE 'pass' END \
         AS verdict, gross AS value_at_stake, commodity, file, line FROM job",
    )
}

struct Third;

impl PriorEdition for Third {
    fn first_edition(&self, _: &RuleId, _: &EntityKey, subject: &str) -> Option<u32> {
        (subject == "j2").then_some(3)
    }
}

#[test]
fn places_gather_under_one_finding_and_passes_are_counted() {
    let run = engine(&[("rules/open-job.sql", &open_job())], JOBS);
    let all = scope(&run, &[]);
    let all = run.evaluate(&all.root, &all, &Third).unwrap();
    let told = all.findings.iter().map(|finding| {
        let places = finding.evidence.iter().map(ToString::to_string).collect::<Vec<_>>();
        (
            finding.subject.for_renderer().as_str(),
            finding.verdict,
            places.join(" "),
            finding.first_edition,
        )
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("j2", Verdict::Fail, "jobs.csv:3 jobs.csv:4".to_owned(), Some(3)),
            ("j1", Verdict::Fail, "more.csv:2".to_owned(), None),
        ]
    );
    let id = RuleId::new("open-job").unwrap();
    assert_eq!(all.rules[&id].n_pass, 1);
    let part = evaluation(&run, &["b"]);
    assert_eq!((part.findings.len(), part.rules[&id].n_pass), (1, 0));
}

#[test]
fn rules_on_the_root_see_the_scope_s_root() {
    let jobs = metric("flow", "count", "", "SELECT entity, date, 1 AS value, file, line FROM job");
    let many = rule(
        "",
        "SELECT entity, 'jobs' AS subject, 'n=' || CAST(CAST(value AS BIGINT) AS VARCHAR) AS detail \
         FROM measure WHERE metric = 'jobs' AND period = '2026-09' AND value >= 1",
    );
    let run = engine(&[("metrics/jobs.sql", &jobs), ("rules/many-jobs.sql", &many)], JOBS);
    let details = |ids: &[&str]| {
        let findings = evaluation(&run, ids).findings.into_iter();
        let details = findings.map(|finding| {
            let detail = finding.detail.map(|text| text.for_renderer().clone());
            format!("{} {}", finding.entity, detail.unwrap_or_default())
        });
        details.collect::<Vec<_>>()
    };
    assert_eq!(details(&[]), ["p n=4", "p/a n=3", "p/b n=1"]);
    assert_eq!(details(&["b"]), ["p n=1", "p/b n=1"]);
}

#[test]
fn selects_over_the_scope_run_on_its_rows_alone() {
    let share = metric(
        "query",
        "ratio",
        "over = \"scope\"\nneeds = [\"job\"]",
        "SELECT entity.portfolio AS entity, CAST(count(DISTINCT job.channel) AS DECIMAL(12, 0)) AS value \
         FROM job INNER JOIN entity ON entity.entity = job.entity GROUP BY entity.portfolio",
    );
    let run = engine(&[("metrics/channels.sql", &share)], JOBS);
    check(&evaluation(&run, &[]), &[("portfolio/channels/2026-09", "2")]);
    check(&evaluation(&run, &["b"]), &[("portfolio/channels/2026-09", "0")]);
}

#[test]
fn claims_are_held_against_measures_and_rules() {
    let gross = metric(
        "flow",
        "money",
        "",
        "SELECT entity, date, gross AS value, commodity, file, line FROM job",
    );
    let script = format!(
        "{JOBS}; INSERT INTO claim_statement (entity, id, statement, stated, stated_high, metric, period, rule, tolerance) VALUES
            ('p/a', 'c1', 'gross is 500', 500, NULL, 'gross', '2026-09', NULL, 0),
            ('p/a', 'c2', 'gross is 450', 450, NULL, 'gross', NULL, NULL, 50),
            ('p/a', 'c3', 'gross is 100 to 600', 100, 600, 'gross', '2026-09', NULL, 0),
            ('p/a', 'c4', 'gross is 99 on that day', 99, NULL, 'gross', '2026-09-02', NULL, 0),
            ('p/a', 'c5', 'no such thing', 1, NULL, 'grosss', '2026-09', NULL, 0),
            ('p/a', 'c6', NULL, NULL, NULL, 'gross', '2026-09', NULL, 0),
            ('p', 'c7', 'nothing is open', NULL, NULL, NULL, NULL, 'open-job', NULL)"
    );
    let files = [("metrics/gross.sql", gross.as_str()), ("rules/open-job.sql", &open_job())];
    let all = evaluation(&engine(&files, &script), &[]);
    let verdicts = all.claims.iter().map(|claim| (claim.id.as_str(), claim.verdict));
    assert_eq!(
        verdicts.collect::<Vec<_>>(),
        [
            ("c7", ClaimVerdict::Contradicted),
            ("c4", ClaimVerdict::Contradicted),
            ("c5", ClaimVerdict::CannotTell),
            ("c6", ClaimVerdict::CannotTell),
            ("c1", ClaimVerdict::Confirmed),
            ("c2", ClaimVerdict::Confirmed),
            ("c3", ClaimVerdict::Confirmed),
        ]
    );
    let part = evaluation(&engine(&files, &script), &["a"]);
    assert!(part.claims.iter().all(|claim| claim.id != "c7"), "the root's claims are the whole's");
}

#[test]
fn lists_keep_their_order_and_name_what_is_missing() {
    let view = "/*\ntitle = \"Jobs\"\nroles = [\"ceo\"]\nneeds = [\"job\"]\n\
        columns = [{ id = \"id\" }, { id = \"gross\", title = \"Gross\", unit = \"money\", exact = true }]\n*/\n\
        SELECT entity, id, gross, commodity, file, line FROM job ORDER BY gross DESC, file, line";
    let script = format!("{JOBS}; INSERT INTO entity (entity) VALUES ('p/c')");
    let all = evaluation(&engine(&[("views/job_list.sql", view)], &script), &[]);
    let table = all.tables.values().next().unwrap();
    let rows = table.rows.iter().map(|row| {
        let place = row.evidence.as_ref().map(ToString::to_string);
        format!("{} {:?} {}", row.entity, row.cells[1], place.unwrap_or_default())
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            "p/a Number(200) jobs.csv:3",
            "p/a Number(200) jobs.csv:4",
            "p/a Number(100) jobs.csv:2",
            "p/b Number(70) more.csv:2",
        ]
    );
    // `c` does another kind of business than `a` and `b`; alone, it lacks the source.
    assert_eq!(table.missing, []);
    let alone = evaluation(&engine(&[("views/job_list.sql", view)], &script), &["c"]);
    let missing = &alone.tables.values().next().unwrap().missing;
    assert_eq!(*missing, [(EntityKey::parse("p/c").unwrap(), "no source of job".to_owned())]);
}

#[test]
fn queries_read_everything_and_change_nothing() {
    let gross = metric(
        "flow",
        "money",
        "",
        "SELECT entity, date, gross AS value, commodity, file, line FROM job",
    );
    let files = [("metrics/gross.sql", gross.as_str()), ("rules/open-job.sql", &open_job())];
    let run = engine(&files, JOBS);
    let rows = |sql: &str| serde_json::to_string(&run.query(sql).unwrap().rows).unwrap();
    assert_eq!(
        rows("SELECT evidence, gross FROM job WHERE entity = 'p/a' ORDER BY line LIMIT 1"),
        r#"[["jobs.csv:2","100"]]"#
    );
    assert_eq!(
        rows(
            "SELECT entity, value FROM measure WHERE metric = 'gross' AND period = '2026-09-02' ORDER BY entity"
        ),
        r#"[["p","100"],["p/a","100"],["p/b","0"]]"#
    );
    assert_eq!(
        rows("SELECT count(*), is_accepted FROM finding GROUP BY is_accepted"),
        "[[2,false]]"
    );
    assert_eq!(
        rows("SELECT as_of(), 0.1 + 0.2, round_half_up(151.335, 2)"),
        r#"[["2026-09-30","0.3","151.34"]]"#
    );
    let refused = run.query("DROP TABLE job").unwrap_err().to_string();
    assert_eq!(refused, "only SELECT is allowed: nothing is changed by a query");
    let unknown = run.query("SELECT grosss FROM job").unwrap_err().to_string();
    assert!(unknown.contains("grosss") && !unknown.contains("DataFusion"), "{unknown}");
}

#[test]
fn two_runs_give_the_same_bytes() {
    let gross = metric(
        "flow",
        "money",
        "dimensions = [\"channel\"]",
        "SELECT entity, date, gross AS value, commodity, channel, file, line FROM job",
    );
    let files = [("metrics/gross.sql", gross.as_str()), ("rules/open-job.sql", &open_job())];
    let text = || format!("{:?}", evaluation(&engine(&files, JOBS), &[]));
    assert_eq!(text(), text());
}

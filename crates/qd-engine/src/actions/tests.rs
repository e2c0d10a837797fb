//! The agenda through the engine: tasks, findings, people, scopes.

use qd_model::{Action, Apart, Decimal, Evaluation, Placed};

use crate::testing::{engine, evaluation};

const PEOPLE: &str = "
    SET quarterdeck.as_of = '2026-09-30';
    INSERT INTO person (entity, id, hours_per_day, hour_value) VALUES
        ('p', 'anna', 1, 0),
        ('p', 'ben', 2, 30);";

/// The example of marketing.md section 4.
const THREE: &str = "
    INSERT INTO handoff_item (entity, id, kind, text, owner, due, hours_low, hours_high, gain, per_day, file, line) VALUES
        ('p/a', 'a', 'task', 'raise the price', 'anna', NULL, 2, 2, NULL, 90, 'a.md', 3),
        ('p/b', 'b', 'task', 'list the boat', 'anna', NULL, 6, 6, NULL, 63, 'b.md', 4),
        ('p/a', 'c', 'task', 'renew the contract', 'anna', '2026-10-10', 3, 3, 2400, NULL, 'a.md', 5);";

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn run(facts: &str, ids: &[&str]) -> Evaluation {
    evaluation(&engine(&[], &format!("{PEOPLE}{facts}")), ids)
}

fn ids(evaluation: &Evaluation) -> Vec<&str> {
    let planned = evaluation.actions.iter().filter(|action| action.place.planned().is_some());
    planned.map(|action| action.id.as_str()).collect()
}

fn action<'a>(evaluation: &'a Evaluation, id: &str) -> &'a Action {
    evaluation.actions.iter().find(|action| action.id == id).unwrap()
}

#[test]
fn the_agenda_of_marketing_md() {
    let all = run(THREE, &["a", "b"]);
    let agenda = all.agenda.as_ref().unwrap();
    assert_eq!((agenda.value, agenda.horizon_days), (dec("6117"), 30));
    assert!(agenda.is_proven);
    assert_eq!(ids(&all), ["a", "c", "b"]);
    let planned = action(&all, "c").place.planned().unwrap();
    assert_eq!((planned.place, planned.net, planned.chance), (2, dec("2400"), dec("1")));
    assert_eq!(
        (planned.start.to_string(), planned.end.to_string()),
        ("2026-10-03".into(), "2026-10-05".into())
    );
    // Late, A and B are left: the agenda loses 6,117 less 90 x 28 + 63 x 22.
    assert_eq!(
        (planned.late_after.to_string(), planned.late_loss),
        ("2026-10-10".into(), dec("2211"))
    );
    let last = action(&all, "b").place.planned().unwrap();
    assert_eq!(last.late_after.to_string(), "2026-10-30");
}

#[test]
fn a_scope_plans_its_own_rows() {
    let part = run(THREE, &["a"]);
    assert_eq!(ids(&part), ["a", "c"]);
    assert_eq!(part.agenda.unwrap().value, dec("4920"));
}

#[test]
fn findings_that_say_what_they_bring_are_actions() {
    let rule = "/*\ntitle = \"Open\"\nseverity = \"high\"\nremedy = \"Close it.\"\nroles = [\"cto\"]\neffort_hours = 0.5\n*/\n\
                SELECT entity, id AS subject, CAST(12 AS DECIMAL(9, 2)) AS per_day, 'anna' AS owner, file, line FROM job WHERE status = 'tentative'\n";
    let facts = format!(
        "{PEOPLE}{THREE}
        INSERT INTO job (entity, id, date, status, gross, file, line) VALUES
            ('p/a', 'J 1', '2026-09-02', 'tentative', 100, 'jobs.csv', 2),
            ('p/a', 'J 2', '2026-09-02', 'completed', 100, 'jobs.csv', 3);"
    );
    let all = evaluation(&engine(&[("rules/open-job.sql", rule)], &facts), &["a", "b"]);
    let found = action(&all, "open-job-j-1");
    assert_eq!(found.text.for_renderer(), "Close it (J 1)");
    assert_eq!(found.rule.as_ref().unwrap().as_str(), "open-job");
    assert_eq!(found.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(), ["cto"]);
    assert_eq!(found.evidence[0].to_string(), "jobs.csv:2");
    // Better by the day than C, which has time, and than B.
    assert_eq!(ids(&all), ["a", "open-job-j-1", "c", "b"]);
}

#[test]
fn what_cannot_be_planned_says_why() {
    let facts = "
        INSERT INTO handoff_item (entity, id, kind, text, done, owner, hours_low, hours_high, per_day, needs, commodity) VALUES
            ('p/a', 'alone', 'task', 't', NULL, NULL, 1, 1, 50, NULL, 'USD'),
            ('p/a', 'stranger', 'task', 't', NULL, 'zoe', 1, 1, 50, NULL, 'USD'),
            ('p/a', 'endless', 'task', 't', NULL, 'ben', NULL, NULL, 50, NULL, 'USD'),
            ('p/a', 'free', 'task', 't', NULL, 'ben', 1, 1, NULL, NULL, 'USD'),
            ('p/a', 'dear', 'task', 't', NULL, 'ben', 9, 9, 1, NULL, 'USD'),
            ('p/a', 'waits', 'task', 't', NULL, 'ben', 1, 1, 50, 'endless', 'USD'),
            ('p/a', 'lost', 'task', 't', NULL, 'ben', 1, 1, 50, 'nowhere', 'USD'),
            ('p/a', 'ready', 'task', 't', NULL, 'ben', 1, 1, 50, 'past', 'USD'),
            ('p/a', 'abroad', 'task', 't', NULL, 'ben', 1, 1, 50, NULL, 'EUR'),
            ('p/a', 'past', 'task', 't', true, 'ben', 1, 1, 50, NULL, 'USD');";
    let all = run(facts, &["a"]);
    let why = |id: &str| action(&all, id).place.clone();
    assert_eq!(why("alone"), Placed::Apart(Apart::NoOwner));
    assert_eq!(why("stranger"), Placed::Apart(Apart::NoPerson));
    assert_eq!(why("endless"), Placed::Apart(Apart::NoHours));
    assert_eq!(why("free"), Placed::Apart(Apart::NoPrice));
    assert_eq!(why("dear"), Placed::Out);
    assert_eq!(why("waits"), Placed::Apart(Apart::Needs("endless".into())));
    assert_eq!(why("lost"), Placed::Apart(Apart::Needs("nowhere".into())));
    assert_eq!(why("abroad"), Placed::Apart(Apart::NoRate));
    assert_eq!(ids(&all), ["ready"]);
    assert_eq!(all.done.iter().map(|done| done.id.as_str()).collect::<Vec<_>>(), ["past"]);
}

#[test]
fn a_note_s_owner_does_what_it_does_not_assign() {
    let facts = "
        INSERT INTO handoff (entity, path, owner, file, line) VALUES ('p/a', 'a.md', 'ben', 'a.md', 1);
        INSERT INTO handoff_item (entity, id, kind, text, hours_low, hours_high, per_day, file, line) VALUES
            ('p/a', 'mine', 'task', 't', 1, 1, 50, 'a.md', 9);";
    let all = run(facts, &["a"]);
    assert_eq!(action(&all, "mine").owner.as_deref(), Some("ben"));
    assert_eq!(ids(&all), ["mine"]);
}

#[test]
fn a_range_has_an_interval_and_a_chance() {
    let facts = "
        INSERT INTO handoff_item (entity, id, kind, text, owner, due, hours_low, hours_high, cash, gain_low, gain_high, gain, file, line) VALUES
            ('p/a', 'd', 'task', 'try', 'anna', '2026-10-20', 1, 2, 900, 300, 3000, 1650, 'a.md', 1);";
    let all = run(facts, &["a"]);
    let try_it = action(&all, "d");
    // The mean of the lognormal, not the middle of its ends.
    assert_eq!(try_it.hours, Some(dec("1.4669")));
    let planned = try_it.place.planned().unwrap();
    assert!(planned.net_range.0 < Decimal::ZERO && planned.net_range.1 > planned.net);
    assert!(planned.chance < dec("0.6") && planned.verify_up_to.unwrap() > Decimal::ZERO);
}

#[test]
fn without_hours_nothing_is_planned() {
    let facts = THREE.replace("INSERT", "SET quarterdeck.as_of = '2026-09-30'; INSERT");
    let all = evaluation(&engine(&[], &facts), &["a", "b"]);
    assert_eq!(all.agenda, None);
    assert!(all.actions.iter().all(|action| action.place == Placed::Unplanned));
    assert_eq!(all.actions[0].id, "c", "by due date");
}

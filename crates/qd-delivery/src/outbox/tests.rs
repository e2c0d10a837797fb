use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;

use super::ledger;
use crate::sample::{Sample, document, failure, instant};
use crate::{DeliveryError, Feedback, Outbox, State};

#[test]
fn a_damaged_or_newer_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.db"), vec![b'x'; 8192]).unwrap();
    let error = failure(Outbox::open(folder.path()));
    assert!(matches!(error, DeliveryError::OutboxCorrupt { .. }), "{error:?}");
    assert!(error.help().unwrap().contains("backup"));

    let folder = tempfile::tempdir().unwrap();
    drop(Outbox::open(folder.path()).unwrap());
    let db = Connection::open(folder.path().join("state.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(
        failure(Outbox::open(folder.path())),
        DeliveryError::OutboxNewer { found: 99, .. }
    ));
}

#[test]
fn a_locked_or_read_only_database_is_named() {
    let mut sample = Sample::new();
    let other = Connection::open(sample.outbox.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    sample.outbox.connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let address = crate::sample::address("a@example.com");
    let error = failure(sample.outbox.suppress(&address, "test", instant(0)));
    assert!(matches!(error, DeliveryError::OutboxLocked { .. }), "{error:?}");
    other.execute_batch("COMMIT").unwrap();
    sample.outbox.suppress(&address, "test", instant(0)).unwrap();
    assert_eq!(sample.outbox.suppressions().unwrap()[0].reason, "test");

    sample.outbox.connection.pragma_update(None, "query_only", true).unwrap();
    let error = failure(sample.outbox.suppress(&address, "test", instant(0)));
    assert!(matches!(error, DeliveryError::OutboxReadOnly { .. }), "{error:?}");
}

#[test]
fn a_full_disk_stops_before_anything_is_sent() {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    let n_pages: i64 =
        sample.outbox.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    sample.outbox.connection.pragma_update(None, "max_page_count", n_pages).unwrap();
    let filler = "x".repeat(100_000);
    let address = crate::sample::address("a@example.com");
    let error = failure(sample.outbox.suppress(&address, &filler, instant(0)));
    assert!(matches!(error, DeliveryError::OutboxFull { .. }), "{error:?}");
    assert_eq!(sample.main_states(), [State::Planned]);
}

#[test]
fn the_guarantee_rests_on_synced_commits() {
    let sample = Sample::new();
    let pragma = |name: &str| -> String {
        let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
        sample.outbox.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!((pragma("journal_mode"), pragma("synchronous")), ("wal".into(), "2".into()));
}

#[test]
fn only_one_run_sends_at_a_time() {
    let sample = Sample::new();
    let lock = sample.outbox.lock_run("process 1 on a").unwrap();
    let other = Outbox::open(&sample.path(".quarterdeck")).unwrap();
    let error = failure(other.lock_run("process 2 on b"));
    assert_eq!(error.to_string(), "another process is sending from this outbox: process 1 on a");
    drop(lock);
    other.lock_run("process 2 on b").unwrap();
}

#[test]
fn the_log_cannot_be_rewritten_unseen() {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    sample.send(&sample.maildir(), 0);
    // Planned, approved, in flight, accepted; delivery and audit copy.
    assert_eq!(sample.outbox.verify_log().unwrap(), 8);
    let db = &sample.outbox.connection;
    let rewrite = "UPDATE delivery_event SET note = 'x' WHERE seq = 3";
    assert!(db.execute(rewrite, []).is_err());
    assert!(db.execute("DELETE FROM delivery_event", []).is_err());
    db.execute_batch("DROP TRIGGER delivery_event_stands").unwrap();
    db.execute(rewrite, []).unwrap();
    let error = failure(sample.outbox.verify_log());
    assert!(matches!(error, DeliveryError::LogChanged { seq: 3 }), "{error:?}");
}

/// Puts a fresh delivery into a state, past the ledger.
fn in_state(sample: &mut Sample, state: State) -> crate::Delivery {
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    let sql = "UPDATE delivery SET state = ?1";
    sample.outbox.connection.execute(sql, [state.as_str()]).unwrap();
    sample.outbox.deliveries().unwrap().remove(0)
}

#[test]
fn the_ledger_makes_exactly_the_allowed_steps() {
    let mut sample = Sample::new();
    for from in State::ALL {
        for to in State::ALL {
            let mut row = in_state(&mut sample, from);
            let step = sample.outbox.write(|tx| ledger::change(tx, &mut row, to, "", instant(1)));
            assert_eq!(step.is_ok(), from.can_become(to), "{from} to {to}");
            let now = sample.outbox.delivery(&row.id).unwrap().state;
            assert_eq!(now, if from.can_become(to) { to } else { from });
            let reset = "UPDATE delivery SET state = 'planned'";
            sample.outbox.connection.execute(reset, []).unwrap();
        }
    }
}

const FEEDBACK: [Feedback; 4] = [
    Feedback::Sent,
    Feedback::Delivered,
    Feedback::Bounced { is_permanent: true },
    Feedback::Complained,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn events_end_alike_in_any_order(
        start in prop::sample::select(vec![State::InFlight, State::InDoubt, State::Accepted]),
        events in prop::collection::vec(0usize..4, 1..6).prop_shuffle(),
    ) {
        let mut sample = Sample::new();
        let row = in_state(&mut sample, start);
        let known = BTreeSet::from_iter(events.iter().copied());
        for event in &events {
            let feedback = FEEDBACK[*event];
            sample
                .outbox
                .apply_feedback(&row.id, "Owner@example.com", feedback, Some("m"), instant(1))
                .unwrap();
        }
        let state = sample.outbox.delivery(&row.id).unwrap().state;
        let expected = match known.last() {
            Some(0) => State::Accepted,
            Some(1) => State::Delivered,
            Some(2) => State::Bounced,
            _ => State::Complained,
        };
        prop_assert_eq!(state, expected);
        // The audit copy is another recipient, and is not touched.
        prop_assert_eq!(sample.outbox.copies(&row.id).unwrap()[0].state, start);
        let is_listed = !sample.outbox.suppressions().unwrap().is_empty();
        prop_assert_eq!(is_listed, known.contains(&2) || known.contains(&3));
    }
}

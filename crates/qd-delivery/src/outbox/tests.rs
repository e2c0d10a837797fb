use rusqlite::Connection;

use super::ledger;
use crate::sample::{Sample, document, failure, instant};
use crate::{DeliveryError, Outbox, State};

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
fn row_18_without_room_for_the_intent_nothing_is_sent() {
    use crate::sample::{Scripted, guard, options};
    use crate::send;

    // The disk is full after so many more pages: at the run's record, at an intent, or at an answer.
    for n_more in 0..6 {
        let mut sample = Sample::new();
        sample.plan(&[document("ceo", &["a@example.com", "b@example.com"])], 0);
        let limit = |sample: &Sample, n_pages: i64| {
            sample.outbox.connection.pragma_update(None, "max_page_count", n_pages).unwrap();
        };
        let count = "PRAGMA page_count";
        let n_pages: i64 = sample.outbox.connection.query_row(count, [], |row| row.get(0)).unwrap();
        limit(&sample, n_pages + n_more);
        let transport = Scripted::accepting();
        // Each run adds its record, so that the room ends soon.
        let full =
            (0..500).find_map(|_| send(&mut sample.outbox, &transport, &guard, &options(0)).err());
        assert!(matches!(full, Some(DeliveryError::OutboxFull { .. })), "{full:?}");
        let rows = sample.outbox.deliveries().unwrap();
        for frozen in transport.seen.borrow().iter() {
            let row = rows.iter().find(|row| row.id == frozen.id).unwrap();
            assert!(row.attempt > 0, "handed over without an intent: {row:?}");
        }
        limit(&sample, 1_000_000);
        sample.send(&transport, 1);
        let mut sent = transport.sent_to();
        sent.sort();
        let n_sent = sent.len();
        sent.dedup();
        assert_eq!(sent.len(), n_sent, "nothing is sent twice: {sent:?}");
        sample.outbox.verify_log().unwrap();
    }
}

#[test]
fn row_18_a_read_only_database_sends_nothing() {
    use crate::sample::{Scripted, guard, options};
    use crate::send;

    // A database that turns read-only: the intent fails, and so nothing is handed over.
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["a@example.com"])], 0);
    let transport = Scripted::accepting();
    sample.outbox.connection.pragma_update(None, "query_only", true).unwrap();
    let error = failure(send(&mut sample.outbox, &transport, &guard, &options(0)));
    assert!(matches!(error, DeliveryError::OutboxReadOnly { .. }), "{error:?}");
    assert!(transport.seen.borrow().is_empty());
}

#[test]
fn row_18_an_intent_that_fails_at_the_sync_sends_nothing() {
    use crate::sample::{Scripted, guard, options};
    use crate::{Delivery, SendOptions, Step, send};

    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["a@example.com", "b@example.com"])], 0);
    let path = sample.path(".quarterdeck/state.db");
    let transport = Scripted::accepting();
    // Right before the second intent another program takes the database and keeps it.
    let holder = std::cell::RefCell::new(None);
    let observe = |step: Step, row: &Delivery| {
        if step == Step::BeforeIntent && row.recipient.starts_with("b@") {
            let other = Connection::open(&path).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            *holder.borrow_mut() = Some(other);
        }
    };
    sample.outbox.connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let options = SendOptions { observe: &observe, ..options(0) };
    let error = failure(send(&mut sample.outbox, &transport, &guard, &options));
    assert!(matches!(error, DeliveryError::OutboxLocked { .. }), "{error:?}");
    assert_eq!(transport.sent_to(), ["a"]);
    holder.borrow_mut().take();
    sample.send(&transport, 1);
    assert_eq!(transport.sent_to(), ["a", "b"]);
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
    let mut sample = Sample::new();
    let lock = sample.outbox.lock_run("process 1 on a", instant(0)).unwrap();
    let mut other = Outbox::open(&sample.path(".quarterdeck")).unwrap();
    let error = failure(other.lock_run("process 2 on b", instant(0)));
    assert_eq!(error.to_string(), "another process is sending from this outbox: process 1 on a");
    drop(lock);
    other.lock_run("process 2 on b", instant(0)).unwrap();
}

/// An outbox with one sent and one planned delivery, whose log is whole.
fn with_a_history() -> Sample {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    sample.send(&sample.maildir(), 0);
    sample.plan(&[document("cfo", &["owner@example.com"])], 0);
    // The fence, a run; planned, approved, in flight and accepted of a delivery and its copy, and the
    // frozen edition; two planned.
    assert_eq!(sample.outbox.verify_log().unwrap(), 2 + 8 + 1 + 2);
    sample
}

/// Does what only somebody with another program can, and returns what the check then says.
fn damage(sample: &Sample, sql: &str) -> DeliveryError {
    let db = &sample.outbox.connection;
    db.execute_batch("DROP TRIGGER IF EXISTS log_stands; DROP TRIGGER IF EXISTS log_keeps")
        .unwrap();
    db.execute_batch(sql).unwrap();
    failure(sample.outbox.verify_log())
}

#[test]
fn the_log_is_append_only() {
    let sample = with_a_history();
    let db = &sample.outbox.connection;
    assert!(db.execute("UPDATE log SET note = 'x' WHERE seq = 3", []).is_err());
    assert!(db.execute("DELETE FROM log", []).is_err());
}

#[test]
fn row_24_a_changed_record_is_named_whatever_was_changed_in_it() {
    for (seq, set) in [
        (3, "note = 'x'"),
        (4, "subject = 'x'"),
        (5, "at = 'yesterday'"),
        (6, "at = CAST(X'ff' AS TEXT)"),
        (7, "attempt = attempt + 1"),
        (8, "to_state = 'bounced'"),
        (9, "row_digest = ''"),
        (10, "scheme = 1"),
        (10, "scheme = 3"),
        (11, "digest = 'x'"),
        // With lengths, what moves from one field to the next is seen.
        (9, "note = substr(row_digest, 1, 1), row_digest = substr(row_digest, 2)"),
    ] {
        let sample = with_a_history();
        let error = damage(&sample, &format!("UPDATE log SET {set} WHERE seq = {seq}"));
        let found = matches!(error, DeliveryError::LogChanged { seq: found } if found == seq);
        assert!(found, "{set}: {error:?}");
    }
    let sample = with_a_history();
    let error = damage(&sample, "DELETE FROM log WHERE seq = 5");
    assert!(matches!(error, DeliveryError::LogChanged { seq: 5 }), "{error:?}");
    let sample = with_a_history();
    let error = damage(&sample, "DELETE FROM log WHERE seq < 3");
    assert!(matches!(error, DeliveryError::LogChanged { seq: 1 }), "{error:?}");
}

#[test]
fn row_24_a_cut_end_is_seen() {
    for n_kept in 0..13 {
        let sample = with_a_history();
        let error = damage(&sample, &format!("DELETE FROM log WHERE seq > {n_kept}"));
        assert!(matches!(error, DeliveryError::RowChanged { .. }), "{n_kept}: {error:?}");
    }
}

#[test]
fn row_24_a_changed_row_is_named_with_the_record_it_contradicts() {
    for set in [
        "state = 'planned'",
        "recipient = 'x@example.com'",
        "message_id = NULL",
        "last_error = ''",
        "sha256 = content_sha256",
        "attempt = 0",
        "subject = 'x'",
        "updated_at = '2020-01-01T00:00:00Z'",
    ] {
        let sample = with_a_history();
        let row = sample.outbox.deliveries().unwrap().remove(0);
        let error = damage(&sample, &format!("UPDATE delivery SET {set} WHERE id = '{}'", row.id));
        let DeliveryError::RowChanged { subject, seq } = error else { panic!("{error:?}") };
        assert_eq!((subject.as_str(), seq > 0), (row.id.as_str(), true), "{set}");
    }
    let sample = with_a_history();
    let row = sample.outbox.deliveries().unwrap().remove(1);
    let error = damage(&sample, &format!("DELETE FROM delivery WHERE id = '{}'", row.id));
    assert!(matches!(error, DeliveryError::RowChanged { .. }), "{error:?}");
    let sample = with_a_history();
    let error = damage(&sample, "UPDATE edition SET figures = '{}' WHERE is_frozen");
    let DeliveryError::RowChanged { subject, .. } = error else { panic!("{error:?}") };
    assert_eq!(subject, "edition example-holdings/ceo/portfolio/1");
    let sample = with_a_history();
    let error = damage(&sample, "UPDATE fence SET run = 0");
    assert!(matches!(error, DeliveryError::RowChanged { .. }), "{error:?}");
}

#[test]
fn damage_in_a_row_names_its_record() {
    let sample = with_a_history();
    let id = sample.outbox.deliveries().unwrap().remove(0).id;
    let db = &sample.outbox.connection;
    for (set, column, value) in [
        ("state = 'sent'", "state", "sent"),
        ("updated_at = 'yesterday'", "updated_at", "yesterday"),
        ("sha256 = 'abc'", "sha256", "abc"),
        ("attempt = -1", "attempt", "-1"),
        ("copy_of = 'x'", "copy_of", "x"),
        ("period = CAST(X'ff0a' AS TEXT)", "period", "\u{fffd}"),
    ] {
        db.execute_batch("SAVEPOINT before").unwrap();
        db.execute_batch(&format!("UPDATE delivery SET {set} WHERE id = '{id}'")).unwrap();
        let error = failure(sample.outbox.deliveries());
        db.execute_batch("ROLLBACK TO before; RELEASE before").unwrap();
        let message = error.to_string();
        assert!(message.contains(id.as_str()), "{message}");
        assert!(message.contains(&format!("`{column}` is: {value}")), "{message}");
    }
    db.execute_batch("DROP TRIGGER log_stands; UPDATE log SET at = 'never' WHERE seq = 7").unwrap();
    let seventh = sample
        .outbox
        .deliveries()
        .unwrap()
        .into_iter()
        .find_map(|row| sample.outbox.history(&row.id).err());
    let message = seventh.unwrap().to_string();
    assert_eq!(message, "the outbox's record `log record 7` cannot be read, `at` is: never");
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

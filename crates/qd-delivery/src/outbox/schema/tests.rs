use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::CURRENT;
use crate::sample::{Scripted, failure, guard, options};
use crate::{DeliveryError, Outbox, State, send};

/// A database as version 1 left it: one edition sent to two with copies, one planned, one draft
/// withdrawn. It was written by that version and is never written again.
const VERSION_1: &[u8] = include_bytes!("../../../tests/databases/version-1.db");

fn old() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("state.db"), VERSION_1).unwrap();
    folder
}

fn schema(folder: &Path) -> Vec<String> {
    let db = Connection::open(folder.join("state.db")).unwrap();
    let mut statement = db
        .prepare(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_database_of_version_1_is_brought_up_to_date_and_loses_nothing() {
    let folder = old();
    let mut outbox = Outbox::open(folder.path()).unwrap();
    let states = outbox.deliveries().unwrap().into_iter().map(|row| row.state).collect::<Vec<_>>();
    let (accepted, planned) = (State::Accepted, State::Planned);
    assert_eq!(
        states,
        [accepted, accepted, accepted, accepted, planned, planned, planned, planned]
    );
    // The 24 records of old, one for each row and frozen edition, and the fence's.
    assert_eq!(outbox.verify_log().unwrap(), 24 + 8 + 1 + 1);
    let first = outbox.deliveries().unwrap().remove(0);
    let notes = outbox.history(&first.id).unwrap();
    assert_eq!(notes.last().unwrap().note, format!("brought from version 1 to {CURRENT}"));
    assert_eq!(notes.len(), 5);

    // What was sent is not sent again; what was planned has lost its archive in this test.
    let transport = Scripted::accepting();
    let report = send(&mut outbox, &transport, &guard, &options(40)).unwrap();
    assert!(transport.seen.borrow().is_empty());
    assert_eq!(report.outcome().exit_code(), 3);
    outbox.verify_log().unwrap();

    let new = tempfile::tempdir().unwrap();
    drop(Outbox::open(new.path()).unwrap());
    assert_eq!(schema(folder.path()), schema(new.path()));
    // Once is enough.
    drop(outbox);
    let again = Outbox::open(folder.path()).unwrap();
    assert_eq!(again.verify_log().unwrap(), 24 + 8 + 1 + 1 + 1);
}

#[test]
fn damage_from_before_the_migration_is_still_seen_after_it() {
    let folder = old();
    let db = Connection::open(folder.path().join("state.db")).unwrap();
    db.execute_batch(
        "DROP TRIGGER delivery_event_stands; UPDATE delivery_event SET note = 'x' WHERE seq = 9",
    )
    .unwrap();
    drop(db);
    let outbox = Outbox::open(folder.path()).unwrap();
    let error = failure(outbox.verify_log());
    assert!(matches!(error, DeliveryError::LogChanged { seq: 9 }), "{error:?}");
}

#[test]
fn two_processes_bring_a_database_up_together() {
    let folder = old();
    std::thread::scope(|scope| {
        let open = || Outbox::open(folder.path()).unwrap().verify_log().unwrap();
        let threads = [scope.spawn(open), scope.spawn(open), scope.spawn(open)];
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 34);
        }
    });
}

use std::fs;
use std::path::Path;

use super::Host;
use crate::sample::{Sample, Scripted, document, failure, guard, instant, options};
use crate::{DeliveryError, Outbox, send};

fn folder(sample: &Sample) -> std::path::PathBuf {
    sample.path(".quarterdeck")
}

fn planned() -> Sample {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    sample
}

/// Copies a folder as `cp -r` does.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// Checks that an outbox refuses to send, says why, and names the cure; and that it sends once it
/// was adopted.
fn refuses(mut outbox: Outbox, words: &str) {
    let transport = Scripted::accepting();
    let error = failure(send(&mut outbox, &transport, &guard, &options(1)));
    assert!(matches!(error, DeliveryError::Fenced { .. }), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(error.help().unwrap().contains("quarterdeck resume --adopt"));
    assert!(transport.seen.borrow().is_empty());
    // Resuming and a person's word are refused too; looking is not.
    let row = outbox.deliveries().unwrap().into_iter().next();
    if let Some(row) = row {
        let word = crate::Resolution::Sent;
        assert!(matches!(
            failure(outbox.resolve(&row.id, word, "p", instant(1))),
            DeliveryError::Fenced { .. }
        ));
    }
    outbox.adopt("process 1 on test", "the other machine is gone", instant(2)).unwrap();
    send(&mut outbox, &transport, &guard, &options(2)).unwrap();
    outbox.verify_log().unwrap();
}

#[test]
fn an_outbox_that_was_never_copied_sends_after_a_move_and_a_restart() {
    let mut sample = planned();
    let transport = Scripted::accepting();
    sample.send(&transport, 0);
    sample.outbox = Outbox::open(&sample.path("elsewhere")).unwrap();
    fs::rename(sample.path(".quarterdeck"), sample.path("moved")).unwrap();
    let mut moved = Outbox::open(&sample.path("moved")).unwrap();
    send(&mut moved, &transport, &guard, &options(1)).unwrap();
    moved.verify_log().unwrap();
    assert_eq!(transport.seen.borrow().len(), 1);
}

#[test]
fn row_11_a_copied_folder_refuses_to_send() {
    let sample = planned();
    copy(&folder(&sample), &sample.path("copy/.quarterdeck"));
    refuses(Outbox::open(&sample.path("copy/.quarterdeck")).unwrap(), "copied or put back");
    // The one that was copied sends on.
    let mut original = Outbox::open(&folder(&sample)).unwrap();
    send(&mut original, &Scripted::accepting(), &guard, &options(1)).unwrap();
}

#[test]
fn row_11_another_machine_refuses_to_send_and_says_which_one_does() {
    let sample = planned();
    let other = Host { id: "other".into(), name: "db2".into() };
    let outbox = Outbox::open_on(&folder(&sample), other).unwrap();
    refuses(outbox, "and this is db2");
}

#[test]
fn row_11_a_database_copied_alone_refuses_to_send() {
    let sample = planned();
    let copied = sample.path("copy/.quarterdeck");
    fs::create_dir_all(&copied).unwrap();
    for name in ["state.db", "state.db-wal"] {
        fs::copy(folder(&sample).join(name), copied.join(name)).unwrap();
    }
    let home = fs::canonicalize(folder(&sample)).unwrap().display().to_string();
    refuses(Outbox::open(&copied).unwrap(), &home);
}

#[test]
fn a_database_put_into_the_folder_of_another_refuses_to_send() {
    let (mut one, mut two) = (planned(), planned());
    one.outbox = Outbox::open(&one.path("closed")).unwrap();
    two.outbox = Outbox::open(&two.path("closed")).unwrap();
    fs::copy(folder(&one).join("state.db"), folder(&two).join("state.db")).unwrap();
    refuses(Outbox::open(&folder(&two)).unwrap(), "belongs to another folder");
}

#[test]
fn row_11_an_older_database_put_back_refuses_to_send_again() {
    let mut sample = planned();
    let database = folder(&sample).join("state.db");
    sample.outbox = Outbox::open(&sample.path("closed")).unwrap();
    let backup = fs::read(&database).unwrap();
    sample.reopen();
    sample.send(&Scripted::accepting(), 0);
    sample.outbox = Outbox::open(&sample.path("closed")).unwrap();
    fs::write(&database, backup).unwrap();
    refuses(Outbox::open(&folder(&sample)).unwrap(), "knows 0 of 1 runs");
}

#[test]
fn row_11_a_lost_database_is_no_clean_start() {
    let mut sample = planned();
    sample.send(&Scripted::accepting(), 0);
    sample.outbox = Outbox::open(&sample.path("closed")).unwrap();
    fs::remove_file(folder(&sample).join("state.db")).unwrap();
    sample.reopen();
    sample.plan(&[document("ceo", &["owner@example.com"])], 0);
    let outbox = Outbox::open(&folder(&sample)).unwrap();
    refuses(outbox, "has sent with another one (1 runs)");
    // Before anything was sent, it is one.
    let mut sample = planned();
    sample.outbox = Outbox::open(&sample.path("closed")).unwrap();
    fs::remove_file(folder(&sample).join("state.db")).unwrap();
    sample.reopen();
    sample.send(&Scripted::accepting(), 0);
}

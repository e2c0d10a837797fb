//! Row 18 of the fault table with a file system that really takes no more: the system refuses writes
//! beyond a limit on the size of a file, wherever the database happens to be, and the run is another
//! process. What was handed over has its intent on the disk, and the next run ends the work.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use qd_delivery::{DeliveryError, Maildir, Outbox, PlanOptions, SendOptions, State, plan, send};

use crate::crash_harness::{child, document, dying, folder, now};

const N_RECIPIENTS: usize = 12;
/// What the child ends with: sent all, was refused by the disk, or anything else.
const SENT: i32 = 40;
const REFUSED: i32 = 41;

fn run(folder: &Path) -> Result<usize, DeliveryError> {
    let mut outbox = Outbox::open(&folder.join("state"))?;
    let maildir = Maildir::new(folder.join("outbox"));
    let check = |_: &[u8]| vec![];
    let report = send(&mut outbox, &maildir, &check, &SendOptions::new(now(), "full disk"))?;
    Ok(report.n_accepted())
}

/// The sender, started by the test below.
#[test]
fn child_of_a_full_disk() {
    let Some((folder, _)) = dying() else { return };
    let ended = match run(&folder) {
        Ok(_) => SENT,
        Err(DeliveryError::OutboxFull { .. } | DeliveryError::Outbox { .. }) => REFUSED,
        Err(_) => 1,
    };
    std::process::exit(ended);
}

fn mail(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("outbox/new")) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Plans, then sends with files limited to so many blocks. Returns how the sender ended, and how many
/// messages it had handed over.
fn check(n_blocks: u64) -> (i32, usize) {
    let folder = folder();
    let mut outbox = Outbox::open(&folder.path().join("state")).unwrap();
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document(N_RECIPIENTS)], &|_: &[u8]| vec![], options).unwrap();
    drop(outbox);
    let test = "disk::child_of_a_full_disk";
    let sender = child(test, folder.path(), "none:0", "");
    // The shell's limit is in blocks of 512 bytes. Without the trap the signal would end the process
    // before it sees the error.
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {n_blocks}; exec \"$@\"")).arg("sh");
    limited.arg(sender.get_program()).args(["--exact", test]);
    limited.envs(sender.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = limited.output().unwrap().status.code().unwrap();
    let handed_over = mail(folder.path());

    let outbox = Outbox::open(&folder.path().join("state")).unwrap();
    outbox.verify().unwrap();
    for row in outbox.deliveries().unwrap().iter().filter(|row| !row.is_audit()) {
        if handed_over.contains(&format!("{}.eml", row.id)) {
            assert!(row.attempt > 0, "{n_blocks}: handed over without an intent: {row:?}");
        }
    }
    drop(outbox);
    run(folder.path()).unwrap();
    assert_eq!(mail(folder.path()).len(), N_RECIPIENTS, "{n_blocks}");
    let outbox = Outbox::open(&folder.path().join("state")).unwrap();
    let rows = outbox.deliveries().unwrap();
    assert!(rows.iter().all(|row| row.state == State::Accepted), "{n_blocks}");
    outbox.verify().unwrap();
    (ended, handed_over.len())
}

#[test]
fn row_18_a_disk_that_takes_no_more_stops_the_run_before_anything_leaves() {
    // From no room for the run's own record to room for everything.
    let ends = [16, 64, 100, 140, 180, 240, 320, 450, 700, 20_000].map(check);
    let n_refused = ends.iter().filter(|(ended, _)| *ended == REFUSED).count();
    assert!(n_refused >= 3, "{ends:?}");
    assert_eq!(ends[9], (SENT, N_RECIPIENTS), "{ends:?}");
    let refused = ends.iter().find(|(ended, _)| *ended == REFUSED).unwrap();
    assert_eq!(refused.1, 0, "nothing left without its intent: {ends:?}");
    assert!(ends.iter().all(|(ended, _)| [SENT, REFUSED].contains(ended)), "{ends:?}");
}

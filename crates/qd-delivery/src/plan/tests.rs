use std::sync::Mutex;

use crate::sample::{Sample, address, document, finding, guard, instant, series};
use crate::{Approval, Blocked, Change, DeliveryError, PlanOptions, Sha256Hex, State, plan};
use qd_model::Period;

fn changes(plan: &crate::Plan) -> Vec<(&str, &Change)> {
    plan.items.iter().map(|item| (item.recipient.as_str(), &item.change)).collect()
}

#[test]
fn a_plan_says_who_gets_what_and_freezes_the_bytes() {
    let mut sample = Sample::new();
    let plan = sample.plan(&[document("ceo", &["owner@example.com", "a@example.com"])], 0);
    assert_eq!(
        changes(&plan),
        [("owner@example.com", &Change::New), ("a@example.com", &Change::New)]
    );
    let item = &plan.items[0];
    assert_eq!((item.subject.as_str(), item.state), ("ceo: September 2026", State::Planned));
    assert_eq!(item.bcc, ["audit@example.com"]);
    let bytes = sample.outbox.bytes(item.sha256.as_ref().unwrap()).unwrap();
    assert_eq!(Some(&Sha256Hex::of(&bytes)), item.sha256.as_ref());
    assert_eq!(bytes.len() as u64, item.size_bytes);
    // Each delivery, each audit copy, one message file for each envelope.
    assert_eq!(sample.states().len(), 4);
    assert_eq!(sample.n_archived(), 2);
}

#[test]
fn a_dry_run_leaves_no_trace() {
    let mut sample = Sample::new();
    let options = PlanOptions { now: instant(0), is_dry_run: true, is_whole: false };
    let documents = [document("ceo", &["owner@example.com"])];
    let dry = plan(&mut sample.outbox, &documents, &guard, options).unwrap();
    assert_eq!((sample.states().len(), sample.n_archived()), (0, 0));
    assert_eq!(dry, sample.plan(&documents, 0));
}

#[test]
fn a_new_draft_replaces_the_old_and_says_what_changed() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com", "a@example.com", "b@example.com"]);
    let first = sample.plan(std::slice::from_ref(&draft), 0);
    let again = sample.plan(std::slice::from_ref(&draft), 1);
    assert!(again.items.iter().all(|item| item.change == Change::Unchanged));
    assert_eq!(again.items[0].sha256, first.items[0].sha256);

    draft.content.text.push_str(" and falling");
    draft.to.pop();
    let changed = sample.plan(std::slice::from_ref(&draft), 2);
    let previous = first.items[0].sha256.clone();
    assert_eq!(changed.items[0].change, Change::Changed { previous });
    assert_eq!(changed.items[2].change, Change::Withdrawn);
    assert_eq!(sample.states().len(), 4);
    // Replaced and withdrawn bytes are gone.
    assert_eq!(sample.n_archived(), 2);
    assert!(sample.outbox.verify_log().unwrap() > 0);

    draft.bcc.clear();
    let without_copies = sample.plan(std::slice::from_ref(&draft), 3);
    assert!(matches!(without_copies.items[0].change, Change::Changed { .. }));
    assert_eq!(sample.states().len(), 2);
}

#[test]
fn a_secret_keeps_the_bytes_off_the_disk_until_it_is_gone() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    let clean = draft.content.clone();
    draft.content.text = "the password is hunter2".into();
    draft.content.subject = "hunter2".into();
    let plan = sample.plan(&[draft.clone(), document("cfo", &["owner@example.com"])], 0);
    assert_eq!(plan.items[0].change, Change::Blocked);
    assert_eq!(plan.items[1].change, Change::New);
    assert_eq!(plan.outcome().exit_code(), 4);
    assert_eq!(sample.n_archived(), 1);
    let database = std::fs::read(sample.path(".quarterdeck/state.db")).unwrap();
    let wal = std::fs::read(sample.path(".quarterdeck/state.db-wal")).unwrap();
    for bytes in [database, wal] {
        assert!(!String::from_utf8_lossy(&bytes).contains("hunter2"));
    }
    assert!(!format!("{plan:?}").contains("hunter2"));

    draft.content = clean;
    let mended = sample.plan(&[draft], 1);
    assert_eq!(mended.items[0].change, Change::Changed { previous: None });
    assert_eq!(mended.items[0].state, State::Planned);
}

#[test]
fn what_was_sent_stays_and_changed_data_waits() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    sample.plan(std::slice::from_ref(&draft), 0);
    sample.send(&sample.maildir(), 0);

    // Someone who comes later joins while the edition still says the same.
    draft.to.push(address("late@example.com"));
    let joined = sample.plan(std::slice::from_ref(&draft), 1);
    assert_eq!(
        changes(&joined),
        [("owner@example.com", &Change::Frozen), ("late@example.com", &Change::New)]
    );
    draft.content.text.push_str(" and falling");
    draft.to.push(address("later@example.com"));
    let late = sample.plan(std::slice::from_ref(&draft), 2);
    assert_eq!(late.items[2].change, Change::Late);
    assert_eq!(sample.send(&sample.maildir(), 2).n_accepted(), 1);
    assert_eq!(sample.mail().len(), 2);

    // A correction is the next number, and goes to everybody.
    let period = draft.edition.period;
    let slot = sample.outbox.edition_slot(&series("ceo"), period, true).unwrap();
    assert_eq!((slot.number, slot.is_frozen), (2, false));
    draft.edition.number = 2;
    draft.edition.correction = Some("a fee was booked twice".into());
    sample.plan(&[draft], 3);
    assert_eq!(sample.send(&sample.maildir(), 3).n_accepted(), 3);
    let last = sample.outbox.previous_edition(&series("ceo")).unwrap().unwrap();
    assert_eq!(last.correction.as_deref(), Some("a fee was booked twice"));
}

#[test]
fn editions_remember_what_was_said() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    let ceo = series("ceo");
    let september = draft.edition.period;
    let october = Period::parse("2026-10").unwrap();
    let slot = sample.outbox.edition_slot(&ceo, september, false).unwrap();
    assert_eq!((slot.number, slot.is_frozen, slot.previous), (1, false, None));
    sample.plan(std::slice::from_ref(&draft), 0);
    assert_eq!(sample.outbox.previous_edition(&ceo).unwrap(), None, "a draft told nobody");
    sample.send(&sample.maildir(), 0);

    let slot = sample.outbox.edition_slot(&ceo, september, false).unwrap();
    assert_eq!((slot.number, slot.is_frozen, slot.previous), (1, true, None));
    let slot = sample.outbox.edition_slot(&ceo, october, false).unwrap();
    let previous = slot.previous.unwrap();
    assert_eq!((slot.number, previous.number, previous.period), (2, 1, september));
    assert_eq!(previous.figures, draft.edition.figures);
    assert_eq!(previous.findings[&finding("open-endpoint", "api")], 1);

    // An old finding keeps the edition that first showed it; a new one gets this one's number.
    (draft.edition.period, draft.edition.number) = (october, 2);
    draft.edition.findings.push(finding("open-endpoint", "admin"));
    sample.plan(std::slice::from_ref(&draft), 30);
    sample.send(&sample.maildir(), 30);
    let last = sample.outbox.previous_edition(&ceo).unwrap().unwrap();
    assert_eq!(last.findings[&finding("open-endpoint", "api")], 1);
    assert_eq!(last.findings[&finding("open-endpoint", "admin")], 2);
    assert_eq!(sample.outbox.previous_edition(&series("cfo")).unwrap(), None);
}

#[test]
fn a_document_with_a_stale_number_is_refused() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    draft.edition.number = 2;
    let options = PlanOptions { now: instant(0), is_dry_run: false, is_whole: false };
    let result = plan(&mut sample.outbox, &[draft.clone()], &guard, options);
    assert!(matches!(result, Err(DeliveryError::EditionNumber { found: 2, expected: 1, .. })));
    draft.edition.correction = Some("why".into());
    let result = plan(&mut sample.outbox, &[draft], &guard, options);
    assert!(matches!(result, Err(DeliveryError::NothingToCorrect { .. })));
}

#[test]
fn nobody_gets_two() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["Owner@example.com", "owner@Example.com"]);
    draft.bcc =
        vec![address("owner@example.com"), address("b@example.com"), address("B@example.com")];
    let plan = sample.plan(&[draft], 0);
    assert_eq!(plan.items.len(), 1);
    assert_eq!(plan.items[0].bcc, ["b@example.com"]);
}

#[test]
fn the_guard_sees_the_bytes_that_are_kept() {
    let mut sample = Sample::new();
    let seen = Mutex::new(None);
    let check = |eml: &[u8]| {
        *seen.lock().unwrap() = Some(Sha256Hex::of(eml));
        vec![]
    };
    let options = PlanOptions { now: instant(0), is_dry_run: false, is_whole: false };
    let mut draft = document("ceo", &["owner@example.com"]);
    draft.approval = Approval::Manual;
    let plan = plan(&mut sample.outbox, &[draft], &check, options).unwrap();
    assert_eq!(*seen.lock().unwrap(), plan.items[0].sha256);
}

#[test]
fn the_guard_reads_every_head_and_each_body_once() {
    let mut sample = Sample::new();
    let seen = Mutex::new(vec![]);
    let check = |eml: &[u8]| {
        let text = String::from_utf8_lossy(eml).into_owned();
        // One recipient's name is a secret.
        let is_blocked = text.contains("hunter2");
        seen.lock().unwrap().push(text);
        let blocked = Blocked { rule: "seen-value".into(), place: "header".into() };
        if is_blocked { vec![blocked] } else { vec![] }
    };
    let options = PlanOptions { now: instant(0), is_dry_run: false, is_whole: false };
    let to = ["a@example.com", "b@example.com", "hunter2 <c@example.com>", "d@example.com"];
    let plan = plan(&mut sample.outbox, &[document("ceo", &to)], &check, options).unwrap();
    let blocked = plan.items.iter().map(|item| item.change == Change::Blocked);
    assert_eq!(blocked.collect::<Vec<_>>(), [false, false, true, false]);
    let seen = seen.into_inner().unwrap();
    let n_bodies = seen.iter().filter(|text| text.contains("cash")).count();
    // Workers may read it side by side before one of them is through, and again where a head was bad.
    assert!((1..=3).contains(&n_bodies), "{n_bodies}");
    for name in ["a@", "b@", "c@", "d@"] {
        assert!(seen.iter().any(|text| text.contains(&format!("{name}example.com"))), "{name}");
    }
}

#[test]
fn an_approval_is_for_what_was_looked_at_and_for_nothing_else() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    draft.approval = Approval::Manual;
    assert!(matches!(
        sample.outbox.approve("0123456789ab", "anna", instant(0)),
        Err(DeliveryError::NothingToApprove)
    ));
    let change = |sample: &mut Sample, draft: &crate::Document| {
        let hash = sample.plan(std::slice::from_ref(draft), 0).approval.unwrap();
        assert_eq!(sample.outbox.approval_hash().unwrap().as_ref(), Some(&hash));
        hash
    };
    let mut hashes = vec![change(&mut sample, &draft)];
    assert_eq!(change(&mut sample, &draft), hashes[0], "the same plan has the same hash");
    draft.content.text.push_str(" and falling");
    hashes.push(change(&mut sample, &draft));
    draft.to.push(address("b@example.com"));
    hashes.push(change(&mut sample, &draft));
    draft.to[1] = address("c@example.com");
    hashes.push(change(&mut sample, &draft));
    draft.bcc.clear();
    hashes.push(change(&mut sample, &draft));
    draft.from = address("other@example.com");
    hashes.push(change(&mut sample, &draft));
    draft.expires_at = Some(instant(9));
    hashes.push(change(&mut sample, &draft));
    let last = hashes.pop().unwrap();
    for stale in hashes.iter().map(Sha256Hex::as_str).chain(["", &last.as_str()[..11]]) {
        let error = sample.outbox.approve(stale, "anna", instant(1)).unwrap_err();
        assert!(matches!(error, DeliveryError::PlanChanged { .. }), "{error}");
    }
    assert_eq!(sample.main_states(), [State::Planned; 2]);
    let approved = sample.outbox.approve(last.as_str(), "anna", instant(1)).unwrap();
    assert_eq!(approved.len(), 2);
    assert_eq!(sample.main_states(), [State::Approved; 2]);
    assert_eq!(sample.outbox.approval_hash().unwrap(), None);
    // Approved is frozen: changed data waits.
    draft.content.text.push_str(" fast");
    let again = sample.plan(std::slice::from_ref(&draft), 2);
    assert!(again.items.iter().all(|item| item.change == Change::Frozen));
}

#[test]
fn a_whole_plan_withdraws_the_drafts_that_nobody_asks_for_any_more() {
    let mut sample = Sample::new();
    let (ceo, cfo) = (document("ceo", &["owner@example.com"]), document("cfo", &["a@example.com"]));
    sample.plan(&[ceo.clone(), cfo.clone()], 0);
    sample.plan(std::slice::from_ref(&ceo), 1);
    assert_eq!(sample.main_states().len(), 2, "a part of the reports says nothing of the others");
    let options = PlanOptions { now: instant(2), is_dry_run: false, is_whole: true };
    let whole = plan(&mut sample.outbox, &[ceo], &guard, options).unwrap();
    assert_eq!(
        changes(&whole),
        [("owner@example.com", &Change::Unchanged), ("a@example.com", &Change::Withdrawn)]
    );
    assert_eq!((sample.main_states().len(), sample.n_archived()), (1, 1));
    sample.outbox.verify_log().unwrap();
}

#[test]
fn a_plan_says_what_is_new_since_the_last_edition() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &["owner@example.com"]);
    assert_eq!(sample.plan(std::slice::from_ref(&draft), 0).items[0].since, None);
    sample.send(&sample.maildir(), 0);
    draft.edition.period = Period::parse("2026-10").unwrap();
    draft.edition.number = 2;
    let cash = draft.edition.figures.values().next().unwrap().clone();
    for (id, display) in [
        ("portfolio/cash/2026-10", "$1"),
        ("portfolio/cash/2026-09-30", "$41.3k"),
        ("portfolio/burn/2026-10", "$2"),
    ] {
        let figure = crate::KeptFigure { display: display.into(), ..cash.clone() };
        draft.edition.figures.insert(id.into(), figure);
    }
    draft.edition.findings = vec![finding("other", "x"), finding("open-endpoint", "admin")];
    let since = sample.plan(&[draft], 30).items[0].since.unwrap();
    assert_eq!(
        (since.edition, since.n_figures, since.n_findings_new, since.n_findings_gone),
        (1, 2, 2, 1)
    );
}

#[test]
fn what_a_broken_run_left_planned_keeps_its_copies_and_its_bytes() {
    use crate::TransportErrorClass::StopRun;
    use crate::sample::Scripted;

    let mut sample = Sample::new();
    let mut draft = document("ceo", &["a@example.com", "b@example.com", "c@example.com"]);
    sample.plan(std::slice::from_ref(&draft), 0);
    sample.send(&Scripted::failing("b", StopRun), 0);
    let (accepted, deferred) = (State::Accepted, State::Deferred);
    assert_eq!(sample.main_states(), [accepted, deferred, State::Planned]);
    let rows = sample.states();
    let options = PlanOptions { now: instant(1), is_dry_run: false, is_whole: true };
    plan(&mut sample.outbox, std::slice::from_ref(&draft), &guard, options).unwrap();
    assert_eq!(sample.states(), rows);
    // Data that changed meanwhile waits: all readers of an edition are told the same.
    draft.content.text.push_str(" and falling");
    let later = plan(&mut sample.outbox, &[draft], &guard, options).unwrap();
    assert!(later.items.iter().all(|item| item.change == Change::Frozen));
    assert_eq!(sample.states(), rows);
    assert_eq!(sample.send(&Scripted::accepting(), 2).n_accepted(), 2);
}

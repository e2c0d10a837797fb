//! Delivery as a person at a terminal goes through it: plan, approve, send, correct, look back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod portfolio;

use std::fs;

use portfolio::Portfolio;

const CONFIG: &str = r#"
[portfolio]
name = "Case"
timezone = "UTC"
as_of = "2026-09-30"

[[recipient]]
email = "owner@case.example"
roles = ["accounting"]
entities = ["*"]

[delivery]
from = "reports@case.example"
bcc = ["audit@case.example"]
"#;

fn case(more: &str) -> Portfolio {
    Portfolio::of(&format!("{CONFIG}{more}"))
}

#[test]
fn a_plan_shows_sizes_hashes_and_what_it_costs_to_the_last_digit() {
    let portfolio = case("price_per_thousand = 0.10\nattach = []\n");
    let said = portfolio.says(0, &["plan"]);
    let item = &portfolio.json(&["plan"])["items"][0];
    assert!(said.contains(&item["sha256"].as_str().unwrap()[..12]), "{said}");
    assert!(said.contains(" kB ") && said.contains("first edition"), "{said}");
    // Two recipients at a ten-thousandth of a dollar each.
    assert!(said.contains("2 recipients, copies counted"), "{said}");
    assert!(said.contains("USD 0.0002: 0.0002 at 0.10 a thousand"), "{said}");
    assert!(said.contains("Nothing was sent"), "{said}");
}

#[test]
fn row_24_a_rehearsal_says_so_and_a_missing_report_is_an_alarm() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    for arguments in [["send", "--dry-run"].as_slice(), &["send", "--dry-run", "--quiet"]] {
        let said = portfolio.says(0, arguments);
        assert_eq!(said.matches("DRY RUN: nothing was sent").count(), 2, "{said}");
    }
    assert_eq!(portfolio.json(&["send", "--dry-run"])["is_dry_run"], true);
    assert!(portfolio.mail().is_empty());
    portfolio.says(3, &["status", "--due"]);
    portfolio.says(0, &["send"]);
    portfolio.says(0, &["status", "--due"]);
    assert_eq!(portfolio.mail().len(), 1);
    // Where nothing is due the rehearsal says so once.
    let said = portfolio.says(0, &["send", "--dry-run"]);
    assert_eq!(said.matches("DRY RUN: nothing was sent").count(), 1, "{said}");
}

#[test]
fn what_a_person_approves_goes_and_nothing_else() {
    let portfolio = case("needs_approval = [\"accounting\"]\n");
    portfolio.says(3, &["status", "--due"]);
    let hash = portfolio.json(&["plan"])["approval"].as_str().unwrap().to_owned();
    assert!(portfolio.says(0, &["plan"]).contains(&format!("quarterdeck approve {hash}")));
    let said = portfolio.says(0, &["send"]);
    assert!(said.contains("1 wait for approval") && portfolio.mail().is_empty(), "{said}");
    let said = portfolio.says(0, &["approve", &hash[..12]]);
    assert!(said.contains("Approved by anna"), "{said}");
    assert!(portfolio.says(0, &["plan"]).contains("stays: approved"));
    portfolio.says(0, &["send"]);
    assert_eq!(portfolio.mail().len(), 1);
    let id = portfolio.json(&["status"])["lines"][0]["delivery"]["id"].as_str().unwrap().to_owned();
    let history = portfolio.json(&["archive", "show", &id]);
    assert!(history["history"].to_string().contains("approved by anna"));
}

#[test]
fn a_correction_is_the_next_edition_and_says_why() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    portfolio.says(0, &["send"]);
    assert!(portfolio.says(0, &["plan"]).contains("stays: accepted"));
    let said = portfolio.says(0, &["plan", "--reissue", "a fee was booked twice"]);
    assert!(said.contains("Correction: a fee was booked twice"), "{said}");
    assert!(said.contains("edition 1: 0 figures, +0 -0 findings"), "{said}");
    let plan = portfolio.json(&["plan", "--reissue", "a fee was booked twice"]);
    let item = &plan["items"][0];
    assert_eq!((item["edition"].as_u64(), item["state"].as_str()), (Some(2), Some("planned")));
    let subject = item["subject"].as_str().unwrap();
    assert!(subject.starts_with("[Accounting] Correction (a fee was booked twice): "), "{subject}");
    portfolio.says(0, &["send"]);
    assert_eq!(portfolio.mail().len(), 2);
    // Again it is the next one: a correction of the correction.
    let again = portfolio.json(&["plan", "--reissue", "and a second one"]);
    assert_eq!(again["items"][0]["edition"], 3);
}

#[test]
fn what_was_withdrawn_stays_withdrawn() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    let id = portfolio.json(&["plan"])["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(portfolio.says(0, &["cancel", &id]).contains("Withdrawn by anna"));
    assert!(portfolio.says(0, &["plan"]).contains("stays: cancelled"));
    portfolio.says(0, &["send"]);
    assert!(portfolio.mail().is_empty());
}

#[test]
fn row_24_the_archive_shows_what_was_sent_and_names_a_flipped_bit() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    portfolio.says(0, &["send"]);
    let said = portfolio.says(0, &["archive", "verify"]);
    assert!(said.contains("2 deliveries and copies, 1 messages: as they were written"), "{said}");
    let delivery = &portfolio.json(&["status"])["lines"][0]["delivery"];
    let id = delivery["id"].as_str().unwrap();
    let shown = portfolio.run(&["archive", "show", id]).stdout;
    assert_eq!(shown, fs::read(&portfolio.mail()[0]).unwrap());

    let sha256 = delivery["sha256"].as_str().unwrap();
    let file = format!(".quarterdeck/archive/{}/{sha256}.eml", &sha256[..2]);
    let mut bytes = fs::read(portfolio.path().join(&file)).unwrap();
    bytes[1000] ^= 1;
    fs::write(portfolio.path().join(&file), bytes).unwrap();
    let said = portfolio.says(2, &["archive", "verify"]);
    assert!(said.contains("error[archive-damaged]") && said.contains(sha256), "{said}");
}

#[test]
fn an_adopted_copy_sends() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    fs::remove_file(portfolio.path().join(".quarterdeck/fence")).unwrap();
    assert!(portfolio.says(2, &["send"]).contains("error[outbox-copied]"));
    portfolio.says(0, &["status"]);
    portfolio.says(0, &["resume", "--adopt", "the old server is gone"]);
    portfolio.says(0, &["send"]);
    assert_eq!(portfolio.mail().len(), 1);
    portfolio.says(0, &["archive", "verify"]);
}

#[test]
fn what_ses_reports_reaches_the_status() {
    let portfolio = case("");
    portfolio.says(0, &["plan"]);
    portfolio.says(0, &["send"]);
    let id = portfolio.json(&["status"])["lines"][0]["delivery"]["id"].as_str().unwrap().to_owned();
    let bounce = serde_json::json!({
        "eventType": "Bounce",
        "mail": { "messageId": "m", "tags": { "delivery_id": [id], "attempt": ["1"] } },
        "bounce": { "bounceType": "Permanent", "bouncedRecipients": [
            { "emailAddress": "owner@case.example", "diagnosticCode": "550 5.1.1 no such user" }] },
    });
    let file = portfolio.path().join("events.jsonl");
    fs::write(&file, format!("{bounce}\nnot an event\n\n{bounce}\n")).unwrap();
    let said = portfolio.says(3, &["events", file.to_str().unwrap()]);
    assert!(said.contains("1 could not be read and are kept"), "{said}");
    let fresh = case("");
    fresh.says(0, &["plan"]);
    fresh.says(0, &["send"]);
    let consumed = fresh.json(&["events", file.to_str().unwrap()]);
    assert_eq!((consumed["n_changed"].as_u64(), consumed["n_known"].as_u64()), (Some(1), Some(1)));
    assert_eq!(consumed["n_dead"], 1);
    let said = portfolio.says(3, &["status", "--due"]);
    assert!(said.contains("bounced") && said.contains("550 5.1.1 no such user"), "{said}");
    // The next edition does not go to an address that will never work.
    portfolio.says(0, &["plan", "--reissue", "try again"]);
    let said = portfolio.says(3, &["send"]);
    assert!(said.contains("suppressed: bounce"), "{said}");
}

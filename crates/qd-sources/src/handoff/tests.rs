use qd_facts::Source;

use super::Handoff;
use crate::testing::{
    Recording, codes, collect, collect_demo, demo_line, mutate, rows, spec, with_context,
};

const NOTE: &str = "---\nproject: JADA\nentity: jada\nupdated: 2026-09-28\nowner: anna\n---\n\n# JADA handoff\n\n## Risks\n\n- fee may rise (owner: anna)\n\n## Next\n\n- [ ] get the quote (anna, h: 2..5, due: 2026-10-10, gain: 2400, id: renewal)\n- [x] done\n\n| who | price |\n|---|---|\n| Ember | 24,000 |\n";

fn check(text: &[u8], table: &str, columns: &str, expected: &[&str], diagnostics: &[&str]) {
    let collected = collect(&Handoff, "path = \"n.md\"", text);
    let shown = String::from_utf8_lossy(text);
    assert_eq!(codes(&collected), diagnostics, "{shown} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, table, columns), expected, "{shown}");
}

#[test]
fn a_note_gives_its_rows() {
    let note = "line path title project status updated owner";
    check(NOTE.as_bytes(), "handoff", note, &["1|n.md|JADA handoff|JADA||2026-09-28|anna"], &[]);
    check(
        NOTE.as_bytes(),
        "handoff_item",
        "line id kind text done owner due hours_low hours_high gain section commodity",
        &[
            "12||risk|fee may rise||anna|||||Risks|USD",
            "16|renewal|task|get the quote|false|anna|2026-10-10|2|5|2400|Next|USD",
            "17||task|done|true||||||Next|USD",
        ],
        &[],
    );
    let cells = ["21|Next|1|who|Ember", "21|Next|1|price|24,000"];
    check(
        NOTE.as_bytes(),
        "handoff_cell",
        "line section row_number column_name value",
        &cells,
        &[],
    );
}

#[test]
fn front_matter_is_checked() {
    let check = |front: &str, expected: &str, diagnostics: &[&str]| {
        let text = format!("---\n{front}\n---\nhello\n");
        check(text.as_bytes(), "handoff", "updated owner", &[expected], diagnostics);
    };
    check("updated: soon\nowner: x", "|x", &["unreadable-date:2"]);
    check(
        "entity: other\ncolour: red\nnonsense",
        "|",
        &["other-entity:2", "unread-key:3", "front-matter:4"],
    );
    check("date: 2026-01-02\nconsulted:\n  - ben", "2026-01-02|", &[]);
}

#[test]
fn damage_is_a_warning_and_the_rest_survives() {
    let latin = b"# Next\n\n- caf\xe9\n- [ ] call (ben, efort: 3, h: 1)\n";
    check(
        latin,
        "handoff_item",
        "line text owner hours_low",
        &["3|caf\u{fffd}||", "4|call|ben|1"],
        &["not-utf8:3", "unknown-attribute:4"],
    );
    let large = "x".repeat(5 << 20);
    check(large.as_bytes(), "handoff", "line", &[], &["file-too-large"]);
    check(b"", "handoff", "line title", &["1|"], &[]);
}

#[test]
fn front_matter_may_bind_claims() {
    let text = "---\nclaims:\n  - id: fee\n    match: the fee is {value}\n    metric: fee\n    tolerance: 0.01\n  - id: broken\n    match: none\n---\n\nNow the fee\nis 18%.\n";
    check(
        text.as_bytes(),
        "claim_statement",
        "entity file line id statement stated metric",
        &["p/jada|n.md|11|fee|Now the fee is 18%.|0.18|fee"],
        &["wrong-claim:8"],
    );
}

#[test]
fn credentials_are_registered_and_cells_masked() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The token: abc-123-x is ours.\n\n## Next\n\n- [ ] use password: hunter2-x\n\n| what | value |\n|---|---|\n| api key | zyx-987 |\n";
    std::fs::write(folder.path().join("data"), text).unwrap();
    let (secrets, spec) = (Recording::default(), spec("handoff", ""));
    let read = || with_context(folder.path(), &secrets, |context| Handoff.collect(&spec, context));
    assert_eq!(rows(read(), "handoff_item", "text"), ["use password: hunter2-x"]);
    assert!(rows(read(), "handoff_cell", "value").contains(&"[secret]".to_owned()));
    let seen = secrets.0.into_inner().unwrap();
    for value in ["abc-123-x", "hunter2-x", "zyx-987"] {
        assert!(seen.iter().any(|(_, found)| found == value), "{value}");
    }
}

#[test]
fn the_demo_notes_are_read_whole() {
    let notes = [
        ("portfolio-handoff", 15, 9),
        ("jada-handoff", 11, 8),
        ("queen-of-san-diego-handoff", 10, 18),
        ("quickdumpnow-handoff", 9, 9),
        ("dangerous-centaur-handoff", 7, 0),
        ("51st-street-handoff", 7, 9),
        ("expert-yacht-delivery-handoff", 6, 9),
        ("centaur-clients-handoff", 6, 24),
    ];
    for (id, n_items, n_cells) in notes {
        let collected = collect_demo(&Handoff, id);
        assert_eq!(codes(&collected), [""; 0], "{id} {:?}", collected.diagnostics);
        let counts = collected.facts.counts();
        let count = |table: &str| counts.iter().find(|(name, _)| name == table).map_or(0, |c| c.1);
        assert_eq!(
            (count("handoff"), count("handoff_item"), count("handoff_cell")),
            (1, n_items, n_cells),
            "{id}"
        );
    }
    for row in rows(collect_demo(&Handoff, "jada-handoff"), "handoff_item", "file line text") {
        let (place, text) = row.rsplit_once('|').unwrap();
        assert!(demo_line(place).contains(text), "{row}");
    }
    let shortfalls =
        rows(collect_demo(&Handoff, "portfolio-handoff"), "handoff_item", "line kind section");
    let shortfalls = shortfalls.iter().filter(|row| row.ends_with("task|Critical shortfalls"));
    // EXPECTED.md: seven tasks, from line 33.
    assert_eq!(shortfalls.collect::<Vec<_>>().len(), 7);
}

#[test]
fn mutations_neither_panic_nor_leave_the_file() {
    let dictionary = [
        "- [ ] ",
        "(",
        ")",
        ":",
        "..",
        "|",
        "---\n",
        "> ",
        "\n\n",
        "é",
        "\0",
        "```",
        "claims:\n- id: x\n",
    ];
    mutate(NOTE.as_bytes(), &dictionary, 2500, |bytes| {
        let collected = collect(&Handoff, "", bytes);
        assert!(collected.diagnostics.len() < 200);
        let n_lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
        for line in rows(collected, "handoff_item", "line") {
            assert!((1..=n_lines).contains(&line.parse::<usize>().unwrap()));
        }
    });
}

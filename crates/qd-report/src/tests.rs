//! Laws and goldens of whole documents, over the zoo.

use std::collections::BTreeMap;

use proptest::prelude::*;
use qd_model::report::{Block, Locale, Report};
use qd_model::{Basis, Cell, Evaluation, EvidenceRows, Measures, Reason, Value};
use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use crate::render::paper::Paper;
use crate::render::{MAX_HTML_BYTES, Options, Rendered, figures_in, fit, render};
use crate::{DocumentContext, Template, assemble, zoo};

fn context() -> DocumentContext {
    let previous = Some(zoo::previous());
    DocumentContext { edition: Some(14), previous, ..DocumentContext::default() }
}

fn zoo_report(evaluation: &Evaluation) -> Report {
    assemble(&zoo::template(), evaluation, &zoo::root(), &context())
}

/// The figures of the JSON's blocks, in reading order.
fn json_figures(json: &str) -> Vec<String> {
    fn walk(json: &Json, found: &mut Vec<String>) {
        match json {
            Json::Object(object) if object.contains_key("figure") => {
                found.push(object["display"].as_str().unwrap().to_owned());
            }
            Json::Object(object) => object.values().for_each(|value| walk(value, found)),
            Json::Array(values) => values.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let document: Json = serde_json::from_str(json).unwrap();
    let mut found = Vec::new();
    for part in ["message", "decisions", "blocks"] {
        walk(&document[part], &mut found);
    }
    found
}

fn sorted(mut figures: Vec<String>) -> Vec<String> {
    figures.sort();
    figures
}

/// The laws that hold for every document; returns its renderings.
pub(crate) fn check_laws(report: &Report) -> Rendered {
    let marked = render(report, Options { are_figures_marked: true, ..Options::default() });
    let bare = render(report, Options::default());
    // Where the mark of assumptions stands is each medium's own matter: the number is the figure.
    let figures = json_figures(&bare.json).into_iter();
    let figures = figures.map(|figure| figure.replace('†', "")).collect::<Vec<_>>();
    assert_eq!(sorted(figures_in(&marked.html)), sorted(figures.clone()), "HTML and JSON");
    assert_eq!(sorted(figures_in(&marked.text)), sorted(figures), "text and JSON");
    let unmarked = |text: &str| text.replace(['\u{2061}', '\u{2063}'], "");
    assert_eq!(unmarked(&marked.html), bare.html, "marks change nothing in HTML");
    assert_eq!(unmarked(&marked.text), bare.text, "marks change nothing in text");
    let shown = render(
        report,
        Options { are_figures_marked: true, has_pictures: true, ..Options::default() },
    );
    // A mail with pictures has room for more rows; its media agree all the same.
    assert_eq!(sorted(figures_in(&shown.html)), sorted(figures_in(&shown.text)), "with pictures");
    assert!(shown.n_shed <= bare.n_shed);
    assert_eq!(shown.html.matches("<img src=\"cid:").count(), shown.pictures.len());
    assert!(shown.html.len() <= MAX_HTML_BYTES, "{} bytes with pictures", shown.html.len());
    let paper = Paper::of(
        &fit(report, false).0,
        Options { are_figures_marked: true, ..Options::default() },
    );
    let words = paper.text().replace('†', "");
    assert_eq!(sorted(figures_in(&words)), sorted(figures_in(&marked.html)), "pages and HTML");
    for line in bare.text.lines() {
        assert!(line.width() <= 78, "{} columns: {line}", line.width());
    }
    let is_plain = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c);
    assert!(bare.text.chars().all(|c| c == '\n' || is_plain(c)), "no control characters");
    assert!(bare.html.chars().all(|c| c == '\n' || is_plain(c)), "no control characters");
    assert!(bare.html.len() <= MAX_HTML_BYTES, "{} bytes", bare.html.len());
    assert!(bare.subject.chars().count() <= 70 && bare.subject.chars().all(is_plain));
    for forbidden in ["<script", "<svg", "<img", "<a ", " src=", " href=", "url(", ":flex", ":grid"]
    {
        assert!(!bare.html.contains(forbidden), "{forbidden}");
    }
    bare
}

#[test]
fn the_zoo_keeps_the_laws_and_reads_as_before() {
    let mut report = zoo_report(&zoo::evaluation());
    let rendered = check_laws(&report);
    insta::assert_snapshot!("zoo.html", rendered.html.replace("><", ">\n<"));
    insta::assert_snapshot!("zoo.txt", rendered.text);
    insta::assert_snapshot!(rendered.subject, @"[CFO] Cash of $31.3k lasts 4.6 months; two contracts were never...");
    // The JSON of everything is long and says the same for each block: the golden is of a few.
    report.blocks.truncate(3);
    insta::assert_snapshot!("zoo.json", render(&report, Options::default()).json);
}

#[test]
fn ascii_is_ascii() {
    let report = zoo_report(&zoo::evaluation());
    let text = render(&report, Options { is_ascii: true, ..Options::default() }).text;
    assert!(text.is_ascii());
    insta::assert_snapshot!("zoo.ascii.txt", text);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let first = render(&zoo_report(&zoo::evaluation()), Options::default());
    assert_eq!(first, render(&zoo_report(&zoo::evaluation()), Options::default()));
}

#[test]
fn an_entity_has_its_own_document() {
    let jada = zoo::root().member("jada").unwrap();
    let report = assemble(&zoo::template(), &zoo::evaluation(), &jada, &context());
    let rendered = check_laws(&report);
    assert!(rendered.text.starts_with("CFO   JADA   Sep 2026"));
    for other in ["QuickDumpNow", "Alvarez", "Pier Coffee", "client-invoices"] {
        assert!(!rendered.text.contains(other) && !rendered.json.contains(other), "{other}");
    }
}

#[test]
fn a_template_names_its_subjects() {
    let ids = |scope: &str| {
        let front = format!(
            "+++\ntitle = \"T\"\nrole = \"cfo\"\n{scope}\n[[message]]\ntext = \"Well.\"\n+++\n"
        );
        let template = Template::parse("t.md", &front).unwrap();
        let subjects = template.subjects(&zoo::evaluation());
        subjects.iter().map(|key| key.short().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(""), ["portfolio"]);
    assert_eq!(
        ids("scope = \"entity\"\nmodels = [\"hauling\", \"rental\"]"),
        ["quickdumpnow", "51st-street"]
    );
    assert_eq!(ids("scope = \"entity\"").len(), 7);
}

#[test]
fn a_partial_scope_says_so() {
    let mut evaluation = zoo::evaluation();
    evaluation.scope.is_whole = false;
    evaluation.scope.entities = evaluation.scope.entities.iter().take(2).cloned().collect();
    let rendered = check_laws(&zoo_report(&evaluation));
    assert!(rendered.text.contains("2 of 7 entities") && rendered.html.contains("2 of 7 entities"));
}

#[test]
fn an_empty_portfolio_still_has_a_report() {
    let mut evaluation = zoo::evaluation();
    evaluation.measures = Measures::default();
    evaluation.findings.clear();
    evaluation.claims.clear();
    evaluation.actions.clear();
    evaluation.sources.clear();
    evaluation.tables.values_mut().for_each(|table| table.rows.clear());
    let rendered = check_laws(&zoo_report(&evaluation));
    assert!(rendered.text.contains("Cash on hand: insufficient data: no measure for 2026-09"));
}

#[test]
fn everything_missing_is_said_and_never_guessed() {
    let mut evaluation = zoo::evaluation();
    let gaps = evaluation.measures.iter().map(|(key, measure)| {
        let mut gap = measure.clone();
        gap.value = Value::Missing(Reason::insufficient("books end 2026-08-20"));
        (key.clone(), gap)
    });
    let gaps = gaps.collect::<Vec<_>>();
    for (key, gap) in gaps {
        evaluation.measures.insert(key, gap);
    }
    let rendered = check_laws(&zoo_report(&evaluation));
    assert!(rendered.text.contains("insufficient data: books end 2026-08-20"));
    assert!(!rendered.text.contains("$31.3k"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = [
        "<script>alert(1)</script>",
        "{{ 7*7 }} {% if 1 %}",
        "\u{1b}[31mred\u{1b}[0m \u{202e}drow",
        "x\r\nBcc: thief@evil.example",
        "**bold** [link](https://evil.example) | cell |",
        &"verylongword".repeat(20),
        &"many words ".repeat(40),
        "שלום עולם مرحبا",
        "👩‍👩‍👧‍👦🚤🚤🚤",
        "",
    ];
    for text in hostile {
        let mut evaluation = zoo::evaluation();
        zoo::hostile(&mut evaluation, text);
        let rendered = check_laws(&zoo_report(&evaluation));
        assert!(!rendered.html.contains("<script") && !rendered.subject.contains(['\r', '\n']));
        if text.contains("{{") {
            assert!(rendered.text.contains(text), "nothing is evaluated");
        }
        for entity in ["jada", "51st-street"] {
            let subject = zoo::root().member(entity).unwrap();
            check_laws(&assemble(&zoo::template(), &evaluation, &subject, &context()));
        }
    }
}

#[test]
fn what_has_no_room_is_left_out_everywhere_and_counted() {
    let mut evaluation = zoo::evaluation();
    for table in evaluation.tables.values_mut() {
        let row = table.rows[0].clone();
        table.rows = vec![row; 3000];
    }
    let front = "+++\ntitle = \"List\"\nrole = \"cfo\"\n[[message]]\ntext = \"Many.\"\n+++\n";
    let body = "```table\nview = \"rent_roll\"\nlimit = 2500\n```\n";
    let template = Template::parse("list.md", &format!("{front}{body}")).unwrap();
    let report = assemble(&template, &evaluation, &zoo::root(), &context());
    let rendered = check_laws(&report);
    assert!(rendered.n_shed > 0 && rendered.html.len() <= MAX_HTML_BYTES);
    let note = "rows left out to fit a mail";
    assert!(rendered.text.contains(note) && rendered.html.contains(note));
    assert!(rendered.text.contains("and 500 rows more"));
}

#[test]
fn evidence_is_looked_up_in_one_batch() {
    let mut report = zoo_report(&zoo::evaluation());
    let ids = report.figure_ids();
    let rows = EvidenceRows { rows: Vec::new(), count: 7 };
    let found = ids.iter().map(|id| (id.clone(), rows.clone())).collect::<BTreeMap<_, _>>();
    report.attach_evidence(&found);
    let measured = report.figures.iter().filter(|figure| figure.id.measure().is_some());
    assert!(measured.clone().count() > 20 && measured.clone().all(|f| f.evidence.count == 7));
    let compared = report.figures.iter().find(|figure| figure.inputs.len() == 2);
    assert_eq!(compared.map(|figure| figure.evidence.count), Some(14));
}

#[test]
fn accounting_reads_cents() {
    let text = zoo::TEMPLATE.replace("role = \"cfo\"", "role = \"accounting\"");
    let template = Template::parse("zoo.md", &text).unwrap();
    let report = assemble(&template, &zoo::evaluation(), &zoo::root(), &context());
    assert!(check_laws(&report).text.contains("Cash of $31,250.40 lasts"));
}

#[test]
fn an_unseen_role_changes_nothing() {
    let before = render(&zoo_report(&zoo::evaluation()), Options::default());
    let mut evaluation = zoo::evaluation();
    for rule in evaluation.rules.values_mut() {
        rule.roles = ["cto"].into_iter().map(|role| qd_model::Role::new(role).unwrap()).collect();
    }
    let after = render(&zoo_report(&evaluation), Options::default());
    assert!(before.text.contains("Function URL") && !after.json.contains("Function URL"));
    assert!(after.text.contains("no findings"));
}

fn words() -> impl Strategy<Value = String> {
    let letters = prop_oneof![
        Just("a"),
        Just(" "),
        Just("長"),
        Just("é"),
        Just("ש"),
        Just("🚤"),
        Just("\u{1b}[1m"),
        Just("\n"),
        Just("<"),
        Just("&"),
        Just("|"),
        Just("*"),
        Just("{{"),
        Just("$5"),
        Just("-"),
        Just("\u{2061}"),
        Just("\u{e000}0\u{e001}"),
        Just("\u{200b}"),
        Just("\""),
    ];
    prop::collection::vec(letters, 0..60).prop_map(|letters| letters.concat())
}

fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-999_999_999_999_999i64..999_999_999_999_999, 0u8..12)
            .prop_map(|(mantissa, scale)| Value::Number(qd_model::Decimal::new(mantissa.into(), scale))),
        1 => Just(Value::Number(qd_model::Decimal::ZERO)),
        1 => words().prop_map(|field| Value::Missing(Reason::insufficient(field))),
        1 => words().prop_map(|why| Value::Missing(Reason::undefined(why))),
        1 => (0u64..9).prop_map(|n| Value::Missing(Reason::TooFew { n })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_medium_prints_the_same_figures(
        values in prop::collection::vec((numbers(), any::<bool>(), any::<bool>()), 120),
        text in words(),
        entity in 0usize..3,
    ) {
        let mut evaluation = zoo::evaluation();
        let measures = evaluation.measures.iter().zip(&values).map(|((key, measure), (value, is_assumed, has_n))| {
            let mut changed = measure.clone();
            changed.value = value.clone();
            if *is_assumed { changed.basis = Basis::Assumed; }
            if *has_n { changed.n = Some(40); }
            changed.is_partial = *is_assumed && *has_n;
            (key.clone(), changed)
        });
        let measures = measures.collect::<Vec<_>>();
        for (key, measure) in measures { evaluation.measures.insert(key, measure); }
        zoo::hostile(&mut evaluation, &text);
        for (claim, (value, ..)) in evaluation.claims.iter_mut().zip(&values) {
            claim.stated = value.clone();
            claim.unit = text.clone();
        }
        for row in evaluation.tables.values_mut().flat_map(|table| &mut table.rows) {
            if let (Some(Cell::Number(number)), Some(value)) = (row.cells.get_mut(2), values[0].0.number()) {
                *number = value;
            }
            row.commodity = Some(text.clone());
        }
        let subject = [zoo::root(), zoo::root().member("jada").unwrap(), zoo::root().member("51st-street").unwrap()];
        let report = assemble(&zoo::template(), &evaluation, &subject[entity], &context());
        let n_printed = report.printed().len();
        let rendered = check_laws(&report);
        prop_assert_eq!(json_figures(&rendered.json).len(), n_printed);
    }
}

#[test]
fn long_names_and_wide_statements_lose_nothing() {
    let mut evaluation = zoo::evaluation();
    for entity in &mut evaluation.entities {
        entity.name = "長い名前".repeat(50);
    }
    let front = "+++\ntitle = \"Wide\"\nrole = \"cfo\"\n[[message]]\ntext = \"Wide.\"\n+++\n";
    let body =
        "```statement\ncolumns = \"entities\"\nrows = [\"revenue\", \"contribution\"]\n```\n";
    let template = Template::parse("wide.md", &format!("{front}{body}")).unwrap();
    let report = assemble(&template, &evaluation, &zoo::root(), &context());
    assert!(matches!(report.blocks.first(), Some(Block::Table(_))));
    check_laws(&report);
}

#[test]
fn rows_of_assumptions_are_marked_once_in_every_medium() {
    let mut evaluation = zoo::evaluation();
    let cells = evaluation.measures.iter().map(|(key, measure)| {
        (key.clone(), qd_model::Measure { basis: Basis::Assumed, ..measure.clone() })
    });
    for (key, measure) in cells.collect::<Vec<_>>() {
        evaluation.measures.insert(key, measure);
    }
    let rendered = check_laws(&zoo_report(&evaluation));
    let line = rendered.text.lines().find(|line| line.starts_with("JADA†")).unwrap();
    assert_eq!(line.matches('†').count(), 1, "{line}");
    assert!(rendered.text.contains("beside a name the figures of its row do"));
    assert!(rendered.html.contains("JADA†"));
}

#[test]
fn fifty_entities_and_four_hundred_rows_fit_a_mail() {
    let mut evaluation = zoo::evaluation();
    let original = evaluation.entities[1].clone();
    for number in 0..50 {
        let key = zoo::root().member(&format!("venture-{number}")).unwrap();
        evaluation.entities.push(qd_model::Entity { key, ..original.clone() });
    }
    for table in evaluation.tables.values_mut() {
        if let Some(row) = table.rows.first().cloned() {
            table.rows.resize(400, row);
        }
    }
    assert!(evaluation.tables.values().any(|table| table.rows.len() == 400));
    check_laws(&zoo_report(&evaluation));
}

#[test]
fn secrets_leave_pages_before_they_are_set() {
    let mut paper = Paper::of(&zoo_report(&zoo::evaluation()), Options::default());
    let clean = paper.clone();
    paper.mask(&str::to_owned);
    assert_eq!(paper, clean, "a mask that changes nothing changes nothing");
    // A name stands in cells, in prose, in a drawing; the others stay.
    let mask = |text: &str| text.replace("QuickDumpNow", "[secret]");
    paper.mask(&mask);
    let drawn = |paper: &Paper| serde_json::to_string(paper).unwrap();
    assert!(drawn(&clean).contains("QuickDumpNow") && !drawn(&paper).contains("QuickDumpNow"));
    assert!(paper.text().contains("[secret]") && paper.text().contains("JADA"));
}

#[test]
fn what_stands_apart_is_masked_as_a_line() {
    let mut paper = Paper::of(&zoo_report(&zoo::evaluation()), Options::default());
    // No run of it holds both words: the mask sees the line.
    let before = paper.text();
    let line = before.lines().find(|line| line.starts_with("Cash of $31.3k lasts")).unwrap();
    let line = line.to_owned();
    paper.mask(&|text| {
        if text.starts_with("Cash of $31.3k lasts") { "[secret]".into() } else { text.into() }
    });
    assert!(!paper.text().contains(&line) && paper.text().contains("[secret]"));
}

#[test]
fn every_country_reads_the_same_figures_in_every_medium() {
    for (tag, locale) in Locale::ALL {
        let context = DocumentContext { locale, ..context() };
        let report = assemble(&zoo::template(), &zoo::evaluation(), &zoo::root(), &context);
        let rendered = check_laws(&report);
        let (cash, month) = match locale {
            Locale::EnUs | Locale::EnGb => ("$31.3k", "Sep 2026"),
            Locale::DeDe => ("31,3 Tsd. $", "Sept. 2026"),
            Locale::FrFr => ("31,3 k $", "sept. 2026"),
            Locale::EsEs => ("31,3 mil $", "sept 2026"),
        };
        assert!(rendered.text.contains(cash) && rendered.text.contains(month), "{tag}");
        assert!(rendered.subject.contains(cash), "{tag}: {}", rendered.subject);
    }
}

#[test]
fn a_logo_stands_above_the_mail_and_nowhere_else() {
    let picture = crate::chart::encode(2, 1, &[9, 9, 9, 200, 200, 200]).unwrap();
    let logo = crate::Logo::read(&picture).unwrap();
    let report = zoo_report(&zoo::evaluation());
    let options = Options { has_pictures: true, logo: Some(&logo), ..Options::default() };
    let rendered = render(&report, options);
    let shown = rendered.pictures.last().unwrap();
    assert_eq!((shown.file_name.as_str(), shown.alt.as_str()), ("logo.png", "Example Holdings"));
    assert_eq!(rendered.html.matches("\"cid:logo.").count(), 1);
    let without = render(&report, Options { has_pictures: true, ..Options::default() });
    assert_eq!(rendered.pictures.len(), without.pictures.len() + 1);
    assert_eq!((rendered.text, rendered.json), (without.text, without.json));
    // Without pictures there is no place for one.
    let options = Options { logo: Some(&logo), ..Options::default() };
    assert_eq!(render(&report, options).html, render(&report, Options::default()).html);
}

#[test]
fn key_figures_carry_their_history_as_pictures() {
    let report = zoo_report(&zoo::evaluation());
    let options = Options { has_pictures: true, ..Options::default() };
    let rendered = render(&report, options);
    let lines = rendered.pictures.iter().filter(|p| p.file_name.starts_with("line-"));
    let lines = lines.collect::<Vec<_>>();
    assert!(lines.len() >= 3, "{}", lines.len());
    for line in &lines {
        assert!(line.png.len() < 2_000 && (line.width, line.height) == (90, 18));
        // The last value stands beside it: the words say how it came there.
        assert!(line.alt.contains(": the last ") && !line.alt.contains('$'), "{}", line.alt);
    }
    assert!(render(&report, Options::default()).html.contains('▁'), "glyphs without pictures");
}

//! The demo portfolio end to end, as a newcomer runs it: the figures that must come out (O1 to O13
//! of the demo page), the claims that must fall, and what must hold when it is run twice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// Runs the binary in a cleared environment.
fn quarterdeck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = quarterdeck(arguments);
    let (out, err) = (stdout(&output), String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&out)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}\n{err}"))
}

/// Writes and runs the demo in a folder of its own.
fn run_demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = quarterdeck(&["demo", "--dir", folder.path().join("demo").to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

/// One demo that tests read and do not change.
fn demo() -> &'static Path {
    static DEMO: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = DEMO.get_or_init(|| {
        let folder = run_demo();
        let path = folder.path().join("demo");
        (folder, path)
    });
    path
}

fn query(sql: &str) -> Vec<Value> {
    let rows = json(&["query", "--json", "--portfolio", demo().to_str().unwrap(), sql]);
    rows.as_array().unwrap().clone()
}

fn trace(figure: &str) -> Value {
    json(&["trace", "--json", "--portfolio", demo().to_str().unwrap(), figure])
}

fn out(name: &str) -> String {
    fs::read_to_string(demo().join("out/2026-09-30").join(name)).unwrap()
}

/// The measures of September 2026 by `entity/metric[/dimension]`; what is missing as its reason.
fn measures() -> &'static BTreeMap<String, String> {
    static MEASURES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    MEASURES.get_or_init(|| {
        let rows = query(
            "SELECT e.id, m.metric, m.dimension, m.value, m.missing FROM measure AS m \
             JOIN entity AS e ON e.entity = m.entity \
             WHERE m.period = '2026-09' AND m.scenario = 'actual'",
        );
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let measure = |row: &Value| {
            let dimension = text(&row["dimension"]);
            let mark = if dimension.is_empty() { "" } else { "/" };
            let key = format!("{}/{}{mark}{dimension}", text(&row["id"]), text(&row["metric"]));
            (key, if row["value"].is_null() { text(&row["missing"]) } else { text(&row["value"]) })
        };
        rows.iter().map(measure).collect()
    })
}

fn check(figure: &str, expected: &str) {
    let found = measures().get(figure).unwrap_or_else(|| panic!("no measure {figure}"));
    assert_eq!(found, expected, "{figure}");
}

#[test]
fn o1_to_o5_one_charter_and_how_many_it_takes() {
    check("jada/standard_charter_net_each", "289.41");
    check("jada/standard_charter_margin", "0.344228367529");
    check("portfolio/break_even_charters_low", "25");
    check("portfolio/break_even_charters_middle", "28");
    check("portfolio/break_even_charters_high", "32");
    check("jada/claimed_charters_net", "1736.46");
    check("jada/claimed_charters_shortfall", "5263.54");
    assert!(out("cfo.html").contains("34.42%"), "O2 is printed with two digits");
    for (figure, expected) in [
        ("jada/charter_net/2026-06-14", "289.41"),
        ("jada/charter_gross_per_hour/2026-06-14", "280.25"),
        ("jada/charter_net_per_hour/2026-06-14", "96.47"),
    ] {
        assert_eq!(trace(figure)["measure"]["value"]["number"], expected, "{figure}");
    }
}

#[test]
fn o6_to_o8_the_blast() {
    check("queen-of-san-diego/blast_cost", "0.3676");
    check("queen-of-san-diego/blast_seconds", "263");
    check("queen-of-san-diego/blast_over_sandbox", "3476");
    assert!(out("cmo.txt").contains("$0.37"), "O6 is printed in cents");
}

#[test]
fn o9_what_the_cloud_bill_can_lose() {
    check("portfolio/aws_saving_year", "300");
    check("portfolio/aws_saving_share_low", "0.297619047619");
    check("portfolio/aws_saving_share_high", "0.5");
    let cfo = out("cfo.txt");
    assert!(cfo.contains("29.8%") && cfo.contains("50.0%"), "{cfo}");
}

#[test]
fn o10_a_deposit_is_no_revenue_before_the_day_of_service() {
    let balance = |date: &str| {
        let rows = query(&format!(
            "SELECT account_type, CAST(sum(amount) AS VARCHAR) AS balance FROM posting \
             WHERE links LIKE '%B26-0614%' AND date <= DATE '{date}' \
             AND (account LIKE 'Liabilities:Customer-Deposits%' OR account_type = 'income') \
             GROUP BY account_type ORDER BY account_type"
        ));
        let pair = |row: &Value| {
            let text = row["balance"].as_str().unwrap().trim_end_matches('0').trim_end_matches('.');
            (row["account_type"].as_str().unwrap().to_owned(), text.to_owned())
        };
        rows.iter().map(pair).collect::<BTreeMap<_, _>>()
    };
    let deposit = balance("2026-06-10");
    assert_eq!((deposit["liability"].as_str(), deposit.get("income")), ("-500", None));
    let service = balance("2026-06-14");
    assert_eq!((service["liability"].as_str(), service["income"].as_str()), ("0", "-840.75"));
    let receivable = query(
        "SELECT CAST(sum(amount) AS VARCHAR) AS balance FROM posting WHERE links LIKE '%B26-0614%' \
         AND date <= DATE '2026-06-14' AND account LIKE 'Assets:Receivable%'",
    );
    assert!(receivable[0]["balance"].as_str().unwrap().starts_with("340.75"), "{receivable:?}");
}

#[test]
fn o11_what_a_platform_takes() {
    for (terms, fee, payout) in [
        ("owner, paid in USD", "71.46", "769.29"),
        ("owner, with currency conversion", "96.69", "744.06"),
    ] {
        check(&format!("jada/platform_fee_standard/platform=getmyboat;terms={terms}"), fee);
        check(&format!("jada/platform_payout_standard/platform=getmyboat;terms={terms}"), payout);
    }
}

#[test]
fn o12_the_crew_see_no_money() {
    for extension in ["html", "txt", "json"] {
        let text = out(&format!("crew-charter.jada.{extension}"));
        // Styles hold percentages and colours; the reader's words do not.
        let words = text.split_once("<body").map_or(text.as_str(), |(_, body)| body).to_owned();
        let words = without_tags(&words);
        for amount in ["840.75", "250.00", "150.00", "151.34", "289.41", "$", "USD", "%"] {
            assert!(!words.contains(amount), "{extension} holds {amount}");
        }
    }
}

fn without_tags(html: &str) -> String {
    let mut is_tag = false;
    let kept = html.chars().filter(|c| {
        let was_tag = is_tag;
        is_tag = (is_tag || *c == '<') && *c != '>';
        !is_tag && !was_tag
    });
    kept.collect()
}

#[test]
fn o13_nobody_guesses() {
    check("quickdumpnow/review_average", "insufficient data: business fact `review_average`");
    check("jada/campaign_list_size", "insufficient data: no source of campaign");
}

#[test]
fn cash_and_burn_are_those_of_the_books() {
    check("portfolio/cash", "61868.49");
    check("portfolio/net_burn", "7950");
    check("portfolio/net_burn_t3m", "8000");
    check("portfolio/runway_months", "7.73356125");
}

#[test]
fn claims_are_contradicted_or_confirmed() {
    let rows = query("SELECT statement, stated, computed, verdict FROM claim ORDER BY statement");
    let verdict = |part: &str| {
        let row = rows
            .iter()
            .find(|row| row["statement"].as_str().is_some_and(|text| text.contains(part)));
        let row = row.unwrap_or_else(|| panic!("no claim holds {part}: {rows:?}"));
        (row["verdict"].as_str().unwrap().to_owned(), row["computed"].as_str().map(str::to_owned))
    };
    for (part, expected, computed) in [
        ("break-even is 6", "contradicted", Some("28")),
        ("labour is $300", "contradicted", Some("400")),
        ("infrastructure costs $50 to $84", "contradicted", None),
        ("8 critical shortfalls", "contradicted", Some("7")),
        ("blast to 3,676 contacts is worth", "contradicted", None),
        ("batch of five reports costs", "contradicted", Some("0.001")),
        ("no rate limit applies", "contradicted", None),
        ("about $25 a month", "confirmed", Some("25")),
        ("4 trailers", "confirmed", Some("4")),
        ("reviews average", "cannot-tell", None),
    ] {
        let (found, value) = verdict(part);
        assert_eq!(found.replace(' ', "-"), expected, "{part}");
        if let Some(computed) = computed {
            assert_eq!(value.as_deref(), Some(computed), "{part}");
        }
    }
}

#[test]
fn every_figure_ends_at_a_place_that_exists() {
    let mut n_figures = 0;
    for entry in fs::read_dir(demo().join("out/2026-09-30")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for figure in report["figures"].as_array().unwrap() {
            if !figure["value"].is_null() {
                n_figures += 1;
                check_evidence(&path, figure);
            }
        }
    }
    assert!(n_figures > 500, "only {n_figures} figures");
}

#[test]
fn every_printed_figure_opens() {
    let documents = fs::read_dir(demo().join("out/2026-09-30")).unwrap();
    let paths = documents.map(|entry| entry.unwrap().path());
    let mut ids = std::collections::BTreeSet::new();
    for path in paths.filter(|path| path.extension().is_some_and(|kind| kind == "json")) {
        let document = serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
        let figures = document["figures"].as_array().unwrap();
        ids.extend(figures.iter().map(|figure| figure["id"].as_str().unwrap().to_owned()));
    }
    assert!(ids.len() > 1000, "only {} figures", ids.len());
    let ids = ids.into_iter().collect::<Vec<_>>();
    let portfolio = demo().to_str().unwrap();
    let mut arguments = vec!["trace", "--json", "--limit", "1", "--portfolio", portfolio];
    arguments.extend(ids.iter().map(String::as_str));
    let opened = json(&arguments);
    let opened = opened.as_array().unwrap();
    assert_eq!(opened.len(), ids.len());
    for (id, opened) in ids.iter().zip(opened) {
        let found = opened.get("figure").or_else(|| opened[0].get("figure")).unwrap();
        assert_eq!(found, id, "{opened}");
    }
}

fn check_evidence(path: &Path, figure: &Value) {
    let rows = figure["evidence"].as_array().unwrap();
    let count = figure["evidence_count"].as_u64().unwrap();
    let is_zero = figure["value"]
        .as_str()
        .is_some_and(|value| value.trim_matches(['0', '.', '-']).is_empty());
    // Zero rows are what a zero rests on.
    assert!(count > 0 || is_zero, "{}: {figure}", path.display());
    assert!(rows.len() <= 20);
    for row in rows {
        let file = row["file"].as_str().unwrap();
        let place = file.split('@').next().unwrap();
        // A finding about measures rests on figures, ENTITY/METRIC/PERIOD, which `trace` opens; a default
        // parameter on the built-in catalog, which `catalog show` opens.
        let is_figure =
            measures().contains_key(&file.split('/').take(2).collect::<Vec<_>>().join("/"));
        let is_there = is_figure
            || file.starts_with("built-in/")
            || demo().join(place).exists()
            || demo().join("repositories").join(place).exists();
        assert!(is_there, "{}: {} rests on {file}", path.display(), figure["id"]);
        if let (Some(line), true) = (row["line"].as_u64(), demo().join(file).is_file()) {
            let n_lines = fs::read_to_string(demo().join(file)).unwrap().lines().count() as u64;
            assert!((1..=n_lines).contains(&line), "{}: {file}:{line}", path.display());
        }
    }
}

#[test]
fn each_report_is_there_once_and_a_second_run_sends_nothing() {
    let folder = run_demo();
    let path = folder.path().join("demo");
    let mails = |path: &Path| {
        let mut names = fs::read_dir(path.join("outbox/new"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect::<Vec<_>>();
        names.sort();
        names
    };
    let first = mails(&path);
    assert_eq!(first.len(), 12, "eleven reports and a crew sheet");
    let bytes = fs::read(path.join("outbox/new").join(&first[0])).unwrap();
    let again = quarterdeck(&["send", "--portfolio", path.to_str().unwrap()]);
    assert!(again.status.success());
    let again = quarterdeck(&["demo", "--dir", path.to_str().unwrap()]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(mails(&path), first);
    assert_eq!(fs::read(path.join("outbox/new").join(&first[0])).unwrap(), bytes);
    let status = json(&["status", "--json", "--portfolio", path.to_str().unwrap()]);
    let lines = status["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 24, "each delivery and its audit copy");
    assert!(lines.iter().all(|line| line["delivery"]["message_id"].is_string()), "{status}");
    for name in &first {
        let mail = fs::read_to_string(path.join("outbox/new").join(name)).unwrap();
        let (headers, _) = mail.split_once("\r\n\r\n").unwrap();
        assert!(
            !headers.to_lowercase().contains("bcc") && !headers.contains("audit@"),
            "{headers}"
        );
    }
}

/// Runs a program on one core and, where the system lets us, with the folders of fonts hidden.
const ELSEWHERE: &str = r#"
hide='for d in /usr/share/fonts /usr/local/share/fonts; do [ -d "$d" ] && mount -t tmpfs none "$d"; done; exec "$@"'
taskset -c 0 true 2>/dev/null && set -- taskset -c 0 "$@"
unshare -m true 2>/dev/null && set -- unshare -m sh -c "$hide" sh "$@"
exec "$@"
"#;

/// Runs the demo as another machine would: another language, zone and home, one core, no fonts.
fn run_demo_elsewhere() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    fs::create_dir(&home).unwrap();
    let output = Command::new("sh")
        .args(["-c", ELSEWHERE, "sh", env!("CARGO_BIN_EXE_quarterdeck"), "demo", "--dir"])
        .arg(folder.path().join("demo"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", &home)
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("LANG", "de_DE.UTF-8")
        .env("TZ", "Pacific/Kiritimati")
        .env("FONTCONFIG_FILE", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

#[test]
fn row_23_two_machines_write_and_make_again_the_same_bytes() {
    let (one, other) = (demo(), run_demo_elsewhere());
    let other = other.path().join("demo");
    let mut endings = BTreeMap::<String, usize>::new();
    for entry in fs::read_dir(one.join("out/2026-09-30")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        let ending = path.extension().unwrap().to_string_lossy().into_owned();
        *endings.entry(ending).or_default() += 1;
        let read = |folder: &Path| fs::read(folder.join("out/2026-09-30").join(name)).unwrap();
        assert!(read(one) == read(&other), "{name:?} differs");
    }
    for ending in ["html", "json", "pdf", "txt", "xlsx"] {
        assert_eq!(endings[ending], 12, "{endings:?}");
    }
    assert!(endings["png"] > 12, "{endings:?}");
    for entry in fs::read_dir(one.join("outbox/new")).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |clone: &Path| fs::read(clone.join("outbox/new").join(&name)).unwrap();
        assert!(read(one) == read(&other), "{name:?} differs");
    }
    // What one clone sent, the other's files make again, byte for byte.
    let replay = json(&[
        "archive",
        "replay",
        "--json",
        "--portfolio",
        one.to_str().unwrap(),
        "--inputs",
        other.to_str().unwrap(),
    ]);
    assert_eq!(replay["is_identical"], true, "{replay}");
    assert_eq!(replay["messages"].as_array().unwrap().len(), 12);
}

#[test]
fn a_planted_key_blocks_the_delivery_that_would_quote_it() {
    let folder = run_demo();
    let path = folder.path().join("demo");
    let portfolio = path.to_str().unwrap();
    let planted = ["AK", "IA", "Q3EGRZX7NMLKJ2PW"].concat();
    let handoff = path.join("handoffs/portfolio.md");
    let text = fs::read_to_string(&handoff).unwrap();
    let task = format!(
        "\n## Next\n\n- [ ] revoke the access key {planted} at once (kai, due: 2026-10-01)\n"
    );
    fs::write(&handoff, text + &task).unwrap();
    // Editions of the day before are sent; October's are new.
    let plan = quarterdeck(&["plan", "--as-of", "2026-10-01", "--portfolio", portfolio]);
    let said = stdout(&plan) + &String::from_utf8_lossy(&plan.stderr);
    assert_eq!(plan.status.code(), Some(4), "{said}");
    assert!(said.contains("BLOCKED") && !said.contains(&planted), "{said}");
    let send = quarterdeck(&["send", "--as-of", "2026-10-01", "--portfolio", portfolio]);
    assert_eq!(send.status.code(), Some(4), "{}", stdout(&send));
    // The others went out, and nothing on disk but the handoff holds the key.
    let mut n_mails = 0;
    for file in walk(&path) {
        let bytes = fs::read(&file).unwrap();
        n_mails += usize::from(file.extension().is_some_and(|extension| extension == "eml"));
        let holds = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
        assert!(!holds || file == handoff, "{} holds the key", file.display());
    }
    assert!(n_mails > 9, "{n_mails} mails");
    let masked = quarterdeck(&[
        "query",
        "--portfolio",
        portfolio,
        "SELECT text FROM handoff_item WHERE text LIKE '%revoke%'",
    ]);
    assert!(stdout(&masked).contains("[secret: ") && !stdout(&masked).contains(&planted));
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

/// The example of marketing.md section 4, from a note to the board.
#[test]
fn the_agenda_of_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[portfolio]\nname = \"Case\"\ntimezone = \"UTC\"\nas_of = \"2026-09-30\"\n\
        [[entity]]\nid = \"jada\"\nname = \"JADA\"\nmodel = \"charter\"\n\
        [[source]]\nid = \"note\"\nkind = \"handoff\"\nentity = \"jada\"\npath = \"note.md\"\n\
        [[person]]\nid = \"anna\"\nhours_per_day = 1\nhour_value = 0\n";
    let note = "# JADA\n\n## Next\n\n\
        - [ ] raise the price (anna, h: 2, per_day: 90, id: a)\n\
        - [ ] list the boat (anna, h: 6, per_day: 63, id: b)\n\
        - [ ] renew the contract (anna, h: 3, due: 2026-10-10, gain: 2400, id: c)\n";
    std::fs::write(folder.path().join("quarterdeck.toml"), config).unwrap();
    std::fs::write(folder.path().join("note.md"), note).unwrap();
    let path = folder.path().to_str().unwrap();
    let board = json(&["agenda", "--json", "--portfolio", path]);
    assert_eq!((board["value"].as_f64(), board["horizon_days"].as_u64()), (Some(6117.0), Some(30)));
    let cards = board["actions"].as_array().unwrap();
    let told = cards.iter().map(|card| {
        let texts = ["id", "start", "end", "late_after"].map(|key| card[key].as_str().unwrap());
        (texts.join(" "), card["value"].as_f64().unwrap(), card["late_loss"].as_f64().unwrap())
    });
    let expected = [
        ("a 2026-10-01 2026-10-02 2026-10-30".to_owned(), 2520.0, 2205.0),
        ("c 2026-10-03 2026-10-05 2026-10-10".to_owned(), 2400.0, 2211.0),
        ("b 2026-10-06 2026-10-11 2026-10-30".to_owned(), 1197.0, 1197.0),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(cards[0]["evidence"][0], "note.md:5");
    let lists = stdout(&quarterdeck(&["agenda", "--portfolio", path]));
    assert!(lists.contains("Worth $6,117 in 30 days"), "{lists}");
    assert!(
        lists.contains("- [ ] renew the contract (anna, h: 3, due: 2026-10-10, id: c)"),
        "{lists}"
    );
}

use qd_facts::Source;

use super::Csv;
use crate::testing::{Recording, codes, collect, collect_demo, mutate, rows, spec, with_context};

const BOOKINGS: &str = r#"
table = "job"
columns = { id = "Booking", date = "Trip date", status = "State", gross = "Total" }
constants = { commodity = "USD" }
values = { status = { "Paid in full" = "paid_in_full" } }
"#;
const BANK: &str = r#"
table = "posting"
account = "Assets:Bank"
date_format = "%m/%d/%Y"
columns = { date = "Date", payee = "Who", amount = "Amount", balance = "Balance" }
constants = { commodity = "USD" }
rules = [ { match = "rent", account = "Income:Rent" }, { match = "carried over", skip = true } ]
"#;

fn check(settings: &str, text: &[u8], table: &str, columns: &str, rows_: &[&str], found: &[&str]) {
    let collected = collect(&Csv, settings, text);
    let shown = String::from_utf8_lossy(&text[..text.len().min(200)]);
    assert_eq!(codes(&collected), found, "{shown} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, table, columns), rows_, "{shown}");
}

fn check_bookings(text: &[u8], expected: &[&str], diagnostics: &[&str]) {
    check(BOOKINGS, text, "job", "line id date status gross", expected, diagnostics);
}

#[test]
fn rows_carry_their_line() {
    let head = "Booking,Trip date,State,Total,Other\n";
    let check = |body: &str, expected: &[&str], diagnostics: &[&str]| {
        check_bookings(format!("{head}{body}").as_bytes(), expected, diagnostics);
    };
    check(
        "B1,2026-06-14,Paid in full,\"1,840.75\",\"a\nb\"\r\n\nB2,2026-06-15,lost,,\n",
        &["2|B1|2026-06-14|paid_in_full|1840.75", "5|B2|2026-06-15|lost|"],
        &["unlisted-value:5"],
    );
    check("B1,06/14/2026,lost,1,\n", &[], &["unreadable-date:2"]);
    check("B1,2026-06-14,paid_in_full,12%,\n", &[], &["unreadable-number:2"]);
    check("B1,2026-06-14,paid_in_full,\"1,840\",\n", &[], &["ambiguous-number:2"]);
    check("B1,2026-06-14,,1,\n", &[], &["refused-row:2"]);
    check("B1,2026-06-14\n", &[], &["ragged-row:2"]);
    check("B1,2026-06-14,paid_in_full,1,x,y\n", &[], &["ragged-row:2"]);
    check("B1,2026-06-14,paid_in_full,1,,,\n", &["2|B1|2026-06-14|paid_in_full|1"], &[]);
    check("B\0,2026-06-14,paid_in_full,1,\n", &[], &["nul-byte:2"]);
    check(
        "\"B1,2026-06-14,paid_in_full,1,\nB2,2026-06-15,paid_in_full,2,\n",
        &["3|B2|2026-06-15|paid_in_full|2"],
        &["broken-record:2"],
    );
    check(",,,,\n\n", &[], &["no-rows:1"]);
}

#[test]
fn headers_that_changed_are_named() {
    let collected = collect(&Csv, BOOKINGS, b"Booking,Trip day,State,Total\nB1,2026-06-14,x,1\n");
    assert_eq!(codes(&collected), ["missing-header:1"]);
    let message = &collected.diagnostics[0].message;
    assert_eq!(message, "the file has no column, nearest is `Trip day`, expected: Trip date");
    assert!(collected.is_missing && collected.n_skipped == 1);
    // Without a column that rows may leave out, the rows are read and the source has lost it.
    let text = b"Booking,Trip date,State,Totals\nB1,2026-06-14,paid_in_full,1\n";
    assert_eq!(collect(&Csv, BOOKINGS, text).n_skipped, 1);
    check_bookings(
        b"Booking,Trip date,State,Totals\nB1,2026-06-14,paid_in_full,1\n",
        &["2|B1|2026-06-14|paid_in_full|"],
        &["missing-header:1"],
    );
    check_bookings(
        b"Booking,Booking,Trip date,State,Total\na,b,c,d,e\n",
        &[],
        &["repeated-header:1"],
    );
    check_bookings(b"", &[], &["empty-file"]);
    check_bookings(b"\n\n", &[], &["empty-file"]);
    check_bookings(b"\"Booking\n", &[], &["unreadable-header:1"]);
}

#[test]
fn bytes_of_every_kind() {
    let row: &[&str] = &["2|B1|2026-06-14|paid_in_full|1"];
    let text = "Booking,Trip date,State,Total\r\nB1,2026-06-14,Paid in full,1\r\n";
    check_bookings(text.as_bytes(), row, &[]);
    check_bookings(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), row, &[]);
    let latin = text.replace("B1", "B#").into_bytes();
    let latin = latin.iter().map(|byte| if *byte == b'#' { 0xe9 } else { *byte });
    check_bookings(
        &latin.collect::<Vec<_>>(),
        &["2|B\u{fffd}|2026-06-14|paid_in_full|1"],
        &["not-utf8:2"],
    );
    let utf16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes);
    check_bookings(&utf16.collect::<Vec<_>>(), row, &[]);
    let mut long = text.as_bytes().to_vec();
    long.resize(200 << 20, b'x');
    long.extend(b"\nB2,2026-06-15,lost,2\n");
    check_bookings(
        &long,
        &["2|B1|2026-06-14|paid_in_full|1", "4|B2|2026-06-15|lost|2"],
        &["broken-record:3", "unlisted-value:4"],
    );
}

#[test]
fn broken_files_give_few_messages() {
    let text = format!("Booking,Trip date,State,Total\n{}", "B1,soon,x,1\n".repeat(1000));
    let collected = collect(&Csv, BOOKINGS, text.as_bytes());
    assert_eq!((collected.diagnostics.len(), collected.n_skipped), (21, 1000));
    let last = collected.diagnostics.last().unwrap();
    assert_eq!(last.message, "more of the same in this file: 980");
}

#[test]
fn entities_come_from_a_column() {
    let settings = r#"
        table = "target"
        entity_column = "Venture"
        entity_values = { "JADA" = "jada", "All" = "portfolio" }
        columns = { metric = "Metric", period = "Period", value = "Value" }
        percent = ["value"]
    "#;
    check(
        settings,
        b"Venture,Metric,Period,Value\nJADA,cash,2026-12,62.5%\nAll,cash,2026-12,1\nJada,cash,2026-12,2\n",
        "target",
        "entity line value",
        &["p/jada|2|0.625", "p|3|0.01"],
        &["unknown-entity:4"],
    );
    let named = super::named_entities(&spec("csv", settings));
    assert_eq!(named.iter().map(|key| key.as_str()).collect::<Vec<_>>(), ["p", "p/jada"]);
}

#[test]
fn a_bank_row_has_two_legs() {
    check(
        BANK,
        b"Date,Who,Amount,Balance\n04/01/2025,RENT A,1000.00,1000.00\n04/02/2025,carried over,1000.00,1000.00\n04/03/2025,Plumber,(200.00),800.00\n",
        "posting",
        "line transaction account account_type amount weight",
        &[
            "2|data:2|Assets:Bank|asset|1000|1000",
            "2|data:2|Income:Rent|income|-1000|-1000",
            "4|data:4|Assets:Bank|asset|-200|-200",
            "4|data:4|Expenses:Uncategorised|expense|200|200",
        ],
        &["uncategorised-rows:4"],
    );
}

#[test]
fn running_balances_are_checked_in_both_orders() {
    let check = |body: &str, expected: &[&str], diagnostics: &[&str]| {
        let text = format!("Date,Who,Amount,Balance\n{body}");
        let columns = "line stated computed passes";
        check(BANK, text.as_bytes(), "balance_assertion", columns, expected, diagnostics);
    };
    check(
        "04/01/2025,rent,10,10\n04/02/2025,rent,5,\n04/03/2025,rent,5,20\n",
        &["4|20|20|true"],
        &[],
    );
    check("04/03/2025,rent,5,15\n04/01/2025,rent,10,10\n", &["2|15|15|true"], &[]);
    check(
        "04/01/2025,rent,10,110\n04/02/2025,rent,5,120\n04/03/2025,rent,5,125\n",
        &["3|120|115|false", "4|125|125|true"],
        &["opening-balance:2", "balance-mismatch:3"],
    );
}

#[test]
fn accounts_are_listed_once() {
    check(
        BANK,
        b"Date,Who,Amount,Balance\n04/01/2025,rent,1,\n04/02/2025,rent,1,\n",
        "account",
        "line account account_type is_cash",
        &["2|Assets:Bank|asset|false", "2|Income:Rent|income|false"],
        &[],
    );
}

#[test]
fn credentials_in_cells_are_registered_and_masked() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Name,Value,Note\nphone,555-0100,x\nwifi,none,password: hunter2-x\n";
    std::fs::write(folder.path().join("data"), text).unwrap();
    let settings = r#"
        table = "business_fact"
        columns = { name = "Name", value = "Note" }
    "#;
    let (secrets, spec) = (Recording::default(), spec("csv", settings));
    let collected = with_context(folder.path(), &secrets, |context| Csv.collect(&spec, context));
    assert_eq!(rows(collected, "business_fact", "value"), ["x", "password: [secret]"]);
    assert_eq!(secrets.0.into_inner().unwrap(), [("password".into(), "hunter2-x".into())]);
}

#[test]
fn encodings_are_known_by_their_mark_or_declared() {
    let text = "Booking,Trip date,State,Total\nÉ1,2026-06-14,won,5\n";
    let row = ["2|É1|2026-06-14|won|5"];
    check_bookings(text.as_bytes(), &row, &["unlisted-value:2"]);
    let utf16 = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect::<Vec<_>>()
    };
    check_bookings(&utf16(b"\xff\xfe", u16::to_le_bytes), &row, &["unlisted-value:2"]);
    check_bookings(&utf16(b"\xfe\xff", u16::to_be_bytes), &row, &["unlisted-value:2"]);
    let windows = text.chars().map(|c| c as u8).collect::<Vec<_>>();
    let replaced = ["2|\u{fffd}1|2026-06-14|won|5"];
    check_bookings(&windows, &replaced, &["not-utf8:2", "unlisted-value:2"]);
    let columns = "line id date status gross";
    let declared = format!("encoding = \"windows-1252\"\n{BOOKINGS}");
    check(&declared, &windows, "job", columns, &row, &["unlisted-value:2"]);
}

#[test]
fn days_in_figures_are_refused_unless_their_order_is_declared() {
    let head = "Booking,Trip date,State,Total\n";
    let check = |date: &str, code: &str| {
        let text = format!("{head}B1,{date},paid_in_full,1\n");
        check_bookings(text.as_bytes(), &[], &[code]);
    };
    check("04/05/2026", "ambiguous-date:2");
    check("4.5.26", "ambiguous-date:2");
    check("04/05/2026 12:00", "ambiguous-date:2");
    check("04/31/2026", "unreadable-date:2");
    check("05/05/2026", "unreadable-date:2");
    let text = format!("{head}B1,04/05/2026,paid_in_full,1\n");
    let declared = format!("date_format = \"%d/%m/%Y\"\n{BOOKINGS}");
    check_dates(&declared, &text, "2026-05-04");
    check_dates(&declared.replace("%d/%m", "%m/%d"), &text, "2026-04-05");
}

fn check_dates(settings: &str, text: &str, expected: &str) {
    check(settings, text.as_bytes(), "job", "date", &[expected], &[]);
}

const KEYED: &str = r#"
table = "job"
columns = { id = "Booking", date = "Trip date", status = "State", gross = "Total" }
constants = { commodity = "USD" }
key = ["id"]
"#;

#[test]
fn a_key_counts_a_repeat_once_and_neither_of_two_that_differ() {
    let check = |body: &str, expected: &[&str], diagnostics: &[&str], n_lost: u64| {
        let text = format!("Booking,Trip date,State,Total,Seen\n{body}");
        let collected = collect(&Csv, KEYED, text.as_bytes());
        assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
        assert_eq!(collected.n_skipped, n_lost, "{text}");
        assert_eq!(rows(collected, "job", "line id gross"), expected, "{text}");
    };
    let (b1, b2) = ("B1,2026-06-14,won,10.00,a\n", "B2,2026-06-15,won,5,a\n");
    check(&format!("{b1}{b2}"), &["2|B1|10", "3|B2|5"], &[], 0);
    // Written differently, and the same as facts.
    let again = "B1,2026-06-14,won,10,b\n";
    check(&format!("{b1}{b2}{again}"), &["2|B1|10", "3|B2|5"], &["repeated-row:4"], 0);
    let other = "B1,2026-06-14,won,12,a\n";
    check(&format!("{b1}{b2}{other}"), &["3|B2|5"], &["conflicting-rows:4"], 2);
    let text = format!("{b1}{other}{again}");
    check(&text, &[], &["conflicting-rows:3", "repeated-row:4"], 3);
    // Without its key a row is told from no other; here the table itself refuses it.
    check(
        ",2026-06-14,won,1,a\n,2026-06-14,won,1,a\n",
        &[],
        &["refused-row:2", "refused-row:3"],
        2,
    );
    let text = format!("Booking,Trip date,State,Total,Seen\n{b1}{other}");
    let collected = collect(&Csv, KEYED, text.as_bytes());
    let found = &collected.diagnostics[0];
    assert_eq!(found.message, "`B1` has two rows that differ in `gross`, the other: data:2");
}

#[test]
fn overlapping_files_of_a_key_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &str| {
        let text = format!("Booking,Trip date,State,Total\n{body}");
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    write("a.csv", "B1,2026-06-14,won,1\nB2,2026-06-15,won,2\nB3,2026-06-16,won,3\n");
    write("b.csv", "B2,2026-06-15,won,2\nB3,2026-06-16,won,4\nB4,2026-06-17,won,5\n");
    let spec = spec("csv", &format!("path = \"*.csv\"\n{KEYED}"));
    let collected = with_context(folder.path(), &crate::testing::NoSecrets, |context| {
        Csv.collect(&spec, context)
    });
    assert_eq!(codes(&collected), ["repeated-row:2", "conflicting-rows:3"]);
    assert_eq!(collected.n_skipped, 2);
    assert_eq!(rows(collected, "job", "file id"), ["a.csv|B1", "a.csv|B2", "b.csv|B4"]);
}

#[test]
fn overlapping_downloads_of_a_bank_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &str| {
        let text = format!("Date,Who,Amount,Balance\n{body}");
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    let coffee = "04/02/2025,coffee,-5,";
    write(
        "a.csv",
        &format!("04/01/2025,rent,10,10\n{coffee}5\n{coffee}0\n04/02/2025,carried over,0,0\n"),
    );
    write(
        "b.csv",
        &format!("{coffee}5\n{coffee}0\n04/02/2025,carried over,0,0\n04/03/2025,rent,7,7\n"),
    );
    let spec = spec("csv", &format!("path = \"*.csv\"\n{BANK}"));
    let collected = with_context(folder.path(), &crate::testing::NoSecrets, |context| {
        Csv.collect(&spec, context)
    });
    let mut found = codes(&collected);
    found.retain(|code| !code.starts_with("uncategorised") && !code.starts_with("opening"));
    assert_eq!(found, ["repeated-transaction:2", "repeated-transaction:3"]);
    let legs = rows(collected, "posting", "file line account amount");
    let legs = legs.iter().filter(|leg| leg.contains("Bank")).collect::<Vec<_>>();
    assert_eq!(
        legs,
        [
            "a.csv|2|Assets:Bank|10",
            "a.csv|3|Assets:Bank|-5",
            "a.csv|4|Assets:Bank|-5",
            "b.csv|5|Assets:Bank|7"
        ]
    );
}

#[test]
fn wrong_settings_are_named() {
    let check = |settings: &str, message: &str| {
        let error = Csv.check(&spec("csv", settings)).unwrap_err();
        assert_eq!(format!("{} ({})", error.message, error.help.unwrap()), message, "{settings}");
    };
    check("", "`table` is missing (write table = \"job\")");
    check("table = \"jobs\"", "there is no fact table: jobs (did you mean `job`?)");
    check(
        "table = \"job\"\ncolums = {}",
        "there is no setting of csv: colums (did you mean `columns`?)",
    );
    check(
        "table = \"target\"\ncolumns = { metrics = \"M\" }",
        "there is no column of `target`: metrics (did you mean `metric`?)",
    );
    check(
        "table = \"target\"\ncolumns = { metric = \"M\", period = \"P\" }",
        "`target` needs the column: value (add value to `columns` or to `constants`)",
    );
    let target =
        "table = \"target\"\ncolumns = { metric = \"M\", period = \"P\", value = \"V\" }\n";
    for (line, message) in [
        ("key = \"metric\"", "`key` takes a list (write key = [\"id\"])"),
        (
            "encoding = \"latin1\"",
            "there is no encoding: latin1 (write one of: utf-8, utf-16, windows-1252)",
        ),
        ("sheet = 1", "`sheet` takes text (write sheet = \"...\")"),
        (
            "constants = { value = 1 }",
            "the column is mapped and constant: value (keep one of the two)",
        ),
        (
            "values = { vale = { a = \"b\" } }",
            "there is no column of `target`: vale (did you mean `value`?)",
        ),
        (
            "date_format = \"MM/DD\"",
            "`date_format` is no strftime format with day, month and year: MM/DD (write for example \"%m/%d/%Y\")",
        ),
        (
            "decimal_mark = \";\"",
            "`decimal_mark` is `.` or `,`, found: ; (write decimal_mark = \".\")",
        ),
        (
            "delimiter = \"ab\"",
            "`delimiter` takes one ASCII character (write delimiter = \";\", or \"\\t\" for tabs)",
        ),
        ("skip = -1", "`skip` takes a number of lines (write skip = 2)"),
        (
            "account = \"Assets:Bank\"",
            "`account` and `rules` belong to table = \"posting\" (remove `account`)",
        ),
        (
            "entity_column = \"V\"",
            "`entity_column` needs `entity_values` (write entity_values = { \"JADA\" = \"jada\" })",
        ),
    ] {
        check(&format!("{target}{line}"), message);
    }
    check(
        "table = \"posting\"\naccount = \"A\"\ncolumns = { account = \"X\" }",
        "with `account`, a rule decides the column: account (remove the column)",
    );
    check(
        &KEYED.replace("[\"id\"]", "[\"note\"]"),
        "the column is not mapped in `columns`: note (add it to `columns`, or remove it here)",
    );
    check(
        &format!("{BANK}key = [\"date\"]"),
        "with `account`, a row is known by its content and needs no `key` (remove `key`)",
    );
    let bank = "table = \"posting\"\naccount = \"A\"\nconstants = { commodity = \"USD\" }\n\
        columns = { date = \"D\", amount = \"A\" }\n";
    check(
        &format!("{bank}rules = [ {{ match = \"x\", acount = \"y\" }} ]"),
        "rule 1 has an unknown key, expected `account`: acount (write rules = [ { match = \"RENT\", account = \"Income:Rent\" } ])",
    );
    check(
        "table = \"target\"\ncolumns = { metric = \"M\", period = \"P\" }\nconstants = { value = \"x\" }",
        "`value` takes a number, found: x (write a number)",
    );
}

#[test]
fn the_demo_is_read_whole() {
    let expected: [(&str, &str, usize, &[&str]); 29] = [
        ("rental-bank", "posting", 396, &["uncategorised-rows:183"]),
        ("clients-invoiced", "posting", 172, &[]),
        ("clients-received", "posting", 154, &[]),
        ("clients-transferred", "posting", 12, &[]),
        ("jada-bookings", "job", 166, &[]),
        ("jada-booking-lines", "job_line", 470, &[]),
        ("jada-budget", "budget", 42, &[]),
        ("queen-events", "job", 38, &[]),
        ("queen-event-lines", "job_line", 144, &[]),
        ("queen-page-prices", "page_price", 9, &[]),
        ("queen-campaigns", "campaign", 1, &[]),
        ("hauling-jobs", "job", 388, &[]),
        ("hauling-job-lines", "job_line", 732, &[]),
        ("rental-leases", "lease", 4, &[]),
        ("rental-work-orders", "work_order", 6, &[]),
        ("rental-loan", "loan", 1, &[]),
        ("deliveries", "job", 20, &[]),
        ("delivery-costs", "job_line", 62, &[]),
        ("delivery-legs", "job_line", 35, &[]),
        ("client-engagements", "engagement", 8, &[]),
        ("client-invoices", "invoice", 86, &[]),
        ("client-payments", "payment", 77, &[]),
        ("client-time", "time_entry", 206, &[]),
        ("capacity", "capacity", 100, &[]),
        ("assets", "asset", 8, &[]),
        ("ownership", "ownership", 5, &[]),
        ("targets", "target", 7, &[]),
        ("inquiries", "inquiry", 1419, &[]),
        ("channels", "channel_period", 84, &[]),
    ];
    for (id, table, n_rows, diagnostics) in expected {
        let collected = collect_demo(&Csv, id);
        assert_eq!(codes(&collected), diagnostics, "{id} {:?}", collected.diagnostics);
        assert_eq!(rows(collected, table, "line").len(), n_rows, "{id}");
    }
    // The bank states a balance after each row; all but the first can be told from the one before.
    let balances = rows(collect_demo(&Csv, "rental-bank"), "balance_assertion", "line passes");
    assert_eq!(balances.len(), 197);
    assert!(balances.iter().all(|row| row.ends_with("|true")));
    let fees = collect_demo(&Csv, "platform-fees");
    let fees = rows(fees, "platform_fee", "file line platform value");
    assert_eq!(fees[0], "shared/platform-fees.csv|2|getmyboat|0.085");
}

#[test]
fn evidence_names_the_rows_own_line() {
    for (id, table, column) in [
        ("jada-bookings", "job", "id"),
        ("jada-booking-lines", "job_line", "job"),
        ("rental-bank", "posting", "payee"),
        ("inquiries", "inquiry", "id"),
        ("client-time", "time_entry", "id"),
    ] {
        for row in rows(collect_demo(&Csv, id), table, &format!("file line {column}")) {
            let (place, value) = row.rsplit_once('|').unwrap();
            assert!(crate::testing::demo_line(place).contains(value), "{id} {row}");
        }
    }
}

#[test]
fn mutations_neither_panic_nor_grow() {
    let bookings = b"Booking,Trip date,State,Total\nB1,2026-06-14,Paid in full,\"1,840.75\"\nB2,2026-06-15,lost,($5)\n";
    let bank = b"Date,Who,Amount,Balance\n04/01/2025,RENT A,1000.00,1000.00\n04/02/2025,x,-5,995\n";
    let dictionary = ["\"", ",", "\n", "\r", "\0", "99999999999999999999", "$", "(", "\u{a0}", "%"];
    for (settings, seed, table) in [
        (BOOKINGS, &bookings[..], "job"),
        (BANK, &bank[..], "posting"),
        (BANK, &bank[..], "balance_assertion"),
    ] {
        mutate(seed, &dictionary, 1000, |bytes| {
            let collected = collect(&Csv, settings, bytes);
            assert!(collected.diagnostics.len() < 200);
            let n_lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
            for line in rows(collected, table, "line") {
                assert!(line.parse::<usize>().unwrap() <= n_lines, "{line} of {n_lines}");
            }
        });
    }
}

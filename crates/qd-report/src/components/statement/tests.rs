//! A consolidated statement of two ventures: what stands where, and that it foots both ways.

use qd_model::report::{Block, CellContent, Report, Span, Table};
use qd_model::{Decimal, EntityKey, Evaluation, MeasureKey, MetricId, Period};

use crate::{DocumentContext, Template, assemble, zoo};

/// QDN bills JADA 5,000 and JADA booked 4,800 (finance.md 2.4); the portfolio's own books pay rent.
fn evaluation() -> Evaluation {
    let mut evaluation = zoo::evaluation();
    let shown = ["jada", "quickdumpnow"].map(|id| zoo::root().member(id).unwrap());
    evaluation.entities.retain(|entity| entity.key.is_root() || shown.contains(&entity.key));
    let pattern = evaluation.metrics[&MetricId::new("revenue").unwrap()].clone();
    for id in ["income", "own_income", "elimination", "group_income", "check"] {
        let dimensions = if id == "check" { Vec::new() } else { vec!["line".to_owned()] };
        let id = MetricId::new(id).unwrap();
        let info = qd_model::MetricInfo { id: id.clone(), dimensions, ..pattern.clone() };
        evaluation.metrics.insert(id, info);
    }
    let [jada, quickdump] = shown;
    let mut add = |metric: &str, entity: &EntityKey, line: &str, value: &str| {
        let dimension = if line.is_empty() { String::new() } else { format!("line={line}") };
        let period = Period::parse("2026-09").unwrap();
        let key = MeasureKey { dimension, ..zoo::key(metric, entity, period) };
        evaluation.measures.insert(key, zoo::measure(value));
    };
    let root = zoo::root();
    for (metric, entity, rows) in [
        ("income", &jada, vec![("Sales", "9000.05"), ("Charged", "-4800"), ("", "4200.05")]),
        ("income", &quickdump, vec![("Billed", "5000"), ("Rent", "-70"), ("", "4930")]),
        ("own_income", &root, vec![("Rent", "-1000"), ("", "-1000")]),
        ("elimination", &root, vec![("Billed", "-4800"), ("Charged", "4800"), ("", "0")]),
        (
            "group_income",
            &root,
            vec![
                ("Sales", "9000.05"),
                ("Billed", "200"),
                ("Charged", "0"),
                ("Rent", "-1070"),
                ("", "8130.05"),
            ],
        ),
        ("check", &root, vec![("", "0")]),
    ] {
        for (line, value) in rows {
            add(metric, entity, line, value);
        }
    }
    evaluation
}

const GROUP: &str = r#"
columns = "group"
by = "line"
order = ["Sales", "Rent"]
rows = [{ metric = "income" }, { metric = "income", label = "Net", style = "total" }, { metric = "check", label = "Check" }]
group = [{ metric = "income", own = "own_income", eliminations = "elimination", total = "group_income" }]
"#;

fn report(body: &str, subject: &EntityKey, evaluation: &Evaluation) -> Report {
    let text = format!(
        "+++\ntitle = \"T\"\nrole = \"cfo\"\n\n[[message]]\ntext = \"So it is.\"\n+++\n```statement\n{body}```\n"
    );
    let template = Template::parse("reports/t.md", &text).unwrap();
    assemble(&template, evaluation, subject, &DocumentContext::default())
}

fn table(report: &Report) -> &Table {
    let mut tables = report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.next().unwrap()
}

/// The rows as label and numbers, `.` where a cell is empty.
fn rows(report: &Report) -> Vec<String> {
    let text = |content: &CellContent| match content {
        CellContent::Spans(spans) => match &spans[0] {
            Span::Figure(index) => report.figures[index.0].value.number().unwrap().to_string(),
            Span::Text(text) => text.clone(),
            Span::Outside(text) => text.for_renderer().clone(),
            other => format!("{other:?}"),
        },
        _ => ".".to_owned(),
    };
    let row = |row: &qd_model::report::TableRow| {
        row.cells.iter().map(|cell| text(&cell.content)).collect::<Vec<_>>().join(" ")
    };
    table(report).rows.iter().map(row).collect()
}

#[test]
fn ventures_own_books_and_eliminations_stand_beside_the_group() {
    let evaluation = evaluation();
    let report = report(GROUP, &zoo::root(), &evaluation);
    let titles = table(&report).columns.iter().map(|column| column.title.clone());
    assert_eq!(
        titles.collect::<Vec<_>>(),
        ["", "JADA", "QuickDumpNow", "Own books", "Eliminations", "Group"]
    );
    assert_eq!(
        rows(&report),
        [
            "Sales 9000.05 . . . 9000.05",
            "Rent . -70 -1000 . -1070",
            "Billed . 5000 . -4800 200",
            "Charged -4800 . . 4800 0",
            "Net 4200.05 4930 -1000 0 8130.05",
            "Check . . . . 0",
        ]
    );
}

#[test]
fn the_statement_foots_both_ways() {
    let evaluation = evaluation();
    let report = report(GROUP, &zoo::root(), &evaluation);
    let numbers = rows(&report).into_iter().take(5).map(|row| {
        let cells = row.split(' ').skip(1).map(|cell| cell.parse().unwrap_or(Decimal::ZERO));
        cells.collect::<Vec<Decimal>>()
    });
    let numbers = numbers.collect::<Vec<_>>();
    let sum = |cells: &mut dyn Iterator<Item = Decimal>| {
        cells.fold(Decimal::ZERO, |sum, cell| sum.add(cell).unwrap())
    };
    for row in &numbers {
        assert_eq!(sum(&mut row[..4].iter().copied()), row[4], "{row:?}");
    }
    for column in 0..5 {
        let lines = sum(&mut numbers[..4].iter().map(|row| row[column]));
        assert_eq!(lines, numbers[4][column], "column {column}");
    }
}

#[test]
fn periods_have_the_lines_of_each_of_them_and_a_plan_only_where_there_is_one() {
    let mut evaluation = evaluation();
    let body = "by = \"line\"\nperiods = [\"period\", \"prior\", \"plan\"]\nrows = [{ metric = \"group_income\" }]\n";
    let august = Period::parse("2026-08").unwrap();
    let key = zoo::key("group_income", &zoo::root(), august);
    let earlier = MeasureKey { dimension: "line=Fuel".into(), ..key };
    evaluation.measures.insert(earlier, zoo::measure("-40"));
    let lines = ["Sales 9000.05 .", "Rent -1070 .", "Billed 200 .", "Fuel . -40"];
    assert_eq!(rows(&report(body, &zoo::root(), &evaluation)), lines);
}

/// A column a metric: 4,200.05 + 4,930 - 1,000 of the portfolio's own books are the total.
fn ventures(more: &str, evaluation: &Evaluation) -> Report {
    let body = format!(
        "columns = \"metrics\"\nrows = [{{ metric = \"income\" }}, {{ metric = \"check\" }}]\n{more}\n"
    );
    report(&body, &zoo::root(), evaluation)
}

#[test]
fn own_books_have_a_row_so_that_ventures_add_up_to_the_total() {
    let mut evaluation = evaluation();
    let total = zoo::key("income", &zoo::root(), Period::parse("2026-09").unwrap());
    evaluation.measures.insert(total, zoo::measure("8130.05"));
    let own = "group = [{ metric = \"income\", own = \"own_income\" }]";
    let column = |report: &Report| {
        let cells = table(report).rows.iter().map(|row| match &row.cells[1].content {
            CellContent::Spans(spans) => match &spans[0] {
                Span::Figure(index) => report.figures[index.0].value.number().unwrap(),
                other => panic!("{other:?}"),
            },
            _ => panic!("an empty cell"),
        });
        cells.collect::<Vec<_>>()
    };
    let numbers = column(&ventures(own, &evaluation));
    let rows = numbers[..3].iter().fold(Decimal::ZERO, |sum, cell| sum.add(*cell).unwrap());
    assert_eq!((numbers.len(), rows), (4, numbers[3]));
    // Nobody but the whole scope sees the books of the portfolio itself.
    evaluation.scope.is_whole = false;
    assert_eq!(column(&ventures(own, &evaluation)).len(), 3);
}

#[test]
fn the_last_row_can_be_named_where_it_is_no_sum() {
    let evaluation = evaluation();
    let last = |more: &str| {
        let report = ventures(more, &evaluation);
        let row = table(&report).rows.last().unwrap().clone();
        format!("{:?}", row.cells[0].content)
    };
    assert!(last("").contains("Total"));
    assert!(last("total = \"Group as one\"").contains("Group as one"));
}

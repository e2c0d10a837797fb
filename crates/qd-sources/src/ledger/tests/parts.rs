//! How a file is cut changes nothing: tables, diagnostics and counts are those of one reader.

use std::fs;

use proptest::prelude::*;
use qd_facts::Collected;

use super::super::collect_in_parts;
use super::super::parts::Parts;
use super::laws::{Seeded, mutate};
use super::{read_by, written};

fn read(files: &[(&str, &[u8])], parts: Parts) -> Collected {
    let folder = written(files);
    read_by(folder.path(), files[0].0, "", |spec, context| collect_in_parts(spec, context, &parts))
}

/// Compares one reader with several, each of them given short parts.
fn check(files: &[(&str, &[u8])], n_bytes: usize, n_threads: usize) {
    let one = read(files, Parts { n_bytes: usize::MAX, n_threads: 1 });
    let many = read(files, Parts { n_bytes, n_threads });
    let text = || String::from_utf8_lossy(files[0].1).into_owned();
    assert_eq!(one.diagnostics, many.diagnostics, "{n_bytes} {n_threads}\n{}", text());
    assert_eq!(one.n_skipped, many.n_skipped, "{n_bytes} {n_threads}\n{}", text());
    assert_eq!(one.facts.finish(), many.facts.finish(), "{n_bytes} {n_threads}\n{}", text());
}

const DIRECTIVES: [&str; 14] = [
    "Y2025\n",
    "D 1,000.00 EUR\n",
    "alias a=assets:cash\n",
    "end aliases\n",
    "apply account biz\n",
    "end apply account\n",
    "apply tag t\n",
    "end apply tag\n",
    "decimal-mark ,\n",
    "A bucket\n",
    "account a\n    alias short\n    default\n",
    "commodity USD\n    alias dollar\n    format 1.00 USD\n",
    "include y.journal\n",
    "P 2026-01-01 EUR 1.05 USD\n",
];

const ENTRIES: [&str; 12] = [
    "2026-01-02 x\n    a  1 USD\n    b\n",
    "2026-01-02 x\n    a  1,00 USD\n    b\n\n",
    "1/2 x\n    a:b  1\n    short\n",
    "2026-01-02 x\n    a  1 EUR @ 2 USD = 1 EUR\n    (c)  2 dollar\n    b\n",
    "2026-01-02 x\n    a  1 USD\n",
    "2026-01-02 x\n    a  1 USD\n    b  1 USD\n",
    "comment\n2026-01-02 x\n    a  1 USD\nend comment\n",
    "comment\n2026-01-02 not ended\n",
    "    stray  1 USD\n",
    "wrong\n",
    "= /a/\n    (c)  1\n",
    "2026-01-02 x ; k: v\n    a  1 USD\n    ; date: 2026-03-04\n    b",
];

const BEANCOUNT: [&str; 14] = [
    "2020-01-01 open Assets:A USD\n",
    "2020-01-01 open Assets:B \"FIFO\"\n",
    "2026-01-02 * \"p\" \"n\" #t ^l\n  Assets:A  1 USD\n  Assets:B\n",
    "2026-01-02 * \"a\nlong\n2026-01-03 * string\" #t\n  Assets:A  1 USD\n  Assets:B\n",
    "2026-01-02 * \"not ended\n  Assets:A  1 USD\n  Assets:B\n",
    "pushtag #x\n",
    "poptag #x\n",
    "pushmeta k: 1\n",
    "option \"name_assets\" \"Vermoegen\"\n",
    "include \"y.beancount\"\n",
    "2026-01-05 balance Assets:A 1 USD\n",
    "2026-01-01 pad Assets:A Assets:B\n",
    "2026-01-03 * \"buy\"\n  Assets:B  5 HOOL {2.00 USD, \"l\"}\n  Assets:A\n  Assets:C  1.5 EUR @@ 3 USD\n",
    "nonsense\n  x\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn plain_files_may_be_cut_anywhere(
        picks in prop::collection::vec((0usize..26, any::<bool>()), 1..40),
        n_bytes in 1usize..200,
        n_threads in 2usize..5,
        is_ledger in any::<bool>(),
    ) {
        let piece = |(pick, is_apart): (usize, bool)| {
            let piece = DIRECTIVES.iter().chain(&ENTRIES).nth(pick).unwrap();
            format!("{piece}{}", if is_apart { "\n" } else { "" })
        };
        let text = picks.into_iter().map(piece).collect::<String>();
        let name = if is_ledger { "x.ledger" } else { "x.journal" };
        let more = "alias z=q\n2026-02-03 y\n    z  1 USD\n    d\n";
        check(&[(name, text.as_bytes()), ("y.journal", more.as_bytes())], n_bytes, n_threads);
    }

    #[test]
    fn beancount_files_may_be_cut_anywhere(
        picks in prop::collection::vec((0usize..14, any::<bool>()), 1..40),
        n_bytes in 1usize..200,
        n_threads in 2usize..5,
    ) {
        let piece = |(pick, is_apart): (usize, bool)| {
            format!("{}{}", BEANCOUNT[pick], if is_apart { "\n" } else { "" })
        };
        let text = picks.into_iter().map(piece).collect::<String>();
        let more = "2020-01-01 open Assets:C\n2026-01-02 * \"y\"\n  Assets:C  2 USD\n  Assets:A\n";
        check(&[("x.beancount", text.as_bytes()), ("y.beancount", more.as_bytes())], n_bytes, n_threads);
    }
}

#[test]
fn damaged_books_may_be_cut_anywhere() {
    let books = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/portfolio/books/");
    let sources = [
        ("queen-of-san-diego.beancount", "x.beancount"),
        ("quickdumpnow.journal", "x.journal"),
        ("dangerous-centaur.ledger", "x.ledger"),
    ];
    let sources = sources.map(|(book, name)| (fs::read(format!("{books}{book}")).unwrap(), name));
    let mut seeded = Seeded(0x9e37_79b9_7f4a_7c15);
    for (bytes, name) in &sources {
        check(&[(name, bytes)], 2000, 3);
    }
    for round in 0..300 {
        let (source, name) = &sources[round % sources.len()];
        let start = seeded.below(source.len());
        let mut bytes = source[start..(start + 3000).min(source.len())].to_vec();
        mutate(&mut bytes, &mut seeded);
        check(&[(name, &bytes)], 50 + seeded.below(500), 2 + seeded.below(3));
    }
}

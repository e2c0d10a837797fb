use std::path::Path;

use super::{Mistake, line_of, parse};

const HEAD: &str = "[portfolio]\nname = \"Example Holdings\"\n";

fn mistakes(text: &str) -> Vec<(u32, &'static str, String)> {
    let found: Vec<Mistake> = parse(Path::new("."), text).err().unwrap_or_default();
    found
        .into_iter()
        .map(|mistake| {
            let help = mistake.help.unwrap_or_default();
            (
                line_of(text, mistake.span.start),
                mistake.code,
                format!("{} | {help}", mistake.message),
            )
        })
        .collect()
}

fn check(below_head: &str, line: u32, code: &str, part: &str) {
    let found = mistakes(&format!("{HEAD}{below_head}"));
    let [(found_line, found_code, message)] = found.as_slice() else {
        panic!("expected one mistake in {below_head}: {found:?}");
    };
    assert_eq!((*found_line, *found_code), (line, code), "{message}");
    assert!(message.contains(part), "{message}");
}

#[test]
fn mistakes_name_line_and_mend() {
    check("curency = \"USD\"\n", 3, "unknown-key", "did you mean `currency`?");
    check(
        "timezone = \"America/Los_Angels\"\n",
        3,
        "unknown-timezone",
        "did you mean `America/Los_Angeles`?",
    );
    check("fiscal_year_start = 13\n", 3, "wrong-value", "1 to 12");
    check(
        "[[entity]]\nid = \"jada\"\n[[entity]]\nid = \"jada\"\n",
        6,
        "duplicate-entity",
        "declared twice",
    );
    check(
        "[[entity]]\nid = \"jada\"\nmodel = \"chater\"\n",
        5,
        "unknown-model",
        "did you mean `charter`?",
    );
    check("[[entity]]\nid = \"Jada\"\n", 4, "wrong-id", "kebab case");
    check(
        "[[entity]]\nid = \"jada\"\nparent = \"jda\"\n",
        5,
        "unknown-entity",
        "did you mean `jada`?",
    );
    check(
        "[[recipient]]\nemail = \"a@b.example\"\nroles = [\"ceo\"]\nentities = [\"jada\"]\n",
        6,
        "unknown-entity",
        "no entity `jada`",
    );
    check("[[parameter]]\nname = \"x\"\nvalue = \"a\"\n", 5, "wrong-type", "decimal number");
    check("[deliver]\n", 3, "unknown-key", "did you mean `delivery`?");
    check("[delivery]\ntransport = \"smtp2\"\n", 4, "unknown-transport", "maildir");
    check("[[source]]\nid = \"a\"\nkind = \"ledgr\"\npath = \"a\"\n", 5, "unknown-kind", "ledgr");
    check(
        "[[source]]\nid = \"a\"\nkind = \"ledger\"\npath = \"../a\"\n",
        6,
        "path-outside-portfolio",
        "leaves",
    );
    check("[theme]\npaper = \"a5\"\n", 4, "wrong-value", "did you mean `a4`?");
    check("[theme]\npalette = \"rainbow\"\n", 4, "wrong-value", "one of: default, ibcs");
    check("[theme]\ngood = \"blue\"\n", 4, "wrong-value", "#0A6EBD");
    check(
        "[theme]\nbad = \"#FF8A4C\"\n",
        4,
        "unreadable-colour",
        "the nearest that can be read is \"#",
    );
    check("[delivery]\nattach = [\"doc\"]\n", 4, "wrong-value", "use `attach");
    check("a = \n", 3, "toml-syntax", "");
}

#[test]
fn every_mistake_is_told_at_once() {
    let found = mistakes("[portfolio]\nname = 1\ncurency = \"USD\"\n[x]\n");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn numbers_keep_their_digits() {
    let text = format!("{HEAD}[[parameter]]\nname = \"x\"\nvalue = 0.1000000001\n");
    let config = parse(Path::new("."), &text).unwrap();
    assert_eq!(config.parameters[0].value.to_string(), "0.1000000001");
    assert_eq!(config.parameters[0].place.to_string(), "quarterdeck.toml:5");
}

#[test]
fn a_theme_is_taken_as_it_is_written() {
    let parsed = |below: &str| parse(Path::new("."), &format!("{HEAD}{below}")).unwrap();
    let plain = parsed("");
    assert_eq!(plain.theme.palette, qd_report::Palette::DEFAULT);
    assert!(plain.delivery.attach_pdf && !plain.delivery.attach_json);
    let themed = parsed("[theme]\npaper = \"a4\"\npalette = \"ibcs\"\n[delivery]\nattach = []\n");
    assert_eq!(themed.theme.paper, qd_pdf::PageSize::A4);
    assert_eq!(themed.theme.palette, qd_report::Palette::IBCS);
    assert!(!themed.delivery.attach_pdf);
    let blue = parsed("[theme]\ngood = \"#003366\"\n").theme.palette;
    assert_eq!(
        (blue.good.to_string(), blue.bad),
        ("#003366".into(), qd_report::Palette::DEFAULT.bad)
    );
}

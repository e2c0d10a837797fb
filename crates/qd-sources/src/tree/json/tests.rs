use std::sync::Arc;

use proptest::prelude::*;

use super::parse;
use crate::tree::MAX_DEPTH;

fn file() -> Arc<str> {
    Arc::from("cloud/x.json")
}

/// Our reader and `serde_json` agree on what is JSON and on its value.
fn check(text: &str) {
    let ours = parse(text, &file());
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours.to_json(), theirs, "{text}"),
        (Err(_), Err(_)) => {}
        // Numbers beyond a machine's range stay digits here.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{text}"),
        (Err(error), Ok(_)) => panic!("refused: {error:?}: {text}"),
    }
}

#[test]
fn texts_that_are_json_and_texts_that_are_not() {
    for text in [
        "null",
        " {} ",
        "[]",
        "[1,2.5,-0,1e3,1E-2,0.5]",
        "\"a\\n\\u00e9\\ud83d\\ude00/\\/\"",
        "{\"a\":{\"b\":[true,false,null]},\"a\":1}",
        "\u{feff}null",
        "",
        "{",
        "[1,]",
        "{\"a\":}",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "nul",
        "nullx",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\\x\"",
        "\"\u{1}\"",
        "\"\n\"",
        "{a:1}",
        "[1 2]",
        "1 2",
        "'a'",
        "1e999",
        "123456789012345678901234567890",
        "\"\\u12\"",
        "\"\\u+123\"",
        "[\"\u{1f600}\"]",
        "{\"a\" 1}",
    ] {
        check(text);
    }
}

#[test]
fn lines_are_those_of_keys() {
    let text = "{\n  \"a\":\n    [\n      1,\n      {\"b\": 2}],\n  \"c\": \"x\\ny\"\n}";
    let node = parse(text, &file()).unwrap();
    let list = node.get("a").unwrap();
    let lines = list.items().unwrap().iter().map(|item| item.place.line).collect::<Vec<_>>();
    assert_eq!((list.place.line, lines), (2, vec![4, 5]));
    assert_eq!(node.at(&["c"]).unwrap().place.line, 6);
    let error = parse("{\n\"a\": 1,\n\"b\": x\n}", &file()).unwrap_err();
    assert_eq!((error.line, error.what.as_str()), (3, "a value is expected"));
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH), &file()).is_ok());
    assert!(parse(&nested(MAX_DEPTH + 1), &file()).is_err());
    assert!(parse(&"[".repeat(1_000_000), &file()).is_err());
    assert!(parse(&"{\"a\":".repeat(1_000_000), &file()).is_err());
}

#[test]
fn many_keys_cost_no_square() {
    let members = (0..200_000).map(|n| format!("\"k{n}\":{n}")).collect::<Vec<_>>().join(",");
    let node = parse(&format!("{{{members}}}"), &file()).unwrap();
    assert_eq!(node.members().len(), 200_000);
}

#[test]
fn torn_texts_are_judged_as_serde_judges_them() {
    let whole = include_str!("../../../../../examples/portfolio/cloud/lambda/list-functions.json");
    let pieces =
        ["{", "}", "[", "]", "\"", ",", ":", "null", "-1e9", "\\u00", "\n", "\u{e9}", "", "0"];
    let mut state = 20_260_930_u64;
    let mut below = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % limit
    };
    for _ in 0..3000 {
        let length = 200 + below(600);
        let start = below(whole.len() - length);
        let mut text = whole[start..start + length].trim_start_matches(|c| c != '{').to_owned();
        for _ in 0..1 + below(4) {
            let at = below(text.len() + 1);
            let end = (at + below(12)).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, pieces[below(pieces.len())]);
            }
        }
        check(&text);
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_as_serde_judges_it(text in "[\\[\\]{}:,\"\\\\u0-9eE+.truefalsn \n-]{0,40}") {
        check(&text);
    }

    #[test]
    fn any_string_survives(text in any::<String>()) {
        let json = serde_json::to_string(&text).unwrap();
        check(&json);
        check(&text);
    }
}

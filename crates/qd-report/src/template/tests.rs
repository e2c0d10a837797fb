#![cfg(test)]

use super::{Catalog, Template, check};
use crate::zoo;

const FRONT: &str =
    "+++\ntitle = \"Zoo\"\nrole = \"cmo\"\n[[message]]\ntext = \"All is well.\"\n+++\n";

/// The mistakes of a template, as `LINE: message [code]`, without those of a right one.
fn mistakes(text: &str) -> Vec<String> {
    let found = match Template::parse("catalog/reports/zoo.md", text) {
        Err(mistakes) => mistakes,
        Ok(template) => check(&template, Catalog::of(&zoo::evaluation())),
    };
    let lines = found.iter().map(|mistake| {
        let line = mistake.place.line.unwrap_or_default();
        let help = mistake.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{line}: {} [{}]{help}", mistake.message, mistake.code)
    });
    lines.collect()
}

/// Checks a body that starts on line 7.
fn check_body(body: &str, expected: &str) {
    assert_eq!(mistakes(&format!("{FRONT}{body}")).join("\n"), expected, "{body}");
}

#[test]
fn a_right_template_has_no_mistakes() {
    check_body("Cash is {{ cash }}{% if cash is worse %}, less{% endif %}.\n", "");
    let template = zoo::template();
    let found = check(&template, Catalog::of(&zoo::evaluation()));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn numbers_need_evidence() {
    check_body(
        "One\n\ntwo\nabout 40 charters\n",
        "10: a number without evidence: 40 [orphan-number] (print a value in its place, or declare it: constants = [\"40\"])",
    );
    check_body(
        "```note\ntext = \"in 30 days\"\n```\n",
        "8: a number without evidence: 30 [orphan-number] (print a value in its place, or declare it: constants = [\"30\"])",
    );
}

#[test]
fn expressions_hold_no_numbers_or_arithmetic() {
    check_body(
        "Line\n{% if cash > 5 %}x{% endif %}\n",
        "8: comparisons are rules: test a state (`is worse`) or a rule (`is fired`) [comparison-in-expression]",
    );
    check_body(
        "{{ m(\"cash\", 12) }}\n",
        "7: a number in an expression is a rule's or a parameter's: 12 [number-in-expression]",
    );
    check_body(
        "{{ cash * runway }}\n",
        "7: templates do not calculate: declare a `derived` metric [arithmetic-in-expression]",
    );
    check_body(
        "{{ cash | round }}\n",
        "7: templates have no filters: the metric decides its form [filter-in-expression]",
    );
    check_body(
        "{% for x in cash %}{% endfor %}\n",
        "7: templates know `if` alone; repetition is a component: for [statement-in-template]",
    );
    check_body(
        "{% if cash is worst %}x{% endif %}\n",
        "7: unknown state (did you mean `worse`?): worst [unknown-state]",
    );
    check_body(
        "{% if cash %}x{% endif %}\n",
        "7: a condition tests a state: `is missing`, `is negative`, `is partial`, `is worse`, `is better`, `is zero`, `is fired`, `is quiet` [template-syntax]",
    );
    check_body(
        "{% if cash is zero %}x\n\nmore{% endif %}\n",
        "7: an `if` has no `endif` in the same block [template-syntax]\n9: `endif` without `if` in the same block [template-syntax]",
    );
    check_body("{{ cash\n\n}}\n", "7: `{{` is not closed in the same block [template-syntax]");
    check_body(
        "{{ m(\"cash\", period=\"yesterday\") }}\n",
        "7: `period` is prior, prior_year, fytd, t12m or a key such as `2026-09`, found: yesterday [template-syntax]",
    );
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    check_body(
        "\n\n{{ runwya }}\n",
        "9: unknown metric: runwya [unknown-metric] (did you mean `runway`?)",
    );
    check_body(
        "```kpi\nmetrics = []\n```\n",
        "7: unknown component: kpi [unknown-component] (did you mean `kpis`?)",
    );
    check_body(
        "```kpis\ntitle = \"x\"\nmetrcs = [\"cash\"]\n```\n",
        "9: component `kpis`: unknown key: metrcs [component] (did you mean `metrics`?)",
    );
    check_body(
        "```statement\nrows = [{ metric = \"cash\", labl = \"x\" }]\n```\n",
        "8: component `statement`: unknown key: labl [component] (did you mean `label`?)",
    );
    check_body(
        "```table\nview = \"rent_rol\"\n```\n",
        "7: unknown view: rent_rol [unknown-view] (did you mean `rent_roll`?)",
    );
    check_body(
        "```table\nview = \"rent_roll\"\ncolumns = [\"tennant\"]\n```\n",
        "7: unknown column: tennant [unknown-column] (did you mean `tenant`?)",
    );
    check_body(
        "{% if rule(\"open-endpoin\") is fired %}x{% endif %}\n",
        "7: unknown rule: open-endpoin [unknown-rule] (did you mean `open-endpoint`?)",
    );
    check_body(
        "```chart\nmetric = \"booking_rate\"\nkind = \"bar\"\nby = \"chanel\"\n```\n",
        "7: unknown dimension: booking_rate/chanel [unknown-dimension]",
    );
}

#[test]
fn a_role_sees_what_is_declared_for_it() {
    check_body(
        "{{ secret_wages }}\n",
        "7: the role `cmo` may not see the metric: secret_wages [role-may-not-see] (it is declared for: cfo)",
    );
    check_body(
        "```kpis\nmetrics = [\"secret_wages\"]\n```\n",
        "7: the role `cmo` may not see the metric: secret_wages [role-may-not-see] (it is declared for: cfo)",
    );
}

#[test]
fn blocks_without_a_place_are_refused() {
    check_body(
        "[a](https://x.example)\n",
        "7: reports have no place for links [unsupported-block]",
    );
    check_body("<b>x</b>\n", "7: reports have no place for HTML [unsupported-block]\n7: reports have no place for HTML [unsupported-block]".lines().next().unwrap());
    check_body("> quoted\n", "7: reports have no place for a quotation [unsupported-block]");
    check_body(
        "- a\n  - b\n",
        "8: reports have no place for blocks inside a list item [unsupported-block]",
    );
}

#[test]
fn the_front_matter_is_checked() {
    let check = |text: &str, expected: &str| assert_eq!(mistakes(text).join("\n"), expected);
    check(
        "no front matter",
        "1: a report begins with front matter between two lines of `+++` [missing-front-matter]",
    );
    check(
        "+++\ntitle = \"x\"\nrole = \"cmo\"\n+++\n",
        "2: a report has at least one `[[message]]` [missing-message]",
    );
    check(
        "+++\ntitle = \"x\"\nrole = \"cmo\"\nscop = \"entity\"\n+++\n",
        "4: unknown key: scop [front-matter] (did you mean `scope`?)",
    );
    check(
        "+++\ntitle = \"x\"\nrole = \"cmo\"\nmodels = [\"rentals\"]\n[[message]]\ntext = \"Up 12 points\"\nwhen = \"rule x\"\n+++\n",
        "4: unknown operating model: rentals [unknown-operating-model] (did you mean `rental`?)\n\
         6: a number without evidence: 12 [orphan-number] (print a value in its place, or declare it: constants = [\"12\"])\n\
         7: a condition tests a state: `is missing`, `is negative`, `is partial`, `is worse`, `is better`, `is zero`, `is fired`, `is quiet` [template-syntax]",
    );
    let long = "word ".repeat(26);
    check(
        &format!("+++\ntitle = \"x\"\nrole = \"cmo\"\n[[message]]\ntext = \"{long}\"\n+++\n"),
        "5: a message has at most 25 words, found: 26 [message-too-long]",
    );
}

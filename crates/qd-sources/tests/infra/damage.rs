//! What is broken is counted and named with its place, and never hangs.

use super::support::{demo, read, secrets};
use super::{infra, leaf, resources, template, write};
use qd_sources::Infra;

fn places(found: &super::support::Read) -> Vec<String> {
    let shown = found.diagnostics.iter().map(|found| format!("{} {}", found.code, found.place));
    shown.collect()
}

#[test]
fn what_cannot_be_parsed_is_skipped_with_its_line() {
    let found = infra(
        &[
            ("a.yaml", "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: [\n"),
            ("b/main.tf", "resource \"aws_sns_topic\" \"t\" {\n  name = = 1\n}\n"),
            ("c.json", "{\"AWSTemplateFormatVersion\": \n"),
            ("helm.yaml", "{{ if x }}\n- a: [\n{{ end }}\n"),
            ("other.yaml", "kind: Deployment\n"),
            ("d.yaml", "Resources:\n  T: {Type: AWS::SNS::Topic}\n"),
        ],
        "",
    );
    assert_eq!(resources(&found), ["AWS::SNS::Topic T"]);
    assert_eq!(found.n_skipped, 3);
    let places = places(&found);
    assert!(
        places.iter().all(|place| place.starts_with("malformed-template infra/")),
        "{places:?}"
    );
    assert!(
        places.iter().any(|place| place == "malformed-template infra/b/main.tf:2"),
        "{places:?}"
    );
}

#[test]
fn one_file_that_is_no_template_says_so() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("x.yaml", "kind: Deployment\n")]);
    let found = read(&Infra, folder.path(), "infra/x.yaml");
    assert_eq!((found.codes(), found.n_skipped), (vec!["unknown-template"], 1));
    write(folder.path(), &[("y.yaml", "kind: Deployment\n")]);
    let found = read(&Infra, folder.path(), "infra");
    assert_eq!((found.codes(), found.n_skipped), (vec!["no-template"], 0));
    let found = read(&Infra, folder.path(), "nowhere");
    assert!(found.is_missing);
}

#[test]
fn bombs_and_circles_end() {
    let mut bomb =
        "AWSTemplateFormatVersion: x\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let found = template(&bomb);
    assert_eq!((found.codes(), found.n_skipped), (vec!["malformed-template"], 1));

    let circle = "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !If [A, 1, 2]}\n";
    let found = template(circle);
    assert_eq!(leaf(&found, "T", "X").as_deref(), Some("?"));
    assert_eq!((found.codes(), found.n_skipped), (vec!["cyclic-reference"], 1));

    let mut chain =
        "Resources: {T: {Type: AWS::SNS::Topic, Properties: {X: !If [C0, 1, 2]}}}\nConditions:\n"
            .to_owned();
    for n in 0..20_000 {
        chain.push_str(&format!("  C{n}: !Not [!Condition C{}]\n", n + 1));
    }
    assert_eq!(leaf(&template(&chain), "T", "X").as_deref(), Some("?"));

    let mut growth = "locals {\n  l0 = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for n in 1..10 {
        let prior = vec![format!("local.l{}", n - 1); 10].join(", ");
        growth.push_str(&format!("  l{n} = [{prior}]\n"));
    }
    growth.push_str("}\nresource \"aws_sns_topic\" \"t\" {\n  x = local.l9\n}\n");
    let found = infra(&[("main.tf", &growth)], "");
    assert!(found.codes().contains(&"template-too-large"), "{:?}", found.codes());
}

#[test]
fn torn_templates_never_panic() {
    let texts =
        ["infra/booking-api/template.yaml", "infra/clean/main.tf", "infra/clean/template.yaml"];
    let folder = tempfile::tempdir().unwrap();
    let sink = secrets();
    for path in texts {
        let seed = std::fs::read(demo().join(path)).unwrap();
        let name = path.rsplit('/').next().unwrap();
        for round in 0..40u64 {
            let torn = super::support::torn(&seed, round);
            write(folder.path(), &[(name, "")]);
            std::fs::write(folder.path().join("infra").join(name), torn).unwrap();
            super::support::read_with(&Infra, folder.path(), "infra", "", &sink);
        }
    }
}

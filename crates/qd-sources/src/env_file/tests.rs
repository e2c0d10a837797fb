use super::{EnvFile, Logical, resolve_alias};
use crate::testing::{Recording, demo, mutate};

fn check(text: &str, entries: &[&str], diagnostics: &[&str]) {
    let (file, found) = EnvFile::parse("repos.env", text);
    let shown = file.entries.iter().map(|(name, entry)| {
        format!("{} {name}={}", entry.line, entry.value.expose().escape_debug())
    });
    assert_eq!(shown.collect::<Vec<_>>(), entries, "{text}");
    let found = found.iter().map(|found| format!("{} {}", found.place, found.message));
    assert_eq!(found.collect::<Vec<_>>(), diagnostics, "{text}");
}

#[test]
fn assignments_of_shells_and_dotenv() {
    check(
        "\u{feff}# c\n\nexport A=1\nB = two words # note\nC='single #1 \\n'   # x\nD=\"a\\n\\\"b\\\" \\$x \\q\"\r\nE=a=b==\nF=\nG=x#y\nH= #z\n",
        &[
            "3 A=1",
            "4 B=two words",
            "5 C=single #1 \\\\n",
            "6 D=a\\n\\\"b\\\" $x \\\\q",
            "7 E=a=b==",
            "8 F=",
            "9 G=x#y",
            "10 H=",
        ],
        &[],
    );
    check(
        "KEY=\"-----BEGIN\nline two\n-----END\"\nNEXT='a\nb'\nLAST=1",
        &["1 KEY=-----BEGIN\\nline two\\n-----END", "6 LAST=1", "4 NEXT=a\\nb"],
        &[],
    );
}

#[test]
fn faults_name_the_line_and_never_the_value() {
    check(
        "hunter2\n1A=hunter2\nB=\"hunter2\nC=1\nD='x' hunter2\nE=${hunter2}\nF='${x}'\nC=2\n=x\n",
        &["8 C=2", "6 E=${hunter2}", "7 F=${x}"],
        &[
            "repos.env:1 the line assigns nothing",
            "repos.env:2 what stands before `=` is no name",
            "repos.env:3 the quote is not closed",
            "repos.env:5 text follows the closing quote",
            "repos.env:6 references are not expanded, in the value of: E",
            "repos.env:8 `C` is assigned twice with different values, first on line: 4",
            "repos.env:9 what stands before `=` is no name",
        ],
    );
    let (_, found) = EnvFile::parse("x", &"nonsense\n".repeat(1000));
    assert_eq!(found.len(), 50);
    assert!(!format!("{:?}", EnvFile::parse("x", "A=hunter2").0).contains("hunter2"));
}

#[test]
fn aliases_say_which_name_was_used_and_where_they_disagree() {
    let (file, _) = EnvFile::parse(
        "repos.env",
        "AWS_REGION=us-east-1\nSES_REGION=us-west-2\nSMTP_PASSWORD=hunter2\nSMTP_PASS=hunter3\nSES_FROM_ADDRESS=\n",
    );
    let shell = EnvFile::of_environment([("AWS_REGION".into(), "us-west-2".into())]);
    let check = |files: &[EnvFile], logical, expected: &str, warnings: &[&str]| {
        let found = resolve_alias(files, logical);
        let shown = found.as_ref().map(|found| {
            let line = found.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{} {}{line} {}", found.name, found.file, found.value.expose())
        });
        assert_eq!(shown.as_deref().unwrap_or("none"), expected);
        let found = found.iter().flat_map(|found| &found.warnings);
        let found = found.map(|warning| format!("{} {}", warning.place, warning.message));
        assert_eq!(found.collect::<Vec<_>>(), warnings);
    };
    let file = [file];
    check(
        &file,
        Logical::Region,
        "SES_REGION repos.env:2 us-west-2",
        &[
            "repos.env:1 `SES_REGION` of repos.env is used (us-west-2), `AWS_REGION` says otherwise: us-east-1",
        ],
    );
    check(&file, Logical::FromAddress, "none", &[]);
    check(
        &file,
        Logical::SmtpPassword,
        "SMTP_PASSWORD repos.env:3 hunter2",
        &[
            "repos.env:4 `SMTP_PASSWORD` of repos.env is used, another name has a different value: SMTP_PASS",
        ],
    );
    let both = [shell, file[0].clone()];
    check(
        &both,
        Logical::Region,
        "AWS_REGION environment us-west-2",
        &[
            "repos.env:1 `AWS_REGION` of environment is used (us-west-2), `AWS_REGION` says otherwise: us-east-1",
        ],
    );
}

#[test]
fn every_assignment_is_registered() {
    let (file, _) = EnvFile::parse("x", "A=1\nTOKEN=t\n");
    let secrets = Recording::default();
    assert_eq!(file.register(&secrets), 2);
    assert_eq!(secrets.0.lock().unwrap()[1], ("TOKEN".into(), "t".into()));
}

#[test]
fn the_demo_file_is_read_whole() {
    let text = std::fs::read_to_string(demo().join("repos.env")).unwrap();
    let (file, diagnostics) = EnvFile::parse("repos.env", &text);
    assert_eq!((file.entries.len(), diagnostics.len()), (14, 0));
    assert_eq!(file.entries["SMTP_PASSWORD"].value.expose(), "fake-demo-Smtp-7Lq2-not-real");
    for (logical, name) in [
        (Logical::Region, "SES_REGION"),
        (Logical::FromAddress, "SES_FROM_ADDRESS"),
        (Logical::SmtpUser, "SMTP_USER"),
    ] {
        let found = resolve_alias(std::slice::from_ref(&file), logical).unwrap();
        assert_eq!((found.name.as_str(), found.warnings.len()), (name, 0));
    }
}

#[test]
fn mutations_neither_panic_nor_grow() {
    let seed = b"# c\nexport A=1\nB=\"x\ny\" # z\nC='q'\nD=e f\n";
    mutate(seed, &["\"", "'", "=", "\n", "\\", "#", "export ", "${", "\0", "é"], 4000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let (file, diagnostics) = EnvFile::parse("x", &text);
        let n_lines = text.lines().count() as u32;
        assert!(diagnostics.len() <= 50);
        assert!(file.entries.values().all(|entry| (1..=n_lines).contains(&entry.line)));
        assert!(diagnostics.iter().all(|d| d.place.line.is_some_and(|line| line <= n_lines)));
    });
}

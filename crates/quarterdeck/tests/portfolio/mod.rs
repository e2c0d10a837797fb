//! A portfolio in a folder of its own, and the binary as a person at a terminal runs it there: in a
//! cleared environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

pub(crate) struct Portfolio(tempfile::TempDir);

impl Portfolio {
    /// A folder that holds this `quarterdeck.toml`.
    pub(crate) fn of(configuration: &str) -> Self {
        let portfolio = Self(tempfile::tempdir().unwrap());
        portfolio.write("quarterdeck.toml", configuration);
        portfolio
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
            .args(arguments)
            .arg("--portfolio")
            .arg(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("USER", "anna")
            .output()
            .unwrap()
    }

    /// Runs, checks the exit code, and returns what stdout and stderr say.
    pub(crate) fn says(&self, exit: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (&output.stdout, &output.stderr);
        let said = format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err));
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {said}");
        said
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// The messages in the outbox folder, in order of their names.
    pub(crate) fn mail(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path().join("outbox/new")) else { return vec![] };
        let mut mail = entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        mail.sort();
        mail
    }
}

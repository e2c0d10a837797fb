//! Collecting a template's mistakes, each with its line and, where there is one, the nearest name.

use qd_model::{Diagnostic, Evidence, Level};

/// The mistakes of one file.
#[derive(Debug)]
pub(crate) struct Mistakes {
    file: String,
    found: Vec<Diagnostic>,
}

impl Mistakes {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), found: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn add(&mut self, line: u32, code: &str, message: impl Into<String>) {
        let place = Evidence::line(self.file.as_str(), line);
        self.found.push(Diagnostic::new(Level::Error, code, "catalog", place, message));
    }

    pub(crate) fn add_with_help(
        &mut self,
        line: u32,
        code: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.add(line, code, message);
        if let Some(last) = self.found.last_mut() {
            last.help = help;
        }
    }

    /// Says that a name is not known, and which known one is nearest.
    pub(crate) fn unknown<'a>(
        &mut self,
        line: u32,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let code = format!("unknown-{}", what.replace(' ', "-"));
        self.add_with_help(line, &code, format!("unknown {what}: {name}"), help);
    }

    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| (a.place.line, &a.message).cmp(&(b.place.line, &b.message)));
        self.found.dedup();
        self.found
    }
}

/// The known name that is most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // 0.7 of Jaro-Winkler lets `runwy` find `runway` and leaves `foo` without advice.
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// Turns a TOML error into a line and a message without Rust's words.
pub(crate) fn toml_mistake(error: &toml::de::Error, text: &str) -> (u32, String, Option<String>) {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
    let quoted = message.split('`').skip(1).step_by(2).collect::<Vec<_>>();
    let is_unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    match quoted.split_first() {
        Some((name, known)) if is_unknown => {
            let what = if message.starts_with("unknown field") { "key" } else { "value" };
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known: {}", known.join(", ")),
            };
            (line, format!("unknown {what}: {name}"), Some(help))
        }
        _ => (line, message, None),
    }
}

/// The line, counted from 1, that a byte stands in.
pub(crate) fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

//! `[theme]`: what a portfolio may change of how its reports look.

use qd_pdf::PageSize;

use super::{Reader, nearest};

/// How reports look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Theme {
    /// The size of printed pages.
    pub(crate) paper: PageSize,
}

/// The sizes of paper by their words.
const PAPERS: [(&str, PageSize); 2] = [("letter", PageSize::Letter), ("a4", PageSize::A4)];

impl Reader<'_> {
    pub(super) fn theme(&mut self) -> Theme {
        let mut theme = Theme::default();
        let Some(mut section) = self.table("theme") else { return theme };
        if let Some(word) = section.text("paper") {
            match PAPERS.into_iter().find(|(known, _)| *known == word) {
                Some((_, size)) => theme.paper = size,
                None => {
                    let help = nearest(&word, PAPERS.map(|(known, _)| known)).map_or_else(
                        || "use \"letter\" or \"a4\"".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("there is no paper `{word}`");
                    section.wrong("paper", "wrong-value", message, &help);
                }
            }
        }
        self.mistakes.extend(section.finish(&[]));
        theme
    }
}

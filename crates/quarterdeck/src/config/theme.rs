//! `[theme]`: what a portfolio may change of how its reports look.
//!
//! A colour that words could not be read in is refused, with the nearest that they can.

use std::io::Read;
use std::path::Path;

use qd_model::report::Locale;
use qd_pdf::PageSize;
use qd_report::{Colour, LEAST_CONTRAST, Logo, MAX_LOGO_BYTES, Palette};

use super::section::Section;
use super::{Reader, nearest};

/// How reports look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Theme {
    /// The size of printed pages.
    pub(crate) paper: PageSize,
    /// The colours of good and bad news.
    pub(crate) palette: Palette,
    /// How the readers write numbers and dates.
    pub(crate) locale: Locale,
    /// The logo above every report.
    pub(crate) logo: Option<Logo>,
}

/// The sizes of paper by their words.
const PAPERS: [(&str, PageSize); 2] = [("letter", PageSize::Letter), ("a4", PageSize::A4)];

/// The palettes by theirs.
const PALETTES: [(&str, Palette); 2] = [("default", Palette::DEFAULT), ("ibcs", Palette::IBCS)];

impl Reader<'_> {
    pub(super) fn theme(&mut self, folder: &Path) -> Theme {
        let mut theme = Theme::default();
        let Some(mut section) = self.table("theme") else { return theme };
        if let Some(paper) = one_of(&mut section, "paper", &PAPERS) {
            theme.paper = paper;
        }
        if let Some(locale) = one_of(&mut section, "locale", &Locale::ALL) {
            theme.locale = locale;
        }
        if let Some(palette) = one_of(&mut section, "palette", &PALETTES) {
            theme.palette = palette;
        }
        let (good, bad) = (colour(&mut section, "good"), colour(&mut section, "bad"));
        if good.is_some() || bad.is_some() {
            let palette = theme.palette;
            theme.palette = Palette::new(good.unwrap_or(palette.good), bad.unwrap_or(palette.bad));
        }
        theme.logo = logo(&mut section, folder);
        self.mistakes.extend(section.finish(&[]));
        theme
    }
}

fn one_of<T: Copy>(section: &mut Section<'_>, key: &'static str, known: &[(&str, T)]) -> Option<T> {
    let word = section.text(key)?;
    let found = known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    if found.is_none() {
        let names = known.iter().map(|(name, _)| *name);
        let help = nearest(&word, names.clone()).map_or_else(
            || format!("one of: {}", names.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        section.wrong(key, "wrong-value", format!("there is no {key} `{word}`"), &help);
    }
    found
}

/// The logo of a file below the portfolio's folder.
fn logo(section: &mut Section<'_>, folder: &Path) -> Option<Logo> {
    const HELP: &str = "name a PNG below the portfolio's folder, at most 2,000 pixels to a side";
    let name = section.text("logo")?;
    if !qd_sources::files::stays_inside(&name) {
        let message = format!("the path leaves the portfolio's folder: {name}");
        section.wrong("logo", "path-outside-portfolio", message, HELP);
        return None;
    }
    let file = std::fs::File::open(folder.join(&name));
    let bytes = file.and_then(|file| {
        let mut bytes = Vec::new();
        file.take(MAX_LOGO_BYTES as u64 + 1).read_to_end(&mut bytes).map(|_| bytes)
    });
    let logo = match bytes {
        Ok(bytes) => Logo::read(&bytes).map_err(|error| format!("{name}: {error}")),
        Err(error) => Err(format!("{name} cannot be read: {}", error.kind())),
    };
    logo.map_err(|message| section.wrong("logo", "unreadable-logo", message, HELP)).ok()
}

fn colour(section: &mut Section<'_>, key: &'static str) -> Option<Colour> {
    let text = section.text(key)?;
    let Some(colour) = Colour::parse(&text) else {
        let message = format!("`{key}` takes a colour such as \"#0A6EBD\", found: {text}");
        section.wrong(key, "wrong-value", message, "write six hexadecimal digits after a #");
        return None;
    };
    let contrast = colour.contrast_with_white();
    if contrast < LEAST_CONTRAST {
        let message = format!(
            "words in {text} cannot be read on white: contrast {contrast:.1} to 1, least {LEAST_CONTRAST}"
        );
        let help = format!("the nearest that can be read is \"{}\"", colour.readable());
        section.wrong(key, "unreadable-colour", message, &help);
        return None;
    }
    Some(colour)
}

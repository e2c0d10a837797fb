//! A document as bytes: its files, and what its mail says.
//!
//! A document is printed once and let go: what stays is what its mail carries. The files are
//! written before the next document is begun, so that a run holds few of them at a time.

use std::path::PathBuf;
use std::{fs, io};

use qd_delivery::{Attachment, Content, EditionSlot, NewEdition, Series};
use qd_model::report::Report;
use qd_model::{Finding, Period, ReportId, Role, Scope};
use qd_report::render::{Options, Rendered, render};

use crate::cli::Format;
use crate::config::Recipient;
use crate::documents::{Assembled, Wanting};
use crate::pages::{self, Pages};
use crate::run::Run;

/// The folder of rendered reports below a portfolio's folder.
const OUT_FOLDER: &str = "out";

/// A printed document: what its mail says, and who gets it.
pub(crate) struct Printed {
    /// What its readers see.
    pub(crate) scope: Scope,
    pub(crate) report: ReportId,
    pub(crate) period: Period,
    pub(crate) series: Series,
    pub(crate) slot: EditionSlot,
    /// The edition as the outbox keeps it, secrets masked.
    pub(crate) edition: NewEdition,
    /// The role that its recipients have it by.
    pub(crate) role: Role,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) content: Content,
    /// Why it waits for a person, if it does.
    pub(crate) hold: Option<String>,
    /// The findings of rules that the report's role may see.
    pub(crate) findings: Vec<Finding>,
    pub(crate) n_figures: usize,
    /// Its files on disk, pictures left out.
    pub(crate) files: Vec<PathBuf>,
    /// Why a format is absent; the other media have its figures.
    pub(crate) errors: Vec<String>,
}

/// A file that could not be written.
pub(crate) struct Unwritten {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// Prints a document, writes its files, and keeps what its mail carries.
pub(crate) fn print(
    run: &Run,
    document: Assembled,
    wanting: Wanting<'_>,
    mask: &dyn Fn(&str) -> String,
) -> Result<Printed, Unwritten> {
    let formats = wanting.formats;
    let (stem, edition) = (document.stem(), document.edition(wanting.correction, mask));
    let report = &document.report;
    let (rendered, mut pages) = set(run, report, wanting, mask);
    let mut paths = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| formats.contains(format)) {
        for file in files(format, &stem, &rendered, &pages, mask) {
            let path = out_folder(run).join(&file.name);
            write(&path, &file.bytes)?;
            if !file.is_picture {
                paths.push(path);
            }
        }
    }
    let n_figures = report.printed().len();
    let errors = std::mem::take(&mut pages.errors);
    let content = content(run, &stem, report.period, rendered, pages);
    let Assembled { scope, role, recipients, series, slot, report, findings, hold } = document;
    let (report, period) = (report.id, report.period);
    Ok(Printed {
        scope,
        report,
        period,
        series,
        slot,
        edition,
        role,
        recipients,
        content,
        hold,
        findings,
        n_figures,
        files: paths,
        errors,
    })
}

/// What the mail of a document says, and nothing on disk: for a document that was sent before.
pub(crate) fn mail_of(
    run: &Run,
    document: &Assembled,
    wanting: Wanting<'_>,
    mask: &dyn Fn(&str) -> String,
) -> Content {
    let (rendered, pages) = set(run, &document.report, wanting, mask);
    content(run, &document.stem(), document.report.period, rendered, pages)
}

/// A report in every medium.
fn set(
    run: &Run,
    report: &Report,
    Wanting { formats, is_ascii, correction }: Wanting<'_>,
    mask: &dyn Fn(&str) -> String,
) -> (Rendered, Pages) {
    let theme = &run.config.theme;
    let (palette, logo) = (theme.palette, theme.logo.as_ref());
    let options = Options { is_ascii, palette, logo, ..Options::default() };
    let mut rendered = rendered(report, options, mask);
    let has_pictures = !rendered.pictures.is_empty();
    let pages = pages::pages(report, theme, formats, has_pictures, mask);
    if let Some(reason) = correction {
        rendered.subject = corrected(&rendered.subject, reason);
    }
    (rendered, pages)
}

/// The folder that a run writes its documents to.
pub(crate) fn out_folder(run: &Run) -> PathBuf {
    run.config.folder.join(OUT_FOLDER).join(run.as_of.to_string())
}

/// One file of a document.
struct File {
    name: String,
    bytes: Vec<u8>,
    is_picture: bool,
}

/// The files of a format. Text is masked here, the others were made of masked words.
fn files(
    format: Format,
    stem: &str,
    rendered: &Rendered,
    pages: &Pages,
    mask: &dyn Fn(&str) -> String,
) -> Vec<File> {
    let file =
        |name: &str, bytes| File { name: format!("{stem}.{name}"), bytes, is_picture: false };
    let text = |extension, text: &str| file(extension, mask(text).into_bytes());
    let pack = |extension, bytes: &Option<Vec<u8>>| {
        bytes.as_ref().map(|bytes| file(extension, bytes.clone())).into_iter().collect()
    };
    match format {
        Format::Html => {
            // The pictures of the HTML are files beside it.
            let html = rendered.html_beside(|picture| format!("{stem}.{}", picture.file_name));
            let pictures = rendered.pictures.iter().map(|picture| File {
                is_picture: true,
                ..file(&picture.file_name, picture.png.clone())
            });
            std::iter::once(text("html", &html)).chain(pictures).collect()
        }
        Format::Text => vec![text("txt", &rendered.text)],
        Format::Json => vec![text("json", &rendered.json)],
        Format::Pdf => pack("pdf", &pages.pdf),
        Format::Xlsx => pack("xlsx", &pages.workbook),
    }
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Unwritten> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| fs::write(path, bytes));
    written.map_err(|error| Unwritten { path: path.to_owned(), error })
}

/// What the mail of a document carries.
fn content(run: &Run, stem: &str, period: Period, rendered: Rendered, pages: Pages) -> Content {
    let delivery = &run.config.delivery;
    let pictures = rendered.pictures.into_iter().map(|picture| Attachment {
        file_name: picture.file_name,
        media_type: "image/png".to_owned(),
        bytes: picture.png,
        content_id: Some(picture.content_id),
    });
    let attached = |extension: &str, media_type: &str, bytes| Attachment {
        file_name: format!("{stem}-{period}.{extension}"),
        media_type: media_type.to_owned(),
        bytes,
        content_id: None,
    };
    let pages = pages.pdf.filter(|_| delivery.attach_pdf);
    let pages = pages.map(|bytes| attached("pdf", "application/pdf", bytes));
    let json = delivery
        .attach_json
        .then(|| attached("json", "application/json", rendered.json.into_bytes()));
    Content {
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        attachments: pictures.chain(pages).chain(json).collect(),
    }
}

/// A report as mail, text and JSON. Words in a picture cannot be masked: where one holds a secret
/// no picture is drawn at all.
fn rendered(report: &Report, options: Options<'_>, mask: &dyn Fn(&str) -> String) -> Rendered {
    let with_pictures = render(report, Options { has_pictures: true, ..options });
    let mut words = with_pictures.pictures.iter().flat_map(|picture| &picture.words);
    let has_secret = words.any(|word| mask(word) != *word);
    if has_secret { render(report, options) } else { with_pictures }
}

/// Marks a subject as that of a correction, behind the report's name in brackets.
fn corrected(subject: &str, reason: &str) -> String {
    let (name, message) = match subject.split_once("] ") {
        Some((name, message)) if name.starts_with('[') => (format!("{name}] "), message),
        _ => (String::new(), subject),
    };
    format!("{name}Correction ({}): {message}", reason.trim())
}

#[cfg(test)]
mod tests {
    use super::corrected;

    #[test]
    fn a_correction_is_marked_behind_the_name() {
        assert_eq!(
            corrected("[CEO] Cash falls", " a fee "),
            "[CEO] Correction (a fee): Cash falls"
        );
        assert_eq!(corrected("Cash falls", "a fee"), "Correction (a fee): Cash falls");
    }
}

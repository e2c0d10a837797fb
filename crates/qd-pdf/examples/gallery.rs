//! Writes every component as a mail and as a page into a folder: what `cargo xtask gallery` takes
//! pictures of.

use std::error::Error;
use std::path::PathBuf;

use qd_pdf::{PageSize, pdf};
use qd_report::render::paper::Paper;
use qd_report::render::{Options, render};
use qd_report::zoo::gallery::exhibits;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    for exhibit in exhibits() {
        let name = exhibit.name;
        let options = Options { has_pictures: true, ..Options::default() };
        let rendered = render(&exhibit.report, options);
        let html = rendered.html_beside(|picture| format!("{name}.{}", picture.file_name));
        std::fs::write(folder.join(format!("{name}.html")), html)?;
        for picture in &rendered.pictures {
            std::fs::write(folder.join(format!("{name}.{}", picture.file_name)), &picture.png)?;
        }
        let paper = Paper::of(&exhibit.report, Options::default());
        let page = pdf(&paper, PageSize::Letter)?;
        std::fs::write(folder.join(format!("{name}.pdf")), page.bytes)?;
    }
    Ok(())
}

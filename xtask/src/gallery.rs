//! The pictures of `docs/gallery.md`: every component by day, by night and printed.
//!
//! A browser and poppler take them; what they were taken of is noted beside them, so that a test can
//! tell when they are of an earlier look.

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run;

/// The width of a picture, and the most height that is looked at.
const WINDOW: (u32, u32) = (600, 1_600);
/// Rows of ground that stay below the last ink.
const FOOT: usize = 12;

/// Writes the page, then its pictures.
pub(crate) fn write(root: &Path) -> Result<()> {
    let docs = root.join("docs/gallery");
    fs::create_dir_all(&docs)?;
    let work = crate::bench::target(root)?.join("gallery");
    let mut page = Command::new("cargo");
    page.current_dir(root).args(["test", "--package", "qd-report", "--locked", "gallery"]);
    page.env("QUARTERDECK_BLESS", "1");
    page.env("QUARTERDECK_FINGERPRINTS", docs.join("pictures.txt"));
    run(page)?;
    let mut pages = Command::new("cargo");
    pages.current_dir(root).args(["run", "--locked", "--example", "gallery"]).arg(&work);
    run(pages)?;
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
        .context("no browser takes the pictures: install chromium")?;
    let mut n_pictures = 0;
    for entry in fs::read_dir(&work)? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("html") => {
                for (look, scheme) in [("light", 1), ("dark", 0)] {
                    let taken = work.join(format!("{name}.{look}.taken"));
                    photograph(browser, &file, &taken, scheme, &work)?;
                    crop(&taken, &docs.join(format!("{name}.{look}.png")))?;
                    n_pictures += 1;
                }
            }
            Some("pdf") => {
                let taken = work.join(format!("{name}.print"));
                let mut poppler = Command::new("pdftoppm");
                poppler.args(["-r", "72", "-png", "-singlefile", "-f", "1", "-l", "1"]);
                // The foot of the page is its number.
                poppler.args(["-x", "0", "-y", "0", "-W", "612", "-H", "730"]);
                run({
                    poppler.arg(&file).arg(&taken);
                    poppler
                })?;
                let taken = work.join(format!("{name}.print.png"));
                crop(&taken, &docs.join(format!("{name}.print.png")))?;
                n_pictures += 1;
            }
            _ => {}
        }
    }
    println!("{n_pictures} pictures in {}", docs.display());
    Ok(())
}

fn photograph(browser: &str, page: &Path, picture: &Path, scheme: u32, work: &Path) -> Result<()> {
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]);
    command.args(["--disable-background-networking", "--disable-component-update"]);
    command.args(["--disable-sync", "--hide-scrollbars"]);
    command.arg(format!("--blink-settings=preferredColorScheme={scheme}"));
    command.arg(format!("--user-data-dir={}", work.join("profile").display()));
    command.arg(format!("--window-size={},{}", WINDOW.0, WINDOW.1));
    command.arg(format!("--screenshot={}", picture.display()));
    command.arg(format!("file://{}", page.display()));
    let output = command.output()?;
    if !picture.exists() {
        bail!("{browser} took no picture: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// Cuts the ground below the last row that differs from it.
fn crop(from: &Path, to: &Path) -> Result<()> {
    let mut decoder = png::Decoder::new(BufReader::new(fs::File::open(from)?));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info()?;
    let size = reader.output_buffer_size().context("a picture of no size")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels)?;
    let rows = pixels[..frame.buffer_size()].chunks(frame.line_size).collect::<Vec<_>>();
    let ground = rows.last().copied().unwrap_or_default();
    let last = rows.iter().rposition(|row| *row != ground).unwrap_or(0);
    let height = (last + 1 + FOOT).min(rows.len());
    let file = fs::File::create(to)?;
    let mut encoder = png::Encoder::new(file, frame.width, u32::try_from(height)?);
    encoder.set_color(frame.color_type);
    encoder.set_depth(frame.bit_depth);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&rows[..height].concat())?;
    Ok(())
}

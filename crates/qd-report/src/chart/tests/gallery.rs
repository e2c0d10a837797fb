//! `docs/gallery.md`: every component, every kind of chart, and what bad input does to it.
//!
//! The page and its drawings are compared with what the code draws now; they are written when
//! `QUARTERDECK_BLESS` is set. Of charts SVG is kept: a reader of a change can read it. Components
//! are photographed by `cargo xtask gallery`, which notes what it photographed. What a mail shows is
//! written to the folder `QUARTERDECK_PICTURES`, if there is one.

use std::path::PathBuf;

use crate::chart::plot::{Kind, Plot, Point, Variance};
use crate::chart::{alt, draw, raster};
use crate::format;
use crate::render::paper::Paper;
use crate::render::{Options, render, workbook};
use crate::zoo::gallery::Exhibit;

/// A point with a bar from zero.
fn point(label: &str, value: i64) -> Point {
    let number = qd_model::Decimal::from(value);
    let printed = format::typographic(&format::money_for_tests(number));
    let span = Some((0.0, number.to_f64()));
    Point { label: label.into(), printed, span, ..Point::default() }
}

fn missing(label: &str) -> Point {
    Point { label: label.into(), printed: "\u{2014}".into(), ..Point::default() }
}

fn plot(kind: Kind, title: &str, points: Vec<Point>) -> Plot {
    let ends = points.iter().flat_map(|point| {
        let pairs = point.span.into_iter().chain(point.interval).flat_map(|(a, b)| [a, b]);
        pairs
            .chain([point.target, point.prior, point.plan].into_iter().flatten())
            .collect::<Vec<_>>()
    });
    let (min, max) = ends.fold((0.0_f64, 0.0_f64), |(min, max), end| (min.min(end), max.max(end)));
    let has_variance = points.iter().any(|point| point.variance.is_some());
    let base = if has_variance { "Δ prior".into() } else { String::new() };
    Plot { kind, title: title.into(), points, base, periods: String::new(), min, max }
}

const MONTHS: [&str; 13] = [
    "Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026",
    "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026",
];

fn months(values: &[i64]) -> Vec<Point> {
    MONTHS.iter().zip(values).map(|(month, value)| point(month, *value)).collect()
}

fn bridge() -> Vec<Point> {
    let mut points = vec![Point { is_total: true, ..point("Sep 2025", 14_300) }];
    let mut running = 14_300;
    for (label, step) in [("JADA", -2_540), ("Queen of San Diego", 1_360), ("QuickDumpNow", 738)] {
        let span = Some((f64::from(running), f64::from(running + step)));
        let sign = if step > 0 { "+" } else { "" };
        let moved = point(label, i64::from(step));
        let printed = format!("{sign}{}", moved.printed);
        points.push(Point { span, printed, is_good: Some(step > 0), ..moved });
        running += step;
    }
    points.push(missing("Dangerous Centaur client portfolio"));
    points.push(Point { is_total: true, ..point("Sep 2026", i64::from(running)) });
    points
}

fn ranged(label: &str, value: i64, low: f64, high: f64) -> Point {
    Point { interval: Some((low, high)), ..point(label, value) }
}

/// Every exhibit: the name of its file, what it shows, the plot.
fn exhibits() -> Vec<(&'static str, &'static str, Plot)> {
    let cash = [61_900, 58_000, 71_000, 66_400, 52_100, 48_900, 55_300, 60_700, 49_000];
    let mut forecast = months(&cash);
    forecast.extend(MONTHS[9..].iter().zip([41_000, 33_000, 21_000, 8_500]).map(
        |(month, value)| Point {
            is_forecast: true,
            interval: Some((value as f64 * 0.6, value as f64 * 1.3)),
            ..point(month, value)
        },
    ));
    let compared = [("Crew", 8_200, 7_400), ("Marina", 5_100, 5_100), ("Fuel", 2_050, 3_300)];
    let compared = compared.map(|(label, now, prior)| Point {
        prior: Some(f64::from(prior)),
        ..point(label, i64::from(now))
    });
    let planned = [(8_200, 9_000.0), (6_100, 5_500.0), (7_700, 7_000.0)];
    let planned = MONTHS
        .iter()
        .zip(planned)
        .map(|(month, (value, plan))| Point { plan: Some(plan), ..point(month, value) });
    let bullets = [("JADA", 6, 28.0), ("Queen", 9, 7.0), ("Rental", 3, 3.0)];
    let bullets = bullets.map(|(label, value, target)| Point {
        target: Some(target),
        printed: value.to_string(),
        ..point(label, value)
    });
    let changes = [0.02, -0.11, 0.23, 0.04, -0.09, 3.4, 0.0];
    let varied = MONTHS.iter().zip(cash).zip(changes).map(|((month, value), share)| Point {
        variance: Some(Variance {
            share: Some(share),
            printed: format!("{:+.1}%", share * 100.0).replace('-', "\u{2212}"),
            is_good: (share != 0.0).then_some(share > 0.0),
        }),
        ..point(month, value)
    });
    let many = (1..=50).map(|n| point(&format!("Venture {n:02}"), 51_000 - n * 1_000)).collect();
    let long = "An exceedingly long name of a venture ".repeat(6);
    let outside = vec![
        point(&long, 999_999_999_999_999),
        point("Zoë & Søns <Łódź>", 812_345_678_901_234),
        point("pennies \"only\"", 4),
    ];
    let negative = months(&[-3_000, -2_500, -7_900, -6_800, -12_400]);
    let gaps = vec![
        point(MONTHS[0], 4_000),
        missing(MONTHS[1]),
        missing(MONTHS[2]),
        point(MONTHS[3], 3_100),
    ];
    vec![
        (
            "columns",
            "Columns: actual solid, forecast hatched with its p10 to p90.",
            plot(Kind::Columns, "Cash", forecast),
        ),
        (
            "planned",
            "Columns against a plan, which is an outline.",
            plot(Kind::Columns, "Revenue", planned.collect()),
        ),
        (
            "variances",
            "Columns with their changes: pins above, good and bad by side, sign and colour.",
            plot(Kind::Columns, "Cash", varied.collect()),
        ),
        (
            "bars",
            "Bars against an earlier period, which is light.",
            plot(Kind::Bars, "Expenses", compared.into()),
        ),
        (
            "bridge",
            "A bridge; a step that is not known stays in its place.",
            plot(Kind::Bridge, "Contribution", bridge()),
        ),
        (
            "bullets",
            "Bullets: a bar a third of its row, a tick for what is needed.",
            plot(Kind::Bullets, "Charters to break even", bullets.into()),
        ),
        (
            "whiskers",
            "Intervals: the dot is the mean, the whisker its range.",
            plot(
                Kind::Bars,
                "Value of a booking",
                vec![
                    ranged("direct", 402, 340.0, 470.0),
                    ranged("Sailo", 330, 180.0, 520.0),
                    ranged("Viator", 270, 40.0, 610.0),
                ],
            ),
        ),
        (
            "negative",
            "Negative everything.",
            plot(Kind::Columns, "Operating profit", negative.clone()),
        ),
        (
            "losses",
            "Negative bars: the value stands at the far end.",
            plot(Kind::Bars, "Operating profit", negative),
        ),
        ("gaps", "Months that nobody measured.", plot(Kind::Columns, "Bookings", gaps)),
        ("one", "One data point.", plot(Kind::Columns, "Cash", months(&[61_900]))),
        (
            "outside",
            "Names of 200 characters, markup in names, amounts of fifteen digits.",
            plot(Kind::Bars, "Hostile", outside),
        ),
        ("many", "Fifty entities.", plot(Kind::Bars, "Revenue", many)),
    ]
}

#[test]
fn long_values_end_inside_the_picture() {
    let longest = Point { printed: "\u{2212}$11,959.97".into(), ..point("Sep 2026", 11_960) };
    let points = vec![point("Aug 2026", 8_103), Point { is_total: true, ..longest }];
    let svg =
        draw::svg(&plot(Kind::Bars, "Net income", points), crate::Palette::DEFAULT, draw::WIDTH)
            .finish();
    let png = raster::png(&svg).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let row_bytes = reader.next_frame(&mut pixels).unwrap().line_size;
    let edges = pixels.chunks(row_bytes).map(|row| &row[row_bytes - 12..]);
    assert!(edges.flatten().all(|byte| *byte == 255), "ink at the right edge");
}

#[test]
fn the_gallery_shows_what_the_code_draws() {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let is_blessed = std::env::var_os("QUARTERDECK_BLESS").is_some();
    let mut page = components();
    page += "# Charts\n\nEvery kind of chart alone, and what bad input does to it.\n";
    let mut kept = Vec::new();
    for (name, what, plot) in exhibits() {
        let alt = alt::text(&plot);
        let svg = draw::svg(&plot, crate::Palette::DEFAULT, draw::WIDTH).finish();
        let png = raster::png(&svg).expect("a picture made here can be drawn");
        if let Some(folder) = std::env::var_os("QUARTERDECK_PICTURES") {
            std::fs::write(PathBuf::from(folder).join(format!("{name}.png")), png).unwrap();
        }
        page += &format!("\n## {what}\n\n![{}](gallery/{name}.svg)\n\n{alt}\n", plot.title);
        kept.push((docs.join(format!("gallery/{name}.svg")), svg));
    }
    kept.push((docs.join("gallery.md"), page));
    if let Some(folder) = std::env::var_os("QUARTERDECK_PICTURES").map(PathBuf::from) {
        look_at_a_mail(&folder);
    }
    for (path, expected) in kept {
        if is_blessed {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{}: run `cargo xtask gallery`", path.display());
    }
    let taken = std::fs::read_to_string(docs.join("gallery/pictures.txt")).unwrap_or_default();
    assert!(
        is_blessed || taken == fingerprints(),
        "the pictures are of an earlier look: run `cargo xtask gallery`"
    );
}

/// The first half of the page: every component in light, dark, print and text.
fn components() -> String {
    let mut page = String::from(
        "# Gallery\n\nEvery component that a report template may ask for, as a mail shows it by day and by night, printed, and as text. Written by `cargo xtask gallery`; a test compares it with what the code draws.\n\n",
    );
    for exhibit in crate::zoo::gallery::exhibits() {
        let Exhibit { name, what, source, report } = exhibit;
        let text = render(&report, Options::default()).text;
        // Above the rule stands the masthead, which is alike for all.
        let text = text.split_once("\n---").map_or(text.as_str(), |(_, below)| below);
        let text = text.split_once('\n').map_or("", |(_, below)| below);
        let text = text.split_once("\n\nNotes\n").map_or(text, |(before, _)| before);
        page += &format!("## {what}\n\n````markdown\n{source}\n````\n\n");
        for look in ["light", "dark", "print"] {
            page += &format!("![{name}, {look}](gallery/{name}.{look}.png)\n");
        }
        page += &format!("\n```text\n{}\n```\n\n", text.trim_end());
    }
    page
}

/// What the pictures were taken of: a line a component.
fn fingerprints() -> String {
    let exhibits = crate::zoo::gallery::exhibits().into_iter();
    let lines = exhibits.map(|exhibit| {
        let rendered =
            render(&exhibit.report, Options { has_pictures: true, ..Options::default() });
        let paper = Paper::of(&exhibit.report, Options::default());
        let mut bytes = rendered.html.into_bytes();
        bytes.extend(rendered.pictures.into_iter().flat_map(|picture| picture.png));
        bytes.extend(serde_json::to_vec(&paper).unwrap());
        // FNV-1a: it tells looks apart, and guards nothing.
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{} {hash:016x}\n", exhibit.name)
    });
    lines.collect()
}

/// Writes the fingerprints for the chore that takes the pictures.
#[test]
fn fingerprints_tell_looks_apart() {
    let all = fingerprints();
    if let Some(file) = std::env::var_os("QUARTERDECK_FINGERPRINTS") {
        std::fs::write(file, &all).unwrap();
    }
    let hashes = all.lines().filter_map(|line| line.split(' ').nth(1));
    let distinct = hashes.collect::<std::collections::BTreeSet<_>>();
    assert_eq!(distinct.len(), all.lines().count());
}

/// Writes the zoo as a mail, its workbook and its pictures, to be looked at.
fn look_at_a_mail(folder: &std::path::Path) {
    let options = Options { has_pictures: true, ..Options::default() };
    let rendered = render(&super::report(), options);
    let html = rendered.html_beside(|picture| picture.file_name.clone());
    std::fs::write(folder.join("mail.html"), html).unwrap();
    for picture in &rendered.pictures {
        std::fs::write(folder.join(&picture.file_name), &picture.png).unwrap();
    }
    std::fs::write(folder.join("zoo.xlsx"), workbook(&super::report(), &str::to_owned).unwrap())
        .unwrap();
}

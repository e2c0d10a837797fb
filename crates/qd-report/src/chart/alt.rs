//! What a picture says, in words: the text in its place where it is not shown or not seen.

use qd_model::Decimal;

use super::plot::{Kind, Plot, Point};

/// Says the message of a plot with the figures of its table: ends, extremes, the largest step.
pub(super) fn text(plot: &Plot) -> String {
    let known = plot.points.iter().filter(|point| point.span.is_some()).collect::<Vec<_>>();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return String::new() };
    let title = if plot.title.is_empty() { "Chart" } else { plot.title.as_str() };
    match plot.kind {
        Kind::Columns => {
            format!("{title}: {} in {}, after {}", last.printed, last.label, at(first))
                + &extremes(&known)
                + "."
        }
        Kind::Bridge => {
            let steps = known.iter().filter(|point| !point.is_total);
            let size = |point: &Point| point.span.map_or(0.0, |(from, to)| (to - from).abs());
            let largest = steps.max_by(|a, b| size(a).total_cmp(&size(b)));
            let step = largest
                .map(|step| format!("; the largest step is {}, {}", step.label, step.printed));
            format!("{title}: from {} to {}{}.", at(first), at(last), step.unwrap_or_default())
        }
        Kind::Bars | Kind::Bullets | Kind::Multiples => {
            format!(
                "{title}: {}, {}, is the most, {}, {}, the least of {}.",
                first.label,
                first.printed,
                last.label,
                last.printed,
                known.len()
            )
        }
    }
}

/// Says how a line of values ends, without a number that stands nowhere else.
pub(super) fn line(name: &str, points: &[Option<Decimal>]) -> String {
    let known = points.iter().flatten().collect::<Vec<_>>();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return name.to_owned() };
    let (lowest, highest) = (known.iter().min(), known.iter().max());
    let end = match () {
        () if lowest == highest => "does not change over",
        () if Some(last) == highest => "is the highest of",
        () if Some(last) == lowest => "is the lowest of",
        () if last > first => "is above the first of",
        () if last < first => "is below the first of",
        () => "is like the first of",
    };
    format!("{name}: the last {end} {} periods", known.len())
}

fn at(point: &Point) -> String {
    format!("{} in {}", point.printed, point.label)
}

fn extremes(known: &[&Point]) -> String {
    let end = |point: &&&Point| point.span.map_or(0.0, |(_, to)| to);
    let highest = known.iter().max_by(|a, b| end(a).total_cmp(&end(b)));
    let lowest = known.iter().min_by(|a, b| end(a).total_cmp(&end(b)));
    match (highest, lowest) {
        (Some(high), Some(low)) if known.len() > 2 => {
            format!("; the highest is {}, the lowest {}", at(high), at(low))
        }
        _ => String::new(),
    }
}

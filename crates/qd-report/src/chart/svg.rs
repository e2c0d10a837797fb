//! A small SVG writer: rectangles, lines, words, and the hatch of forecasts.
//!
//! Coordinates are pixels with one decimal, so that the same picture has the same bytes. Nothing
//! here knows what a chart is. Words are escaped here and nowhere else.

use std::fmt::Write;

use crate::Palette;

/// The paint of a shape: LOOK 6.3's tokens on a light ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Paint {
    /// Actual values.
    Actual,
    /// Values of an earlier period: light, with an edge because it is faint on white.
    Prior,
    /// Forecasts: hatched.
    Forecast,
    /// Favourable variances.
    Good,
    /// Unfavourable variances.
    Bad,
    /// What is usual: a ground behind a line.
    Band,
}

/// How words stand at their point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    /// They begin there.
    Start,
    /// They are centred there.
    Middle,
    /// They end there.
    End,
}

const INK: &str = "#1F2328";
const MUTED: &str = "#57606A";
const RULE: &str = "#D0D7DE";

/// Points of a letter of the smallest size (LOOK 6.2: nothing below 11 px).
const FONT_PX: f64 = 11.0;

/// A drawing being made.
pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    palette: Palette,
    body: String,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32, palette: Palette) -> Self {
        Self { width, height, palette, body: String::new() }
    }

    /// A filled rectangle between two corners in any order; never thinner than a pixel.
    pub(super) fn rect(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), paint: Paint) {
        let (x, y) = (x0.min(x1), y0.min(y1));
        let (width, height) = ((x1 - x0).abs().max(1.0), (y1 - y0).abs().max(1.0));
        let fill = match paint {
            Paint::Actual => "#333A41".to_owned(),
            Paint::Prior => "#A6AEB7".to_owned(),
            Paint::Forecast => "url(#fc)".to_owned(),
            Paint::Good => self.palette.good.to_string(),
            Paint::Bad => self.palette.bad.to_string(),
            Paint::Band => "#E4E8EC".to_owned(),
        };
        let edge = match paint {
            Paint::Prior => " stroke=\"#57606A\"",
            Paint::Forecast => " stroke=\"#333A41\"",
            Paint::Actual | Paint::Good | Paint::Bad | Paint::Band => "",
        };
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"{edge}/>"
        );
    }

    /// A plan: an outline without a filling.
    pub(super) fn outline(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        let (x, y) = (x0.min(x1), y0.min(y1));
        let (width, height) = ((x1 - x0).abs().max(1.0), (y1 - y0).abs().max(1.0));
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.5\"/>"
        );
    }

    /// A line of ink, in pixels of width.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64) {
        self.stroke(from, to, width, INK);
    }

    /// A faint line: an axis, a connector.
    pub(super) fn faint(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.stroke(from, to, 1.0, MUTED);
    }

    /// A decorative rule.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.stroke(from, to, 1.0, RULE);
    }

    fn stroke(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: &str) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A dot: a mean on its whisker.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), radius: f64) {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"#FFFFFF\" stroke=\"{INK}\"/>"
        );
    }

    /// A line through points, without a filling.
    pub(super) fn path(&mut self, points: &[(f64, f64)], width: f64) {
        let points = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>();
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#333A41\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>",
            points.join(" ")
        );
    }

    /// A filled dot: the last value of a line.
    pub(super) fn full_dot(&mut self, (x, y): (f64, f64), radius: f64) {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"#333A41\"/>"
        );
    }

    /// Words on their base line.
    pub(super) fn words(&mut self, at: (f64, f64), anchor: Anchor, words: &str, look: Words) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (weight, fill) = match look {
            Words::Plain => (400, INK.to_owned()),
            Words::Strong => (600, INK.to_owned()),
            Words::Muted => (400, MUTED.to_owned()),
            Words::Good => (400, self.palette.good.to_string()),
            Words::Bad => (400, self.palette.bad.to_string()),
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\" fill=\"{fill}\">{}</text>",
            at.0,
            at.1,
            escape(words)
        );
    }

    /// The whole document on an opaque ground: a transparent picture vanishes in dark mail.
    pub(super) fn finish(self) -> String {
        let Self { width, height, body, .. } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"Inter, sans-serif\" font-size=\"{FONT_PX}\">\n\
             <defs><pattern id=\"fc\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"4\" height=\"4\" fill=\"#FFFFFF\"/><rect width=\"2\" height=\"4\" fill=\"#333A41\"/></pattern></defs>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n{body}</svg>\n"
        )
    }
}

/// The look of words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    Plain,
    Strong,
    Muted,
    Good,
    Bad,
}

/// About how wide words are, in pixels: enough to decide what fits.
pub(super) fn width_of(words: &str) -> f64 {
    use unicode_width::UnicodeWidthChar;
    let ems = words.chars().map(|c| match c {
        c if c.is_ascii_digit() || c == '$' => 0.64,
        c if c.is_uppercase() => 0.68,
        c if c.is_ascii() => 0.5,
        c => c.width().unwrap_or(0) as f64 * 0.6,
    });
    ems.sum::<f64>() * FONT_PX
}

fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

//! The look of mail: LOOK 6.2's sizes and 6.3's colours as inline styles, and their dark twins.
//!
//! The colours of news are the palette's. Words keep their size with them, because Outlook inherits nothing into tables.

use crate::Palette;

/// Dark values of every class; the light ones stand inline, so that a client without this block
/// loses nothing. Drawings leave narrow screens, where the numbers need the room, and names of rows
/// (`f`) give way to them.
const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}\
@media(prefers-color-scheme:dark){\
.q,.q td,.q th,.q p,.q li,.q h2,.q h3,.q caption{color:#E6EAEE}\
.q{background:#14171A!important}\
.q .m,.q .m td{color:#9BA7B4!important}\
.q .g{color:GOOD!important}.q .b{color:BAD!important}.q .w{border-color:#E3B341!important}\
.q .r,.q .r th,.q .r td{border-color:#30363D!important}\
.q .ac{background:#D5DBE1!important}.q .gv{background:GOOD!important}.q .bv{background:BAD!important}\
.q .tk{background:#E6EAEE!important}}\
@media(max-width:560px){.q .x{display:none!important}\
.q .s{padding:16px 10px 24px!important}\
.q .r td{padding-left:5px!important;white-space:normal!important;font-size:11px!important}\
.q .h{padding-left:5px!important}.q .r .d{padding-left:0!important}\
.q .f{white-space:normal!important;overflow-wrap:anywhere!important;min-width:72px;font-size:11px!important}}";

/// The block of styles in a palette.
pub(super) fn dark(palette: Palette) -> String {
    let good = DARK.replace("GOOD", &palette.good_at_night.to_string());
    good.replace("BAD", &palette.bad_at_night.to_string())
}

pub(super) const BODY: &str = "margin:0;padding:0;background:#FFFFFF;color:#1F2328;font:14px/20px -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
pub(super) const PREHEADER: &str =
    "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:#57606A";
pub(super) const SHEET: &str = "width:100%;max-width:600px;background:#FFFFFF";
pub(super) const SHEET_CELL: &str = "padding:24px 16px 40px;color:#1F2328;font:14px/20px -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
pub(super) const LOGO: &str = "display:block;margin:0 0 12px;border:0;background:#FFFFFF;color:#57606A;font-size:12px;line-height:16px";
pub(super) const MASTHEAD: &str = "font-size:12px;line-height:16px";
pub(super) const BLACK: &str = "font-weight:600;white-space:nowrap;padding-right:12px";
pub(super) const MASTHEAD_WORDS: &str = "color:#57606A;width:100%";
pub(super) const MASTHEAD_EDITION: &str = "color:#57606A;white-space:nowrap;padding-left:12px";
pub(super) const COVERAGE: &str = "margin:4px 0 0;padding:0 0 8px;border-bottom:1px solid #D0D7DE;color:#57606A;font-size:11px;line-height:14px";
pub(super) const MESSAGE: &str =
    "margin:16px 0 24px;font-size:24px;line-height:30px;font-weight:600";
pub(super) const SECTION: &str =
    "margin:32px 0 8px;font-size:15px;line-height:20px;font-weight:600";
pub(super) const APPENDIX: &str = "margin:40px 0 8px;padding:12px 0 0;border-top:1px solid #D0D7DE;font-size:18px;line-height:24px;font-weight:600";
pub(super) const PART: &str = "margin:16px 0 4px;font-size:14px;line-height:20px;font-weight:600";
pub(super) const PARAGRAPH: &str = "margin:12px 0";
pub(super) const NOTE: &str = "margin:0 0 4px;color:#57606A;font-size:12px;line-height:16px";
pub(super) const MUTED: &str = "color:#57606A";
pub(super) const LIST: &str = "margin:12px 0;padding:0 0 0 20px";
pub(super) const ITEM: &str = "margin:0 0 4px";
pub(super) const CODE: &str = "font-family:Menlo,Consolas,monospace;font-size:12px";
pub(super) const ASSUMED: &str = "border-bottom:1px dotted #8A5A00";
pub(super) const SIGNED: &str = "white-space:nowrap";
pub(super) const ASSUMED_SIGNED: &str = "border-bottom:1px dotted #8A5A00;white-space:nowrap";
pub(super) const PROSE_TABLE: &str = "font-size:14px;line-height:20px";
pub(super) const DECISION: &str = "padding:0 0 8px";

/// A data table and its parts.
pub(super) const TITLE: &str =
    "text-align:left;padding:8px 0 4px;font-size:12.5px;line-height:18px;font-weight:600";
pub(super) const GRID: &str = "margin:12px 0 8px;font-size:12.5px;line-height:18px;font-variant-numeric:tabular-nums lining-nums";
pub(super) const HEAD: &str = "padding:0 0 4px 12px;border-bottom:1px solid #D0D7DE;color:#57606A;font-size:11px;line-height:14px;font-weight:400";
pub(super) const HEAD_FIRST: &str = "padding:0 0 4px;border-bottom:1px solid #D0D7DE;color:#57606A;font-size:11px;line-height:14px;font-weight:400";
pub(super) const CELL: &str = "padding:4px 0 0 12px";
pub(super) const CELL_NUMBER: &str = "padding:4px 0 0 12px;white-space:nowrap";
pub(super) const CELL_FIRST: &str = "padding:4px 0 0;font-weight:400";
pub(super) const CELL_FIRST_SUB: &str = "padding:4px 0 0 12px;font-weight:400";
pub(super) const TOTAL: &str = ";border-top:1px solid #D0D7DE;font-weight:600";
pub(super) const DETAIL: &str = "padding:0 0 4px;color:#57606A;font-size:12px;line-height:16px";
pub(super) const SPARK: &str = "color:#57606A;font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:12px;line-height:14px;letter-spacing:0;white-space:pre";

/// A chart's picture: as wide as the words, narrower on a telephone; its alt text reads as a caption.
pub(super) const PICTURE: &str = "display:block;width:100%;max-width:568px;height:auto;margin:4px 0 8px;border:0;background:#FFFFFF;color:#57606A;font-size:12px;line-height:16px";

/// A line of values; its alt text must not widen its cell.
pub(super) const LINE: &str = "display:block;width:90px;height:18px;border:0;background:#FFFFFF;color:#57606A;font-size:11px;line-height:9px;overflow:hidden";

/// Bars: actual values, the tick of a target.
pub(super) const AC: &str = "#333A41";
pub(super) const TICK: &str = "#1F2328";

/// Heights of bars, of bars with a target, and of its tick, in pixels.
pub(super) const BAR_PX: u32 = 10;
pub(super) const BULLET_PX: u32 = 6;
pub(super) const TICK_PX: u32 = 14;

#[cfg(test)]
mod tests {
    use crate::{Colour, Palette};

    fn contrast(a: &str, b: &str) -> f64 {
        Colour::parse(a).unwrap().contrast(Colour::parse(b).unwrap())
    }

    /// The colours that words of a style have: `color:#57606A` and its dark twins.
    fn words_of(style: &str) -> Vec<String> {
        let pieces = style.match_indices("color:#").filter(|(at, _)| {
            // `border-color` and `background-color` paint no words.
            !style[..*at].ends_with('-')
        });
        pieces.map(|(at, _)| style[at + 6..at + 13].to_owned()).collect()
    }

    #[test]
    fn words_keep_their_contrast_on_both_grounds() {
        // WCAG 2.2 asks for 4.5 to 1 of words below 18 pt.
        const LEAST: f64 = 4.5;
        assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 1e-9);
        assert!(contrast("#A6AEB7", "#FFFFFF") < LEAST, "the measure can refuse");
        let light = [super::BODY, super::SHEET_CELL, super::COVERAGE, super::NOTE, super::MUTED];
        let light = light.into_iter().chain([super::HEAD, super::DETAIL]);
        for colour in light.chain([super::SPARK, super::PICTURE]).flat_map(words_of) {
            assert!(contrast(&colour, "#FFFFFF") >= LEAST, "{colour} on white");
        }
        let dark = words_of(&super::dark(Palette::DEFAULT));
        assert!(dark.len() >= 4, "{dark:?}");
        // What holds words must be named: the sheet's own ink stands inline, and is inherited.
        for element in ["td", "th", "p", "li", "h2", "h3", "caption"] {
            let dark = super::dark(Palette::DEFAULT);
            assert!(
                dark.contains(&format!(".q {element},"))
                    || dark.contains(&format!(".q {element}{{"))
            );
        }
        for colour in dark {
            assert!(contrast(&colour, "#14171A") >= LEAST, "{colour} on dark");
        }
    }
}

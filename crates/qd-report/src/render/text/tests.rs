#![cfg(test)]

use qd_model::Decimal;
use qd_model::report::Bar;

use qd_model::report::Series;

use super::draw;

fn numbers(text: &str) -> Vec<Option<Decimal>> {
    text.split(' ').map(|word| word.parse().ok()).collect()
}

#[test]
fn sparklines_follow_the_glyph_rule() {
    let check = |points: &str, expected: &str| {
        assert_eq!(draw::sparkline(&Series::alone(numbers(points))), expected, "{points}");
    };
    check("3 5 4 8 6 9 12 11 7 10 14 13", "▁▂▁▄▃▅▇▆▃▆██");
    check("5 5 5", "▄▄▄");
    check("0 0", "▁▁");
    check("1 ? 2", "▁ █");
    check("? ?", "  ");
}

#[test]
fn bars_follow_the_glyph_rule() {
    let check = |from: &str, to: &str, min: &str, max: &str, expected: &str| {
        let dec = |text: &str| text.parse::<Decimal>().unwrap();
        let bar = Bar {
            from: dec(from),
            to: dec(to),
            target: None,
            min: dec(min),
            max: dec(max),
            is_good: None,
        };
        assert_eq!(draw::bar(&bar, 10), expected);
    };
    check("0", "13", "0", "20", "██████▌   ");
    check("0", "20", "0", "20", "██████████");
    check("0", "0", "0", "20", "          ");
    check("0", "-5", "-5", "5", "█████     ");
    check("10", "15", "0", "20", "     ███  ");
}

//! Split conformal intervals: past errors say how wide, no distribution is assumed.

/// The fewest errors that a level in percent needs, in integers: 80% 4, 90% 9, 95% 19. In floats
/// 0.8 / (1 - 0.8) is a little more than 4 and would ask for 5. `None` outside 1 to 99.
pub const fn least_errors(level: u32) -> Option<usize> {
    if level == 0 || level >= 100 {
        return None;
    }
    Some(level.div_ceil(100 - level) as usize)
}

/// The half width of an interval: the error of rank ceil((n + 1) x level / 100), by size. `None` if
/// there are too few for the level.
pub fn conformal_width(errors: &[f64], level: u32) -> Option<f64> {
    if errors.len() < least_errors(level)? {
        return None;
    }
    let rank = ((errors.len() + 1) * level as usize).div_ceil(100);
    let mut sizes = errors.iter().map(|error| error.abs()).collect::<Vec<_>>();
    sizes.sort_by(f64::total_cmp);
    sizes.get(rank.checked_sub(1)?).copied()
}

//! 256-bit intermediates for [`crate::Decimal`]: a product of two 38-digit numbers, and its quotient.
//!
//! Only what decimals need: multiply, divide with remainder. Nothing here rounds.

/// An unsigned 256-bit integer as two halves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Wide {
    pub(crate) high: u128,
    pub(crate) low: u128,
}

impl Wide {
    /// Multiplies two 128-bit numbers without loss.
    pub(crate) fn product(a: u128, b: u128) -> Self {
        const HALF: u32 = 64;
        const MASK: u128 = (1 << HALF) - 1;
        let (a1, a0, b1, b0) = (a >> HALF, a & MASK, b >> HALF, b & MASK);
        let (low, middle_1, middle_2, high) = (a0 * b0, a0 * b1, a1 * b0, a1 * b1);
        let middle = (low >> HALF) + (middle_1 & MASK) + (middle_2 & MASK);
        Self {
            high: high + (middle_1 >> HALF) + (middle_2 >> HALF) + (middle >> HALF),
            low: (low & MASK) | (middle << HALF),
        }
    }

    /// Returns quotient and remainder; `None` if `divisor` is 0 or the quotient exceeds 128 bits.
    pub(crate) fn div_rem(self, divisor: u128) -> Option<(u128, u128)> {
        if divisor == 0 || self.high >= divisor {
            return None;
        }
        if self.high == 0 {
            return Some((self.low / divisor, self.low % divisor));
        }
        // Schoolbook binary division: 128 steps, and amounts that need it are rare.
        let (mut remainder, mut quotient) = (self.high, 0u128);
        for bit in (0..128).rev() {
            let carry = remainder >> 127;
            remainder = (remainder << 1) | ((self.low >> bit) & 1);
            if carry == 1 || remainder >= divisor {
                remainder = remainder.wrapping_sub(divisor);
                quotient |= 1 << bit;
            }
        }
        Some((quotient, remainder))
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;

    #[test]
    fn product_and_quotient_are_inverse() {
        for (a, b) in [(u128::MAX, u128::MAX), (1, 7), (10u128.pow(38), 10u128.pow(37)), (0, 5)] {
            assert_eq!(Wide::product(a, b).div_rem(b), Some((a, 0)));
        }
        assert_eq!(Wide { high: 1, low: 5 }.div_rem(2), Some((1 << 127 | 2, 1)));
        assert_eq!(Wide { high: 2, low: 0 }.div_rem(2), None);
    }
}

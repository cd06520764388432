//! Decimals and 64-bit floats, exactly, by long arithmetic.
//!
//! `core` does this faster, with tables and code of 20 KB in the compressed wasm; here it serves only numbers in
//! extended attributes. The tests compare with `core`.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// A float is `significand × 2^exponent`: this is the exponent of the smallest ones.
const MIN_EXPONENT: i32 = -1074;
/// Bits of a significand, but for the smallest floats.
const PRECISION: i32 = 53;

/// The digits of 2^1024 − 2^970, the smallest number that is rounded to infinity.
const LIMIT: &str = "\
    1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070963\
    3028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447573027\
    0069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";

/// Whether a JSON number is rounded to a finite float.
pub(crate) fn is_finite(literal: &str) -> bool {
    let (point, digits) = parts(literal);
    let limit = LIMIT.bytes().map(|byte| byte.saturating_sub(b'0'));
    match usize::try_from(point).unwrap_or_default().cmp(&LIMIT.len()) {
        Ordering::Less => true,
        Ordering::Equal => digits.lt(limit),
        Ordering::Greater => digits.count() == 0,
    }
}

/// The float nearest to a JSON number, ties to even; infinite beyond the largest.
pub(crate) fn nearest(literal: &str) -> f64 {
    let (point, digits) = parts(literal);
    let magnitude = match i32::try_from(point) {
        _ if !is_finite(literal) => f64::INFINITY,
        Ok(point @ -330..) => compose(&digits.map(u32::from).collect::<Vec<_>>(), point),
        _ => 0.0,
    };
    if literal.starts_with('-') { -magnitude } else { magnitude }
}

/// The magnitude of a JSON number as 0.d₁d₂d₃… × 10^point: the point and the digits from the first that is not zero.
fn parts(literal: &str) -> (i64, impl Iterator<Item = u8>) {
    let magnitude = literal.trim_start_matches('-');
    let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let too_long = if exponent.starts_with('-') { i32::MIN } else { i32::MAX };
    let exponent = i64::from(exponent.parse().unwrap_or(too_long));

    let digits = whole.bytes().chain(fraction.bytes()).map(|byte| byte.saturating_sub(b'0'));
    let zeros = digits.clone().take_while(|digit| *digit == 0).count();
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    (exponent.saturating_add(count(whole.len())).saturating_sub(count(zeros)), digits.skip(zeros))
}

/// 0.d₁d₂d₃… × 10^point as a float.
fn compose(digits: &[u32], point: i32) -> f64 {
    if digits.is_empty() {
        return 0.0;
    }
    // Nothing half way between two floats has more than 768 digits: of those behind it matters only whether they are
    // zeros.
    let (decisive, rest) = digits.split_at_checked(768).unwrap_or((digits, &[]));
    let (mut numerator, mut denominator) = (Natural::from(0), Natural::from(1));
    let mut scale = point;
    for digit in decisive.iter().chain(rest.iter().find(|digit| **digit != 0)) {
        numerator.multiply_add(10, *digit);
        scale = scale.saturating_sub(1);
    }
    if scale < 0 {
        denominator = denominator.scaled(scale.unsigned_abs());
    } else {
        numerator = numerator.scaled(scale.unsigned_abs());
    }
    let surplus = numerator.bits().saturating_sub(denominator.bits());
    let mut exponent = surplus.saturating_sub(PRECISION).max(MIN_EXPONENT);
    let mut numerator = numerator.shifted(exponent.min(0).unsigned_abs());
    // Long division from the first bit of a significand down to its last; what is left over rounds it.
    let mut divisor = denominator.shifted(exponent.max(0).unsigned_abs()).shifted(52);
    let twice = divisor.clone().shifted(1);
    if numerator >= twice {
        (divisor, exponent) = (twice, exponent.saturating_add(1));
    }
    let mut significand = 0_u64;
    for _ in 0..PRECISION {
        significand <<= 1;
        if numerator >= divisor {
            numerator.subtract(&divisor);
            significand |= 1;
        }
        numerator = numerator.shifted(1);
    }
    match numerator.cmp(&divisor) {
        Ordering::Greater => significand = significand.saturating_add(1),
        Ordering::Equal => significand = significand.saturating_add(significand & 1),
        Ordering::Less => {}
    }
    // The leading bit of a significand adds to the exponent field what the field lacks.
    let field = u64::from(exponent.abs_diff(MIN_EXPONENT));
    let bits = (field << 52).saturating_add(significand);
    f64::from_bits(bits.min(f64::INFINITY.to_bits()))
}

/// A finite number as `d.ddd × 10^exponent`, with as few digits as tell it from its neighbours.
pub(crate) struct Shortest {
    negative: bool,
    /// At least one; no zero at either end but for the number 0.
    digits: String,
    pub(crate) exponent: i32,
}

impl Shortest {
    /// The algorithm of Steele and White, and of Burger and Dybvig ("Printing Floating-Point Numbers Quickly and
    /// Accurately", 1996).
    pub(crate) fn of(number: f64) -> Self {
        let negative = number.is_sign_negative();
        let bits = number.abs().to_bits();
        let (field, fraction) = (bits >> 52, bits & ((1 << 52) - 1));
        if bits == 0 {
            return Self { negative, digits: "0".into(), exponent: 0 };
        }
        let significand = if field == 0 { fraction } else { fraction | (1 << 52) };
        let binary = i32::try_from(field.max(1)).unwrap_or_default().saturating_sub(1).saturating_add(MIN_EXPONENT);
        // The neighbour below a power of two is half as far away as the one above.
        let uneven = u32::from(fraction == 0 && field > 1);
        let (up, down) = (binary.max(0).unsigned_abs(), binary.min(0).unsigned_abs());

        // number = rest / unit; half way to the neighbours are (rest ± above, below) / unit.
        let mut rest = Natural::from(significand).shifted(up.saturating_add(1).saturating_add(uneven));
        let mut unit = Natural::from(1).shifted(down.saturating_add(1).saturating_add(uneven));
        let mut above = Natural::from(1).shifted(up.saturating_add(uneven));
        let mut below = Natural::from(1).shifted(up);
        // What lies half way is rounded to the even significand.
        let even = significand & 1 == 0;
        let reaches = |sum: &Natural, unit: &Natural| if even { sum >= unit } else { sum > unit };

        // Not more than one too small, as 1233 / 4096 is a little less than the decimal logarithm of 2.
        let logarithm = rest.bits().saturating_sub(unit.bits()).saturating_sub(1);
        let mut exponent = logarithm.saturating_mul(1233) >> 12;
        if exponent < 0 {
            let power = exponent.unsigned_abs();
            (rest, above, below) = (rest.scaled(power), above.scaled(power), below.scaled(power));
        } else {
            unit = unit.scaled(exponent.unsigned_abs());
        }
        while reaches(&rest.plus(&above), &unit.clone().scaled(1)) {
            unit = unit.scaled(1);
            exponent = exponent.saturating_add(1);
        }
        while !reaches(&rest.plus(&above), &unit) {
            (rest, above, below) = (rest.scaled(1), above.scaled(1), below.scaled(1));
            exponent = exponent.saturating_sub(1);
        }
        let mut digits = String::new();
        loop {
            let mut digit = b'0';
            while rest >= unit {
                rest.subtract(&unit);
                digit = digit.saturating_add(1);
            }
            let low = if even { rest <= below } else { rest < below };
            let high = reaches(&rest.plus(&above), &unit);
            if high && (!low || rest.plus(&rest) >= unit) {
                digit = digit.saturating_add(1);
            }
            digits.push(char::from(digit));
            if low || high {
                return Self { negative, digits, exponent };
            }
            (rest, above, below) = (rest.scaled(1), above.scaled(1), below.scaled(1));
        }
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    /// `d.ddd`, with the sign, without the exponent.
    pub(crate) fn mantissa(&self) -> String {
        let (first, rest) = self.digits.split_at_checked(1).unwrap_or_default();
        let point = if rest.is_empty() { "" } else { "." };
        [self.sign(), first, point, rest].concat()
    }

    /// As JSON: with an exponent below 1e-5 and from 1e16 on, and whole numbers with `.0`.
    pub(crate) fn json(&self) -> String {
        if !(-5..16).contains(&self.exponent) {
            return alloc::format!("{}e{:+}", self.mantissa(), self.exponent);
        }
        let mut plain = self.plain();
        if !plain.contains('.') {
            plain.push_str(".0");
        }
        plain
    }

    /// The number without an exponent.
    pub(crate) fn plain(&self) -> String {
        let zeros = |count: u32| "0".repeat(usize::try_from(count).unwrap_or_default());
        let Ok(exponent) = usize::try_from(self.exponent) else {
            let zeros = zeros(self.exponent.unsigned_abs().saturating_sub(1));
            return [self.sign(), "0.", &zeros, &self.digits].concat();
        };
        match self.digits.split_at_checked(exponent.saturating_add(1)) {
            Some((_, "")) => [self.sign(), &self.digits].concat(),
            Some((whole, fraction)) => [self.sign(), whole, ".", fraction].concat(),
            None => {
                let zeros = exponent.saturating_add(1).saturating_sub(self.digits.len());
                [self.sign(), &self.digits, &"0".repeat(zeros)].concat()
            }
        }
    }
}

/// A natural number of any size: 32 bits a digit, the lowest first, no zeros at the end.
#[derive(Clone, Eq, PartialEq)]
struct Natural(Vec<u32>);

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        let mut natural = Self(Vec::new());
        for byte in number.to_be_bytes() {
            natural.multiply_add(256, byte.into());
        }
        natural
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let highest_first = || self.0.iter().rev().cmp(other.0.iter().rev());
        self.0.len().cmp(&other.0.len()).then_with(highest_first)
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Natural {
    fn bits(&self) -> i32 {
        let last = self.0.last().map_or(0, |digit| u32::BITS.saturating_sub(digit.leading_zeros()));
        let others = self.0.len().saturating_sub(1).saturating_mul(32);
        i32::try_from(others).unwrap_or(i32::MAX).saturating_add_unsigned(last)
    }

    fn multiply_add(&mut self, factor: u32, addend: u32) {
        let mut carry = addend;
        for digit in &mut self.0 {
            let product = u64::from(*digit).wrapping_mul(factor.into()).wrapping_add(carry.into());
            (*digit, carry) = halves(product);
        }
        if carry != 0 {
            self.0.push(carry);
        }
    }

    /// Times 10^power.
    fn scaled(mut self, power: u32) -> Self {
        let mut left = power;
        while left > 0 {
            let step = left.min(9);
            self.multiply_add(10_u32.saturating_pow(step), 0);
            left = left.saturating_sub(step);
        }
        self
    }

    fn shifted(mut self, bits: u32) -> Self {
        self.multiply_add(1 << (bits % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, (0..bits / 32).map(|_| 0));
        }
        self
    }

    fn plus(&self, other: &Self) -> Self {
        let (longer, shorter) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        let mut sum = longer.clone();
        let mut carry = 0;
        let addends = shorter.0.iter().copied().chain(core::iter::repeat(0));
        for (digit, addend) in sum.0.iter_mut().zip(addends) {
            let total = u64::from(*digit).wrapping_add(addend.into()).wrapping_add(u64::from(carry));
            (*digit, carry) = halves(total);
        }
        if carry != 0 {
            sum.0.push(carry);
        }
        sum
    }

    /// `other` must not be larger.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let subtrahends = other.0.iter().copied().chain(core::iter::repeat(0));
        for (digit, subtrahend) in self.0.iter_mut().zip(subtrahends) {
            let (difference, first) = digit.overflowing_sub(subtrahend);
            let (difference, second) = difference.overflowing_sub(borrow.into());
            (*digit, borrow) = (difference, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

/// The lower and the upper half.
fn halves(wide: u64) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = wide.to_le_bytes();
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Shortest, is_finite, nearest};
    use alloc::string::ToString as _;

    /// Floats of every kind: near powers of two and ten, small and large, and a walk through all bit patterns.
    fn samples() -> impl Iterator<Item = f64> {
        let edges = [0, 1, 2, 3, (1 << 52) - 1, 1 << 52, (1 << 52) + 1, f64::MAX.to_bits()];
        let powers = (1..2046_u64).step_by(13).flat_map(|field| [field << 52, (field << 52) + 1, (field << 52) - 1]);
        let tens = (-323..309).step_by(7).map(|exponent| alloc::format!("1e{exponent}"));
        let tens = tens.map(|text| text.parse::<f64>().unwrap().to_bits());
        let all = edges.into_iter().chain(powers).chain(tens).chain(walk().take(500));
        all.map(f64::from_bits).filter(|number| number.is_finite()).flat_map(|number| [number, -number])
    }

    fn walk() -> impl Iterator<Item = u64> {
        (0..).map(|step: u64| step.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1)
    }

    #[test]
    fn shortest_digits_are_those_of_core_and_serde_json() {
        for number in samples() {
            let shortest = Shortest::of(number);
            let text = alloc::format!("{}e{}", shortest.mantissa(), shortest.exponent);
            assert_eq!(text, alloc::format!("{number:e}"));
            assert_eq!(shortest.plain(), number.to_string());
            assert_eq!(shortest.json(), serde_json::to_string(&number).unwrap());
        }
    }

    #[test]
    fn the_nearest_float_is_that_of_core() {
        for number in samples() {
            for text in [
                number.to_string(),
                alloc::format!("{number:e}"),
                alloc::format!("{number:.16e}"),
                alloc::format!("{number:.1100}"),
            ] {
                assert_eq!(nearest(&text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
            }
        }
    }

    #[test]
    fn ties_go_to_the_even_float() {
        for (bits, shift) in walk().zip((0..64).cycle()).take(300) {
            // 54 bits, the last one set: half way between two floats.
            let half = (u128::from(bits | 1 << 63) >> 10 | 1) << shift;
            let zeros = "0".repeat(800);
            for text in [
                half.to_string(),
                alloc::format!("{half}.{zeros}1"),
                alloc::format!("{half}.{zeros}"),
                (half - 1).to_string(),
            ] {
                assert_eq!(nearest(&text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
            }
        }
    }

    #[test]
    fn beyond_the_largest_and_the_smallest() {
        for text in [
            "1e309",
            "-1e309",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793e289",
            "1e-400",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "-0",
            "0.0e5",
            "000",
            "5E+3",
            "12345678901234567890123",
            "1E400",
        ] {
            assert_eq!(nearest(text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
        let just_below = LIMIT.replace("497792", "497791.999");
        for (text, finite) in [(just_below.as_str(), true), (LIMIT, false), (&[LIMIT, ".0"].concat(), false)] {
            assert_eq!((is_finite(text), text.parse::<f64>().unwrap().is_finite()), (finite, finite));
        }
        let long = ["0.", &"0".repeat(400), "1e700"].concat();
        assert_eq!(nearest(&long).to_bits(), long.parse::<f64>().unwrap().to_bits());
    }
}

//! The order of the functions in the wasm. Deflate finds what repeats within 32 KB, so functions that resemble each
//! other stand next to each other: 3 % less after gzip, and nothing else changes.
//!
//! The order is written down as names of functions; wasm-opt can sort by name and knows how to renumber.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::tools::Result;

/// Functions resemble each other when they have pieces of this many bytes in common …
const PIECE: usize = 6;
/// … that not everybody has.
const COMMON: usize = 60;
/// The neighbours that a function is compared with.
const WINDOW: usize = 16;

const IMPORT: u8 = 2;
const CODE: u8 = 10;
const CUSTOM: u8 = 0;

/// The module with other names: sorted by them, its functions are in the best order.
pub fn name_by_order(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm.get(..8).ok_or("no wasm")?.to_vec();
    let (mut imports, mut bodies) = (0, Vec::new());
    let mut reader = Reader { bytes: wasm, at: 8 };
    while reader.at < wasm.len() {
        let start = reader.at;
        let id = reader.byte()?;
        let content = reader.sized()?;
        let mut inside = Reader { bytes: &wasm[..content.end], at: content.start };
        match id {
            IMPORT => imports = inside.functions_imported()?,
            CODE => bodies = (0..inside.number()?).map(|_| inside.sized()).collect::<Result<_>>()?,
            _ => {}
        }
        if id != CUSTOM || inside.sized().is_ok_and(|name| &wasm[name] != b"name") {
            module.extend(&wasm[start..content.end]);
        }
    }
    let bodies: Vec<&[u8]> = bodies.into_iter().map(|body| &wasm[body]).collect();
    let mut names = Vec::new();
    let mut ranks: Vec<usize> = vec![0; bodies.len()];
    order(&bodies).into_iter().enumerate().for_each(|(rank, function)| ranks[function] = rank);
    push_number(&mut names, ranks.len());
    for (function, rank) in ranks.iter().enumerate() {
        push_number(&mut names, imports + function);
        push_sized(&mut names, format!("{rank:06}").as_bytes());
    }
    // Subsection 1 of the custom section "name": names of functions.
    let mut section = b"\x04name\x01".to_vec();
    push_sized(&mut section, &names);
    module.push(CUSTOM);
    push_sized(&mut module, &section);
    Ok(module)
}

/// From the longest on, always the function that has most in common with the last ones, for its length.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, body) in bodies.iter().enumerate() {
        for piece in body.windows(PIECE).collect::<HashSet<_>>() {
            holders.entry(piece).or_default().push(function);
        }
    }
    holders.retain(|_, functions| (2..COMMON).contains(&functions.len()));
    let mut pieces: Vec<Vec<&[u8]>> = vec![Vec::new(); bodies.len()];
    for (piece, functions) in &holders {
        functions.iter().for_each(|function| pieces[*function].push(piece));
    }

    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|function| Reverse(bodies[*function].len()));
    let mut ordered: Vec<usize> = Vec::new();
    while !left.is_empty() {
        // What few have counts more.
        let mut common = vec![0_u64; bodies.len()];
        for last in ordered.iter().rev().take(WINDOW) {
            for piece in &pieces[*last] {
                let functions = &holders[piece];
                let weight = (1_000_000 / functions.len() as u64).isqrt();
                functions.iter().for_each(|function| common[*function] += weight);
            }
        }
        let score = |function: usize| 1_000 * common[function] / (1_000 * (pieces[function].len() as u64 + 20)).isqrt();
        let best = (0..left.len()).max_by_key(|at| (score(left[*at]), Reverse(*at))).unwrap_or_default();
        ordered.push(left.remove(best));
    }
    ordered
}

/// Walks the binary format.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).ok_or("wasm that is cut short")?;
        self.at += 1;
        Ok(byte)
    }

    /// LEB128, unsigned.
    fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok(number);
            }
        }
    }

    /// Where the bytes are that begin with their number.
    fn sized(&mut self) -> Result<Range<usize>> {
        let length = self.number()?;
        let start = self.at;
        self.at = start.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or("wasm that is cut short")?;
        Ok(start..self.at)
    }

    fn functions_imported(&mut self) -> Result<usize> {
        let count = self.number()?;
        for _ in 0..count {
            self.sized()?;
            self.sized()?;
            if self.byte()? != 0 {
                return Err("an import that is no function".into());
            }
            self.number()?;
        }
        Ok(count)
    }
}

fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn push_sized(bytes: &mut Vec<u8>, content: &[u8]) {
    push_number(bytes, content.len());
    bytes.extend(content);
}

#[cfg(test)]
mod tests {
    use super::{name_by_order, order};

    #[test]
    fn functions_stand_beside_those_they_resemble() {
        let [a, b] = [b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
        let bodies = [&a[..], &b[1..], &a[2..], &b[3..]];
        assert_eq!(order(&bodies), [0, 2, 1, 3]);
    }

    #[test]
    fn names_are_for_all_functions_but_imported_ones() {
        let head = b"\0asm\x01\0\0\0\x02\x07\x01\x01a\x01b\0\0\x0a\x06\x02\x02\0\x0b\x01\x0b";
        let old_names = b"\0\x07\x04name\x01\0";
        let named = name_by_order(&[&head[..], old_names].concat()).unwrap();
        let names = b"\0\x18\x04name\x01\x11\x02\x01\x06000000\x02\x06000001";
        assert_eq!(named, [&head[..], names].concat());
        assert!(name_by_order(&head[..20]).is_err());
    }
}

//! The grammar of RFC 8259. Faults have the words and places of `serde_json`, which the tests compare with; its
//! reader is not used because it cannot be had without numbers, floats and their tables.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// Where a text stops being JSON, and why.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) reason: &'static str,
}

/// A place in a text.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position = self.position.saturating_add(1);
        Some(byte)
    }

    /// Passes over what stands for itself in a string.
    fn plain(&mut self) {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' ')).unwrap_or(rest.len());
        self.position = self.position.saturating_add(plain);
    }

    pub(super) const fn position(&self) -> usize {
        self.position
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// The first byte that is not white space.
    pub(super) fn peek_token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.next();
        }
        self.peek()
    }

    /// The byte just read is wrong. After a line's end that is the beginning of the next line.
    fn fault(&self, reason: &'static str) -> Fault {
        let before = self.position.checked_sub(1);
        let offset = before.filter(|before| self.text.as_bytes().get(*before) != Some(&b'\n'));
        Fault { offset: offset.unwrap_or(self.position), reason }
    }

    /// The byte to be read next is wrong, or the text ends.
    fn fault_ahead(&self, reason: &'static str) -> Fault {
        let mut behind = self.clone();
        behind.next();
        behind.fault(reason)
    }

    /// Passes over one document with white space around it.
    pub(super) fn document(&mut self) -> Result<(), Fault> {
        self.value()?;
        match self.peek_token() {
            Some(_) => Err(self.fault_ahead("trailing characters")),
            None => Ok(()),
        }
    }

    /// Passes over one value of any depth.
    pub(super) fn value(&mut self) -> Result<(), Fault> {
        let mut open = Vec::new();
        loop {
            let first = self.peek_token();
            match first {
                Some(b'n') => self.literal("null")?,
                Some(b't') => self.literal("true")?,
                Some(b'f') => self.literal("false")?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b'"') => self.string()?,
                Some(bracket @ (b'[' | b'{')) => {
                    self.next();
                    open.push(bracket);
                }
                Some(_) => return Err(self.fault_ahead("expected value")),
                None => return Err(self.fault_ahead("EOF while parsing a value")),
            }
            let is_first = matches!(first, Some(b'[' | b'{'));
            if !self.go_to_next_value(&mut open, is_first)? {
                return Ok(());
            }
        }
    }

    /// Closes what ends here and goes on to the next element or member, if there is one in what is still open.
    fn go_to_next_value(&mut self, open: &mut Vec<u8>, mut is_first: bool) -> Result<bool, Fault> {
        while let Some(bracket) = open.last().copied() {
            let is_array = bracket == b'[';
            match self.peek_token() {
                Some(b']') if is_array => {}
                Some(b'}') if !is_array => {}
                Some(b',') if !is_first => {
                    self.next();
                    return self.name(is_array);
                }
                Some(_) if is_first => return self.name(is_array),
                Some(_) if is_array => return Err(self.fault_ahead("expected `,` or `]`")),
                Some(_) => return Err(self.fault_ahead("expected `,` or `}`")),
                None if is_array => return Err(self.fault_ahead("EOF while parsing a list")),
                None => return Err(self.fault_ahead("EOF while parsing an object")),
            }
            self.next();
            open.pop();
            is_first = false;
        }
        Ok(false)
    }

    /// Passes over the name before a member's value; elements have none.
    fn name(&mut self, is_array: bool) -> Result<bool, Fault> {
        if !is_array {
            match self.peek_token() {
                Some(b'"') => self.string()?,
                Some(_) => return Err(self.fault_ahead("key must be a string")),
                None => return Err(self.fault_ahead("EOF while parsing an object")),
            }
            match self.peek_token() {
                Some(b':') => self.next(),
                Some(_) => return Err(self.fault_ahead("expected `:`")),
                None => return Err(self.fault_ahead("EOF while parsing an object")),
            };
        }
        Ok(true)
    }

    fn literal(&mut self, literal: &str) -> Result<(), Fault> {
        for expected in literal.bytes() {
            match self.next() {
                Some(byte) if byte == expected => {}
                Some(_) => return Err(self.fault("expected ident")),
                None => return Err(self.fault("EOF while parsing a value")),
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        const INVALID: &str = "invalid number";
        if self.peek() == Some(b'-') {
            self.next();
        }
        match self.next() {
            Some(b'0') if matches!(self.peek(), Some(b'0'..=b'9')) => return Err(self.fault_ahead(INVALID)),
            Some(b'0') => {}
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.fault(INVALID)),
        }
        if self.peek() == Some(b'.') {
            self.next();
            if !matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.fault_ahead(INVALID));
            }
            self.digits();
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.next();
            if let Some(b'+' | b'-') = self.peek() {
                self.next();
            }
            if !matches!(self.next(), Some(b'0'..=b'9')) {
                return Err(self.fault(INVALID));
            }
            self.digits();
        }
        Ok(())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.next();
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.next();
        loop {
            self.plain();
            match self.peek() {
                Some(b'"') => {
                    self.next();
                    return Ok(());
                }
                Some(b'\\') => {
                    self.next();
                    match self.next() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                        Some(b'u') => {
                            self.unit()?;
                        }
                        Some(_) => return Err(self.fault("invalid escape")),
                        None => return Err(self.fault("EOF while parsing a string")),
                    }
                }
                Some(_) => {
                    return Err(self.fault("control character (\\u0000-\\u001F) found while parsing a string"));
                }
                None => return Err(self.fault("EOF while parsing a string")),
            }
        }
    }

    /// The four hexadecimal digits after `\u`.
    fn unit(&mut self) -> Result<u16, Fault> {
        let start = self.position;
        let end = start.saturating_add(4);
        self.position = end.min(self.text.len());
        let digits = self.text.as_bytes().get(start..end).ok_or_else(|| self.fault("EOF while parsing a string"))?;
        let unit = digits.iter().try_fold(0_u16, |unit, digit| {
            let digit = char::from(*digit).to_digit(16).and_then(|digit| u16::try_from(digit).ok());
            digit.map(|digit| unit << 4 | digit)
        });
        unit.ok_or_else(|| self.fault("invalid escape"))
    }

    /// In a text that the grammar accepts: passes over what is in front of the next element or member, or over
    /// `closing` if there is none.
    pub(super) fn is_before_another(&mut self, closing: u8) -> bool {
        if self.peek_token() == Some(b',') {
            self.next();
        }
        let another = self.peek_token() != Some(closing);
        if !another {
            self.next();
        }
        another
    }

    /// In a text that the grammar accepts: passes over what is between a name and its value.
    pub(super) fn colon(&mut self) {
        self.peek_token();
        self.next();
        self.peek_token();
    }

    /// In a text that the grammar accepts: reads a string. Escapes may still not make characters.
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.next();
        let mut start = self.position;
        let mut resolved: Option<String> = None;
        loop {
            self.plain();
            match self.next() {
                Some(b'\\') => {
                    let before = self.text.get(start..self.position.saturating_sub(1)).unwrap_or_default();
                    let resolved = resolved.get_or_insert_default();
                    resolved.push_str(before);
                    resolved.push(self.escaped()?);
                    start = self.position;
                }
                _ => {
                    let rest = self.text.get(start..self.position.saturating_sub(1)).unwrap_or_default();
                    return Ok(match resolved {
                        Some(text) => Cow::Owned(text + rest),
                        None => Cow::Borrowed(rest),
                    });
                }
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Fault> {
        const LONE: &str = "lone leading surrogate in hex escape";
        Ok(match self.next() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => match self.unit()? {
                0xdc00..=0xdfff => return Err(self.fault(LONE)),
                leading @ 0xd800..=0xdbff => {
                    for expected in [b'\\', b'u'] {
                        if self.next() != Some(expected) {
                            return Err(self.fault("unexpected end of hex escape"));
                        }
                    }
                    let trailing = self.unit()?;
                    let pair = char::decode_utf16([leading, trailing]).next();
                    pair.and_then(Result::ok).ok_or_else(|| self.fault(LONE))?
                }
                unit => char::from_u32(unit.into()).unwrap_or_default(),
            },
            other => char::from(other.unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Fault};
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;

    /// What `serde_json` says, with its line and column as an offset.
    fn expected(text: &str) -> Result<(), (usize, String)> {
        let fault = match serde_json::from_str::<&serde_json::value::RawValue>(text) {
            Ok(_) => return Ok(()),
            Err(fault) => fault,
        };
        let line: usize = text.split_inclusive('\n').take(fault.line() - 1).map(str::len).sum();
        let reason = fault.to_string().split(" at line ").next().unwrap().into();
        Err((line + fault.column().saturating_sub(1), reason))
    }

    fn found(text: &str) -> Result<(), (usize, String)> {
        Cursor::new(text).document().map_err(|Fault { offset, reason }| (offset, reason.into()))
    }

    const SEEDS: [&str; 4] = [
        "{\"a\": [1, -2.5e+10, {}, [], [[0]]], \"b\\n\\u00e9\": {\"c\": null, \"d\": [true, false]},\n \"ä\": \"\\ud83d\\ude00 x\"}\n",
        " [\n0.5 ,\t\"\\\"\\\\\\/\\b\\f\\r\\t\", 1E5, -0, 10 ] ",
        "\"\\uD800\"",
        "-12.50e-3",
    ];

    #[test]
    fn says_what_serde_json_says_of_every_text_one_edit_away() {
        let pieces = [
            "", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "0", "-", ".", "e", "tru", "\n", "\u{1}",
            "é", " ",
        ];
        for seed in SEEDS {
            let places: Vec<usize> = seed.char_indices().map(|(place, _)| place).chain([seed.len()]).collect();
            for (index, place) in places.iter().enumerate() {
                let (head, tail) = seed.split_at(*place);
                assert_eq!(found(head), expected(head), "{head:?}");
                let after = places.get(index + 1).map_or("", |next| seed.split_at(*next).1);
                for piece in pieces {
                    for rest in [tail, after] {
                        let text = [head, piece, rest].concat();
                        assert_eq!(found(&text), expected(&text), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn reads_strings_as_serde_json_does() {
        let units = ["\\ud83d", "\\ude00", "\\u0041", "\\n", "x", "é", "\\\\"];
        for first in units {
            for second in units {
                let text = ["\"", first, second, "\""].concat();
                let found =
                    Cursor::new(&text).text().map_err(|Fault { offset, reason }| (offset, String::from(reason)));
                let expected = serde_json::from_str::<String>(&text).map_err(|fault| {
                    let reason = fault.to_string();
                    (fault.column() - 1, String::from(reason.split(" at line ").next().unwrap()))
                });
                assert_eq!(found.map(String::from), expected, "{text}");
            }
        }
    }
}

//! Strict JSON: one document, unique member names, bounded depth, and where everything lies.
//!
//! The grammar decides what is JSON; this module refuses what has no one meaning (D-02: duplicate members; limits) and
//! remembers the place of every value, so that a linter can point at it.

mod grammar;
mod text;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::float;
use crate::ordered::Set;
use grammar::{Cursor, Fault};

pub use text::{NoText, Raw, to_string};

/// Nesting that no document of the Notary Project comes near.
pub const MAX_DEPTH: usize = 32;

/// A value and where it lies.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The value's text as it stands in the document.
    pub text: &'a str,
    /// What it is.
    pub value: Value<'a>,
}

/// A JSON value. Numbers keep their text.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// `[…]`
    Array(Vec<Node<'a>>),
    /// `true`, `false`
    Bool(bool),
    /// `null`
    Null,
    /// The literal.
    Number,
    /// `{…}`, members in the order of the document.
    Object(Vec<Member<'a>>),
    /// A text, escapes resolved.
    String(Cow<'a, str>),
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Its name, escapes resolved.
    pub name: Cow<'a, str>,
    /// Its value.
    pub node: Node<'a>,
}

/// What is wrong with a text that should be strict JSON.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct JsonError {
    /// What kind of fault.
    pub kind: JsonFault,
    /// Offset in bytes from the start of the document.
    pub offset: usize,
    /// What was found.
    pub reason: String,
}

/// Kinds of faults in JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JsonFault {
    /// A member name occurs twice in one object.
    Duplicate,
    /// Too deep.
    Limit,
    /// Not JSON, or not UTF-8.
    Syntax,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}

/// Reads one document and nothing after it but white space.
///
/// # Errors
/// [`JsonError`] with the place of the first fault.
pub fn parse(document: &[u8]) -> Result<Node<'_>, JsonError> {
    let text = core::str::from_utf8(document).map_err(|error| JsonError {
        kind: JsonFault::Syntax,
        offset: error.valid_up_to(),
        reason: "invalid UTF-8".into(),
    })?;
    Cursor::new(text).document().map_err(syntax)?;
    node(&mut Cursor::new(text), 0)
}

fn syntax(Fault { offset, reason }: Fault) -> JsonError {
    JsonError { kind: JsonFault::Syntax, offset, reason: reason.into() }
}

/// The offset of `part`, a slice of `document`, in bytes.
#[must_use]
pub fn offset_in(document: &[u8], part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(document.as_ptr().addr()).min(document.len())
}

/// Line and column of an offset, both from 1, columns in bytes, as editors count them.
#[must_use]
pub fn line_and_column(document: &[u8], offset: usize) -> (usize, usize) {
    let before = document.get(..offset).unwrap_or(document);
    let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count().saturating_add(1);
    (line, column)
}

/// Reads the next value of a text that the grammar accepts.
fn node<'a>(cursor: &mut Cursor<'a>, depth: usize) -> Result<Node<'a>, JsonError> {
    let first = cursor.peek_token();
    let start = cursor.position();
    let below = depth.saturating_add(1);
    let value = match first {
        Some(b'{' | b'[') if depth >= MAX_DEPTH => {
            let reason = alloc::format!("more than {MAX_DEPTH} levels of nesting");
            return Err(JsonError { kind: JsonFault::Limit, offset: start, reason });
        }
        Some(b'{') => {
            let mut names = Set::new();
            let mut members = Vec::new();
            cursor.next();
            while cursor.is_before_another(b'}') {
                let name = cursor.text().map_err(syntax)?;
                cursor.colon();
                if !names.insert(name.clone()) {
                    let reason = alloc::format!("member {name:?} occurs twice");
                    return Err(JsonError { kind: JsonFault::Duplicate, offset: cursor.position(), reason });
                }
                members.push(Member { name, node: node(cursor, below)? });
            }
            Value::Object(members)
        }
        Some(b'[') => {
            let mut elements = Vec::new();
            cursor.next();
            while cursor.is_before_another(b']') {
                elements.push(node(cursor, below)?);
            }
            Value::Array(elements)
        }
        Some(b'"') => Value::String(cursor.text().map_err(syntax)?),
        scalar => {
            cursor.value().map_err(syntax)?;
            match scalar {
                Some(b't') => Value::Bool(true),
                Some(b'f') => Value::Bool(false),
                Some(b'n') => Value::Null,
                // RFC 8259 §6: numbers that no 64-bit float can hold have no meaning to agree on.
                _ if !float::is_finite(cursor.since(start)) => {
                    let reason = alloc::format!("number {:.40} is out of range", cursor.since(start));
                    return Err(JsonError { kind: JsonFault::Syntax, offset: start, reason });
                }
                _ => Value::Number,
            }
        }
    };
    Ok(Node { text: cursor.since(start), value })
}

impl<'a> Node<'a> {
    /// What the value is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Array(_) => "an array",
            Value::Bool(_) => "a boolean",
            Value::Null => "null",
            Value::Number => "a number",
            Value::Object(_) => "an object",
            Value::String(_) => "a string",
        }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn members(&self) -> Option<&[Member<'a>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member `name`, if it is an object that has one.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Node<'a>> {
        self.members()?.iter().find_map(|member| (member.name == name).then_some(&member.node))
    }

    /// The first member that has the name of a known one but for letter case, and that name. Its reader knows exact
    /// names only, Go would take it for the known one (D-02, S-50).
    pub(crate) fn misspelled<'n>(&'n self, known: &[&'n str]) -> Option<(&'n Member<'a>, &'n str)> {
        self.members()?.iter().find_map(|member| {
            let name: &str = &member.name;
            if known.contains(&name) {
                return None;
            }
            known.iter().find(|known| fold(known) == fold(name)).map(|meant| (member, *meant))
        })
    }

    /// The text, if it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    #[must_use]
    pub fn elements(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The number, if it is an integer literal that fits (PAY-08: no fraction, no exponent).
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Value::Number => self.text.parse().ok(),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

/// A name without letter case, as Go compares the names of JSON members: two letters outside ASCII fold into it.
pub(crate) fn fold(name: &str) -> String {
    let fold = |letter: char| match letter {
        'ſ' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::{JsonFault, fold, line_and_column, parse};
    use alloc::string::String;

    fn fault(text: &str) -> Option<(JsonFault, usize)> {
        parse(text.as_bytes()).err().map(|error| (error.kind, error.offset))
    }

    #[test]
    fn d_02_refuses_duplicates_at_every_level() {
        assert_eq!(fault(r#"{"a":1,"b":{"c":1,"c":2}}"#), Some((JsonFault::Duplicate, 22)));
        assert_eq!(fault(r#"{"a":1,"\u0061":2}"#), Some((JsonFault::Duplicate, 16)));
        assert_eq!(fault(r#"{"a":1,"A":2}"#), None);
    }

    #[test]
    fn s_01_names_fold_as_go_folds_them() {
        for name in ["TRUSTSTORES", "trustStores", "tru\u{17f}t\u{17f}tore\u{17f}"] {
            assert_eq!(fold(name), "truststores");
        }
        assert_eq!(fold("s\u{212a}ip"), "skip");
        assert_ne!(fold("trustStörés"), "truststores");
        assert_ne!(fold("ı"), "i");
    }

    #[test]
    fn s_50_finds_names_that_differ_in_case_alone() {
        let misspelled = |text: &str| {
            let document = parse(text.as_bytes()).unwrap();
            document.misspelled(&["size", "data"]).map(|(member, meant)| alloc::format!("{} {meant}", member.name))
        };
        assert_eq!(misspelled(r#"{"size":1,"data":2,"x":3,"sizes":4}"#), None);
        assert_eq!(misspelled(r#"{"size":1,"Data":2}"#).as_deref(), Some("Data data"));
        assert_eq!(misspelled(r#"{"size":1,"\u017fize":2}"#).as_deref(), Some("\u{17f}ize size"));
        assert_eq!(misspelled("[]"), None);
    }

    #[test]
    fn depth_is_bounded_at_the_edge() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(fault(&nested(32)), None);
        assert_eq!(fault(&nested(33)), Some((JsonFault::Limit, 32)));
        assert_eq!(fault(&nested(100_000)).map(|(kind, _)| kind), Some(JsonFault::Limit));
    }

    #[test]
    fn jws_07_refuses_what_is_not_one_document() {
        for text in
            ["", "{} x", "\u{feff}{}", "{}{}", "// c\n{}", "[1,]", "1e400", "{\"a\":01}", "\"\u{1}\"", "\"\\ud800\""]
        {
            assert_eq!(fault(text).map(|(kind, _)| kind), Some(JsonFault::Syntax), "{text:?}");
        }
        assert_eq!(parse(b"\"\xff\"").err().map(|error| error.offset), Some(1));
        assert_eq!(fault(" {} \n"), None);
    }

    #[test]
    fn places_survive_escapes_and_lines() {
        let text = "{\n  \"a\\n\": [\n    7 ]\n}";
        let document = parse(text.as_bytes()).unwrap();
        let seven = &document.member("a\n").unwrap().elements().unwrap()[0];
        let offset = super::offset_in(text.as_bytes(), seven.text);
        assert_eq!((seven.as_i64(), line_and_column(text.as_bytes(), offset)), (Some(7), (3, 5)));
        assert_eq!(String::from(document.members().unwrap()[0].name.as_ref()), "a\n");
    }
}

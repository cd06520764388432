//! Strict JSON: one document, unique member names, bounded depth, and where everything lies.
//!
//! `serde_json` reads the text; this module adds what it does not refuse (D-02: duplicate members; limits) and
//! remembers the place of every value, so that a linter can point at it.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

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
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| syntax(text, &error, 0))?;
    node(Source(text), raw.get(), 0)
}

/// The whole document, to turn slices of it back into places.
#[derive(Clone, Copy)]
struct Source<'a>(&'a str);

impl Source<'_> {
    /// Where `part`, a slice of the document, begins.
    fn offset(self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.0.as_ptr().addr()).min(self.0.len())
    }
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

fn syntax(text: &str, error: &serde_json::Error, base: usize) -> JsonError {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = base.saturating_add(before).saturating_add(error.column().saturating_sub(1));
    // "expected `,` or `}` at line 1 column 2": the place is given in bytes instead.
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default().into();
    JsonError { kind: JsonFault::Syntax, offset: offset.min(base.saturating_add(text.len())), reason }
}

fn node<'a>(source: Source<'a>, text: &'a str, depth: usize) -> Result<Node<'a>, JsonError> {
    let fail = |error: &serde_json::Error| syntax(text, error, source.offset(text));
    if depth >= MAX_DEPTH && text.starts_with(['{', '[']) {
        let reason = alloc::format!("more than {MAX_DEPTH} levels of nesting");
        return Err(JsonError { kind: JsonFault::Limit, offset: source.offset(text), reason });
    }
    let value = match text.as_bytes().first() {
        Some(b'{') => {
            let RawObject(members) = serde_json::from_str(text).map_err(|error| fail(&error))?;
            let mut names = BTreeSet::new();
            let mut object = Vec::with_capacity(members.len());
            for (RawString(name), raw) in members {
                if !names.insert(name.clone()) {
                    let reason = alloc::format!("member {name:?} occurs twice");
                    return Err(JsonError { kind: JsonFault::Duplicate, offset: source.offset(raw.get()), reason });
                }
                object.push(Member { name, node: node(source, raw.get(), depth.saturating_add(1))? });
            }
            Value::Object(object)
        }
        Some(b'[') => {
            let RawArray(elements) = serde_json::from_str(text).map_err(|error| fail(&error))?;
            let elements = elements.into_iter().map(|raw| node(source, raw.get(), depth.saturating_add(1)));
            Value::Array(elements.collect::<Result<_, _>>()?)
        }
        Some(b'"') => {
            let RawString(string) = serde_json::from_str(text).map_err(|error| fail(&error))?;
            Value::String(string)
        }
        Some(b't') => Value::Bool(true),
        Some(b'f') => Value::Bool(false),
        Some(b'n') => Value::Null,
        // RFC 8259 §6: numbers that no 64-bit float can hold have no meaning to agree on.
        _ if !text.parse().is_ok_and(f64::is_finite) => {
            let reason = alloc::format!("number {text:.40} is out of range");
            return Err(JsonError { kind: JsonFault::Syntax, offset: source.offset(text), reason });
        }
        _ => Value::Number,
    };
    Ok(Node { text, value })
}

struct RawObject<'a>(Vec<(RawString<'a>, &'a RawValue)>);
struct RawArray<'a>(Vec<&'a RawValue>);
struct RawString<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for RawObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = RawObject<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawObject(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for RawArray<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = RawArray<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = seq.next_element()? {
                    elements.push(element);
                }
                Ok(RawArray(elements))
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

impl<'de> Deserialize<'de> for RawString<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = RawString<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(RawString(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(RawString(Cow::Owned(text.into())))
            }
        }
        deserializer.deserialize_str(Text)
    }
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

#[cfg(test)]
mod tests {
    use super::{JsonFault, line_and_column, parse};
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

//! JSON text of this crate's values, byte for byte what `serde_json` writes (the tests compare).
//!
//! Writing into a string cannot fail; a writer that knows this has no paths for errors, and is a third of the other
//! one in wasm.

use alloc::string::String;
use core::fmt::{self, Write as _};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// A value that has no JSON text here: floats, bytes, tuples, names that are no text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NoText;

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON text")
    }
}

impl core::error::Error for NoText {}

impl ser::Error for NoText {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The JSON text of a value made of structs, lists, maps, texts, integers, truth values and unit variants.
///
/// # Errors
/// [`NoText`] for anything else.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, NoText> {
    let mut out = String::new();
    value.serialize(Writer { out: &mut out, is_raw: false })?;
    Ok(out)
}

/// JSON text that stands in other JSON text as it is.
#[derive(Clone, Debug)]
pub struct Raw(pub String);

/// The name under which `serde_json` knows such text; so both writers do.
const RAW: &str = "$serde_json::private::RawValue";

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        ser::SerializeStruct::serialize_field(&mut raw, RAW, &self.0)?;
        ser::SerializeStruct::end(raw)
    }
}

struct Writer<'a> {
    out: &'a mut String,
    /// Inside [`Raw`].
    is_raw: bool,
}

/// The inside of an array or an object.
struct Inside<'a> {
    out: &'a mut String,
    is_first: bool,
    /// What closes it; nothing closes [`Raw`].
    close: Option<char>,
}

impl<'a> Inside<'a> {
    fn open(out: &'a mut String, open: char, close: char) -> Self {
        out.push(open);
        Self { out, is_first: true, close: Some(close) }
    }

    fn writer(&mut self) -> Writer<'_> {
        Writer { out: self.out, is_raw: self.close.is_none() }
    }

    fn separate(&mut self) {
        if !core::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
    }

    fn name(&mut self, name: &str) {
        self.separate();
        quote(self.out, name);
        self.out.push(':');
    }
}

/// RFC 8259 §7: quotation mark, reverse solidus and control characters are escaped, all of one byte; what lies between
/// them is copied as it is.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' | b'\\' => char::from(byte),
            0x08 => 'b',
            b'\t' => 't',
            b'\n' => 'n',
            0x0c => 'f',
            b'\r' => 'r',
            ..b' ' => 'u',
            _ => continue,
        };
        out.push_str(text.get(start..index).unwrap_or_default());
        start = index.saturating_add(1);
        out.push('\\');
        out.push(short);
        if short == 'u' {
            write!(out, "{byte:04x}").ok();
        }
    }
    out.push_str(text.get(start..).unwrap_or_default());
    out.push('"');
}

impl ser::SerializeSeq for Inside<'_> {
    type Ok = ();
    type Error = NoText;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoText> {
        self.separate();
        value.serialize(self.writer())
    }

    fn end(self) -> Result<(), NoText> {
        self.out.extend(self.close);
        Ok(())
    }
}

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = NoText;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoText> {
        self.separate();
        let start = self.out.len();
        key.serialize(self.writer())?;
        if self.out.as_bytes().get(start) != Some(&b'"') {
            return Err(NoText);
        }
        self.out.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoText> {
        value.serialize(self.writer())
    }

    fn end(self) -> Result<(), NoText> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = NoText;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NoText> {
        if self.close.is_some() {
            self.name(name);
        }
        value.serialize(self.writer())
    }

    fn end(self) -> Result<(), NoText> {
        ser::SerializeSeq::end(self)
    }
}

/// Numbers, as `Display` writes them.
macro_rules! integers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Result<(), NoText> {
            write!(self.out, "{value}").map_err(|_| NoText)
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = NoText;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Impossible<(), NoText>;
    type SerializeTupleStruct = Impossible<(), NoText>;
    type SerializeTupleVariant = Impossible<(), NoText>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Impossible<(), NoText>;

    integers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_bool(self, value: bool) -> Result<(), NoText> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), NoText> {
        if self.is_raw {
            self.out.push_str(text);
        } else {
            quote(self.out, text);
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), NoText> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_unit(self) -> Result<(), NoText> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_none(self) -> Result<(), NoText> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoText> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NoText> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NoText> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NoText> {
        let mut inside = Inside::open(self.out, '{', '}');
        ser::SerializeStruct::serialize_field(&mut inside, variant, value)?;
        ser::SerializeStruct::end(inside)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NoText> {
        self.serialize_unit()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), NoText> {
        Err(NoText)
    }

    fn serialize_f32(self, _: f32) -> Result<(), NoText> {
        Err(NoText)
    }

    fn serialize_f64(self, _: f64) -> Result<(), NoText> {
        Err(NoText)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NoText> {
        Err(NoText)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NoText> {
        Err(NoText)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoText> {
        Err(NoText)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoText> {
        Err(NoText)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, NoText> {
        Ok(Inside::open(self.out, '[', ']'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, NoText> {
        Ok(Inside::open(self.out, '{', '}'))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Inside<'a>, NoText> {
        if name == RAW {
            return Ok(Inside { out: self.out, is_first: true, close: None });
        }
        Ok(Inside::open(self.out, '{', '}'))
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::{NoText, Raw, to_string};
    use alloc::string::String;
    use alloc::vec::Vec;
    use serde::Serialize;

    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        InOrder,
        One(u8),
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Sample<'a> {
        a_text: &'a str,
        numbers: Vec<i64>,
        kinds: Vec<Kind>,
        kind: Kind,
        other: Kind,
        nothing: Option<bool>,
        something: Option<bool>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<u8>,
        map: crate::TextMap,
        empty: crate::TextMap,
        raw: Option<Raw>,
        raws: Vec<Raw>,
        largest: u64,
    }

    #[test]
    fn writes_what_serde_json_writes() {
        let text: String =
            (0..=0x7f).chain(0x2020..0x2030).chain([0xfeff, 0x1_f600]).filter_map(char::from_u32).collect();
        let raw = |json: &str| Raw(json.into());
        let sample = Sample {
            a_text: &text,
            numbers: [0, -1, i64::MIN, i64::MAX].into(),
            kinds: Vec::new(),
            kind: Kind::InOrder,
            other: Kind::One(1),
            nothing: None,
            something: Some(true),
            left_out: Vec::new(),
            map: [("b\"", "2"), ("a", "\n")].map(|(name, value)| (name.into(), value.into())).into_iter().collect(),
            empty: crate::TextMap::default(),
            raw: Some(raw(r#"{"x": 1e400}"#)),
            raws: [raw("1"), raw(r#""\u0041""#)].into(),
            largest: u64::MAX,
        };
        let wanted = serde_json::to_string(&sample).unwrap();
        assert_eq!(to_string(&sample).unwrap(), wanted);
        assert!(wanted.contains(r#""raw":{"x": 1e400},"raws":[1,"\u0041"],"#), "{wanted}");
    }

    #[test]
    fn says_what_has_no_text() {
        assert_eq!(to_string(&1.5), Err(NoText));
        assert_eq!(to_string(&(1, 2)), Err(NoText));
        let numbered: alloc::collections::BTreeMap<u8, u8> = [(1, 2)].into();
        assert_eq!(to_string(&numbered), Err(NoText));
    }
}

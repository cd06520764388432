//! A JavaScript value of any shape, and how a shape is read from it.

use std::fmt;

use serde::de::{self, Deserialize as _, Deserializer, MapAccess, SeqAccess, Visitor};
use wasm_bindgen::JsValue;

/// Nesting that no argument comes near; a value that holds itself has no end.
const MAX_DEPTH: u8 = 16;

/// What a JavaScript value holds, copied.
pub(crate) enum Value {
    Bytes(Vec<u8>),
    Integer(i64),
    List(Vec<Value>),
    /// `null`, `undefined`, and what is not there.
    Nothing,
    Number(f64),
    Object(Vec<(String, Value)>),
    Text(String),
    Truth,
}

impl Value {
    pub(crate) fn of(value: JsValue) -> Result<Self, serde_wasm_bindgen::Error> {
        serde_wasm_bindgen::Deserializer::from(value).deserialize_any(Below(MAX_DEPTH))
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "bytes",
            Self::Integer(_) | Self::Number(_) => "a number",
            Self::List(_) => "an array",
            Self::Nothing => "nothing",
            Self::Object(_) => "an object",
            Self::Text(_) => "a string",
            Self::Truth => "a boolean",
        }
    }
}

/// Makes a [`Value`] that nests no deeper than this.
#[derive(Clone, Copy)]
struct Below(u8);

impl Below {
    fn further<E: de::Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("too deeply nested"))
    }
}

impl<'de> de::DeserializeSeed<'de> for Below {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Below {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Truth)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Value, E> {
        Err(E::custom("too large a number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Value, E> {
        Ok(Value::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let (mut list, below) = (Vec::new(), self.further()?);
        while let Some(element) = elements.next_element_seed(below)? {
            list.push(element);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let (mut object, below) = (Vec::new(), self.further()?);
        while let Some(name) = members.next_key_seed(Name)? {
            object.push((name, members.next_value_seed(below)?));
        }
        Ok(Value::Object(object))
    }
}

struct Name;

impl<'de> de::DeserializeSeed<'de> for Name {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

/// Where a value is not of the shape that it must have.
pub(crate) struct WrongShape {
    path: String,
    reason: String,
}

impl WrongShape {
    fn new(wanted: &str, found: &Value) -> Self {
        Self { path: String::new(), reason: format!("expected {wanted}, found {}", found.kind()) }
    }

    fn inside(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.into() } else { format!("{name}.{}", self.path) };
        self
    }
}

impl fmt::Display for WrongShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

/// What can be read from a [`Value`].
pub(crate) trait Shape: Sized {
    fn of(value: Value) -> Result<Self, WrongShape>;
}

impl Shape for Value {
    fn of(value: Value) -> Result<Self, WrongShape> {
        Ok(value)
    }
}

impl Shape for String {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(WrongShape::new("a string", &other)),
        }
    }
}

impl Shape for Vec<u8> {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(WrongShape::new("bytes", &other)),
        }
    }
}

impl Shape for f64 {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Integer(number) => Ok(number as f64),
            Value::Number(number) => Ok(number),
            other => Err(WrongShape::new("a number", &other)),
        }
    }
}

impl Shape for u64 {
    fn of(value: Value) -> Result<Self, WrongShape> {
        let number = if let Value::Integer(number) = value { u64::try_from(number).ok() } else { None };
        number.ok_or_else(|| WrongShape::new("a safe integer of 0 or more", &value))
    }
}

impl Shape for usize {
    fn of(value: Value) -> Result<Self, WrongShape> {
        u64::of(value).map(|number| Self::try_from(number).unwrap_or(Self::MAX))
    }
}

impl<T: Shape> Shape for Option<T> {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Nothing => Ok(None),
            other => T::of(other).map(Some),
        }
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::List(elements) => elements.into_iter().map(T::of).collect(),
            other => Err(WrongShape::new("an array", &other)),
        }
    }
}

impl<A: Shape, B: Shape> Shape for (A, B) {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::List(mut elements) if elements.len() == 2 => {
                let second = elements.pop().unwrap_or(Value::Nothing);
                let first = elements.pop().unwrap_or(Value::Nothing);
                Ok((A::of(first)?, B::of(second)?))
            }
            other => Err(WrongShape::new("an array of two", &other)),
        }
    }
}

/// The members of an object that were not taken yet.
pub(crate) struct Fields(Vec<(String, Value)>);

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Object(members) => Ok(Self(members)),
            other => Err(WrongShape::new("an object", &other)),
        }
    }

    /// Reads an object that has no other members than `read` takes.
    pub(crate) fn read<T>(
        value: Value,
        read: impl FnOnce(&mut Self) -> Result<T, WrongShape>,
    ) -> Result<T, WrongShape> {
        let mut fields = Self::of(value)?;
        let result = read(&mut fields)?;
        match fields.0.first() {
            Some((name, _)) => Err(WrongShape { path: name.clone(), reason: "unknown member".into() }),
            None => Ok(result),
        }
    }

    fn value(&mut self, name: &str) -> Value {
        let index = self.0.iter().position(|(member, _)| member == name);
        index.map_or(Value::Nothing, |index| self.0.swap_remove(index).1)
    }

    /// The member `name`, which may be absent only if it is an `Option`.
    pub(crate) fn take<T: Shape>(&mut self, name: &str) -> Result<T, WrongShape> {
        T::of(self.value(name)).map_err(|error| error.inside(name))
    }

    /// The member `name`, or its default if it is absent.
    pub(crate) fn take_or_default<T: Shape + Default>(&mut self, name: &str) -> Result<T, WrongShape> {
        self.take::<Option<T>>(name).map(Option::unwrap_or_default)
    }

    /// The member `name`: a list of objects of two members each; absent it is empty.
    pub(crate) fn take_pairs<A: Shape, B: Shape>(
        &mut self,
        name: &str,
        first: &str,
        second: &str,
    ) -> Result<Vec<(A, B)>, WrongShape> {
        let pair = |value| Self::read(value, |fields| Ok((fields.take(first)?, fields.take(second)?)));
        let pairs = self.take_or_default::<Vec<Value>>(name)?;
        pairs.into_iter().map(pair).collect::<Result<_, _>>().map_err(|error: WrongShape| error.inside(name))
    }
}

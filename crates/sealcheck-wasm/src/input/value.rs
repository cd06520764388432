//! A JavaScript value of any shape, and how a shape is read from it.

use std::fmt;

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

/// Nesting that no argument comes near; a value that holds itself has no end.
const MAX_DEPTH: u8 = 16;

/// The largest integer up to which a JavaScript number holds every one.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// What a JavaScript value holds, copied.
pub(crate) enum Value {
    Bytes(Vec<u8>),
    List(Vec<Value>),
    /// `null`, `undefined`, and what is not there.
    Nothing,
    Number(f64),
    Object(Vec<(String, Value)>),
    Text(String),
    /// A boolean, a function, …: no argument has one inside.
    Useless,
}

impl Value {
    pub(crate) fn of(value: &JsValue) -> Result<Self, WrongShape> {
        Self::below(MAX_DEPTH, value)
    }

    /// Copies a value that nests no deeper than `depth`.
    fn below(depth: u8, value: &JsValue) -> Result<Self, WrongShape> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self::Nothing);
        }
        if let Some(text) = value.as_string() {
            return Ok(Self::Text(text));
        }
        if let Some(number) = value.as_f64() {
            return Ok(Self::Number(number));
        }
        if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
            return Ok(Self::Bytes(bytes.to_vec()));
        }
        if !value.is_object() {
            return Ok(Self::Useless);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return Err(WrongShape { path: String::new(), reason: "too deeply nested".into() });
        };
        if let Some(elements) = value.dyn_ref::<Array>() {
            return elements
                .iter()
                .map(|element| Self::below(depth, &element))
                .collect::<Result<_, _>>()
                .map(Self::List);
        }
        let mut members = Vec::new();
        for member in Object::entries(value.unchecked_ref()).iter() {
            let member: Array = member.unchecked_into();
            members.push((member.get(0).as_string().unwrap_or_default(), Self::below(depth, &member.get(1))?));
        }
        Ok(Self::Object(members))
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "bytes",
            Self::List(_) => "an array",
            Self::Nothing => "nothing",
            Self::Number(_) => "a number",
            Self::Object(_) => "an object",
            Self::Text(_) => "a string",
            Self::Useless => "something else",
        }
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
            Value::Number(number) => Ok(number),
            other => Err(WrongShape::new("a number", &other)),
        }
    }
}

impl Shape for u64 {
    fn of(value: Value) -> Result<Self, WrongShape> {
        match value {
            Value::Number(number) if number.trunc() == number && (0.0..=MAX_SAFE_INTEGER).contains(&number) => {
                Ok(number as u64)
            }
            other => Err(WrongShape::new("a safe integer of 0 or more", &other)),
        }
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

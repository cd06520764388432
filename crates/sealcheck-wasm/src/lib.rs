//! Sealcheck for JavaScript.

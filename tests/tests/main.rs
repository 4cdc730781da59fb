//! What Scellé promises, told as stories: one binary, a module for each chapter.
#![cfg(test)]

mod conformance;
#[cfg(unix)]
mod interop;
mod tools;
mod tree;
mod workshop;

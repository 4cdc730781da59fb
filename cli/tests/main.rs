//! What Scellé promises, as stories: one binary, a module for each chapter.
#![cfg(test)]
#![cfg(unix)]

mod alike;
mod archives;
mod conformance;
mod corpus;
mod faults;
mod hostile;
mod interop;
#[cfg(target_os = "linux")]
mod memory;
mod portable;
mod security_case;
mod stories;
mod tools;
mod tree;
mod workshop;

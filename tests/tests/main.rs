//! What Scellé promises, as stories: one binary, a module for each chapter.
#![cfg(test)]

#[cfg(unix)]
mod alike;
#[cfg(unix)]
mod archives;
mod conformance;
#[cfg(unix)]
mod corpus;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod interop;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(unix)]
mod portable;
mod security_case;
#[cfg(unix)]
mod stories;
mod tools;
mod tree;
mod workshop;

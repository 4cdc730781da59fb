//! What the offline page `scelle.html` runs in its worker: the library without its file system, over a
//! file that the browser reads piece by piece.
//!
//! [`session`] does the work and knows no browser, so that its tests run anywhere; `bindings` hands it
//! to JavaScript. Facts go to the page as JSON ([`facts`]), each text in both languages, so that the
//! page changes language without asking again.

pub mod facts;
pub mod session;

#[cfg(target_arch = "wasm32")]
mod bindings;

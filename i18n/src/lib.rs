//! The texts of Scellé, in French and in English, for both front ends.
//!
//! [`select`] chooses the language of the process, and [`enter`] that of a thread: each window has
//! its own. [`text!`] then gives a text, its key and arguments checked at compile time; [`lookup`]
//! gives one whose key is only known at run time; [`explain()`] turns an error of the core into a
//! message and a hint.
//!
//! A crate that uses [`text!`] has an `i18n.toml` beside its `Cargo.toml`:
//!
//! ```toml
//! fallback_language = "en"
//!
//! [fluent]
//! assets_dir = "../i18n"
//! domain = "scelle"
//! ```

mod explain;
mod format;
mod language;
#[cfg(feature = "disk")]
mod paper;
mod policy;
mod system;
mod texts;
#[cfg(test)]
mod typography;

pub use explain::{Explanation, explain, hint_without_commands, sentence};
pub use format::{
    elided, format_count, format_day, format_moment, format_size, format_time, format_time_zoned,
};
pub use language::{Entered, Language, current, enter, select};
#[cfg(feature = "disk")]
pub use paper::paper_wording;
pub use policy::policy_in_words;
pub use texts::{loader, lookup};

/// A text in the language selected: `text!("key")`, or `text!("key", name = value)`.
///
/// An unknown key or argument, or an argument missing among others, does not compile. To forget
/// them all does: the text then shows `{$name}`.
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::__private::fl!($crate::loader(), $key $(, $name = ($value))*)
    };
}

#[doc(hidden)]
pub mod __private {
    pub use i18n_embed_fl::fl;
}

//! Which accesses of a list a name means, and what tells those of one name apart.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Access, AccessId, AccessKey, AccessList};
use crate::display::escape;
use crate::error::{Error, Result};
use crate::keys::fingerprint::Fingerprint;
use crate::keys::recipient::Recipient;

impl AccessList {
    /// The accesses that a name means: those of a recipient, of `known`, the recipients whom the reader knows by that name, or the one that is labelled so.
    /// A date, the start of a fingerprint or a place, alone or behind a name, tells accesses of one
    /// name apart: `Alice Martin, 2026-11-21`, `Alice Martin 12345`, `#2`.
    ///
    /// # Errors
    /// [`Error::NoAccessList`]; [`Error::AccessNotFound`]; [`Error::AccessAmbiguous`] when a label is that of several, or of
    /// another key than the reader knows by that name.
    pub fn find(
        &self,
        wanted: &str,
        known: &dyn Fn(&str) -> Vec<Recipient>,
    ) -> Result<Vec<AccessId>> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        match self.named(wanted, &known(wanted)) {
            Err(Error::AccessNotFound { name, near }) => {
                let told = self.told_apart(wanted, known);
                told.unwrap_or(Err(Error::AccessNotFound { name, near }))
            }
            found => found,
        }
    }

    /// The access that a distinction means, alone or behind a name; `None` for what is none.
    fn told_apart(
        &self,
        wanted: &str,
        known: &dyn Fn(&str) -> Vec<Recipient>,
    ) -> Option<Result<Vec<AccessId>>> {
        let wanted = wanted.trim();
        let starts = wanted.char_indices().filter(|(_, c)| c.is_whitespace());
        let splits = std::iter::once(0).chain(starts.map(|(at, _)| at));
        for (name, told) in splits.filter_map(|at| wanted.split_at_checked(at)) {
            let name = name.trim_end_matches([' ', ',', '(']);
            let Some(told) = Distinction::parse(told, name.is_empty()) else { continue };
            let (meant, labelled) = match name {
                "" => (self.accesses().map(|(id, _)| id).collect(), Vec::new()),
                name => self.of_name(name, &known(name)),
            };
            let all = meant.iter().chain(&labelled).copied();
            let is_meant =
                |id: &AccessId| self.get(*id).is_some_and(|access| told.fits(*id, access));
            match all.filter(is_meant).collect::<Vec<_>>().as_slice() {
                [] => {}
                [one] => return Some(Ok(vec![*one])),
                several => return Some(Err(self.ambiguous(wanted, several))),
            }
        }
        None
    }

    /// The accesses of these recipients, and those that are labelled so.
    fn of_name(&self, wanted: &str, known: &[Recipient]) -> (Vec<AccessId>, Vec<AccessId>) {
        let recipient = wanted.parse::<Recipient>().ok();
        let folded = wanted.trim().to_lowercase();
        let is_known = |access: &Access| {
            matches!(&access.key, AccessKey::Recipient(key)
                if recipient.as_ref() == Some(key) || known.contains(key))
        };
        let is_labelled =
            |access: &Access| recipient.is_none() && access.label.as_str().to_lowercase() == folded;
        let ids = |is: &dyn Fn(&Access) -> bool| -> Vec<AccessId> {
            self.accesses().filter(|(_, access)| is(access)).map(|(id, _)| id).collect()
        };
        (ids(&is_known), ids(&|access| is_labelled(access) && !is_known(access)))
    }

    fn named(&self, wanted: &str, known: &[Recipient]) -> Result<Vec<AccessId>> {
        let (meant, labelled) = self.of_name(wanted, known);
        match (meant.as_slice(), labelled.as_slice()) {
            ([_, ..], []) => Ok(meant),
            // The person known by that name has another key: the label may deceive.
            ([], [_]) if known.is_empty() => Ok(labelled),
            ([], []) => Err(Error::AccessNotFound {
                name: escape(wanted),
                near: self.listed.iter().map(|access| access.label.to_string()).collect(),
            }),
            _ => Err(self.ambiguous(wanted, &[meant, labelled].concat())),
        }
    }

    fn ambiguous(&self, wanted: &str, meant: &[AccessId]) -> Error {
        let describe = |id: &AccessId| {
            let access = self.get(*id)?;
            Some(format!("{} ({})", access.label, access.distinction(*id)))
        };
        let candidates = meant.iter().filter_map(describe).collect();
        Error::AccessAmbiguous { name: escape(wanted), candidates }
    }

    /// The accesses whose label another access has too.
    #[must_use]
    pub fn namesakes(&self) -> Vec<AccessId> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let folded = |access: &Access| access.label.as_str().to_lowercase();
        self.listed.iter().for_each(|access| *counts.entry(folded(access)).or_default() += 1);
        let is_several = |access: &Access| counts.get(&folded(access)).is_some_and(|n| *n > 1);
        self.accesses().filter(|(_, access)| is_several(access)).map(|(id, _)| id).collect()
    }
}

impl Access {
    /// What tells it from another of the same name in its list: the place from 1, the date, and the start of the fingerprint: `#2, 2026-11-21, 12345 67890`.
    #[must_use]
    pub fn distinction(&self, id: AccessId) -> String {
        let place = id.0 + 1;
        let date = days(self.date).into_iter().next().unwrap_or_default();
        let [first, second] = match &self.key {
            AccessKey::Recipient(key) => {
                let [first, second, ..] = Fingerprint::of(key).groups();
                [first, second].map(|group| format!("{group:05}"))
            }
            AccessKey::Passphrase => return format!("#{place}, {date}"),
        };
        format!("#{place}, {date}, {first} {second}")
    }
}

/// The day of a time, in the reader's time zone, then in UTC: `2026-11-21`.
fn days(seconds: i64) -> Vec<String> {
    let Ok(time) = Timestamp::from_second(seconds) else { return Vec::new() };
    let zones = [TimeZone::system(), TimeZone::UTC];
    zones.map(|zone| time.to_zoned(zone).date().to_string()).to_vec()
}

/// What tells accesses of one name apart, each part as it was typed: all of them must fit.
struct Distinction(Vec<Part>);

enum Part {
    /// The place in the list, from 1.
    Place(usize),
    /// The day on which it was given.
    Day(String),
    /// The first digits of the fingerprint, a group at least.
    Fingerprint(String),
}

impl Distinction {
    /// `alone` where no name stands before it: `2` is a place then. Behind a name it would be one of
    /// another name, `Passphrase 2`.
    fn parse(text: &str, alone: bool) -> Option<Self> {
        let text = text.trim().trim_end_matches(')').trim_start_matches('(');
        text.split(',').map(|part| Part::parse(part.trim(), alone)).collect::<Option<_>>().map(Self)
    }

    fn fits(&self, id: AccessId, access: &Access) -> bool {
        self.0.iter().all(|part| match part {
            Part::Place(number) => *number == id.0 + 1,
            Part::Day(day) => days(access.date).contains(day),
            Part::Fingerprint(start) => match &access.key {
                AccessKey::Recipient(key) => {
                    Fingerprint::of(key).to_string().replace(' ', "").starts_with(start)
                }
                AccessKey::Passphrase => false,
            },
        })
    }
}

impl Part {
    fn parse(text: &str, alone: bool) -> Option<Self> {
        /// Fewer digits are a place.
        const FINGERPRINT: usize = 5;
        if let Ok(day) = text.parse::<Date>()
            && day.to_string() == text
        {
            return Some(Self::Day(text.to_owned()));
        }
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
        if digits.len() >= FINGERPRINT && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Fingerprint(digits));
        }
        let number = match text.strip_prefix('#') {
            Some(number) => number,
            None if alone => text,
            None => return None,
        };
        let is_number = number.bytes().all(|b| b.is_ascii_digit());
        number.parse().ok().filter(|_| is_number).map(Self::Place)
    }
}

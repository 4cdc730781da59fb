//! What the window remembers from one use to the next: containers, recipients, its size.

use std::path::{Path, PathBuf};

use eframe::egui::ThemePreference;
use scelle_core::files::output::{Target, write_text};
use scelle_core::profile::home::Home;
use zeroize::Zeroizing;

use crate::session::now;

/// Its file, in the user's folder.
const MEMORY: &str = "window.conf";
/// Size limit of that file, in bytes.
const MAX_MEMORY: u64 = 1 << 20;
/// Number of containers that are remembered.
const RECENT: usize = 6;
/// Number of recipients that are remembered.
const SEALED_TO: usize = 60;
/// What a side of the window may measure, in points.
const SIDES: std::ops::RangeInclusive<f32> = 400.0..=8000.0;

/// State that is kept between uses; nothing secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Memory {
    /// Light, dark, or the system's.
    pub(crate) theme: ThemePreference,
    /// Zoom factor.
    pub(crate) scale: f32,
    /// Containers that were sealed or opened, newest first.
    pub(crate) recent: Vec<PathBuf>,
    /// Whether the welcome was seen.
    pub(crate) welcomed: bool,
    /// Contacts that the user sealed to, newest first.
    pub(crate) sealed_to: Vec<SealedTo>,
    /// The size of the window when it was closed, in points.
    pub(crate) size: Option<[f32; 2]>,
}

/// How often the user sealed to a contact, and when last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SealedTo {
    /// The contact's name.
    pub(crate) name: String,
    /// Number of containers.
    pub(crate) count: u32,
    /// In seconds since 1970.
    pub(crate) last: i64,
}

impl SealedTo {
    /// Reads `COUNT LAST NAME`.
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, ' ');
        let (count, last) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { name: parts.next().filter(|name| !name.is_empty())?.to_owned(), count, last })
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            theme: ThemePreference::System,
            scale: 1.0,
            recent: Vec::new(),
            welcomed: false,
            sealed_to: Vec::new(),
            size: None,
        }
    }
}

impl Memory {
    /// Reads it from this folder; the default where it cannot be read.
    #[must_use]
    pub(crate) fn of(home: &Home) -> Self {
        let text = home.file(MEMORY).and_then(|path| read(&path));
        text.map(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// Writes it. Where it cannot be written, nothing is remembered.
    pub(crate) fn save(&self, home: &Home) {
        let Some(path) = home.file(MEMORY) else { return };
        let folder_made =
            path.parent().is_none_or(|folder| std::fs::create_dir_all(folder).is_ok());
        if folder_made {
            let _ = write_text(&Target::replacing(&path), &self.write());
        }
    }

    /// Puts a container first among the recent ones.
    pub(crate) fn add_recent(&mut self, container: &Path) {
        let path = std::path::absolute(container).unwrap_or_else(|_| container.to_owned());
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Counts a container for each of its recipients.
    pub(crate) fn count_sealed_to(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            let known = self.sealed_to.iter().position(|to| to.name == name);
            let count = known.map_or(0, |at| self.sealed_to.remove(at).count);
            self.sealed_to
                .insert(0, SealedTo { name, count: count.saturating_add(1), last: now() });
        }
        self.sealed_to.truncate(SEALED_TO);
    }

    /// How much the user seals to a contact: what was counted halves each month.
    #[must_use]
    pub(crate) fn use_of_late(&self, name: &str) -> f64 {
        const MONTH: f64 = 30.0 * 24.0 * 3600.0;
        let known = self.sealed_to.iter().find(|to| to.name == name);
        known.map_or(0.0, |to| {
            let age = now().saturating_sub(to.last).max(0) as f64;
            f64::from(to.count) * 0.5f64.powf(age / MONTH)
        })
    }

    fn parse(content: &str) -> Self {
        let mut memory = Self::default();
        for (key, value) in content.lines().filter_map(|line| line.split_once(' ')) {
            match (key, value) {
                ("theme", "light") => memory.theme = ThemePreference::Light,
                ("theme", "dark") => memory.theme = ThemePreference::Dark,
                ("scale", percent) => {
                    let percent = percent.parse().ok().filter(|p: &f32| p.is_finite());
                    memory.scale = (percent.unwrap_or(100.0) / 100.0).clamp(0.75, 2.0);
                }
                ("recent", path) if memory.recent.len() < RECENT => {
                    memory.recent.push(path.into());
                }
                ("welcomed", "yes") => memory.welcomed = true,
                ("sealed", line) if memory.sealed_to.len() < SEALED_TO => {
                    memory.sealed_to.extend(SealedTo::parse(line));
                }
                ("size", sides) => {
                    let side = |text: &str| text.parse().ok().filter(|s: &f32| SIDES.contains(s));
                    let sides = sides.split_once(' ');
                    memory.size = sides.and_then(|(x, y)| Some([side(x)?, side(y)?]));
                }
                _ => {}
            }
        }
        memory
    }

    fn write(&self) -> String {
        let mut lines = match self.theme {
            ThemePreference::Light => vec!["theme light".to_owned()],
            ThemePreference::Dark => vec!["theme dark".to_owned()],
            ThemePreference::System => Vec::new(),
        };
        lines.push(format!("scale {}", (self.scale * 100.0).round()));
        lines.extend(self.welcomed.then(|| "welcomed yes".to_owned()));
        // A path that does not fit a line is left out.
        let paths = self.recent.iter().filter_map(|path| path.to_str());
        lines.extend(paths.filter(|p| !p.contains(['\n', '\r'])).map(|p| format!("recent {p}")));
        let sealed = |to: &SealedTo| format!("sealed {} {} {}", to.count, to.last, to.name);
        lines.extend(self.sealed_to.iter().filter(|to| !to.name.contains('\n')).map(sealed));
        lines.extend(self.size.map(|[x, y]| format!("size {} {}", x.round(), y.round())));
        lines.join("\n") + "\n"
    }
}

fn read(path: &Path) -> Option<Zeroizing<String>> {
    let file = scelle_core::text::open_if_there(path).ok()??;
    scelle_core::text::read(file, MAX_MEMORY).ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_is_read_as_it_was_written() {
        let memory = Memory {
            theme: ThemePreference::Dark,
            scale: 1.5,
            recent: vec!["/a b/été.scelle".into(), "/c".into()],
            welcomed: true,
            sealed_to: vec![SealedTo { name: "Zoé Petit".to_owned(), count: 3, last: 17 }],
            size: Some([900.0, 620.0]),
        };
        assert_eq!(Memory::parse(&memory.write()), memory);
        assert_eq!(Memory::parse(&Memory::default().write()), Memory::default());
    }

    #[test]
    fn nonsense_is_forgotten() {
        assert_eq!(Memory::parse("theme blue\nscale -3\nx\n\u{0}").scale, 0.75);
        assert_eq!(Memory::parse("scale nan").scale, 1.0);
        let nonsense = "sealed x\nsealed 1 2 \nsize 0 9\nsize nan 900\nsize 900";
        assert_eq!(Memory::parse(nonsense), Memory::default());
        let odd = Memory { recent: vec!["/a\nwelcomed yes".into()], ..Memory::default() };
        assert_eq!(Memory::parse(&odd.write()), Memory::default());
    }
}

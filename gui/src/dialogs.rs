//! The system's dialogs, on a thread of their own: a portal may hang, and the fields for paths do
//! the same.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{Context, Id};
use scelle_i18n::text;

use crate::job::{Job, finished};

/// A dialog that ends sooner without an answer was never shown.
const NEVER_SHOWN: Duration = Duration::from_millis(400);

/// What a dialog asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Wanted {
    /// Files to read.
    Files,
    /// One file to read.
    File,
    /// A folder.
    Folder,
    /// Where to write, proposed.
    Save(PathBuf),
}

/// A dialog that is shown, and the purpose of its answer.
pub(crate) struct Dialog<P> {
    purpose: P,
    asked: Instant,
    job: Option<Job<Vec<PathBuf>>>,
}

/// Answer of a dialog.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// These paths.
    Chosen(Vec<PathBuf>),
    /// Nothing.
    Cancelled,
}

impl<P> Dialog<P> {
    /// Shows one.
    pub(crate) fn show(ctx: &Context, purpose: P, wanted: Wanted, title: String) -> Self {
        let dialog: rfd::FileDialog = ctx.data(|data| data.get_temp(parent())).unwrap_or_default();
        let ask = move |_: &_| {
            let dialog = dialog.set_title(title);
            match wanted {
                Wanted::Files => dialog.pick_files().unwrap_or_default(),
                Wanted::File => dialog.pick_file().into_iter().collect(),
                Wanted::Folder => dialog.pick_folder().into_iter().collect(),
                Wanted::Save(path) => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    let dialog = dialog.set_file_name(name);
                    let folder = path.parent().filter(|folder| folder.is_dir());
                    let dialog = match folder {
                        Some(folder) => dialog.set_directory(folder),
                        None => dialog,
                    };
                    dialog.save_file().into_iter().collect()
                }
            }
        };
        let job = Some(Job::start(ctx, text!("win-browse"), ask));
        Self { purpose, asked: Instant::now(), job }
    }
}

/// Whether the last dialog could not be shown: then paths must be typed.
pub(crate) fn are_missing(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(missing()).unwrap_or_default())
}

/// Keeps the dialogs of Windows in front of the window of this frame.
#[cfg(windows)]
pub(crate) fn belong_to(ctx: &Context, frame: &eframe::Frame) {
    let known = ctx.data(|data| data.get_temp::<rfd::FileDialog>(parent())).is_some();
    if !known {
        let dialog = rfd::FileDialog::new().set_parent(frame);
        ctx.data_mut(|data| data.insert_temp(parent(), dialog));
    }
}

/// A dialog's handle of its window.
fn parent() -> Id {
    Id::unique("parent-of-dialogs")
}

fn missing() -> Id {
    Id::unique("no-dialog")
}

/// Takes the answer of the dialog in a slot, and empties the slot.
pub(crate) fn answered<P: Clone>(
    slot: &mut Option<Dialog<P>>,
    ctx: &Context,
) -> Option<(P, Answer)> {
    let dialog = slot.as_mut()?;
    let paths = finished(&mut dialog.job, ctx)?.unwrap_or_default();
    let never_shown = paths.is_empty() && dialog.asked.elapsed() < NEVER_SHOWN;
    ctx.data_mut(|data| data.insert_temp(missing(), never_shown));
    let purpose = dialog.purpose.clone();
    *slot = None;
    Some((purpose, if paths.is_empty() { Answer::Cancelled } else { Answer::Chosen(paths) }))
}

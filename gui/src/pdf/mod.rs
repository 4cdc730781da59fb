//! Pages of PDF files as pictures. Files are hostile: a separate process draws them, reads the file
//! from its standard input, and is bounded in time and memory.

mod worker;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use eframe::egui::ColorImage;
use scelle_core::progress::Progress;
use zeroize::Zeroizing;

pub use worker::draw_page;

/// The argument that makes the program draw a page, and nothing else.
pub const ARGUMENT: &str = "--draw-pdf-page";
/// No page is drawn larger, in pixels on a side.
const MAX_SIDE: u32 = 2048;
/// Time limit of a page.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a job looks whether it was cancelled.
const REFRESH: Duration = Duration::from_millis(50);

/// A page, and how many there are.
pub struct Page {
    /// The page.
    pub picture: ColorImage,
    /// Number of pages in the file.
    pub pages: u32,
}

/// Draws pages.
#[derive(Clone, Debug)]
pub struct Artist {
    /// The program that [`draw_page`] is called in.
    program: PathBuf,
    /// How long a page may take.
    patience: Duration,
}

impl Default for Artist {
    /// Draws by this program itself.
    fn default() -> Self {
        // That of a unit test can do nothing but tests.
        let program = if cfg!(test) { None } else { std::env::current_exe().ok() };
        Self::new(program.unwrap_or_default())
    }
}

impl Artist {
    /// Draws by this program, called with [`ARGUMENT`].
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, patience: PATIENCE }
    }

    /// The same, with this time limit for a page.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// A page of a file, counted from 0; `None` where it cannot be drawn within the limits, or
    /// when that was cancelled.
    #[must_use]
    pub fn page(&self, file: &[u8], page: u32, progress: &Progress) -> Option<Page> {
        #[cfg(test)]
        if self.program.as_os_str().is_empty() {
            return parse(&worker::answer(file.to_vec(), page)?);
        }
        let mut child = Ended(start(&self.program)?);
        let (mut input, output) = (child.0.stdin.take()?, child.0.stdout.take()?);
        let (sender, answer) = channel();
        std::thread::spawn(move || {
            let largest = u64::from(MAX_SIDE) * u64::from(MAX_SIDE) * 4 + 12;
            let mut bytes = Zeroizing::new(Vec::new());
            let read = output.take(largest).read_to_end(&mut bytes);
            let _ = sender.send(read.ok().map(|_| bytes));
        });
        // A process that ends before it has read everything has an answer, or none.
        let mut sent = Some(std::thread::scope(|scope| {
            let write = move || {
                let _ = input.write_all(&page.to_le_bytes());
                let _ = input.write_all(file);
            };
            scope.spawn(write);
            self.wait(&answer, progress, &mut child)
        }));
        parse(&sent.take().flatten()?)
    }

    /// Waits for the answer; the process is killed when it comes too late, or is not wanted.
    fn wait(
        &self,
        answer: &std::sync::mpsc::Receiver<Option<Zeroizing<Vec<u8>>>>,
        progress: &Progress,
        child: &mut Ended,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let start = Instant::now();
        loop {
            match answer.recv_timeout(REFRESH) {
                Ok(bytes) => return bytes,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if progress.is_cancelled() || start.elapsed() > self.patience {
                let _ = child.0.kill();
                return None;
            }
        }
    }
}

/// A process that does not outlive what it works for.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(program: &Path) -> Option<Child> {
    let mut command = Command::new(program);
    command.arg(ARGUMENT);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().ok()
}

/// Number of pages, width, height, and the pixels.
fn parse(bytes: &[u8]) -> Option<Page> {
    let (head, pixels) = bytes.split_at_checked(12)?;
    let mut numbers = head.as_chunks::<4>().0.iter().map(|n| u32::from_le_bytes(*n));
    let (pages, width, height) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let size = [width as usize, height as usize];
    let fits = (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height);
    let whole = fits && pixels.len() == size.iter().product::<usize>() * 4;
    whole.then(|| Page { picture: ColorImage::from_rgba_premultiplied(size, pixels), pages })
}

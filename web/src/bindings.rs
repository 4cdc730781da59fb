//! The session, for JavaScript: files are read through functions that the worker gives, results go out in
//! pieces, and facts as JSON. What fails throws a text: a fault in JSON.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use js_sys::{Function, Uint8Array};
use scelle_core::archive::entry::Names;
use scelle_core::container::access::AccessId;
use scelle_core::container::payload::PayloadReader;
use scelle_core::container::source::ReadAt;
use scelle_core::error::{Error, IoOperation};
use scelle_core::open::EntryId;
use scelle_i18n::{Language, select};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::facts::{Fault, refused, shown};
use crate::session::{Answer, Means, Session, is_locked, streamed};

/// What is handed to the page at once, in bytes.
const PIECE: usize = 1 << 20;

thread_local! {
    /// The functions that read files, by number: a source is shared between threads in principle,
    /// which a function of JavaScript is not.
    static READERS: RefCell<HashMap<u32, Function>> = RefCell::default();
}

/// A file of the browser: `read(offset, length)` gives its bytes.
struct Blob {
    number: u32,
    len: u64,
}

impl Blob {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length of a file"
    )]
    fn new(number: u32, len: f64, read: Function) -> Self {
        READERS.with_borrow_mut(|readers| readers.insert(number, read));
        Self { number, len: len as u64 }
    }
}

impl ReadAt for Blob {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let read = READERS.with_borrow(|readers| readers.get(&self.number).cloned());
        let read = read.ok_or(io::ErrorKind::BrokenPipe)?;
        let (offset, length) = (JsValue::from(offset as f64), JsValue::from(buffer.len() as f64));
        // The file was changed or removed since it was chosen.
        let bytes = read.call2(&JsValue::NULL, &offset, &length);
        let bytes: Uint8Array =
            bytes.and_then(JsCast::dyn_into).map_err(|_| io::ErrorKind::NotFound)?;
        if bytes.length() as usize != buffer.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.copy_to(buffer);
        Ok(())
    }
}

impl Drop for Blob {
    fn drop(&mut self) {
        READERS.with_borrow_mut(|readers| readers.remove(&self.number));
    }
}

/// Reads a file from its start.
struct BlobRead {
    blob: Blob,
    position: u64,
}

impl Read for BlobRead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.blob.len.saturating_sub(self.position);
        let count = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let out = out.get_mut(..count).unwrap_or_default();
        self.blob.read_exact_at(out, self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

/// Hands out what is written, piece by piece: `take(bytes)`.
struct Pieces {
    take: Function,
    piece: Zeroizing<Vec<u8>>,
}

impl Pieces {
    fn new(take: Function) -> Self {
        Self { take, piece: Zeroizing::new(Vec::with_capacity(PIECE)) }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() + bytes.len() > PIECE {
            self.flush()?;
        }
        let count = bytes.len().min(PIECE);
        self.piece.extend_from_slice(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.piece.is_empty() {
            let piece = Uint8Array::from(self.piece.as_slice());
            let taken = self.take.call1(&JsValue::NULL, &piece);
            taken.map_err(|_| io::ErrorKind::OutOfMemory)?;
            self.piece.clear();
        }
        Ok(())
    }
}

/// Counts what is written.
struct Counting {
    count: Function,
    bytes: usize,
}

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        if self.bytes >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let bytes = JsValue::from(std::mem::take(&mut self.bytes) as f64);
        self.count.call1(&JsValue::NULL, &bytes).map_err(|_| io::ErrorKind::Other)?;
        Ok(())
    }
}

type Thrown<T> = Result<T, JsValue>;

fn thrown(error: Error) -> JsValue {
    json(&Fault::from(error))
}

fn unanswered(error: Error) -> JsValue {
    json(&Fault::of_reply(error))
}

fn json(facts: &impl Serialize) -> JsValue {
    // A struct of texts and numbers always is JSON.
    serde_json::to_string(facts).unwrap_or_default().into()
}

fn broken<E>(_: E) -> JsValue {
    thrown(Error::Internal)
}

fn names(escaped: bool) -> Names {
    if escaped { Names::Escape } else { Names::Refuse }
}

/// A file that is to be sealed.
#[derive(Deserialize)]
struct FileFacts {
    name: String,
    len: f64,
    modified: Option<i64>,
}

/// What is to be sealed, but for the files' content.
#[derive(Deserialize)]
struct AnswerFacts {
    files: Vec<FileFacts>,
    chosen: Vec<usize>,
    passphrase: bool,
    classical: bool,
    now: i64,
}

/// The page's worker works on one container.
#[wasm_bindgen]
#[derive(Default)]
pub struct Page {
    session: Session,
    payload: Option<PayloadReader>,
    numbers: u32,
}

#[wasm_bindgen]
impl Page {
    /// One with no container.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The language of what is written into files: `en` or `fr`.
    pub fn speak(&self, language: &str) {
        select(Language::parse(language).unwrap_or(Language::English));
    }

    fn blob(&mut self, len: f64, read: Function) -> Blob {
        self.numbers += 1;
        Blob::new(self.numbers, len, read)
    }

    /// Reads the header of a file.
    ///
    /// # Errors
    /// A fault.
    pub fn open(&mut self, name: &str, len: f64, read: Function) -> Thrown<JsValue> {
        self.payload = None;
        let source = Arc::new(self.blob(len, read));
        self.session.open(source, name).map(|facts| json(&facts)).map_err(thrown)
    }

    /// Whether a file of keys is under a passphrase.
    ///
    /// # Errors
    /// A fault.
    #[wasm_bindgen(js_name = isLocked)]
    pub fn is_locked(&self, name: &str, content: Vec<u8>) -> Thrown<bool> {
        is_locked(name, &Zeroizing::new(content)).map_err(thrown)
    }

    /// Unlocks the container with a passphrase.
    ///
    /// # Errors
    /// A fault.
    #[wasm_bindgen(js_name = unlockWithPassphrase)]
    pub fn unlock_with_passphrase(&mut self, typed: String, escaped: bool) -> Thrown<JsValue> {
        let typed = Zeroizing::new(typed);
        let unlocked = self.session.unlock(&Means::Passphrase(&typed), names(escaped));
        unlocked.map(|facts| json(&facts)).map_err(thrown)
    }

    /// Unlocks the container with a file of keys.
    ///
    /// # Errors
    /// A fault.
    #[wasm_bindgen(js_name = unlockWithKey)]
    pub fn unlock_with_key(
        &mut self,
        name: &str,
        content: Vec<u8>,
        typed: String,
        escaped: bool,
    ) -> Thrown<JsValue> {
        let (content, passphrase) = (Zeroizing::new(content), Zeroizing::new(typed));
        let means = Means::Key { name, content: &content, passphrase: &passphrase };
        let unlocked = self.session.unlock(&means, names(escaped));
        unlocked.map(|facts| json(&facts)).map_err(thrown)
    }

    /// The fault of a key file that the browser does not read.
    pub fn unread(&self, name: &str, exception: &str, words: String) -> JsValue {
        thrown(refused(IoOperation::ReadInput, Some(name.into()), exception, words))
    }

    /// The fault of a file that the browser does not write.
    pub fn unwritten(&self, exception: &str, words: String) -> JsValue {
        thrown(refused(IoOperation::WriteOutput, None, exception, words))
    }

    /// A text as it can be shown, with what could deceive in it escaped.
    pub fn shown(&self, text: String) -> String {
        shown(&Zeroizing::new(text)).to_string()
    }

    /// Hands out the content of an entry in pieces.
    ///
    /// # Errors
    /// A fault: what was handed out is then incomplete.
    pub fn read(&mut self, index: usize, large: bool, take: Function) -> Thrown<()> {
        let mut pieces = Pieces::new(take);
        self.session.write_entry(EntryId::at(index), large, &mut pieces).map_err(thrown)?;
        let writing = |error| {
            thrown(Error::Io { operation: IoOperation::WriteOutput, path: None, source: error })
        };
        pieces.flush().map_err(writing)
    }

    /// Reads an entry, and hands out nothing of it but how many bytes were read: `count(bytes)`.
    ///
    /// # Errors
    /// A fault.
    pub fn check(&mut self, index: usize, count: Function) -> Thrown<()> {
        let read =
            self.session.write_entry(EntryId::at(index), true, &mut Counting { count, bytes: 0 });
        read.map(drop).map_err(thrown)
    }

    /// Starts to read the payload, whose entries were all [checked](Self::check): what
    /// [`next_piece`](Self::next_piece) gives.
    ///
    /// # Errors
    /// A fault.
    #[wasm_bindgen(js_name = startWhole)]
    pub fn start_whole(&mut self, large: bool) -> Thrown<()> {
        self.payload = Some(self.session.payload(large).map_err(thrown)?);
        Ok(())
    }

    /// The next piece of the payload; empty at its end.
    ///
    /// # Errors
    /// A fault.
    #[wasm_bindgen(js_name = nextPiece)]
    pub fn next_piece(&mut self) -> Thrown<Uint8Array> {
        let payload = self.payload.as_mut().ok_or_else(|| thrown(Error::Internal))?;
        let mut piece = Zeroizing::new(Vec::with_capacity(PIECE));
        let read = payload.take(PIECE as u64).read_to_end(&mut piece);
        read.map_err(|error| match error.downcast::<Error>() {
            Ok(error) => thrown(error),
            Err(source) => {
                thrown(Error::Io { operation: IoOperation::ReadContainer, path: None, source })
            }
        })?;
        Ok(Uint8Array::from(piece.as_slice()))
    }

    /// Seals files for those who are listed; the container is handed out in pieces. `facts` says what
    /// and for whom, in JSON; `read(file, offset, length)` gives the content.
    ///
    /// # Errors
    /// A fault: what was handed out is then no container.
    pub fn answer(
        &mut self,
        facts: &str,
        readers: Vec<Function>,
        take: Function,
    ) -> Thrown<JsValue> {
        let facts: AnswerFacts = serde_json::from_str(facts).map_err(broken)?;
        let mut files = Vec::with_capacity(facts.files.len());
        for (file, read) in facts.files.iter().zip(readers) {
            let blob = self.blob(file.len, read);
            let size = blob.len;
            let content = BlobRead { blob, position: 0 };
            files.push(streamed(&file.name, file.modified, size, content).map_err(unanswered)?);
        }
        let chosen: Vec<_> = facts.chosen.iter().copied().map(AccessId::at).collect();
        let answer = Answer {
            files,
            chosen: &chosen,
            with_passphrase: facts.passphrase,
            allow_classical: facts.classical,
            now: facts.now,
        };
        let sealed = self.session.answer(answer, &mut Pieces::new(take));
        sealed.map(|facts| json(&facts)).map_err(unanswered)
    }
}

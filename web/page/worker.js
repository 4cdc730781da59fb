// The page's worker: runs the library, reads files by slices, and answers the page's requests.
// One request at a time; the only way to stop one is to end the worker, as the page does.
"use strict";

let page;
let memory;
const reader = new FileReaderSync();

const slices = (file) => (at, length) =>
  new Uint8Array(reader.readAsArrayBuffer(file.slice(at, at + length)));

// The content of a key file, or a byte more than the largest one has.
const content = async (file) => {
  try {
    return new Uint8Array(await file.slice(0, (1 << 20) + 1).arrayBuffer());
  } catch (error) {
    throw page.unread(file.name, error.name, String(error));
  }
};

// Collects pieces in small blobs, which the browser may keep elsewhere than in memory.
const collecting = (id, total, done = 0) => {
  const parts = [];
  const take = (piece) => {
    parts.push(new Blob([piece]));
    done += piece.length;
    postMessage({ id, done, total });
  };
  return { parts, take };
};

// What comes of writing into the file that the user chose, or a fault.
const written = async (writing) => {
  try {
    return await writing;
  } catch (error) {
    throw page.unwritten(error.name, String(error));
  }
};

const requests = {
  async start(_, { wasm, language }) {
    const packed = new Blob([wasm]).stream().pipeThrough(new DecompressionStream("gzip"));
    const module_or_path = await new Response(packed).arrayBuffer();
    const exports = await wasm_bindgen({ module_or_path });
    memory = exports.memory;
    page = new wasm_bindgen.Page();
    page.speak(language);
  },
  speak: (_, { language }) => page.speak(language),
  open: (_, { file }) => JSON.parse(page.open(file.name, file.size, slices(file))),
  isLocked: async (_, { file }) => page.isLocked(file.name, await content(file)),
  async unlock(_, { passphrase, file, escaped }) {
    if (!file) return JSON.parse(page.unlockWithPassphrase(passphrase, escaped));
    return JSON.parse(page.unlockWithKey(file.name, await content(file), passphrase, escaped));
  },
  shown: (_, { text }) => page.shown(text),
  read(id, { index, bytes, large, type }) {
    const { parts, take } = collecting(id, bytes);
    page.read(index, large, take);
    return new Blob(parts, { type });
  },
  // All of the payload, once every entry was read and found right: into a file that the user chose, where
  // the browser lets, else into a blob.
  async whole(id, { entries, bytes, large, target }) {
    page.startWhole(large);
    let done = 0;
    const total = 2 * bytes;
    const count = (read) => {
      done = Math.min(done + read, bytes);
      postMessage({ id, done, total });
    };
    for (let index = 0; index < entries; index++) page.check(index, count);
    done = bytes;
    const { parts, take } = collecting(id, total, done);
    const output = target && (await written(target.createWritable()));
    try {
      for (;;) {
        const piece = page.nextPiece();
        if (piece.length === 0) break;
        if (output) {
          await written(output.write(piece));
          done += piece.length;
          postMessage({ id, done, total });
        } else take(piece);
      }
      if (!output) return new Blob(parts, { type: "application/zip" });
      await written(output.close());
    } catch (error) {
      // A stream that failed is ended already, and how it failed is what counts.
      await output?.abort().catch(() => {});
      throw error;
    }
  },
  answer(id, { files, chosen, passphrase, classical }) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const { parts, take } = collecting(id, total);
    const facts = {
      files: files.map(({ name, size, lastModified }) => ({
        name,
        len: size,
        modified: Math.floor(lastModified / 1000),
      })),
      chosen,
      passphrase,
      classical,
      now: Math.floor(Date.now() / 1000),
    };
    const sealed = JSON.parse(page.answer(JSON.stringify(facts), files.map(slices), take));
    return { ...sealed, blob: new Blob(parts, { type: "application/octet-stream" }) };
  },
  memory: () => memory.buffer.byteLength,
};

// A thrown text is a fault of the library; anything else ends the worker.
onmessage = async ({ data: { id, request, ...given } }) => {
  try {
    postMessage({ id, result: await requests[request](id, given) });
  } catch (error) {
    const fault = typeof error === "string" ? JSON.parse(error) : null;
    postMessage({ id, fault, broken: fault ? undefined : String(error) });
  }
};

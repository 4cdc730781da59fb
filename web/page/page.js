// The page: what is seen and pressed. The worker does the work; texts come in both languages.
"use strict";

const element = (id) => document.getElementById(id);
const texts = JSON.parse(element("texts").textContent);
const french = (navigator.languages ?? [navigator.language]).find((tag) => /^(fr|en)\b/i.test(tag));
let language = /^fr/i.test(french ?? "") ? "fr" : "en";

// A text by its key, or one that the worker gave.
const say = (text) => (typeof text === "string" ? texts[text] : text)[language];

const LARGE_TEXT = 1 << 20;
const LARGE_PICTURE = 24 << 20;
// From so many bytes on the reader is warned, and a file is written as it is read where that can be.
const MUCH = 1e9;
const TO_FILE = 256 << 20;
const ROWS = 500;

const PICTURES = new Map([["jpg", "jpeg"], ...["png", "jpeg", "gif", "webp", "bmp", "avif"].map((kind) => [kind, kind])]);
const TEXTS = new Set(
  "txt md csv tsv json xml html htm css js ts py rs c h cpp java sh sql log ini conf toml yml yaml tex srt".split(" "),
);

// Makes an element: attributes, listeners (`onclick`), and what it holds.
const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  // One by one: a call takes no hundred thousand arguments.
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) made.append(child);
  }
  return made;
};
const button = (text, onclick, attributes = {}) =>
  make("button", { type: "button", onclick, ...attributes }, text);
const paragraph = (text, style) => make("p", { class: style }, text);

// The worker, and what was asked of it.
const engine = {
  worker: null,
  ready: false,
  asked: new Map(),
  number: 0,

  async start() {
    if (!this.wasm) {
      const packed = atob(element("wasm").textContent);
      this.wasm = Uint8Array.from(packed, (c) => c.charCodeAt(0));
      const source = new Blob([element("worker").textContent], { type: "text/javascript" });
      const url = URL.createObjectURL(source);
      const policy = window.trustedTypes?.createPolicy("scelle", { createScriptURL: () => url });
      this.url = policy ? policy.createScriptURL("") : url;
    }
    this.worker = new Worker(this.url);
    this.worker.onmessage = ({ data }) => this.answered(data);
    this.worker.onerror = (event) => this.broke(event.message);
    let told = language;
    await this.ask("start", { wasm: this.wasm, language: told });
    while (told !== language) {
      told = language;
      await this.ask("speak", { language: told });
    }
    this.ready = true;
  },

  // Resolves with the result; rejects with a fault, or with `null` where it was cancelled.
  ask(request, given = {}, progress = () => {}) {
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject, progress });
      this.worker.postMessage({ id, request, ...given });
    });
  },

  answered({ id, result, fault, broken, done, total }) {
    const asked = this.asked.get(id);
    if (!asked) return;
    if (done !== undefined) return asked.progress(done, total);
    if (broken !== undefined) return this.broke(broken);
    this.asked.delete(id);
    return fault ? asked.reject(fault) : asked.resolve(result);
  },

  // WebAssembly that trapped, or memory that ran out: nothing that the worker holds can be relied on.
  broke(message) {
    if (this.ready) return relock({ fault: internal(message) });
    this.rejectAll(internal(message));
  },

  rejectAll(fault) {
    for (const asked of this.asked.values()) asked.reject(fault);
    this.asked.clear();
  },

  // Ends what it does, and what it knows with it.
  stop() {
    this.ready = false;
    this.worker?.terminate();
    this.rejectAll(null);
    return this.start();
  },
};

const internal = (technical) => ({
  kind: "internal",
  message: texts["error-internal"],
  hint: texts["error-internal-hint"],
  technical,
});

const fresh = () => ({
  file: null, // the container
  locked: null, // what its header says
  opened: null, // what it holds
  fault: null,
  notice: null,
  means: "passphrase",
  key: null, // the file of the key
  keyLocked: true,
  escaped: false, // names that would be refused are rewritten
  tree: null, // its folders and files, grown as they are shown
  rows: ROWS,
  files: [], // of the reply
  skipped: new Set(), // accesses for which the reply is not
  withPassphrase: false,
  classical: false,
  sealed: null,
});
let state = fresh();
// Why nothing can be opened at all: the fault.
let broken = null;

const status = (text) => {
  element("status").textContent = text;
};

// Draws everything anew, and puts the focus where reading goes on.
const draw = (focus = true) => {
  document.documentElement.lang = language;
  document.title = state.file ? `${state.file.name} – Scellé` : say("page-title");
  drawFrame();
  const screen =
    (broken && drawBroken()) ||
    (!engine.ready && drawStarting()) ||
    (state.opened ? drawOpened() : state.locked ? drawLocked() : drawStart());
  element("main").replaceChildren(...screen.filter(Boolean));
  if (focus) element("main").querySelector("h1")?.focus();
};

// Draws everything anew, and keeps what was typed.
const redraw = () => {
  const typed = element("secret")?.value;
  draw(false);
  if (typed && element("secret")) element("secret").value = typed;
};

const drawFrame = () => {
  const choices = [["fr", "Français"], ["en", "English"]].map(([code, name]) =>
    button(name, () => speak(code), { lang: code, class: "quiet", "aria-pressed": String(code === language) }),
  );
  element("languages").setAttribute("aria-label", say("win-language"));
  element("languages").replaceChildren(...choices);
  element("footer").replaceChildren(
    paragraph(say("page-trust")),
    paragraph(`Scellé ${texts.version}`),
  );
};

const speak = (code) => {
  language = code;
  // What was said is in the other language.
  status("");
  // A worker that starts is told by what starts it.
  if (engine.ready) engine.ask("speak", { language }).catch(() => {});
  redraw();
  element("languages").querySelector(`[lang=${code}]`).focus();
};

const heading = (text, id) => make("h1", { tabIndex: -1, id }, text);

const noticeBox = (tone, message, hint, ...more) =>
  make("div", { class: `notice ${tone}`, role: tone.startsWith("danger") ? "alert" : undefined },
    make("p", {}, make("strong", {}, message)), hint && make("p", {}, hint), ...more);

const faultBox = (fault, choices = {}) => {
  if (!fault) return null;
  const choice = choices[fault.choice];
  return noticeBox("danger fault", say(fault.message), fault.hint && say(fault.hint),
    make("details", {}, make("summary", {}, say("win-details")), make("code", {}, fault.technical)),
    choice && make("div", { class: "row" }, button(say(choice[0]), choice[1])));
};

// A place for files: dropped there, or chosen.
const dropBox = (title, { many = false, small = many } = {}, take) => {
  const input = make("input", {
    type: "file",
    multiple: many,
    onchange: (event) => event.target.files.length > 0 && take([...event.target.files]),
  });
  const box = make("label", { class: small ? "drop small-drop" : "drop" }, input,
    make("strong", {}, title), make("span", { class: "muted" }, say(many ? "win-drop-about" : "win-drop-container-about")));
  input.addEventListener("dragenter", () => box.classList.add("over"));
  for (const end of ["dragleave", "drop"]) input.addEventListener(end, () => box.classList.remove("over"));
  return box;
};

// --- No container yet.

const drawBroken = () => [heading(say("page-title")), faultBox(broken)];

const drawStarting = () => [heading(say("page-title")), paragraph(say("page-starting"), "muted")];

const drawStart = () => [
  heading(say("page-title")),
  paragraph(say("page-about"), "muted"),
  faultBox(state.fault),
  dropBox(say("win-drop-container"), {}, ([file]) => take(file)),
];

// Takes a container; `more` is what is shown of it already.
const take = async (file, more = {}) => {
  try {
    const locked = await working("page-reading", () => engine.ask("open", { file }));
    state = { ...fresh(), file, locked, means: locked.takesPassphrase ? "passphrase" : "key", ...more };
  } catch (fault) {
    // Ended by another that draws.
    if (fault === null) return;
    state = { ...fresh(), fault };
  }
  draw();
};

// --- A container that is locked.

const drawLocked = () => {
  const { file, locked, means } = state;
  const both = locked.takesPassphrase && locked.takesKey;
  const facts = [say(locked.size), locked.safety && say(locked.safety)].filter(Boolean).join(" · ");
  const radio = (value, text) =>
    make("label", { class: "choice" },
      make("input", {
        type: "radio", name: "means", value, checked: means === value,
        onchange: () => {
          state.means = value;
          draw(false);
          element("main").querySelector(`input[value=${value}]`).focus();
        },
      }),
      make("span", {}, text));
  const form = make("form", { class: "card", onsubmit: unlock },
    both && make("fieldset", {}, make("legend", {}, say("win-unlock-with")),
      radio("passphrase", say("win-with-passphrase")), radio("key", say("page-key-file"))),
    means === "key" && keyChoice(),
    (means === "passphrase" || (state.key && state.keyLocked)) &&
      secretField(means === "key" ? say("win-identity-passphrase") : say("win-container-passphrase")),
    faultBox(state.fault, { names: ["page-names", () => { state.escaped = true; unlock(); }] }),
    make("div", { class: "row" },
      make("button", { type: "submit", class: "primary" }, say("win-unlock")),
      button(say("win-open-other"), close)));
  return [
    heading(make("bdi", {}, file.name)),
    paragraph(facts, "muted"),
    state.notice && noticeBox("", say(state.notice)),
    form,
  ];
};

const keyChoice = () =>
  make("div", {},
    paragraph(say("page-key-about"), "muted"),
    dropBox(state.key ? state.key.name : say("page-key-choose"), { small: true }, async ([key]) => {
      state.fault = null;
      try {
        state.keyLocked = await engine.ask("isLocked", { file: key });
        state.key = key;
      } catch (fault) {
        if (fault === null) return;
        [state.key, state.fault] = [null, fault];
      }
      draw(false);
      (element("secret") ?? element("main").querySelector("button.primary")).focus();
    }));

const secretField = (label) => {
  const input = make("input", { type: "password", id: "secret", autocomplete: "off", spellcheck: "false", autocapitalize: "off" });
  const show = button(say("win-show-passphrase"), () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    show.textContent = say(shown ? "win-hide-passphrase" : "win-show-passphrase");
  }, { class: "quiet" });
  return make("div", {}, make("label", { class: "field", for: "secret" }, label), input, make("div", { class: "row" }, show));
};

const unlock = async (event) => {
  event?.preventDefault();
  const { means, key, keyLocked, escaped } = state;
  const passphrase = element("secret")?.value ?? "";
  const missing =
    (means === "key" && !key && "page-key-missing") ||
    ((means === "passphrase" || keyLocked) && !passphrase && "page-passphrase-missing");
  if (missing) {
    status(say(missing));
    (element("secret") ?? element("main").querySelector("form input[type=file]")).focus();
    state.notice = missing;
    element("main").querySelector(".notice")?.remove();
    element("main").querySelector("form").before(noticeBox("", say(missing)));
    return;
  }
  state.notice = null;
  try {
    const given = { passphrase, file: means === "key" ? key : null, escaped };
    state.opened = await working("win-unlocking", () => engine.ask("unlock", given), "page-patience");
    [state.fault, state.key] = [null, null];
    state.tree = plant(state.opened.entries);
    const tops = inside(state.tree);
    if (tops.length === 1) tops[0].open = true;
    draw();
    status(say(state.opened.summary));
  } catch (fault) {
    if (fault === null) return;
    state.fault = fault;
    // What was typed was right, and is asked for no second time.
    if (fault.choice) redraw();
    else draw(false);
    (element("secret") ?? element("main").querySelector("form input"))?.focus();
  }
};

// Forgets the container, and ends the worker that knows its key.
const close = async () => {
  state = fresh();
  await restart();
  draw();
};

// --- A container that is open.

const drawOpened = () => {
  const { file, opened } = state;
  return [
    heading(make("bdi", {}, file.name)),
    make("div", { class: "row spread" },
      make("span", { class: "muted" }, say(opened.summary)),
      button(say("win-close-container"), close, { class: "quiet" })),
    make("div", { id: "outcome" }),
    opened.notices.filter((notice) => notice.danger).map(noticeOf),
    make("section", { class: "card", "aria-labelledby": "contents" },
      make("h2", { id: "contents" }, say("win-contents")),
      make("div", { id: "tree" }, drawTree()),
      opened.whole && make("div", { class: "row" },
        button(say("page-save-all"), () => saveAll(), { class: "primary" }),
        make("span", { class: "muted small" }, say("page-save-all-about")))),
    make("section", { class: "card", "aria-labelledby": "who" },
      make("h2", { id: "who" }, say("win-who")), drawPeople()),
    !opened.accesses.some((access) => access.disproved) &&
      make("section", { class: "card", "aria-labelledby": "answer" },
        make("h2", { id: "answer" }, say("page-answer")),
        make("div", { id: "reply" }, drawAnswer())),
  ].flat();
};

const noticeOf = ({ message, hint, danger }) => noticeBox(danger ? "danger" : "", say(message), say(hint));

// Says how something ended, above the contents or in the reply, and brings it into sight.
const outcome = (box, place = "outcome") => {
  const there = element(place);
  if (!box || !there) return;
  there.replaceChildren(box);
  // An alert is read out by itself.
  if (!box.matches("[role=alert]")) status(box.innerText);
  there.scrollIntoView({ block: "nearest" });
};

// A folder knows the entries below it by their numbers, and where in their names its own part ends: no node
// keeps a path, since a container may hold many deep ones.
const plant = (entries) => ({ name: "", parent: null, folder: true, start: 0, below: [...entries.keys()] });

// What a folder holds; it is grown when it is first asked for.
const inside = (folder) => {
  if (folder.children) return folder.children;
  const { entries } = state.opened;
  const found = new Map();
  for (const index of folder.below) {
    const entry = entries[index];
    const end = entry.name.indexOf("/", folder.start);
    const name = entry.name.slice(folder.start, end < 0 ? undefined : end);
    let node = found.get(name);
    if (!node) {
      node = { name, parent: folder, folder: true, open: false, start: folder.start + name.length + 1, below: [] };
      found.set(name, node);
    }
    if (end < 0) Object.assign(node, { entry, index, folder: entry.folder });
    else node.below.push(index);
  }
  folder.children = [...found.values()];
  return folder.children;
};

// The rows that show, and one more where there are more: [node, depth].
const visible = () => {
  const rows = [];
  const above = [{ children: inside(state.tree), at: 0 }];
  while (above.length > 0 && rows.length <= state.rows) {
    const last = above[above.length - 1];
    if (last.at === last.children.length) {
      above.pop();
      continue;
    }
    const node = last.children[last.at++];
    rows.push([node, above.length - 1]);
    if (node.folder && node.open) above.push({ children: inside(node), at: 0 });
  }
  return rows;
};

const drawTree = () => {
  const rows = visible();
  if (rows.length === 0) return [paragraph(say("page-empty"), "muted")];
  // Roles are named, since a narrow screen lays the table out as a list.
  const column = (text, style) => make("th", { scope: "col", role: "columnheader", class: style }, text);
  const table = make("table", { role: "table", "aria-labelledby": "contents" },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" },
      column(say("win-column-name")), column(say("win-column-size"), "number"),
      column(say("win-column-date"), "number"),
      column(make("span", { class: "unseen" }, say("page-save"))))),
    make("tbody", { role: "rowgroup" }, drawRows(rows, 0)));
  return [table, rows.length > state.rows && button(say("page-more"), showMore, { id: "more" })].filter(Boolean);
};

const drawRows = (rows, from) => rows.slice(from, state.rows).map(([node, depth]) => drawRow(node, depth));

// As many again, so that a hundred thousand take few presses; those that show stay as they are.
const showMore = () => {
  const before = state.rows;
  state.rows *= 2;
  const rows = visible();
  const added = drawRows(rows, before);
  const body = element("tree").querySelector("tbody");
  added.forEach((row) => body.append(row));
  added[0].querySelector("button").focus();
  if (rows.length <= state.rows) element("more").remove();
};

// Draws the rows anew, and puts the focus on that of a folder.
const redrawTree = (folder) => {
  element("tree").replaceChildren(...drawTree());
  const row = visible().findIndex(([node]) => node === folder);
  element("tree").querySelectorAll("tbody tr")[row]?.querySelector("button").focus();
};

// The name of a file with those of its folders: several files may have the same.
const pathOf = (node) => {
  const names = [];
  for (let at = node; at.parent; at = at.parent) names.push(at.name);
  return names.reverse().join("/");
};

const drawRow = (node, depth) => {
  const { entry, folder, name } = node;
  const indent = make("span", { class: "indent" });
  indent.style.width = `${Math.min(depth, 8) * 1.25}rem`;
  const shown = make("bdi", {}, name);
  const toggle = () => {
    node.open = !node.open;
    redrawTree(node);
  };
  const label =
    (folder && button(shown, toggle, {
      class: "quiet folder", "aria-expanded": String(node.open),
    })) ||
    (looksLike(name) && button(shown, () => look(node), {
      class: "quiet file", "aria-label": `${say("page-look")} ${pathOf(node)}`,
    })) ||
    make("span", { class: "file" }, shown);
  const cell = (style, ...content) => make("td", { role: "cell", class: style }, ...content);
  return make("tr", { role: "row" },
    cell("name", make("div", { class: "entry" }, indent, label)),
    cell("number", !folder && say(entry.size)),
    cell("number", entry && entry.modified !== null && moment(entry.modified)),
    cell("save", !folder &&
      button(say("page-save"), () => save(node), { class: "quiet", "aria-label": `${say("page-save")} ${pathOf(node)}` })));
};

// What writes dates, by language; to make one takes long.
const dateFormats = new Map();
const dateFormat = (language, time) => {
  const key = `${language} ${Boolean(time)}`;
  if (!dateFormats.has(key)) {
    const [locale, day, month] = language === "fr" ? ["fr-FR", "2-digit", "2-digit"] : ["en-GB", "numeric", "short"];
    dateFormats.set(key, new Intl.DateTimeFormat(locale, { day, month, year: "numeric", ...time }));
  }
  return dateFormats.get(key);
};

// A date, with its time; nothing where it is none that JavaScript has.
const shownDate = (seconds, time) => {
  const date = new Date(seconds * 1000);
  return Number.isFinite(date.getTime()) ? dateFormat(language, time).format(date).replace(",", "") : "";
};
const moment = (seconds) => shownDate(seconds, { hour: "2-digit", minute: "2-digit" });
const day = (seconds) => shownDate(seconds);

const extension = (name) => (name.includes(".") ? name.split(".").pop().toLowerCase() : "");
const looksLike = (name) =>
  (PICTURES.has(extension(name)) && "picture") || (TEXTS.has(extension(name)) && "text") || null;

// Reads one entry into a blob, and gives what `finish` makes of it; `null` where it was not read, and why is shown.
const readEntry = async ({ index, entry }, type, large, again, finish = (blob) => blob) => {
  try {
    const given = { index, bytes: entry.bytes, large, type };
    return await working("page-reading", async (progress) => finish(await engine.ask("read", given, progress)));
  } catch (fault) {
    if (fault !== null) outcome(faultBox(fault, { large: ["page-large", () => again(true)] }));
    element("outcome")?.querySelector("button")?.focus();
    return null;
  }
};

const save = async (node, large = false) => {
  if (!(await confirmed(node.entry.bytes))) return;
  const blob = await readEntry(node, "application/octet-stream", large, (allowed) => save(node, allowed));
  if (blob) download(blob, node.name);
};

// Files that were handed to the browser: it keeps them until their address is revoked.
const handed = new Set();
const revoke = (url, after) => setTimeout(() => { handed.delete(url); URL.revokeObjectURL(url); }, after);
// One that was handed over just now may not have been taken yet.
const letGo = () => handed.forEach((url) => revoke(url, 3_000));

const download = (blob, name, place) => {
  const url = URL.createObjectURL(blob);
  handed.add(url);
  make("a", { href: url, download: name }).click();
  revoke(url, 600_000);
  outcome(noticeBox("good", say("page-saved"), name), place);
};

const saveAll = async (large = false) => {
  const { whole, wholeBytes, entries } = state.opened;
  let target = null;
  if (wholeBytes >= TO_FILE && window.showSaveFilePicker) {
    try {
      target = await window.showSaveFilePicker({ suggestedName: whole });
    } catch (refused) {
      if (refused.name === "AbortError") return;
    }
  }
  if (!target && !(await confirmed(wholeBytes))) return;
  try {
    const blob = await working("page-reading", (progress) =>
      engine.ask("whole", { entries: entries.length, bytes: wholeBytes, large, target }, progress));
    if (blob) download(blob, whole);
    else outcome(noticeBox("good", say("page-written"), whole));
  } catch (fault) {
    if (fault !== null) outcome(faultBox(fault, { large: ["page-large", () => saveAll(true)] }));
  }
};

// Asks before a browser has to hold much.
const confirmed = (bytes) => {
  if (bytes < MUCH) return true;
  return new Promise((resolve) => {
    const end = (answer) => { shut(dialog); resolve(answer); };
    const dialog = openDialog(say("page-memory"), [
      paragraph(say("page-memory-hint")),
      make("div", { class: "row" },
        button(say("page-continue"), () => end(true), { class: "primary" }),
        button(say("win-cancel"), () => end(false))),
    ]);
    dialog.addEventListener("cancel", () => resolve(false));
  });
};

const openDialog = (title, content) => {
  const dialog = make("dialog", { "aria-labelledby": "dialog-title" },
    make("h2", { id: "dialog-title" }, title), ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

// Ends a dialog at once: the browser tells of its end some time after.
const shut = (dialog) => {
  dialog?.close();
  dialog?.remove();
};

// Shows a text or a picture from memory.
const look = async (node, large = false) => {
  const { name, entry } = node;
  const kind = looksLike(name);
  if (entry.bytes > (kind === "text" ? LARGE_TEXT : LARGE_PICTURE)) {
    outcome(noticeBox("", say("page-look-large"), name));
    return;
  }
  const type = kind === "text" ? "text/plain" : `image/${PICTURES.get(extension(name))}`;
  const finish = async (blob) =>
    kind === "picture" ? blob : engine.ask("shown", { text: decode(await blob.arrayBuffer()) });
  const read = await readEntry(node, type, large, (allowed) => look(node, allowed), finish);
  if (read === null) return;
  const url = kind === "picture" ? URL.createObjectURL(read) : null;
  const shown = url
    ? make("img", { src: url, alt: name, onerror: () => shown.replaceWith(paragraph(say("page-look-not"))) })
    : make("pre", { tabIndex: 0, "aria-label": name }, read);
  const dialog = openDialog(make("bdi", {}, name), [
    shown,
    paragraph(say("win-preview-about"), "muted small"),
    make("div", { class: "row" },
      button(say("win-close"), () => shut(dialog), { class: "primary" }),
      button(say("page-save"), () => { shut(dialog); save(node); })),
  ]);
  dialog.addEventListener("close", () => url && URL.revokeObjectURL(url));
};

const decode = (bytes) => {
  const start = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const mark = start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : null;
  try {
    return new TextDecoder(mark ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};

// --- Who can open it.

const drawPeople = () => {
  const { accesses, notices } = state.opened;
  const person = (access) =>
    make("li", {},
      make("span", { class: "person" }, make("bdi", {}, access.name)), " ",
      make("span", { class: "muted small" }, `· ${say(access.role)} ${say("page-since")} ${day(access.since)}`),
      make("div", { class: access.disproved ? "false small" : "small" }, say(access.known)),
      access.fingerprint && make("div", { class: "fingerprint" },
        make("span", { class: "unseen" }, `${say("win-fingerprint")} `), access.fingerprint));
  return [
    ...notices.filter((notice) => !notice.danger).map(noticeOf),
    accesses.length > 0 && make("ul", { class: "people" }, accesses.map(person)),
    accesses.length > 0 && paragraph(say("page-claims"), "muted small"),
  ].filter(Boolean);
};

// --- The reply.

const answered = () =>
  state.opened.accesses
    .map((access, place) => ({ ...access, place }))
    .filter((access) => access.fingerprint && state.opened.answerable);

const drawAnswer = () => {
  if (state.sealed) return drawSealed();
  const people = answered();
  const chosen = people.filter(({ place }) => !state.skipped.has(place));
  const check = (label, about, checked, change) =>
    make("label", { class: "choice" },
      make("input", { type: "checkbox", checked, onchange: (event) => change(event.target.checked) }),
      make("span", {}, label, about && make("span", { class: "muted small" }, make("br"), about)));
  const set = (key) => (value) => { state[key] = value; };
  const warned = chosen.filter((access) => access.classical);
  return [
    paragraph(say("page-answer-about"), "muted"),
    make("fieldset", {}, make("legend", {}, say("page-answer-for")),
      people.length === 0 && paragraph(say("page-answer-none"), "muted"),
      people.map(({ name, fingerprint, place }) =>
        check(make("bdi", {}, name), fingerprint, !state.skipped.has(place), (value) => {
          state.skipped[value ? "delete" : "add"](place);
          redrawAnswer();
        })),
      people.length > 0 && check(say("page-answer-passphrase"), say("page-answer-passphrase-about"),
        state.withPassphrase, set("withPassphrase"))),
    warned.map((access) => noticeBox("", say(access.classical))),
    warned.length > 0 && check(say("win-classical-allow"), null, state.classical, set("classical")),
    make("p", { class: "person" }, say("page-answer-files")),
    state.files.length > 0 && make("ul", { class: "files" }, state.files.map((file, at) =>
      make("li", {}, make("bdi", {}, file.name),
        button(say("page-answer-remove"), () => { state.files.splice(at, 1); redrawAnswer("input[type=file]"); },
          { class: "quiet", "aria-label": `${say("page-answer-remove")} ${file.name}` })))),
    dropBox(say("page-answer-drop"), { many: true }, addFiles),
    make("div", { id: "answer-outcome" }),
    make("div", { class: "row" },
      button(say("page-seal"), () => seal(chosen), { class: "primary", disabled: state.files.length === 0 })),
  ].flat().filter(Boolean);
};

// A folder that was dropped looks like a file, until it is read.
const isReadable = async (file) => {
  try {
    // Nothing is read for a slice of nothing.
    await (file.size > 0 ? file.slice(0, 1) : file).arrayBuffer();
    return true;
  } catch {
    return false;
  }
};

const addFiles = async (files) => {
  const { opened } = state;
  const readable = await Promise.all(files.map(isReadable));
  if (state.opened !== opened) return;
  state.files.push(...files.filter((_, at) => readable[at]));
  redrawAnswer("input[type=file]");
  const refused = files.filter((_, at) => !readable[at]).map(({ name }) => name);
  if (refused.length > 0) {
    outcome(noticeBox("danger fault", say("page-answer-unreadable"), say("page-answer-unreadable-hint"),
      paragraph(make("bdi", {}, refused.join(", ")))), "answer-outcome");
  }
};

const redrawAnswer = (focus) => {
  const inputs = [...element("reply").querySelectorAll("input")];
  const at = inputs.indexOf(document.activeElement);
  element("reply").replaceChildren(...drawAnswer());
  const now = [...element("reply").querySelectorAll("input")];
  (focus ? element("reply").querySelector(focus) : now[at])?.focus();
};

const seal = async (chosen) => {
  if (!(await confirmed(state.files.reduce((sum, file) => sum + file.size, 0)))) return;
  const given = {
    files: state.files,
    chosen: chosen.map(({ place }) => place),
    passphrase: state.withPassphrase || answered().length === 0,
    classical: state.classical,
  };
  try {
    state.sealed = await working("win-sealing", (progress) => engine.ask("answer", given, progress));
    redrawAnswer("h3");
    status(say("page-sealed"));
  } catch (fault) {
    if (fault === null) return;
    outcome(faultBox(fault), "answer-outcome");
  }
};

const drawSealed = () => {
  const { name, summary, openers, passphrase, blob } = state.sealed;
  return [
    make("h3", { tabIndex: -1 }, say("page-sealed")),
    paragraph(`${name} · ${say(summary)}`),
    paragraph(`${say("page-sealed-for")} ${openers.join(", ")}`, "muted"),
    passphrase && make("p", { class: "person" }, say("win-passphrase-to-give")),
    passphrase && make("code", { class: "secret" }, passphrase),
    make("div", { class: "row" },
      button(say("page-sealed-save"), () => download(blob, name, "answer-outcome"), { class: "primary" }),
      button(say("win-seal-again"), () => {
        [state.sealed, state.files] = [null, []];
        redrawAnswer("input[type=file]");
      })),
    make("div", { id: "answer-outcome" }),
  ].filter(Boolean);
};

// --- Work that takes time.

let busy = false;

// Shows that something is done, how far it is, and a way to stop it; gives what `work` resolves to. One thing
// is done at a time: a second press is as one that was cancelled.
const working = async (title, work, about) => {
  if (busy) throw null;
  busy = true;
  // How the last attempt failed is not how this one does.
  document.querySelectorAll(".fault").forEach((box) => box.remove());
  const progress = make("progress", { "aria-label": say(title) });
  const before = document.activeElement;
  let dialog = null;
  // What is done at once does not flicker.
  const soon = setTimeout(() => {
    dialog = openDialog(say(title), [
      progress,
      about && paragraph(say(about), "muted small"),
      make("div", { class: "row" }, button(say("win-cancel"), cancel)),
    ].filter(Boolean));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); cancel(); });
    status(say(title));
  }, 150);
  try {
    return await work((done, total) => {
      if (total > 0) [progress.max, progress.value] = [total, Math.min(done, total)];
    });
  } finally {
    busy = false;
    clearTimeout(soon);
    shut(dialog);
    before?.focus?.();
  }
};

// Another worker, which knows nothing.
const restart = async () => {
  const started = engine.stop();
  // What the last one opened is gone at once.
  status("");
  letGo();
  draw(false);
  try {
    await started;
  } catch (fault) {
    // `null`: it was ended in turn.
    if (fault !== null) broken = fault.technical === undefined ? internal(String(fault)) : fault;
  }
};

// Ends the worker: the container is locked again, and `more` is shown of it. The reply stays as it was prepared.
const relock = async (more) => {
  const { file, locked, files, skipped, withPassphrase, classical } = state;
  // A container that ends the worker once more is given up.
  state = fresh();
  await restart();
  if (locked && engine.ready) return take(file, { files, skipped, withPassphrase, classical, ...more });
  Object.assign(state, { fault: more.fault ?? state.fault });
  draw();
};

const cancel = () => relock({ notice: "page-cancelled" });

// --- The start.

// A file that misses its place must not take the page's.
for (const event of ["dragover", "drop"]) {
  window.addEventListener(event, (dragged) => {
    if (dragged.target.type !== "file") dragged.preventDefault();
  });
}

(async () => {
  draw(false);
  try {
    await engine.start();
  } catch (fault) {
    const technical = fault?.technical ?? String(fault);
    broken = { message: texts["page-broken"], hint: texts["page-broken-hint"], technical };
  }
  draw(false);
})();

// Chromium and Firefox, driven by one library: by its own protocol the one, by WebDriver BiDi the other.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import puppeteer from "puppeteer-core";

const PATHS = { chromium: "/usr/bin/chromium", firefox: "/usr/bin/firefox-esr" };

// What the worker answers, and the end of a dialog, reach the page up to so many milliseconds late, in their
// order: what a test takes for granted on a quick machine fails.
const slow = (late) => {
  const { addEventListener } = HTMLDialogElement.prototype;
  HTMLDialogElement.prototype.addEventListener = function (event, listener, ...options) {
    const after = (told) => setTimeout(() => listener.call(this, told), late * Math.random());
    addEventListener.call(this, event, event === "close" ? after : listener, ...options);
  };
  window.Worker = class extends window.Worker {
    set onmessage(listener) {
      let due = 0;
      super.onmessage = (message) => {
        const now = performance.now();
        due = Math.max(due, now + late * Math.random());
        setTimeout(() => listener(message), due - now);
      };
    }
  };
};

// A browser that speaks this language, and keeps what it downloads in a folder of its own.
export async function launch(name, language) {
  const downloads = mkdtempSync(join(tmpdir(), "downloads-"));
  const tag = language === "fr" ? "fr-FR,fr" : "en-GB,en";
  const options =
    name === "chromium"
      ? { args: ["--no-sandbox", `--lang=${language}`, `--accept-lang=${tag}`] }
      : {
          extraPrefsFirefox: {
            "intl.accept_languages": tag,
            "browser.download.folderList": 2,
            "browser.download.dir": downloads,
            "browser.download.useDownloadDir": true,
            "browser.download.always_ask_before_handling_new_types": false,
            "browser.download.alwaysOpenPanel": false,
            "browser.helperApps.neverAsk.saveToDisk": "application/octet-stream,application/zip",
          },
        };
  const browser = await puppeteer.launch({
    browser: name === "chromium" ? "chrome" : "firefox",
    executablePath: PATHS[name],
    headless: true,
    protocolTimeout: 600_000,
    ...options,
  });
  if (name === "chromium") {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  }
  const late = Number(process.env.SCELLE_PAGE_LATE ?? 0);
  const newPage = async () => {
    const tab = await browser.newPage();
    if (late > 0) await tab.evaluateOnNewDocument(slow, late);
    return tab;
  };
  return { browser, newPage, downloads };
}

// Chromium and Firefox, driven by one library: by its own protocol the one, by WebDriver BiDi the other.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import puppeteer from "puppeteer-core";

const PATHS = { chromium: "/usr/bin/chromium", firefox: "/usr/bin/firefox-esr" };

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
  return { browser, downloads };
}

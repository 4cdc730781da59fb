// Containers and keys for the tests, made by the real binary and by other programs.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as age from "age-encryption";

const binary = process.env.SCELLE;
if (!binary) throw new Error("SCELLE names the program: see web/test/run");

export const PASSPHRASE = "une phrase d’essai";

export class Scene {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "scelle-page-"));
    mkdirSync(this.at("home"));
    this.file("passphrase", PASSPHRASE);
  }

  at(...names) {
    return join(this.folder, ...names);
  }

  file(name, content) {
    mkdirSync(join(this.at(name), ".."), { recursive: true });
    writeFileSync(this.at(name), content, { mode: 0o600 });
    return this.at(name);
  }

  // The program, with its standard output; throws what it says where it fails.
  scelle(...args) {
    const env = { PATH: process.env.PATH, SCELLE_HOME: this.at("home"), TZ: "UTC", LANG: "C.UTF-8" };
    return execFileSync(binary, ["--lang", "en", "--no-input", ...args], {
      cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30,
    });
  }

  // The family of the failure, as JSON names it, or `ok`.
  verdict(...args) {
    try {
      this.scelle("--json", ...args);
      return "ok";
    } catch (failed) {
      const line = failed.stderr.toString().trim().split("\n").pop();
      try {
        return JSON.parse(line).error?.kind ?? JSON.parse(line).kind;
      } catch {
        return `${failed.status}: ${failed.stderr}`;
      }
    }
  }

  seal(name, inputs, ...options) {
    this.scelle("seal", ...inputs, "-o", name, "--no-self", ...options);
    return this.at(name);
  }

  ssh(kind, passphrase = "") {
    const name = `ssh-${kind}${passphrase && "-locked"}`;
    execFileSync("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-C", "bob", "-f", this.at(name)]);
    return { path: this.at(name), recipient: readFileSync(this.at(`${name}.pub`), "utf8").trim() };
  }

  async key(name, hybrid) {
    const identity = await (hybrid ? age.generateHybridIdentity() : age.generateX25519Identity());
    const recipient = await age.identityToRecipient(identity);
    return { identity, recipient, path: this.file(name, `# ${name}\n${identity}\n`) };
  }

  // An archive of entries that Python makes: a list of names and contents. `changes` are made to its file, `f`.
  zip(name, entries, changes = "pass", method = "STORED") {
    const script = `import sys, zipfile, struct
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_${method}) as z:
    for name, content in ${entries}: z.writestr(name, content)
with open(sys.argv[1], "r+b") as f: ${changes}`;
    execFileSync("python3", ["-c", script, this.at(name)]);
    return this.at(name);
  }

  // A container without an access list, of any payload: for a key, or under a passphrase.
  async sealedByAge(name, payload, to) {
    const encrypter = new age.Encrypter();
    if (to.recipient) encrypter.addRecipient(to.recipient);
    else {
      encrypter.setScryptWorkFactor(10);
      encrypter.setPassphrase(to);
    }
    return this.file(name, await encrypter.encrypt(readFileSync(payload)));
  }

  // Scellé's own key, under the passphrase.
  own() {
    const made = JSON.parse(this.scelle("--json", "key", "new", "--passphrase-file", "passphrase"));
    return { path: made.identity, recipient: made.recipient };
  }
}

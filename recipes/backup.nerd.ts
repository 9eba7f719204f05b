#!/usr/bin/env nerdsh
/** Saves a volume to a file, or gives it back what is in one: `save|restore VOLUME FILE`. */
import { createReadStream, createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { volume } from "nerdsh";

const [verb, name, file] = argv._.map(String);
if (name === undefined || file === undefined) throw new Error("write: backup.nerd.ts save|restore VOLUME FILE");

if (verb === "save") {
  // Under another name until it is whole.
  await pipeline(volume(name).export(), createWriteStream(`${file}.part`, { mode: 0o600 }));
  await rename(`${file}.part`, file);
} else if (verb === "restore") {
  await volume(name).import(createReadStream(file));
} else {
  throw new Error(`neither save nor restore: ${verb}`);
}
console.log(`${verb === "save" ? "saved" : "restored"} ${name}`);

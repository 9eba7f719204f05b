#!/usr/bin/env nerdsh
/** Builds a directory's Dockerfile, tries the image, and pushes it: `NAME [DIRECTORY] [-- COMMAND…]`. */
import { build, push } from "nerdsh";

const [name, directory = "."] = argv._.map(String);
if (name === undefined) throw new Error("write: image-build.nerd.ts NAME [DIRECTORY] [-- COMMAND…]");
const dash = process.argv.indexOf("--");
const command = dash === -1 ? [] : process.argv.slice(dash + 1);

const image = await build(directory, {
  tag: name,
  label: { "org.opencontainers.image.title": path.basename(path.resolve(directory)) },
});
console.log(`built ${image.name}, ${(image.size / 1e6).toFixed(1)} MB`);

// What fails here is pushed nowhere.
if (command.length > 0) console.log(`says  ${await image.run(command).text()}`);

const { repository, digest } = await push(name);
console.log(`pushed ${repository}@${digest}`);

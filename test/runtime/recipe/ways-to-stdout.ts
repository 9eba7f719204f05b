/** Where else a program finds a stream, or a console: a module each, which gives a function that writes a line to stdout. */
export const waysToStdout: Readonly<Record<string, string>> = {
  "by importing it": 'import { stdout } from "node:process";\nexport const write = stdout.write.bind(stdout);',
  "by another name of the module":
    'import process from "process";\nexport const write = process.stdout.write.bind(process.stdout);',
  "by an import that is computed": `const name = "node:" + "process";
const { stdout } = (await import(name)).default;
export const write = stdout.write.bind(stdout);`,
  "by an import in the midst": `const { stdout } = await import("node:process");
export const write = stdout.write.bind(stdout);`,
  "by a package": 'export { write } from "writer";',
  "by a package that is CommonJS": 'import writer from "old-writer";\nexport const { write } = writer;',
  "by Node's require": `import { createRequire } from "node:module";
const { stdout } = createRequire(import.meta.url)("node:process");
export const write = stdout.write.bind(stdout);`,
  "by evaluated code": `const { stdout } = await new Function('return import("node:process")')();
export const write = stdout.write.bind(stdout);`,
  "by evaluated code of a JSON file": `import texts from "./code.json" with { type: "json" };
const { stdout } = await new Function(texts.code)();
export const write = stdout.write.bind(stdout);`,
  "by its console":
    'import own from "node:console";\nconst { log } = own;\nexport const write = (text: string) => log(text.trimEnd());',
  "by a function of its console":
    'import { log } from "node:console";\nexport const write = (text: string) => log(text.trimEnd());',
  "by a function of its console, computed": `const { log } = await import("node:" + "console");
export const write = (text: string) => log(text.trimEnd());`,
  "by another console": `import { Console } from "node:console";
const { log } = new Console(process.stdout);
export const write = (text: string) => log(text.trimEnd());`,
};

/** Which Bun alone has. */
export const waysOnBun: Readonly<Record<string, string>> = {
  "by require": 'const { stdout } = require("node:process");\nexport const write = stdout.write.bind(stdout);',
  "by the module's require": `const { stdout } = import.meta.require("node:process");
export const write = stdout.write.bind(stdout);`,
  "by its console's stream": "export const write = console._stdout.write.bind(console._stdout);",
};

/** The packages, and the JSON file. */
export const writers = {
  "code.json": '{ "code": "return import(\'node:process\')" }',
  "node_modules/writer/package.json": '{"name":"writer","version":"1.0.0","type":"module","main":"./index.js"}',
  "node_modules/writer/index.js":
    'import { stdout } from "node:process";\nexport const write = stdout.write.bind(stdout);',
  "node_modules/old-writer/package.json": '{"name":"old-writer","version":"1.0.0","main":"./index.js"}',
  "node_modules/old-writer/index.js":
    'const { stdout } = require("process");\nexports.write = stdout.write.bind(stdout);',
};

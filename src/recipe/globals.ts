import { defineGlobals } from "../platform/global-names.ts";
import type { Zx } from "../platform/zx.ts";

/** Gives a program the names that it may use without an import; their types are below. */
export function installGlobals(globals: Readonly<Record<string, unknown>>): void {
  defineGlobals(globals);
}

type Nerdsh = typeof import("../index.ts");

declare global {
  const run: Nerdsh["run"];
  const pull: Nerdsh["pull"];
  const push: Nerdsh["push"];
  const build: Nerdsh["build"];
  const compose: Nerdsh["compose"];
  const dockerfile: Nerdsh["dockerfile"];
  const llb: Nerdsh["llb"];
  const images: Nerdsh["images"];
  const image: Nerdsh["image"];
  const containers: Nerdsh["containers"];
  const container: Nerdsh["container"];
  const exec: Nerdsh["exec"];
  const logs: Nerdsh["logs"];
  const network: Nerdsh["network"];
  const volume: Nerdsh["volume"];
  const task: Nerdsh["task"];
  const step: Nerdsh["step"];
  const service: Nerdsh["service"];
  const secret: Nerdsh["secret"];
  const env: Nerdsh["env"];
  const NerdError: Nerdsh["NerdError"];
  const isNerdError: Nerdsh["isNerdError"];
  const $: Nerdsh["$"];
  const argv: Zx["argv"];
  const cd: Zx["cd"];
  const chalk: Zx["chalk"];
  const echo: Zx["echo"];
  const fs: Zx["fs"];
  const glob: Zx["glob"];
  const os: Zx["os"];
  const path: Zx["path"];
  const question: Zx["question"];
  const quote: Zx["quote"];
  const retry: Zx["retry"];
  const sleep: Zx["sleep"];
  const spinner: Zx["spinner"];
  const stdin: Zx["stdin"];
  const tmpdir: Zx["tmpdir"];
  const tmpfile: Zx["tmpfile"];
  const which: Zx["which"];
  const within: Zx["within"];
  const YAML: Zx["YAML"];
}

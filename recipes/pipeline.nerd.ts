#!/usr/bin/env nerdsh
/** A pipeline over the shell scripts of `src/`: parsed by two shells, run in containers, packed; only what has changed runs again. */
import { run, task } from "nerdsh";

const image = "busybox";
const files = ["src/**/*.sh"];
const scripts = () => glob(files, { cwd: process.cwd() });
const volume = `${process.cwd()}:/project:ro`;

task("lint", { summary: "Parse every script", inputs: files, matrix: { shell: ["sh", "ash"] } }, async ({ matrix }) => {
  for (const script of await scripts())
    await run(image, [matrix.shell, "-n", script], { volume, workdir: "/project" }).text();
});

task(
  "test",
  {
    summary: "Run every script in a container of its own",
    deps: ({ level }) => (level === "strict" ? ["lint"] : ["lint:sh"]),
    inputs: { files, images: [image] },
    matrix: { level: ["plain", "strict"] },
    timeout: "1m",
    retry: 1,
  },
  async ({ matrix }) => {
    const flags = matrix.level === "strict" ? ["-eu"] : [];
    for (const script of await scripts()) {
      const lines = await run(image, ["sh", ...flags, script], { volume, workdir: "/project" }).lines();
      console.log(`${script}: ${lines.join(" ")}`);
    }
  },
);

task(
  "pack",
  { summary: "Make dist/scripts.tar", deps: ["test"], inputs: files, outputs: ["dist/scripts.tar"] },
  async () => {
    await $`mkdir -p dist && tar -cf dist/scripts.tar --sort=name src`;
  },
);

const target = { type: "string", choices: ["staging", "production"], default: "staging", summary: "Where to" } as const;
task(
  "deploy",
  { summary: "Say where it would go", deps: ["pack"], locks: ["deploy"], args: { to: target } },
  ({ args }) => {
    console.log(`dist/scripts.tar goes to ${args.to}`);
  },
);

task("ci", { summary: "All but deploy", deps: ["pack"], default: true });

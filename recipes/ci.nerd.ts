#!/usr/bin/env nerdsh
/** Checks, builds and tests nerdsh itself, in a clone of it: `nerdsh ci [TASK…]`; only what has changed runs again. */
import { task } from "nerdsh";

const bin = "node_modules/.bin";
// The tools' settings are in `*.json`, and their versions in the lock file among them.
const inputs = ["src/**", "test/**", "scripts/**", "bench/**", "recipes/**", "native/**", "proto/**", "*.json"];

task("form", { summary: "Form and rules of all files", inputs: ["**"] }, async () => {
  await $`${bin}/biome check --error-on-warnings`;
});

task("types", { summary: "Types of everything", inputs }, async () => {
  await $`${bin}/tsc --project .`;
});

task("imports", { summary: "Imports point down", inputs }, async () => {
  await $`${bin}/tsx scripts/check-imports.ts`;
});

task("unused", { summary: "No code, export or package that nobody uses", inputs }, async () => {
  await $`${bin}/knip --no-progress`;
});

const lint = task("lint", { summary: "All checks that run nothing", deps: ["form", "types", "imports", "unused"] });

const build = task("build", { summary: "Make dist/", inputs, outputs: ["dist/**", "!dist/nerdsh"] }, async () => {
  await $`npm run --silent build`;
});

const unit = task("unit", { summary: "The tests that need no root", inputs: [...inputs, "docs/**"] }, async () => {
  await $`npm run --silent test:unit`;
});

task("test", { summary: "All tests, against real containers", deps: [lint, unit], timeout: "1h" }, async () => {
  await $`npm run --silent test scenario runtime package`;
});

task("ci", { summary: "All but what needs an engine", deps: [lint, build, unit], default: true });

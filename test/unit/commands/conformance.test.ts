import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { globalSyntax } from "../../../src/cli/global-flags.ts";
import type { CommandSyntax } from "../../../src/commands/define-command.ts";
import { scanArgv } from "../../../src/commands/parse-argv.ts";
import { commandNames, loadCommand } from "../../../src/commands/table.ts";

interface Row {
  readonly command: string;
  /** Empty where the row is the command's own. */
  readonly flag: string;
  readonly short: string;
  /** pflag's; empty where only the flag's name is known. */
  readonly type: string;
}

/** Docker's and nerdctl's commands and flags for a kind of thing, a row each. */
function rowsOf(kind: string): Row[] {
  return readFileSync(new URL(`../../fixtures/cli/${kind}.tsv`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [command = "", flag = "", short = "", type = ""] = line.split("\t");
      return { command, flag, short, type };
    });
}

/** What is wrong with a row; undefined where it is served, or refused with a reason. */
function fault({ flag, short, type }: Row, command: CommandSyntax): string | undefined {
  if (flag === "") return undefined;
  const reason = command.refused?.[flag];
  const known = command.flags[flag];
  if (known === undefined) return reason ? undefined : `--${flag} is neither served nor refused`;
  if (reason !== undefined) return `--${flag} is both served and refused`;
  if (short !== "" && known.short !== short) return `-${short} is not --${flag}`;
  if (type !== "" && (type === "bool") !== (known.type === "bool")) return `--${flag} is no ${type}`;
  return undefined;
}

for (const kind of ["builds", "compose", "containers", "images", "networks", "system", "volumes"]) {
  // Commands that are to come have rows already; flags of a group are its own test's.
  const others = kind === "compose" ? ["compose", "compose watch"] : [];
  const isMeant = ({ command }: Row) => kind !== "builds" || commandNames().includes(command);
  const rows = rowsOf(kind).filter((row) => isMeant(row) && !others.includes(row.command));
  describe(`every row of Docker's and nerdctl's command line for ${kind}`, () => {
    for (const name of new Set(rows.map(({ command }) => command))) {
      test(`of ${name} is served, or refused by name with the reason`, async () => {
        const command = await loadCommand(name);
        const faults = rows.filter((row) => row.command === name).flatMap((row) => fault(row, command) ?? []);
        assert.deepEqual(faults, []);
      });
    }
  });
}

describe("every flag before the command", () => {
  for (const program of ["nerdctl", "docker"]) {
    test(`of ${program} is served, or refused by name with the reason`, () => {
      const rows = rowsOf("global").filter(({ command, flag }) => command === program && flag !== "help");
      const faults = rows.flatMap((row) => fault(row, globalSyntax) ?? []);
      assert.deepEqual(faults, []);
      assert.ok(rows.length > 10);
    });
  }

  test("shows help where that is asked for", () => {
    for (const word of ["--help", "-h"]) assert.ok(scanArgv(globalSyntax, [word]).help);
  });

  test("that is refused is so by its letter, too", () => {
    const letters = rowsOf("global").filter(({ flag, short }) => short !== "" && globalSyntax.refused?.[flag]);
    assert.deepEqual(
      letters.map(({ short }) => short),
      ["c", "l"],
    );
    for (const { flag, short } of letters) {
      const message = new RegExp(`^--${flag} is not supported: \\w`);
      assert.throws(() => scanArgv(globalSyntax, [`-${short}`, "x", "ps"]), { code: "UNSUPPORTED", message });
    }
  });
});

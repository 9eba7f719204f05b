import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { AnyCommand } from "../../../src/commands/define-command.ts";
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
function fault({ flag, short, type }: Row, command: AnyCommand): string | undefined {
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

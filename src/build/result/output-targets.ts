import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Writable } from "node:stream";
import type { ReceiveTarget } from "../../buildkit/filesync/file-receive-methods.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { Receiver } from "../plan/exporter-plan.ts";

/** Where what exporters send goes. Throws MISSING_ARGUMENT where that is a terminal. */
export function outputTargets(
  { cwd, stdio }: Pick<Context, "cwd" | "stdio">,
  receivers: ReadonlyMap<number, Receiver>,
): ReadonlyMap<number, ReceiveTarget> {
  return new Map([...receivers].map(([index, receiver]) => [index, target(cwd, stdio?.stdout, receiver)]));
}

function target(cwd: string, stdout: Writable | undefined, { kind, path }: Receiver): ReceiveTarget {
  if (path === "-") return streamTarget(stdout);
  const absolute = resolve(cwd, path);
  if (kind === "file") mkdirSync(dirname(absolute), { recursive: true });
  return { kind, path: absolute };
}

function streamTarget(stdout: Writable | undefined): ReceiveTarget {
  // A terminal's stream says so; Writable knows nothing of it.
  if (stdout === undefined || (stdout as { readonly isTTY?: boolean }).isTTY === true) {
    throw new NerdError("MISSING_ARGUMENT", "cowardly refusing to write an archive to a terminal", {
      hint: "write dest=FILE, or redirect",
      exitCode: 1,
    });
  }
  return {
    kind: "stream",
    write: async (bytes) => {
      if (!stdout.write(bytes)) await once(stdout, "drain");
    },
  };
}

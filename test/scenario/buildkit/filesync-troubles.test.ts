import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseBuilderAddress } from "../../../src/buildkit/address.ts";
import { Builder as BuildKit } from "../../../src/buildkit/builder.ts";
import { fileReceiveMethods, type ReceiveTarget } from "../../../src/buildkit/filesync/file-receive-methods.ts";
import { fileSyncMethods } from "../../../src/buildkit/filesync/file-sync-methods.ts";
import { type Solved, solve } from "../../../src/buildkit/solve.ts";
import { isNerdError } from "../../../src/errors.ts";
import { type Builder, startBuilder } from "../../support/builder.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const MiB = 1024 * 1024;

describe("files of a build, in trouble", { timeout: 300_000 }, () => {
  let builder: Builder;
  let buildkit: BuildKit;

  before(async () => {
    builder = await startBuilder({ network: "none" });
    buildkit = new BuildKit(parseBuilderAddress(`docker://${builder.socket}`));
  });
  after(async () => {
    buildkit?.close();
    await builder?.[Symbol.asyncDispose]();
  });

  async function build(context: string, exporter: string, target: ReceiveTarget): Promise<Solved> {
    const directories = new Map(Object.entries({ context, dockerfile: context }));
    return await solve(
      buildkit,
      {
        frontend: "dockerfile.v0",
        frontendAttrs: { filename: "Dockerfile" },
        exporters: [{ type: exporter, attrs: {} }],
      },
      { methods: new Map([...fileSyncMethods({ directories }), ...fileReceiveMethods(new Map([[0, target]]))]) },
    );
  }

  function contextOf(directory: string, files: Readonly<Record<string, number>>): string {
    const context = join(directory, "context");
    mkdirSync(context);
    writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY . /\n");
    for (const [name, size] of Object.entries(files)) writeFileSync(join(context, name), Buffer.alloc(size, name));
    return context;
  }

  it("that find a full disk are said not to fit, and none is left that is not whole", async () => {
    await using directory = await temporaryDirectory();
    const context = contextOf(directory.path, { first: 100, large: 4 * MiB });
    const small = join(directory.path, "small");
    mkdirSync(small);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small]);
    try {
      const targets = [
        ["local", { kind: "directory", path: join(small, "out") }],
        ["tar", { kind: "file", path: join(small, "out.tar") }],
      ] as const;
      for (const [exporter, target] of targets) {
        const error = await build(context, exporter, target).catch((reason: unknown) => reason);
        ok(isNerdError(error, "DISK_FULL"), String(error));
        equal(error.hint, "free some space there, or write the output elsewhere");
        match(error.message, /^no space left to write .*\/small\/out/);
      }
      const left = readdirSync(small, { recursive: true }).map(String).sort();
      deepEqual(
        left.filter((name) => name !== "out/Dockerfile" && name !== "out/first"),
        ["out"],
      );
    } finally {
      execFileSync("umount", [small]);
    }
  });

  it("that grow, shrink, vanish and come while they are sent make a build, or an error that says which", async () => {
    await using directory = await temporaryDirectory();
    const names = Array.from({ length: 300 }, (_, index) => `file-${index}`);
    const context = contextOf(directory.path, Object.fromEntries(names.map((name) => [name, 64 * 1024])));
    for (let round = 0; round < 2; round++) {
      let isOver = false;
      const change = async () => {
        for (let step = 0; !isOver; step++) {
          const path = join(context, names[(step * 7) % names.length]!);
          if (step % 4 === 0) appendFileSync(path, Buffer.alloc(100_000, "more"));
          else if (step % 4 === 1) rmSync(path, { force: true });
          else if (step % 4 === 2) writeFileSync(path, "short");
          else if (step % 4 === 3) writeFileSync(`${path}-new`, "new");
          await new Promise(setImmediate);
        }
      };
      const changing = change();
      const outcome = await build(context, "local", { kind: "directory", path: join(directory.path, "out") })
        .catch((reason: unknown) => reason)
        .finally(() => {
          isOver = true;
        });
      await changing;
      const isTold = isNerdError(outcome, "BUILD_FAILED") && /file-\d+/.test(outcome.message);
      ok(isTold || (outcome as Solved).ref, String(outcome));
    }
    truncateSync(join(context, "Dockerfile"), 0);
    const empty = await build(context, "local", { kind: "directory", path: join(directory.path, "out") }).catch(String);
    match(String(empty), /empty|no build stage/);
  });
});

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openSession } from "../../src/api/session.ts";
import { execCommand } from "../../src/commands/container/exec.ts";
import { runCommand } from "../../src/commands/container/run.ts";
import type { InputOf } from "../../src/commands/define-command.ts";
import { readInput } from "../../src/commands/read-options.ts";
import { execProcess } from "../../src/container/exec.ts";
import { findContainer } from "../../src/container/record/lookup.ts";
import { removeContainer } from "../../src/container/remove.ts";
import { createStopped, runContainer } from "../../src/container/run.ts";
import { collect } from "../../src/container/streams/output-pump.ts";
import type { Context } from "../../src/context.ts";
import type { StoredContainer } from "../../src/engine/containers.ts";
import { imageFromFiles } from "../../src/image/from-files.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import { startEngine, type TestEngine } from "./engine.ts";
import { removeRemains } from "./remains.ts";

type RunInput = InputOf<typeof runCommand.flags>;
type ExecInput = InputOf<typeof execCommand.flags>;

export interface TestContainer extends AsyncDisposable {
  readonly id: string;
  /** The record as it is now. */
  record(): Promise<StoredContainer>;
  /** What a command in it writes to stdout; rejects where it fails. */
  output(...command: string[]): Promise<string>;
  /** The same with flags of `exec`. */
  outputWith(flags: ExecInput, ...command: string[]): Promise<string>;
}

/** An engine of the test's own with one image, `busybox`, and containers by the domain's functions, without any front end. */
export class Containers implements AsyncDisposable {
  readonly context: Context;
  readonly engine: TestEngine;
  /** A directory of the host for the test's files, gone with the block. */
  readonly directory: string;
  readonly #close: () => Promise<void>;

  constructor(parts: Pick<Containers, "context" | "engine" | "directory">, close: () => Promise<void>) {
    this.context = parts.context;
    this.engine = parts.engine;
    this.directory = parts.directory;
    this.#close = close;
  }

  /** Runs until it is removed, without a network unless `input` says otherwise. */
  async run(input: RunInput = {}, command = ["sleep", "1000000"], image = "busybox"): Promise<TestContainer> {
    const options = readInput(runCommand, [image, ...command], { network: "none", detach: true, ...input });
    const { id } = await runContainer(this.context, options, { detach: true });
    return this.#container(id);
  }

  /** Made, and never started. */
  async create(input: RunInput = {}, command = ["sleep", "1000000"]): Promise<TestContainer> {
    const { id } = await createStopped(
      this.context,
      readInput(runCommand, ["busybox", ...command], { network: "none", ...input }),
    );
    return this.#container(id);
  }

  /** The same with a signal of the test's own. */
  aborting(signal: AbortSignal): Context {
    return { ...this.context, signal };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #container(id: string): TestContainer {
    const { context } = this;
    const record = () => findContainer(context, id);
    return {
      id,
      record,
      output: async (...command) => await execOutput(context, await record(), { command }),
      outputWith: async (flags, ...command) => await execOutput(context, await record(), { command, ...flags }),
      [Symbol.asyncDispose]: async () => {
        await removeContainer(context, await record(), { force: true, volumes: true });
      },
    };
  }
}

/** `await using containers = await startContainers()`, or one for all tests of a file, ended after them. */
export async function startContainers(): Promise<Containers> {
  const engine = await startEngine();
  const root = join(engine.directory, "nerdsh");
  const directory = join(engine.directory, "files");
  await mkdir(directory);
  const environment = {
    PATH: process.env["PATH"],
    NERDSH_ROOT: root,
    CONTAINERD_ADDRESS: engine.address,
    NERDCTL_TOML: "/nonexistent/nerdctl.toml",
  };
  const settings = await resolveSettings({ environment });
  const session = await openSession({ settings, environment, cwd: directory, emit: () => {}, longLived: true });
  const context: Context = { ...session, signal: new AbortController().signal };
  const close = async () => {
    session[Symbol.dispose]();
    // With the bridges of its networks, which are looked for below a root.
    await removeRemains(root);
    await engine[Symbol.asyncDispose]();
  };
  await imageFromFiles(context, { name: "busybox", ...busybox });
  return new Containers({ context, engine, directory }, close);
}

const applets = [
  "cat",
  "chmod",
  "chown",
  "dd",
  "echo",
  "env",
  "find",
  "grep",
  "id",
  "ln",
  "ls",
  "mkdir",
  "mkfifo",
  "mknod",
  "mv",
  "od",
  "pwd",
  "readlink",
  "rm",
  "sh",
  "sleep",
  "stat",
  "touch",
  "true",
  "wc",
  "wget",
];

const busybox = {
  files: {
    "/bin/busybox": { path: "/bin/busybox", mode: 0o755 },
    "/etc/passwd": "root:x:0:0:root:/:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n",
    "/etc/group": "root:x:0:\nguest:x:1000:\n",
  },
  links: Object.fromEntries(applets.map((name) => [`/bin/${name}`, "busybox"])),
  directories: ["/tmp", "/srv"],
  config: { Cmd: ["sh"], Env: ["PATH=/bin", "LANG=C"] },
};

/** What a command in a container writes to stdout; rejects where it fails. */
export async function execOutput(
  context: Context,
  container: StoredContainer,
  { command, ...flags }: ExecInput & { readonly command: readonly string[] },
): Promise<string> {
  const options = readInput(execCommand, [container.id, ...command], flags);
  const process = await execProcess(context, container, options);
  const { stdout, stderr } = process.streams!; // It is not detached.
  const [{ exitCode }, output, failure] = await Promise.all([
    process.exit,
    collect(stdout, process.exit),
    stderr && collect(stderr, process.exit),
  ]);
  await process.finish();
  if (exitCode === 0) return output.toString();
  throw new Error(`${command.join(" ")} failed with exit status ${exitCode}\n${failure}`);
}

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { World } from "./private-world.ts";
import type { ProgramResult } from "./program.ts";
import { RunningNerdsh } from "./running-nerdsh.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A project of a name of its own in a directory of its own; taken down with all that it made at the end of the block. */
export class ComposeApp implements AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  readonly #world: World;
  readonly #remove: () => Promise<void>;

  constructor(world: World, directory: string, remove: () => Promise<void>) {
    this.#world = world;
    this.name = basename(directory).toLowerCase();
    this.directory = directory;
    this.#remove = remove;
  }

  async write(text: string, file = "compose.yaml"): Promise<void> {
    await writeFile(join(this.directory, file), `name: ${this.name}\n${text}`);
  }

  /** Runs one of its commands to its end, whatever that is. */
  async run(...words: string[]): Promise<ProgramResult> {
    return await this.#world.nerdsh(["compose", ...words], { cwd: this.directory });
  }

  /** The same; gives what it printed, and fails where it does. */
  async compose(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(...words);
    assert.equal(exitCode, 0, `compose ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  running(...words: string[]): RunningNerdsh {
    return new RunningNerdsh(this.#world, ["compose", ...words], { cwd: this.directory });
  }

  /** Ids by name, of containers in any state. */
  async ids(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.#rows()).map(({ Names, ID }) => [this.#short(Names), ID]));
  }

  /** `running`, `exited`, … by name. */
  async states(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.#rows()).map(({ Names, State }) => [this.#short(Names), State]));
  }

  async #rows(): Promise<{ Names: string; ID: string; State: string }[]> {
    const filter = `label=com.docker.compose.project=${this.name}`;
    const words = ["ps", "-a", "--no-trunc", "--filter", filter, "--format", "json"];
    const { stdout } = await this.#world.nerdsh(words);
    const rows = stdout.split("\n").filter((line) => line !== "");
    return rows.map((line) => JSON.parse(line) as { Names: string; ID: string; State: string });
  }

  #short(name: string): string {
    return name.replace(`${this.name}-`, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run("down", "-v", "--remove-orphans", "-t", "1");
    await this.#remove();
  }
}

/** `await using app = await composeApp(world, text)`. */
export async function composeApp(world: World, text: string): Promise<ComposeApp> {
  const directory = await temporaryDirectory();
  const app = new ComposeApp(world, directory.path, async () => await directory[Symbol.asyncDispose]());
  await app.write(text);
  return app;
}

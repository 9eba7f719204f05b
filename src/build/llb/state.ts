import { NerdError } from "../../errors.ts";
import type { FileAction } from "./file-actions.ts";
import { fileVertex } from "./file-vertex.ts";
import { absolutePath } from "./paths.ts";
import type { RunOptions } from "./run-options.ts";
import { runVertex } from "./run-vertex.ts";
import type { StepOptions } from "./step-options.ts";
import type { Output } from "./vertex.ts";

/** What steps on a state start from, beside its files. */
export interface StateFacts {
  /** Absent where there are no files. */
  readonly output: Output | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly userName: string;
  /** `linux/arm64`; the builder's own where absent. */
  readonly platform: string | undefined;
}

/** A file system that a build makes, with what its commands run in. Never changed: every method gives another one, of the same kind. */
export interface State extends StateFacts {
  /** Runs a command on it: words as they are, or a text that `/bin/sh -c` reads. */
  run(command: string | readonly string[], options?: RunOptions): this & Mounted<this>;
  /** A variable of all commands that come; the image's own variables are not known here, and `PATH` has a default. */
  env(name: string, value: string): this;
  env(variables: Readonly<Record<string, string>>): this;
  /** Where commands run, and what relative paths start from. */
  cwd(path: string): this;
  /** `name`, `uid` or `uid:gid` for the commands that come. */
  user(name: string): this;
  /** Changes files, without a process. Several actions are one step. */
  file(actions: FileAction | readonly FileAction[], options?: StepOptions): this;
}

/** What a command could write to besides its root file system. */
export interface Mounted<Kind> {
  /** What the last command left in a mount made by `llb.bind(state, { writable: true })`. Throws INVALID_VALUE for another path. */
  mount(path: string): Kind;
}

/** After a command. */
export type RunState = State & Mounted<State>;

type AddedMethods = (state: State) => object;

/** `added` gives methods that this state and all that come of it have, too. */
export function makeState(facts: StateFacts): State;
export function makeState<Added extends object>(facts: StateFacts, added: (state: State) => Added): State & Added;
export function makeState(facts: StateFacts, added: AddedMethods = () => ({})): State {
  const { output, environment, directory, userName, platform } = facts; // A state has methods besides.
  return stateAfter({ output, environment, directory, userName, platform }, new Map(), added);
}

/** Every state can tell of its last command's mounts; the types offer it where there was a command. */
interface AnyState extends State {
  mount(path: string): this;
}

function stateAfter(facts: StateFacts, mounts: ReadonlyMap<string, Output>, added: AddedMethods): AnyState {
  const change = (changes: Partial<StateFacts>, left = mounts) => stateAfter({ ...facts, ...changes }, left, added);
  const state: AnyState = {
    ...facts,
    run(command, options = {}) {
      const { root, mounts: left } = runVertex(facts, command, options);
      return change({ output: root }, left);
    },
    mount(path) {
      const output = mounts.get(path);
      if (output !== undefined) return change({ output });
      throw new NerdError("INVALID_VALUE", `no writable mount at ${path}`, {
        hint: `mount it with llb.bind(state, { writable: true })`,
      });
    },
    env(name: string | Readonly<Record<string, string>>, value?: string) {
      const variables = typeof name === "string" ? { [name]: value ?? "" } : name;
      return change({ environment: { ...facts.environment, ...variables } });
    },
    cwd: (path) => change({ directory: absolutePath(facts.directory, path) }),
    user: (userName) => change({ userName }),
    file: (actions, options = {}) =>
      change({ output: { vertex: fileVertex(facts, [actions].flat(), options), index: 0 } }),
  };
  return { ...state, ...added(state) };
}

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

/** A file system that a build makes, with what its commands run in. Never changed: every method gives another one. */
export interface State extends StateFacts {
  /** Runs a command on it: words as they are, or a text that `/bin/sh -c` reads. */
  run(command: string | readonly string[], options?: RunOptions): RunState;
  /** A variable of all commands that come; the image's own variables are not known here, and `PATH` has a default. */
  env(name: string, value: string): State;
  env(variables: Readonly<Record<string, string>>): State;
  /** Where commands run, and what relative paths start from. */
  cwd(path: string): State;
  /** `name`, `uid` or `uid:gid` for the commands that come. */
  user(name: string): State;
  /** Changes files, without a process. Several actions are one step. */
  file(actions: FileAction | readonly FileAction[], options?: StepOptions): State;
}

/** After a command: its root file system, and those it could write to besides. */
export interface RunState extends State {
  /** What the command left in a mount made by `llb.bind(state, { writable: true })`. Throws INVALID_VALUE for another path. */
  mount(path: string): State;
}

export function makeState(facts: StateFacts): State {
  const { environment } = facts;
  const change = (changes: Partial<StateFacts>) => makeState({ ...facts, ...changes });
  return {
    ...facts,
    run(command, options = {}) {
      const { root, mounts } = runVertex(facts, command, options);
      return {
        ...change({ output: root }),
        mount(path) {
          const output = mounts.get(path);
          if (output === undefined)
            throw new NerdError("INVALID_VALUE", `no writable mount at ${path}`, {
              hint: `mount it with llb.bind(state, { writable: true })`,
            });
          return change({ output });
        },
      };
    },
    env(name: string | Readonly<Record<string, string>>, value?: string) {
      const added = typeof name === "string" ? { [name]: value ?? "" } : name;
      return change({ environment: { ...environment, ...added } });
    },
    cwd: (path) => change({ directory: absolutePath(facts.directory, path) }),
    user: (userName) => change({ userName }),
    file: (actions, options = {}) =>
      change({ output: { vertex: fileVertex(facts, [actions].flat(), options), index: 0 } }),
  };
}

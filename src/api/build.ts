import type { ImageSettings } from "../build/llb/image-config.ts";
import type { State } from "../build/llb/state.ts";
import type { buildCommand } from "../commands/builder/build.ts";
import type { InputOf } from "../commands/define-command.ts";
import type { Secret } from "../secrets/secret.ts";
import type { Cancellable } from "./container-options.ts";
import type { Dockerfile } from "./dockerfile.ts";
import { ImageHandle } from "./image-handle.ts";
import { Operation } from "./operation.ts";
import { ProgressOperation } from "./progress-operation.ts";
import type { ContextBase } from "./session.ts";

/** A value, or where it is. */
export type BuildSecret = Secret | string | { readonly file: string } | { readonly env: string };

/** The flags of `nerdsh build` in camelCase, and what is easier said in a program. */
export type BuildFlags = Omit<
  InputOf<typeof buildCommand.flags>,
  "secret" | "progress" | "quiet" | "ssh" | "call" | "check"
> & {
  /** The same as `buildArg`. */
  readonly args?: Readonly<Record<string, string | null>> | undefined;
  /** For `RUN --mount=type=secret,id=…`: a value, a secret, `{ file }` or `{ env }`. */
  readonly secrets?: Readonly<Record<string, BuildSecret>> | undefined;
  /** True for the agent of `$SSH_AUTH_SOCK`; or sockets of agents, or files of keys, by their ids. */
  readonly ssh?: boolean | Readonly<Record<string, string>> | undefined;
  /** The same as chaining `.quiet()`. */
  readonly quiet?: boolean | undefined;
} & Cancellable;

/** Outputs other than an image in the store here. */
export type Elsewhere = { readonly output: string | readonly string[]; readonly load?: false | undefined };

/** Of a Dockerfile without files of its own: the directory that its COPY takes from; none where absent. */
type WithContext = { readonly context?: string | undefined };

/** Of a state. */
export type StateFlags = Omit<BuildFlags, "args" | "buildArg" | "file" | "target" | "label" | "buildContext"> & {
  /** Directories by the names of `llb.local`; a name that is not there is a path itself. */
  readonly locals?: Readonly<Record<string, string>> | undefined;
  /** What the image says of its containers beyond the state: `{ cmd: ["node", "app.js"] }`. */
  readonly image?: ImageSettings | undefined;
};

/**
 * Builds with BuildKit, and gives the image, ready to run; undefined with an `output` other than an image. `for await` gives `build.*`.
 *
 * ```ts
 * const app = await build(".", { tag: "app", args: { VERSION: "1.2" }, secrets: { token: secret("TOKEN") } });
 * await using web = await app.run({ publish: "8080:80" });
 * await build(dockerfile`FROM alpine`, { tag: "mine" });
 * await build(llb.image("alpine").run("apk add curl"), { output: "rootfs" });
 * const release = await build.readFile(llb.image("alpine"), "/etc/alpine-release");
 * ```
 */
export interface Build {
  (context: string, options: BuildFlags & Elsewhere): ProgressOperation<ImageHandle | undefined>;
  (context: string, options?: BuildFlags): ProgressOperation<ImageHandle>;
  (file: Dockerfile, options: BuildFlags & WithContext & Elsewhere): ProgressOperation<ImageHandle | undefined>;
  (file: Dockerfile, options?: BuildFlags & WithContext): ProgressOperation<ImageHandle>;
  (state: State, options: StateFlags & Elsewhere): ProgressOperation<ImageHandle | undefined>;
  (state: State, options?: StateFlags): ProgressOperation<ImageHandle>;
  /** The text of one file that a state makes. */
  readFile(state: State, path: string, options?: StateFlags): Operation<string>;
  /** The same as bytes. */
  readBytes(state: State, path: string, options?: StateFlags): Operation<Uint8Array>;
}

export function createBuild(openBase: () => Promise<ContextBase>): Build {
  const build = (subject: string | Dockerfile | State, options: BuildFlags & StateFlags & WithContext = {}) => {
    const { signal, quiet } = options;
    const operation = ProgressOperation.of(openBase, async (context) => {
      const { startBuild } = await import("./start-build.ts");
      const image = await startBuild(context, subject, options);
      return image && new ImageHandle(await openBase(), image);
    }).signal(signal);
    return quiet ? operation.quiet() : operation;
  };
  const readBytes = (state: State, path: string, options: StateFlags = {}) =>
    Operation.start(async ({ signal }) => {
      const { startRead } = await import("./start-build.ts");
      return await startRead({ ...(await openBase()), signal }, state, path, options);
    }).signal(options.signal);
  const readFile = (state: State, path: string, options: StateFlags = {}) =>
    Operation.start(async ({ signal }) => {
      const bytes = await readBytes(state, path, options).signal(signal);
      return Buffer.from(bytes).toString();
    });
  // The overloads tell which calls give no image; an implementation cannot.
  return Object.assign(build, { readFile, readBytes }) as Build;
}

import { settingsHere, type Zx } from "../../platform/zx.ts";
import type { Container } from "../container.ts";
import { currentServices } from "../current-services.ts";
import { type ImageInput, imageText } from "../image-input.ts";
import { networkTexts } from "../network.ts";
import { Operation } from "../operation.ts";
import type { ContextBase } from "../session.ts";
import { type ContainerShell, containerShell } from "./container-shell.ts";
import type { ImageShellOptions } from "./shell-options.ts";
import { commandDirectory, workspaceOf } from "./workspace.ts";

/** `$` in an image: each command has a container of its own, which is gone after it. */
export interface ImageShell extends ContainerShell {
  /** One container for many commands, so that each starts faster and sees what the others made: `await using sh = await $.in("node:24").open()`. */
  open(): Operation<OpenShell>;
}

/** A shell in a container that was started for it; disposed of, the container is removed. */
export interface OpenShell extends ContainerShell, AsyncDisposable {
  readonly container: Container;
}

/** `` $.in("node:24")`npm test` ``, with the options of `run`. */
export type InImage = (image: ImageInput, options?: ImageShellOptions) => ImageShell;

/** zx's `$`, and `$.in` beside what zx has on it. */
export type Shell = Zx["$"] & {
  /**
   * A `$` whose commands run in containers of an image. They have the current directory, or `workspace`, at the same path, start there, and run as its owner
   * unless `user` says otherwise.
   */
  readonly in: InImage;
};

/** The `$` that nerdsh exports: zx's, with `in`. */
export function shellWithImages(host: Zx["$"], openBase: () => Promise<ContextBase>): Shell {
  const inImage: InImage = (image, options = {}) => imageShell(openBase, imageText(image), options);
  return new Proxy(host as Shell, {
    get: (target, name) => (name === "in" ? inImage : Reflect.get(target, name)),
    has: (target, name) => name === "in" || Reflect.has(target, name),
  });
}

interface ShellImage {
  readonly image: string;
  readonly flags: Omit<ImageShellOptions, "workspace">;
  readonly wish: ImageShellOptions["workspace"];
}

function imageShell(openBase: () => Promise<ContextBase>, image: string, options: ImageShellOptions): ImageShell {
  const { workspace: wish, ...flags } = options;
  const shell = containerShell((command, host) => {
    const workspace = workspaceOf({ ...host, workspace: wish });
    return async (request) => {
      // Loaded by the first command: a recipe may run none.
      const { startInImage } = await import("./start-process.ts");
      const reached = withTaskServices(flags);
      return await startInImage(await openBase(), { image, command, flags: reached, workspace }, request);
    };
  });
  return Object.assign(shell, { open: () => openShell(openBase, { image, flags, wish }) });
}

/** What the options say goes first: other services, none by `[]`, or a network from which nothing is reached. */
function withTaskServices(flags: ShellImage["flags"]): ShellImage["flags"] {
  const networks = flags.network === undefined ? [] : networkTexts(flags.network);
  const isApart = networks.some((network) => network === "none" || /^(container|ns):/.test(network));
  if (flags.services !== undefined || isApart) return flags;
  return { ...flags, services: currentServices() };
}

function openShell(openBase: () => Promise<ContextBase>, { image, flags, wish }: ShellImage): Operation<OpenShell> {
  const host = settingsHere();
  const workspace = workspaceOf({ ...host, workspace: wish });
  return Operation.start(async (settings) => {
    const base = await openBase();
    const { startInContainer } = await import("./start-process.ts");
    const { keepImageRunning } = await import("./kept-container.ts");
    const container = await keepImageRunning(base, { image, flags: withTaskServices(flags), workspace }, settings);
    const shell = containerShell((command, here) => {
      const workdir = workspace && workspaceOf({ ...here, workspace: workspace.directory })?.workdir;
      return async (request) => {
        const cwd = commandDirectory(workdir ?? flags.workdir, request.cwd);
        return await startInContainer(base, { container: container.id, command }, { ...request, cwd });
      };
    });
    return Object.assign(shell, { container, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() });
  });
}

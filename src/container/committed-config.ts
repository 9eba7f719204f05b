import type { RuntimeSpec } from "../engine/runtime-spec.ts";
import type { ImageConfig } from "../image/document/image-config.ts";
import { labelKeys } from "./record/labels.ts";
import { secretNames } from "./secret-env.ts";
import { processArgs } from "./spec/process-args.ts";

type Labels = Readonly<Record<string, string>>;

/** Of nerdctl, nerdsh and containerd, about this one container. */
const toolLabel = /^(nerdctl\/|nerdsh\/|containerd\.io\/|io\.containerd\.)/;

/** What an image of a container says of its process: as in Docker, what the container was run with, over what its image says. */
export function committedConfig(base: ImageConfig, spec: RuntimeSpec, labels: Labels): ImageConfig {
  const { cwd } = spec.process;
  const user = labels[labelKeys.user];
  const own = Object.entries(labels).filter(([key]) => !toolLabel.test(key));
  const stopSignal = labels[labelKeys.stopSignal];
  return {
    ...command(base, processArgs(spec)),
    Env: environment(base, spec, secretNames(labels)),
    ...((cwd !== "/" || base.WorkingDir !== undefined) && { WorkingDir: cwd }),
    ...(user !== undefined && { User: user }),
    ...(own.length > 0 && { Labels: Object.fromEntries(own) }),
    ...(stopSignal !== undefined && { StopSignal: stopSignal }),
  };
}

/** The record keeps one list: what begins with the image's entrypoint has it still, and else its first word is the entrypoint. */
function command({ Entrypoint = [] }: ImageConfig, args: readonly string[]): Pick<ImageConfig, "Entrypoint" | "Cmd"> {
  if (Entrypoint.every((word, i) => args[i] === word)) return { Cmd: args.slice(Entrypoint.length) };
  return { Entrypoint: args.slice(0, 1), Cmd: args.slice(1) };
}

/** Without what was set for this one container: its host name, the kind of its terminal, and its secrets. */
function environment(
  { Env = [] }: ImageConfig,
  { hostname, process }: RuntimeSpec,
  secrets: ReadonlySet<string>,
): string[] {
  const own = [`HOSTNAME=${hostname}`, ...(process.terminal ? ["TERM=xterm"] : [])];
  return process.env.filter(
    (entry) => Env.includes(entry) || !(own.includes(entry) || secrets.has(entry.split("=", 1)[0]!)), // Of its one part at least.
  );
}

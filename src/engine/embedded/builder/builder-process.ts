import { probeSocket } from "../../socket-probe.ts";
import { type EngineProcess, findProcess } from "../engine-process.ts";
import type { BuilderFiles, BuilderProgram } from "./builder-files.ts";

export interface RunningBuilder extends EngineProcess {
  readonly program: BuilderProgram;
}

/** buildkitd comes first: it is BuildKit itself, and newer than the one in dockerd mostly is. */
export const builderPrograms: readonly BuilderProgram[] = ["buildkitd", "dockerd"];

const configOption = { buildkitd: "--config", dockerd: "--config-file" } as const;

/** The words that start a builder. */
export function builderCommand(program: BuilderProgram, path: string, { configs }: BuilderFiles): string[] {
  const command = [path, configOption[program], configs[program]];
  // dockerd makes mounts for itself: in a mount namespace of its own they end with it, even where it is killed. buildkitd has
  // containerd's shims mount what it has made, so that it must stay where they are.
  return program === "dockerd" ? ["unshare", "--mount", "--propagation", "slave", ...command] : command;
}

/** The builder that runs with one of these configurations, whether it answers or not. */
export function findBuilder({ configs }: BuilderFiles): RunningBuilder | undefined {
  for (const program of builderPrograms) {
    const found = findProcess(program, configOption[program], configs[program]);
    if (found !== undefined) return { ...found, program };
  }
  return undefined;
}

/** Which builder answers at its socket; 1 ms. */
export async function servingBuilder({ sockets }: BuilderFiles): Promise<BuilderProgram | undefined> {
  for (const program of builderPrograms) {
    if ((await probeSocket(sockets[program])) === "serving") return program;
  }
  return undefined;
}

/** As `--buildkit-host` spells it: `docker://` is the BuildKit inside of a dockerd. */
export function builderAddress(program: BuilderProgram, { sockets }: BuilderFiles): string {
  return `${program === "dockerd" ? "docker" : "unix"}://${sockets[program]}`;
}

import type { Settings } from "../../../settings/settings.ts";
import { type BuilderProgram, builderFiles, builderNamespaces } from "./builder-files.ts";
import { builderAddress, findBuilder, servingBuilder } from "./builder-process.ts";

/** One row of what `nerdsh engine status` shows of builders. */
export interface BuilderStatus {
  readonly namespace: string;
  readonly state: "running" | "starting" | "stopped";
  /** The rest is known of one that runs. */
  readonly program?: BuilderProgram;
  readonly pid?: number;
  readonly address?: string;
  readonly log?: string;
}

/** Every namespace's builder that was ever started. Looks, and starts nothing. */
export async function builderStatuses(settings: Settings): Promise<BuilderStatus[]> {
  return await Promise.all(
    builderNamespaces(settings).map(async (namespace): Promise<BuilderStatus> => {
      const files = builderFiles(settings, namespace);
      const running = findBuilder(files);
      if (running === undefined) return { namespace, state: "stopped" };
      const { program, pid } = running;
      const state = (await servingBuilder(files)) === undefined ? "starting" : "running";
      return { namespace, state, program, pid, address: builderAddress(program, files), log: files.log };
    }),
  );
}

import type { Separator } from "./names.ts";
import type { ImageOptions } from "./plan/image-plan.ts";
import type { UpOptions } from "./plan/up-plan.ts";

export interface UpRequest extends Omit<UpOptions, "imageIds" | "separator">, ImageOptions {
  readonly quietPull: boolean;
  readonly renewVolumes: boolean;
  /** Seconds until a container that is replaced is killed; its own where undefined. */
  readonly timeout: number | undefined;
  readonly parallel: number;
  readonly dryRun: boolean;
  /** Resolves once all run, and are healthy where that is checked. */
  readonly wait: boolean;
  /** Seconds. */
  readonly waitTimeout: number | undefined;
  readonly separator: Separator;
  /** A failure takes down what was made, unless something of the project was there before. */
  readonly orNothing: boolean;
}

/** What `up` without flags asks for. */
export const usualUp: UpRequest = {
  services: [],
  scale: {},
  recreate: "changed",
  recreateDependencies: false,
  noDependencies: false,
  start: true,
  removeOrphans: false,
  build: "missing",
  pull: undefined,
  quietPull: false,
  renewVolumes: false,
  timeout: undefined,
  parallel: -1,
  dryRun: false,
  wait: false,
  waitTimeout: undefined,
  separator: "-",
  orNothing: false,
};

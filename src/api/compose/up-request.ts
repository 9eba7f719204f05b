import type { UpRequest } from "../../compose/up-request.ts";
import { toMilliseconds } from "../../duration.ts";
import type { ComposeUpOptions } from "./compose-options.ts";

/** As the domain takes it. `up()` waits, and leaves nothing behind where it fails. */
export function upRequest(options: ComposeUpOptions): Partial<UpRequest> {
  const { services = [], wait = true, waitTimeout, build, recreate, timeout } = options;
  return {
    services: [services].flat(),
    wait,
    waitTimeout: waitTimeout === undefined ? undefined : toMilliseconds(waitTimeout) / 1000,
    build: build === undefined ? "missing" : build ? "always" : "never",
    pull: options.pull,
    recreate: recreate === undefined ? "changed" : recreate ? "always" : "never",
    scale: options.scale ?? {},
    noDependencies: options.noDeps ?? false,
    removeOrphans: options.removeOrphans ?? false,
    renewVolumes: options.renewAnonVolumes ?? false,
    timeout: timeout === undefined ? undefined : toMilliseconds(timeout) / 1000,
    orNothing: true,
  };
}

import { hostPlatform, parsePlatform } from "../../image/platform.ts";
import type { StateFacts } from "./state.ts";

/** What an image says of its containers beyond the state it was made of. */
export interface ImageSettings {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** `80/tcp`. */
  readonly exposedPorts?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stopSignal?: string;
}

/** What BuildKit's commands have, too, where nothing is said. From BuildKit, util/system, DefaultPathEnvUnix. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The image's config without its layers, which BuildKit adds. From image-spec, config.md. */
export function imageConfig(
  { environment, directory, userName, platform }: Omit<StateFacts, "output">,
  { entrypoint, cmd, labels, exposedPorts, volumes, stopSignal }: ImageSettings,
) {
  const { os, architecture, variant } = platform === undefined ? hostPlatform() : parsePlatform(platform);
  const keys = (list: readonly string[]) => Object.fromEntries(list.map((key) => [key, {}]));
  return {
    ...{ os, architecture, ...(variant && { variant }) },
    config: {
      Env: Object.entries({ PATH: defaultPath, ...environment }).map(([name, value]) => `${name}=${value}`),
      WorkingDir: directory,
      ...(userName !== "" && { User: userName }),
      ...(entrypoint && { Entrypoint: entrypoint }),
      ...(cmd && { Cmd: cmd }),
      ...(labels && { Labels: labels }),
      ...(exposedPorts && { ExposedPorts: keys(exposedPorts) }),
      ...(volumes && { Volumes: keys(volumes) }),
      ...(stopSignal !== undefined && { StopSignal: stopSignal }),
    },
    rootfs: { type: "layers", diff_ids: [] },
  };
}

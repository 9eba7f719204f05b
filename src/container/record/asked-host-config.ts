import type { CreateOptions } from "./create-options.ts";

/** What nerdctl's labels have no place for, and the spec does not tell apart from what came by itself. */
export interface AskedHostConfig {
  readonly SecurityOpt?: readonly string[];
  readonly GroupAdd?: readonly string[];
  readonly UsernsMode?: string;
}

/** In the shape in which `inspect` shows it; undefined where nothing was asked for. */
export function askedHostConfig(options: CreateOptions): AskedHostConfig | undefined {
  const { securityOpt, groupAdd, userns } = options;
  const asked = {
    ...(securityOpt.length > 0 && { SecurityOpt: securityOpt }),
    ...(groupAdd.length > 0 && { GroupAdd: groupAdd.flatMap((text) => text.split(",")) }),
    ...(userns && { UsernsMode: userns }),
  };
  return Object.keys(asked).length > 0 ? asked : undefined;
}

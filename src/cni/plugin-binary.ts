import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";

/** The first executable of that name in the plugin directories. Throws CNI_PLUGIN_MISSING. */
export async function pluginBinary(type: string, pluginDirs: readonly string[]): Promise<string> {
  for (const directory of pluginDirs) {
    const path = join(directory, type);
    if (isExecutable(path)) return path;
  }
  throw new NerdError("CNI_PLUGIN_MISSING", `no such CNI plugin in ${pluginDirs.join(", ")}: ${type}`, {
    hint: "apt-get install containernetworking-plugins, or name its directory with --cni-path",
  });
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false; // Without an error, which costs more than the look.
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

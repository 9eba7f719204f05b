import { lateValues } from "../platform/late-values.ts";
import { apiGlobalNames } from "./api-globals.ts";

type Exports = typeof import("../index.ts");

/** All that `import … from "nerdsh"` gives. */
export const exportNames = [
  ...apiGlobalNames,
  "events",
  "login",
  "logout",
  "ComposeApp",
  "ComposeService",
  "Container",
  "Dockerfile",
  "ImageHandle",
  "NetworkHandle",
  "Operation",
  "OwnNetwork",
  "OwnVolume",
  "Secret",
  "Service",
  "VolumeHandle",
] as const satisfies readonly (keyof Exports)[];

/** The same, loaded when one of them is used. */
export function lateExports(load: () => Readonly<Record<string, unknown>>): Readonly<Record<string, object>> {
  return lateValues(exportNames, ["llb"], load);
}

import { NerdError } from "../../errors.ts";
import type { VolumeOptions } from "../../volume/create.ts";
import { resourceLabels } from "../labels.ts";
import type { Project } from "../project.ts";

/** A volume of a project as `volume create` takes it. Throws UNSUPPORTED for drivers that are not here. */
export function volumeCreateOptions(project: Project, key: string): VolumeOptions {
  const { name = key, driver, driver_opts: options = {}, labels = {} } = project.volumes[key] ?? {};
  if (driver && driver !== "local") {
    throw new NerdError("UNSUPPORTED", `volumes.${key}: there is no volume driver ${driver}`, {
      hint: "local is the only one",
    });
  }
  return { name, options, labels: { ...labels, ...resourceLabels(project, "volume", key) } };
}

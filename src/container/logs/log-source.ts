import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { statePaths } from "../record/state-directory.ts";

/** Where a container's log can be read. */
export type LogSource =
  | { readonly driver: "json-file"; readonly file: string }
  | {
      readonly driver: "journald";
      readonly file: string;
      readonly id: string;
      readonly programDirs: readonly string[];
    };

/** As its labels have it, nerdctl's or ours. Throws UNSUPPORTED, in Docker's words, where the driver keeps nothing to read. */
export function logSource(
  { settings, engine }: Pick<Context, "settings" | "engine">,
  { id, labels }: Pick<StoredContainer, "id" | "labels">,
): LogSource {
  const file = statePaths({ ...settings, namespace: engine.namespace }, id).log;
  const { driver } = readJsonLabel<{ driver?: string }>(labels, labelKeys.logConfig, {});
  if (driver === "json-file") return { driver, file };
  if (driver === "journald") return { driver, file, id, programDirs: settings.programDirs };
  throw new NerdError("UNSUPPORTED", "configured logging driver does not support reading", {
    hint: `its output goes to ${driver ?? labels[labelKeys.logUri] ?? "whoever started it"}`,
    exitCode: 1,
  });
}

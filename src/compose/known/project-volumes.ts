import { mountRecords } from "../../container/mounts/mount-record.ts";
import { type ListedVolume, listVolumes } from "../../container/mounts/volume-list.ts";
import type { Context } from "../../context.ts";
import { composeLabels } from "../labels.ts";
import { checkServices, type KnownProject } from "./known-project.ts";

/** The volumes that a project has made, by name; with `services` those that their containers have. */
export async function projectVolumes(
  context: Pick<Context, "engine" | "settings" | "emit">,
  known: KnownProject,
  services: readonly string[],
): Promise<ListedVolume[]> {
  checkServices(known, services);
  const own = (await listVolumes(context, { size: false })).filter(
    ({ labels }) => labels?.[composeLabels.project] === known.name,
  );
  if (services.length === 0) return own;
  const mounted = known.containers.filter(({ service }) => services.includes(service));
  const names = new Set(mounted.flatMap(({ labels }) => mountRecords(labels).map(({ Name }) => Name)));
  return own.filter(({ name }) => names.has(name));
}

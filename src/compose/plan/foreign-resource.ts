import { NerdError } from "../../errors.ts";
import { composeLabels } from "../labels.ts";
import type { ObservedResource } from "../state/observed-project.ts";

interface WantedResource {
  readonly kind: "network" | "volume";
  /** Its name in the file. */
  readonly key: string;
  readonly project: string;
}

/**
 * What there is to say where something of the wanted name is there already, as docker compose has it: undefined where the project made it, else a
 * warning, since another's is used all the same. Throws ALREADY_EXISTS for a network that was not made under this key.
 */
export function foreignWarning({ kind, key, project }: WantedResource, found: ObservedResource): string | undefined {
  const { name, project: owner } = found;
  if (kind === "network" && found.key !== key) {
    const label = JSON.stringify(found.key ?? "");
    throw new NerdError(
      "ALREADY_EXISTS",
      `network ${name} was found but has incorrect label ${composeLabels.network} set to ${label}`,
      {
        hint: `networks.${key}: external: true uses it as it is; another name: makes one beside it`,
      },
    );
  }
  if (owner === project) return undefined;
  const maker = owner === undefined ? "by compose" : `for project ${JSON.stringify(project)}`;
  return `a ${kind} with name ${name} exists but was not created ${maker}; external: true uses an existing ${kind}`;
}

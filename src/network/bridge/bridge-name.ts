import { createHash } from "node:crypto";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { hasLink } from "./bridge-link.ts";
import { networkId } from "./bridge-network.ts";

/**
 * What a new network's bridge is called: as asked for; with the system's engine as with nerdctl, by the network's id; and where another has that,
 * a namespace or an engine with a network of the same name, by where its list lies. Throws INVALID_VALUE.
 */
export async function bridgeName(
  { engine, cni, namespace }: Pick<Settings, "engine" | "cni" | "namespace">,
  name: string,
  asked: string | undefined,
): Promise<string> {
  if (asked !== undefined && hasLink(asked)) {
    throw new NerdError("INVALID_VALUE", `there is an interface of that name already: ${asked}`, {
      hint: "choose another com.docker.network.bridge.name",
    });
  }
  if (asked !== undefined) return asked;
  const usual = named(networkId(name));
  if (engine === "system" && !hasLink(usual)) return usual;
  return named(createHash("sha256").update(`${cni.configDir}/${namespace}/${name}`).digest("hex"));
}

function named(id: string): string {
  return `br-${id.slice(0, 12)}`;
}

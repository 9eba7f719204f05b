import { statSync } from "node:fs";
import type { Context } from "../../context.ts";
import { subnetsOf } from "../../network/addresses/taken-subnets.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";
import { defaultNetwork } from "../../network/lists/default-network.ts";
import { type NetworkFile, networkFiles } from "../../network/lists/network-files.ts";
import { type Filters, fitsLabels, invalidFilter } from "../filters.ts";
import { networkUsers } from "./network-users.ts";

/** A network as lists show it. */
export interface NetworkSummary {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hasIpv6: boolean;
  readonly isInternal: boolean;
  /** Empty for `host` and `none`, which have no list. */
  readonly file: string;
  /** Milliseconds since the epoch: when its list was written last. 0 for `host` and `none`. */
  readonly createdMs: number;
}

/** The keys that `network ls --filter` takes. */
export const networkFilterKeys = ["dangling", "driver", "id", "label", "name", "scope", "type"] as const;

/** Every network, sorted by name, with `host` and `none`; a list that cannot be read is told of, and left out. */
export async function listNetworks(
  context: Pick<Context, "engine" | "settings" | "signal" | "emit">,
  filters: Filters,
): Promise<NetworkSummary[]> {
  const settings = { ...context.settings, namespace: context.engine.namespace };
  await defaultNetwork(settings);
  const { files, faults } = await networkFiles(settings);
  for (const { code, message } of faults) context.emit({ type: "warning", code, message });
  const matches = networkFilter(filters);
  const asked = filters.get("dangling");
  const dangling = asked === undefined ? undefined : await danglingNames(context, files);
  return [...files.map(summary), ...["host", "none"].map(builtIn)]
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .filter(matches)
    .filter(({ name }) => dangling === undefined || asked?.includes(String(dangling.has(name))));
}

function summary({ list, path }: NetworkFile): NetworkSummary {
  const { name, plugins, nerdctlLabels = {} } = list;
  const [first] = plugins;
  return {
    id: networkId(name),
    name,
    driver: first?.type ?? "",
    labels: shownLabels(nerdctlLabels),
    hasIpv6: subnetsOf(list).some(({ family }) => family === 6),
    isInternal: isInternal(list),
    file: path,
    createdMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  };
}

/** Without the tools' own notes. */
export function shownLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith("nerdctl/network-")));
}

/** Whether nothing leads out of it: no gateway on its bridge, and no route. */
export function isInternal({ plugins }: NetworkFile["list"]): boolean {
  const [first] = plugins;
  const { type, routes } = (first?.["ipam"] ?? {}) as { type?: unknown; routes?: unknown };
  return first?.["isGateway"] !== true && type === "host-local" && routes === undefined;
}

function builtIn(name: string): NetworkSummary {
  const driver = name === "none" ? "null" : name;
  return { id: networkId(name), name, driver, labels: {}, hasIpv6: false, isInternal: false, file: "", createdMs: 0 };
}

/** Of one key any value may fit. Throws INVALID_VALUE for a value that none can. */
function networkFilter(filters: Filters): (network: NetworkSummary) => boolean {
  const questions: Readonly<Record<string, (network: NetworkSummary, value: string) => boolean>> = {
    driver: ({ driver }, value) => driver === value,
    id: ({ id }, value) => id.startsWith(value),
    name: ({ name }, value) => name.includes(value),
    scope: (_, value) => value === "local",
    type: ({ name }, value) => isBuiltIn(name) === (value === "builtin"),
  };
  for (const value of filters.get("type") ?? []) {
    if (value !== "builtin" && value !== "custom") throw invalidFilter(`type=${value}`, "types are builtin and custom");
  }
  for (const value of filters.get("dangling") ?? []) {
    if (value !== "true" && value !== "false") throw invalidFilter(`dangling=${value}`, "write true or false");
  }
  return (network) =>
    fitsLabels(network.labels, filters) &&
    [...filters].every(([key, values]) => {
      const question = questions[key];
      return question === undefined || values.some((value) => question(network, value));
    });
}

function isBuiltIn(name: string): boolean {
  return ["bridge", "host", "none"].includes(name);
}

async function danglingNames(
  context: Pick<Context, "engine" | "settings" | "signal">,
  files: readonly NetworkFile[],
): Promise<Set<string>> {
  const users = await networkUsers(context);
  const unused = files.filter((file) => users(file).length === 0).map(({ list }) => list.name);
  return new Set(unused.filter((name) => !isBuiltIn(name)));
}

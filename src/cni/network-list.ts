import { NerdError } from "../errors.ts";

/** One plugin's part of a list. Keys beside these are the plugin's own. */
export interface PluginConfig {
  readonly type: string;
  /** What the plugin takes at run time, such as `portMappings`. */
  readonly capabilities?: Readonly<Record<string, boolean>>;
  readonly [key: string]: unknown;
}

/** A network as it stands in a `*.conflist`. From CNI spec 1.0.0, section 1, with nerdctl's keys. */
export interface NetworkList {
  readonly cniVersion: string;
  readonly name: string;
  /** SHA-256 of the name; absent from files that neither nerdctl nor nerdsh made, and that neither removes. */
  readonly nerdctlID?: string;
  readonly nerdctlLabels?: Readonly<Record<string, string>>;
  readonly plugins: readonly PluginConfig[];
}

/** Reads the text of a `.conflist`, or of a `.conf` with its single plugin. Throws INVALID_VALUE, naming file and fault. */
export function parseNetworkList(text: string, file: string): NetworkList {
  const value = parseObject(text, file);
  const { cniVersion = "0.1.0", name, nerdctlID, nerdctlLabels } = value;
  const plugins = "plugins" in value ? value["plugins"] : [value];
  if (typeof name !== "string" || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name))
    throw invalid(file, "it has no valid name");
  if (typeof cniVersion !== "string") throw invalid(file, "its cniVersion is not a string");
  if (!Array.isArray(plugins) || plugins.length === 0) throw invalid(file, "it lists no plugins");
  return {
    cniVersion,
    name,
    ...(typeof nerdctlID === "string" && { nerdctlID }),
    ...(isObject(nerdctlLabels) && { nerdctlLabels: nerdctlLabels as Record<string, string> }), // nerdctl writes strings only.
    plugins: plugins.map((plugin: unknown, i) => parsePlugin(plugin, i, file)),
  };
}

/** The text of a list as nerdctl writes it, which ends in no line break. */
export function formatNetworkList({ cniVersion, name, nerdctlID, nerdctlLabels, plugins }: NetworkList): string {
  return JSON.stringify({ cniVersion, name, nerdctlID, nerdctlLabels, plugins }, null, 2);
}

function parsePlugin(plugin: unknown, index: number, file: string): PluginConfig {
  if (!isObject(plugin)) throw invalid(file, `plugin ${index + 1} is not an object`);
  const { type } = plugin;
  // The type is a file name below the plugin directories, and must not lead out of them.
  if (typeof type !== "string" || !/^[\w.-]+$/.test(type)) throw invalid(file, `plugin ${index + 1} has no valid type`);
  return { ...plugin, type };
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, "it is not JSON", cause);
  }
  if (!isObject(value)) throw invalid(file, "it is not an object");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(file: string, fault: string, cause?: unknown): NerdError {
  const hint = "correct the file or move it away";
  return new NerdError("INVALID_VALUE", `${fault}: network list ${file}`, {
    hint,
    ...(cause !== undefined && { cause }),
  });
}

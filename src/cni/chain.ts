import type { NetworkList, PluginConfig } from "./network-list.ts";
import { type PluginCall, runPlugin } from "./plugin.ts";
import { pluginBinary } from "./plugin-binary.ts";
import type { PluginResult } from "./plugin-result.ts";

/** Whom a list is run for. */
export interface ChainTarget {
  readonly containerId: string;
  /** Path of the network namespace; empty where it is gone. */
  readonly netns: string;
  readonly interfaceName: string;
  /** CNI_ARGS, such as `IP` and `MAC`. */
  readonly args?: Readonly<Record<string, string>>;
  /** Values by capability, such as `portMappings`; each goes to the plugins that declare it. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

export interface ChainOptions {
  readonly pluginDirs: readonly string[];
  readonly programDirs: readonly string[];
  /** Between plugins only: one that runs is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what is known so far after each plugin, so that a crash in the chain leaves enough to undo it. */
  readonly onResult?: (result: PluginResult) => Promise<void>;
}

/** ADD through the chain, each plugin given the result of those before. What failed half-way is the caller's to delete. */
export async function addChain(list: NetworkList, target: ChainTarget, options: ChainOptions): Promise<PluginResult> {
  const binaries = await Promise.all(list.plugins.map(({ type }) => pluginBinary(type, options.pluginDirs)));
  let result: PluginResult = { cniVersion: list.cniVersion };
  for (const [i, plugin] of list.plugins.entries()) {
    options.signal?.throwIfAborted();
    const prevResult = i === 0 ? undefined : result;
    const call = pluginCall({ command: "ADD", plugin, binary: binaries[i]!, list, target, prevResult }, options);
    result = (await runPlugin(call)) ?? result;
    await options.onResult?.(result);
  }
  return result;
}

/** DEL in reverse, with the result of ADD; right also where ADD never ran, or only in part. One failure does not stop the rest. */
export async function deleteChain(
  list: NetworkList,
  target: ChainTarget,
  prevResult: PluginResult | undefined,
  options: ChainOptions,
): Promise<void> {
  const failures: unknown[] = [];
  for (const plugin of [...list.plugins].reverse()) {
    try {
      const binary = await pluginBinary(plugin.type, options.pluginDirs);
      await runPlugin(pluginCall({ command: "DEL", plugin, binary, list, target, prevResult }, options));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Throws CNI_FAILED where a plugin finds the attachment other than it left it. */
export async function checkChain(
  list: NetworkList,
  target: ChainTarget,
  prevResult: PluginResult,
  options: ChainOptions,
): Promise<void> {
  for (const plugin of list.plugins) {
    const binary = await pluginBinary(plugin.type, options.pluginDirs);
    await runPlugin(pluginCall({ command: "CHECK", plugin, binary, list, target, prevResult }, options));
  }
}

interface ChainStep {
  readonly command: PluginCall["command"];
  readonly plugin: PluginConfig;
  readonly binary: string;
  readonly list: NetworkList;
  readonly target: ChainTarget;
  readonly prevResult: PluginResult | undefined;
}

function pluginCall(
  { command, plugin, binary, list, target, prevResult }: ChainStep,
  options: ChainOptions,
): PluginCall {
  const { containerId, netns, interfaceName, args = {}, capabilities = {} } = target;
  const config = pluginConfig(list, plugin, capabilities, prevResult);
  const { pluginDirs, programDirs } = options;
  return {
    command,
    type: plugin.type,
    binary,
    containerId,
    netns,
    interfaceName,
    args,
    pluginDirs,
    programDirs,
    config,
  };
}

/** What a plugin reads on stdin. From CNI spec 1.0.0, section 4, "Deriving execution configuration". */
function pluginConfig(
  { name, cniVersion }: NetworkList,
  plugin: PluginConfig,
  capabilities: Readonly<Record<string, unknown>>,
  prevResult: PluginResult | undefined,
): object {
  const wanted = Object.entries(capabilities).filter(([key]) => plugin.capabilities?.[key] === true);
  return {
    ...plugin,
    name,
    cniVersion,
    ...(wanted.length > 0 && { runtimeConfig: Object.fromEntries(wanted) }),
    ...(prevResult !== undefined && { prevResult }),
  };
}

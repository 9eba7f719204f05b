import { NerdError } from "../errors.ts";
import { runInOwnSession } from "../platform/own-session.ts";
import { type PluginResult, parsePluginError, parsePluginResult } from "./plugin-result.ts";

/** One execution of one plugin. From CNI spec 1.0.0, section 2, "Parameters". */
export interface PluginCall {
  readonly command: "ADD" | "DEL" | "CHECK";
  readonly type: string;
  readonly binary: string;
  readonly containerId: string;
  readonly netns: string;
  readonly interfaceName: string;
  readonly args: Readonly<Record<string, string>>;
  /** Where the plugin looks for others, such as its IPAM. */
  readonly pluginDirs: readonly string[];
  /** Where the plugin looks for `iptables` and the like. */
  readonly programDirs: readonly string[];
  readonly config: object;
}

/**
 * Runs a plugin; ADD gives its result. Takes no signal: a plugin killed half-way leaves what no DEL finds, and most take
 * 10 ms. Throws CNI_FAILED with the plugin's own words.
 */
export async function runPlugin(call: PluginCall): Promise<PluginResult | undefined> {
  try {
    const { status, stdout, stderr } = await runInOwnSession(call.binary, [], {
      env: pluginEnvironment(call),
      stdin: JSON.stringify(call.config),
    });
    if (status === 0) return parsePluginResult(stdout);
    throw pluginFailure(call, stdout, stderr);
  } catch (error) {
    if (error instanceof NerdError) throw error;
    throw new NerdError("CNI_FAILED", `cannot run CNI plugin ${call.binary}`, { cause: error });
  }
}

function pluginEnvironment(call: PluginCall): Record<string, string> {
  return {
    CNI_COMMAND: call.command,
    CNI_CONTAINERID: call.containerId,
    CNI_NETNS: call.netns,
    CNI_IFNAME: call.interfaceName,
    CNI_ARGS: Object.entries(call.args)
      .map(([key, value]) => `${key}=${value}`)
      .join(";"),
    CNI_PATH: call.pluginDirs.join(":"),
    // They do one thing after another, in Go, whose runtime would prepare for more: a sixth of their CPU time.
    GOMAXPROCS: "1",
    PATH: call.programDirs.join(":"),
  };
}

function pluginFailure({ command, type }: PluginCall, stdout: string, stderr: string): NerdError {
  const error = parsePluginError(stdout);
  const words = error === undefined ? stdout.trim() || stderr.trim() || "it said nothing" : error.msg;
  const message = `CNI plugin ${type} failed at ${command}: ${words}${error?.details ? `: ${error.details}` : ""}`;
  return new NerdError("CNI_FAILED", message, { ...(stderr !== "" && { stderr }) });
}

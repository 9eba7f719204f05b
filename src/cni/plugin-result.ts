/** What ADD gives back. From CNI spec 1.0.0, section 5, "Success"; keys beside these are passed on as they came. */
export interface PluginResult {
  readonly cniVersion: string;
  readonly interfaces?: readonly PluginInterface[];
  readonly ips?: readonly PluginAddress[];
  readonly [key: string]: unknown;
}

export interface PluginInterface {
  readonly name: string;
  readonly mac?: string;
  /** The network namespace's path; absent for an interface of the host. */
  readonly sandbox?: string;
}

export interface PluginAddress {
  /** With the prefix length: `10.4.0.2/24`. */
  readonly address: string;
  readonly gateway?: string;
  /** Index into the interfaces. */
  readonly interface?: number;
}

/** The error object of a plugin. From CNI spec 1.0.0, section 5, "Error". */
export interface PluginError {
  readonly code: number;
  readonly msg: string;
  readonly details?: string;
}

export function parsePluginResult(text: string): PluginResult | undefined {
  const value = parseJson(text);
  return isObject(value) ? ({ cniVersion: "0.1.0", ...value } as PluginResult) : undefined; // The spec's word for it.
}

export function parsePluginError(text: string): PluginError | undefined {
  const value = parseJson(text);
  return isObject(value) && typeof value["msg"] === "string" ? { code: 0, ...value, msg: value["msg"] } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

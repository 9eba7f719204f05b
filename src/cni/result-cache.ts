import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errno, isTemporary, removeFileAside, replaceFile } from "../store/atomic-file.ts";
import { namesIn } from "../store/directory-names.ts";
import { formatNetworkList, type NetworkList, parseNetworkList } from "./network-list.ts";
import type { PluginResult } from "./plugin-result.ts";

/** An attachment as it was made, which is what DEL must be told. */
export interface CachedAttachment {
  readonly list: NetworkList;
  readonly containerId: string;
  readonly interfaceName: string;
  readonly netns: string;
  readonly args: Readonly<Record<string, string>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly result: PluginResult;
}

/** libcni's file, so that nerdctl can delete our attachments and we its. From libcni, api.go, cachedInfo. */
interface CacheFile {
  readonly kind: "cniCacheV1";
  readonly containerId: string;
  /** The list, base64. */
  readonly config: string;
  readonly ifName: string;
  readonly networkName: string;
  readonly netns?: string;
  readonly cniArgs?: readonly (readonly [string, string])[];
  readonly capabilityArgs?: Readonly<Record<string, unknown>>;
  readonly result?: PluginResult;
}

/** Results of ADD, one file for each attachment: `<directory>/<network>-<container>-<interface>`. */
export class ResultCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async write(attachment: CachedAttachment): Promise<void> {
    const { list, containerId, interfaceName, netns, args, capabilities, result } = attachment;
    const file: CacheFile = {
      kind: "cniCacheV1",
      containerId,
      config: Buffer.from(formatNetworkList(list)).toString("base64"),
      ifName: interfaceName,
      networkName: list.name,
      netns,
      cniArgs: Object.entries(args),
      capabilityArgs: capabilities,
      result,
    };
    await replaceFile(join(this.#directory, `${list.name}-${containerId}-${interfaceName}`), JSON.stringify(file));
  }

  /** Every attachment of a container, in the order of its interfaces. */
  async attachments(containerId: string): Promise<CachedAttachment[]> {
    const names = this.#names().filter((name) => name.includes(`-${containerId}-`));
    const read = names.map((name) => this.#read(name));
    return read
      .filter((attachment) => attachment?.containerId === containerId)
      .filter((attachment) => attachment !== undefined)
      .sort((a, b) => a.interfaceName.localeCompare(b.interfaceName, "en", { numeric: true }));
  }

  /** Every attachment there is. */
  async all(): Promise<CachedAttachment[]> {
    const read = this.#names().map((name) => this.#read(name));
    return read.filter((attachment) => attachment !== undefined);
  }

  async remove(network: string, containerId: string, interfaceName: string): Promise<void> {
    await removeFileAside(join(this.#directory, `${network}-${containerId}-${interfaceName}`));
  }

  #names(): string[] {
    return namesIn(this.#directory).filter((name) => !isTemporary(name));
  }

  /** Nothing for a file that is gone by now, or is of another kind than libcni's. */
  #read(name: string): CachedAttachment | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.#directory, name), "utf8");
    } catch (error) {
      if (errno(error) === "ENOENT") return undefined;
      throw error;
    }
    const file = JSON.parse(text) as CacheFile; // By libcni or by write above, both of which replace it whole.
    if (file.kind !== "cniCacheV1") return undefined;
    const { containerId, ifName, netns = "", cniArgs, capabilityArgs } = file;
    return {
      list: parseNetworkList(Buffer.from(file.config, "base64").toString(), name),
      containerId,
      interfaceName: ifName,
      netns,
      args: Object.fromEntries(cniArgs ?? []),
      capabilities: capabilityArgs ?? {},
      result: file.result ?? { cniVersion: "0.1.0" },
    };
  }
}

import { join } from "node:path";
import { addressHash, shortHash } from "./address-hash.ts";
import type { HostPaths } from "./host-paths.ts";
import type { EngineKind } from "./settings.ts";

export interface DefaultPaths {
  readonly root: string;
  readonly runtimeDir: string;
  readonly address: string;
  readonly dataRoot: string;
  readonly cniConfigDir: string;
  readonly ipamDir: string;
  readonly bridgeName: string;
  readonly decryptionKeys: string;
}

/**
 * The longest runtime directory below a private root. A unix socket's path has 107 bytes (unix(7), "Address
 * format"), of which this leaves 47 for the sockets' own names.
 */
const longestRuntimeDir = 60;

/** nerdctl's places with the system's engine, else nerdsh's own; with a private root, everything lies below that. */
export function defaultPaths(host: HostPaths, engine: EngineKind, privateRoot: string | undefined): DefaultPaths {
  const root = privateRoot ?? host.root;
  const runtimeDir = privateRoot === undefined ? host.runtimeDir : privateRuntimeDir(host, privateRoot);
  const isOurs = engine === "embedded" || privateRoot !== undefined;
  return {
    root,
    runtimeDir,
    address: engine === "embedded" ? join(runtimeDir, "containerd.sock") : host.usualSocket,
    dataRoot: isOurs ? root : host.nerdctlDataRoot,
    cniConfigDir: isOurs ? join(root, "cni", "net.d") : host.cniConfigDir,
    ipamDir: isOurs ? join(root, "cni", "networks") : host.ipamDir,
    bridgeName: bridgeName(engine, privateRoot),
    decryptionKeys: privateRoot === undefined ? host.decryptionKeys : join(privateRoot, "ocicrypt", "keys"),
  };
}

function privateRuntimeDir(host: HostPaths, privateRoot: string): string {
  const inside = join(privateRoot, "run");
  if (Buffer.byteLength(inside) <= longestRuntimeDir) return inside;
  return `${host.runtimeDir}-${shortHash(privateRoot)}`;
}

/** Each engine its own bridge, since their address pools know nothing of each other. The kernel allows 15 bytes. */
function bridgeName(engine: EngineKind, privateRoot: string | undefined): string {
  if (privateRoot !== undefined) return `nerd-${shortHash(privateRoot)}`;
  return engine === "embedded" ? "nerdsh0" : "nerdctl0";
}

/** Where names, container state and volumes of the containerd at `address` are kept: nerdctl's `<data root>/<ADDRHASH>`. */
export function dataStore(dataRoot: string, address: string): string {
  return join(dataRoot, addressHash(address));
}

import { NerdError } from "../errors.ts";
import { systemRoot } from "./cache-directory.ts";

/** Where a user's programs keep things: the one place that will answer differently where the user is not root. */
export interface HostPaths {
  readonly settingsFile: string;
  readonly usualSocket: string;
  readonly root: string;
  readonly runtimeDir: string;
  readonly nerdctlDataRoot: string;
  readonly cniPluginDirs: readonly string[];
  readonly cniConfigDir: string;
  readonly ipamDir: string;
  readonly hostsDirs: readonly string[];
  readonly decryptionKeys: string;
  readonly cdiSpecDirs: readonly string[];
}

const rootPaths: HostPaths = {
  settingsFile: "/etc/nerdctl/nerdctl.toml",
  usualSocket: "/run/containerd/containerd.sock",
  root: systemRoot,
  runtimeDir: "/run/nerdsh",
  nerdctlDataRoot: "/var/lib/nerdctl",
  // nerdctl, pkg/defaults: what distributions and the CNI project itself use.
  cniPluginDirs: [
    "/opt/cni/bin",
    "/usr/local/libexec/cni",
    "/usr/local/lib/cni",
    "/home/linuxbrew/.linuxbrew/opt/cni-plugins/bin",
    "/usr/libexec/cni",
    "/usr/lib/cni",
  ],
  cniConfigDir: "/etc/cni/net.d",
  ipamDir: "/var/lib/cni/networks",
  hostsDirs: ["/etc/containerd/certs.d", "/etc/docker/certs.d"],
  // Where containerd's own configuration has its decoder look.
  decryptionKeys: "/etc/containerd/ocicrypt/keys",
  cdiSpecDirs: ["/etc/cdi", "/var/run/cdi"],
};

/** Throws ENGINE_DENIED for anybody but root. */
export function hostPaths(userId: number): HostPaths {
  if (userId === 0) return rootPaths;
  throw new NerdError("ENGINE_DENIED", `rootless is not available yet: user ${userId} is not root`, {
    hint: "run it as root, for example with sudo",
  });
}

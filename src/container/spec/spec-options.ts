import type { MountSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { type CapabilityChanges, capabilitySets } from "./capabilities.ts";

/** One decision about a container. It may write to the spec it is handed, and touches nothing else. */
export type SpecOption = (spec: RuntimeSpec) => void;

export const withArgs =
  (args: readonly string[]): SpecOption =>
  (spec) => {
    spec.process.args = [...args];
  };

/** Later variables replace earlier ones of the same name, in the earlier one's place. */
export const withEnv =
  (...layers: readonly (readonly string[])[]): SpecOption =>
  (spec) => {
    const variables = new Map([...spec.process.env, ...layers.flat()].map((entry) => [entry.split("=", 1)[0], entry]));
    spec.process.env = [...variables.values()];
  };

export const withUser =
  (user: RuntimeSpec["process"]["user"]): SpecOption =>
  (spec) => {
    spec.process.user = user;
  };

export const withWorkdir =
  (cwd: string): SpecOption =>
  (spec) => {
    spec.process.cwd = checkWorkdir(cwd);
  };

/** A path as it is, where it is absolute. The runtime would say it of a field of its own. */
export function checkWorkdir(cwd: string): string {
  if (cwd.startsWith("/")) return cwd;
  throw new NerdError("INVALID_VALUE", `the working directory '${cwd}' must be an absolute path`);
}

export const withTerminal = (): SpecOption => (spec) => {
  spec.process.terminal = true;
  withEnv(["TERM=xterm"])(spec);
};

export const withHostname =
  (hostname: string): SpecOption =>
  (spec) => {
    spec.hostname = hostname;
    withEnv([`HOSTNAME=${hostname}`])(spec);
  };

/** As a kernel parameter, as Docker has it: runc knows the spec's own field from 1.2 on. */
export const withDomainname = (domainname: string): SpecOption => withSysctl("kernel.domainname", domainname);

/** `path` joins a namespace that is there already; `undefined` leaves the host's, `"new"` makes a bare one. */
export const withNetworkNamespace =
  (path: string | undefined): SpecOption =>
  (spec) => {
    const others = spec.linux.namespaces.filter(({ type }) => type !== "network");
    if (path === undefined) spec.linux.namespaces = others;
    else spec.linux.namespaces = [...others, path === "new" ? { type: "network" } : { type: "network", path }];
  };

/** The host's, or one of its own: a new one, unless `path` joins one that is there. */
export const withNamespace =
  (type: string, { isHost, path }: { readonly isHost: boolean; readonly path?: string | undefined }): SpecOption =>
  ({ linux }) => {
    const place = linux.namespaces.findIndex((namespace) => namespace.type === type);
    const wanted = isHost ? [] : [{ type, ...(path !== undefined && { path }) }];
    linux.namespaces.splice(place < 0 ? linux.namespaces.length : place, place < 0 ? 0 : 1, ...wanted);
  };

export const withSysctl =
  (name: string, value: string): SpecOption =>
  (spec) => {
    spec.linux.sysctl = { ...spec.linux.sysctl, [name]: value };
  };

export const withRoot =
  (path: string): SpecOption =>
  (spec) => {
    spec.root.path = path;
  };

export const withReadonlyRoot = (): SpecOption => (spec) => {
  spec.root.readonly = true;
};

export const withCapabilities =
  (changes: CapabilityChanges): SpecOption =>
  (spec) => {
    spec.process.capabilities = capabilitySets(changes);
  };

/** A mount at a place that has one already replaces it; a parent directory comes before what lies in it. */
export const withMounts =
  (mounts: readonly MountSpec[]): SpecOption =>
  (spec) => {
    const taken = new Set(mounts.map(({ destination }) => destination));
    const depth = ({ destination }: MountSpec) => destination.split("/").length;
    const added = [...mounts].sort((a, b) => depth(a) - depth(b));
    spec.mounts = [...spec.mounts.filter(({ destination }) => !taken.has(destination)), ...added];
  };

/** The init that reaps orphans and forwards signals, bound over `path`, runs the command as its child. */
export const withInit =
  (source: string, path = "/sbin/docker-init"): SpecOption =>
  (spec) => {
    spec.process.args = [path, "--", ...spec.process.args];
    spec.mounts.push({ destination: path, type: "bind", source, options: ["bind", "ro"] });
  };

export const withCgroup =
  (path: string): SpecOption =>
  (spec) => {
    spec.linux.cgroupsPath = path;
  };

export const withAnnotations =
  (annotations: Readonly<Record<string, string>>): SpecOption =>
  (spec) => {
    spec.annotations = { ...spec.annotations, ...annotations };
  };

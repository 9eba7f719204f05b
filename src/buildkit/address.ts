import { NerdError } from "../errors.ts";

/** Where a BuildKit is: its own daemon, the one inside of dockerd, or a daemon elsewhere. */
export type BuilderAddress =
  | { readonly kind: "buildkitd"; readonly socket: string }
  | { readonly kind: "dockerd"; readonly socket: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls?: BuilderTls | undefined };

/** Paths of PEM files, as `buildctl` takes them. */
export interface BuilderTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the server's certificate must have; the host of the address where absent. */
  readonly serverName?: string | undefined;
}

const defaultPort = 1234;

/**
 * `unix:///run/buildkit/buildkitd.sock`, `docker:///var/run/docker.sock`, `tcp://host:1234`, or the path of a socket. Throws
 * INVALID_VALUE, and UNSUPPORTED for the schemes that go through another program's `exec`.
 */
export function parseBuilderAddress(text: string, tls?: BuilderTls): BuilderAddress {
  const [, scheme = "", rest = ""] =
    /^([a-z+-]+):\/\/(.*)$/.exec(text) ?? (text.startsWith("/") ? [text, "unix", text] : []);
  if ((scheme === "unix" || scheme === "docker") && rest.startsWith("/") && rest.length > 1) {
    return { kind: scheme === "unix" ? "buildkitd" : "dockerd", socket: rest };
  }
  if (scheme === "tcp") {
    const [, host = "", port] = /^(\[[0-9a-f:]+\]|[^/:]+)(?::(\d{1,5}))?\/?$/i.exec(rest) ?? [];
    if (host !== "" && Number(port ?? defaultPort) <= 65_535)
      return { kind: "tcp", host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? defaultPort), tls };
  }
  if (/^(docker-container|podman-container|nerdctl-container|kube-pod|ssh|npipe)$/.test(scheme)) {
    throw new NerdError("UNSUPPORTED", `builders behind ${scheme}:// are not supported: ${text}`, {
      hint: "publish buildkitd's socket or its TCP port, and use unix://PATH or tcp://HOST:PORT",
    });
  }
  throw new NerdError("INVALID_VALUE", `not an address of BuildKit: ${text}`, {
    hint: "write unix://PATH for buildkitd, docker://PATH for dockerd's socket, or tcp://HOST:PORT",
  });
}

export function formatBuilderAddress(address: BuilderAddress): string {
  if (address.kind === "buildkitd") return `unix://${address.socket}`;
  if (address.kind === "dockerd") return `docker://${address.socket}`;
  return `tcp://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

export interface BuilderPlaces {
  readonly namespace: string;
  /** `/run`, or `$XDG_RUNTIME_DIR` without root. */
  readonly runtimeDir: string;
}

/** nerdctl's order: buildkitd of the namespace, of the default one, of the host; then Docker's, which nerdctl does not know. */
export function usualBuilders({ namespace, runtimeDir }: BuilderPlaces): BuilderAddress[] {
  const directories = [`buildkit-${namespace}`, "buildkit-default", "buildkit"];
  return [
    ...[...new Set(directories)].map((name) => {
      return { kind: "buildkitd", socket: `${runtimeDir}/${name}/buildkitd.sock` } as const;
    }),
    { kind: "dockerd", socket: runtimeDir === "/run" ? "/var/run/docker.sock" : `${runtimeDir}/docker.sock` },
  ];
}

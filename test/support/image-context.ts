import { codec, Engine } from "../../src/engine/engine.ts";
import type { NerdEvent } from "../../src/events.ts";
import type { LoadContext } from "../../src/image/archive/load.ts";
import type { PullContext } from "../../src/image/pull/pull.ts";
import { GrpcChannel } from "../../src/rpc/grpc-channel.ts";
import { registryAccess } from "../../src/settings/registry-access.ts";
import { removeNamespaceCgroups } from "./cgroup-files.ts";
import { type AroundCall, interceptedChannel } from "./intercepted-channel.ts";

export interface ImageContextOptions {
  /** The engine's socket. */
  readonly address: string;
  readonly hostsDir?: string;
  readonly signal?: AbortSignal;
  /** What happens to the engine's calls. */
  readonly around?: AroundCall;
}

/** What the image domain needs, in a namespace that no other test has, with the events that it emitted. */
export function imageContext({
  address,
  hostsDir,
  signal = new AbortController().signal,
  around = (_method, _request, call) => call(),
}: ImageContextOptions) {
  const namespace = `images-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const channel = interceptedChannel(new GrpcChannel(address, codec), around);
  const engine = new Engine(channel, { namespace, snapshotter: "overlayfs" });
  const events: NerdEvent[] = [];
  // The domain reads no other settings than these.
  const settings = {
    hostsDirs: hostsDir ? [hostsDir] : [],
    insecureRegistry: false,
    programDirs: ["/usr/local/bin", "/usr/bin", "/bin"],
    ...registryAccess({ DOCKER_CONFIG: "/does/not/exist" }),
  } as unknown as PullContext["settings"];
  const emit = (event: NerdEvent) => void events.push(event);
  const context: PullContext & LoadContext = { engine, settings, emit, signal, cwd: "/" };
  const dispose = () => {
    engine.close();
    removeNamespaceCgroups(namespace); // Of a container that had one of its images.
  };
  return { ...context, namespace, events, [Symbol.dispose]: dispose };
}

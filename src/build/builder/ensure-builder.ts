import { ensureEngine } from "../../engine/connect.ts";
import { builderFiles } from "../../engine/embedded/builder/builder-files.ts";
import { builderAddress, servingBuilder } from "../../engine/embedded/builder/builder-process.ts";
import { type StartedBuilder, startBuilder } from "../../engine/embedded/builder/start.ts";
import { probeSocket } from "../../engine/socket-probe.ts";
import type { Emit } from "../../events.ts";
import type { Settings } from "../../settings/settings.ts";
import { builderCleanup } from "./builder-cleanup.ts";
import { prepareBuilderNetwork } from "./builder-network.ts";
import { builderRegistries } from "./builder-registries.ts";
import { heldSocket } from "./held-socket.ts";

export interface EnsureBuilder {
  /** Of containerd, where images and cache go; the settings' where absent. */
  readonly namespace?: string | undefined;
  readonly emit: Emit;
  readonly signal?: AbortSignal | undefined;
}

/** A builder, and a connection to it, so that it does not stop for idleness before its user has connected. Disposing gives it up. */
export interface HeldBuilder extends StartedBuilder, Disposable {}

/**
 * A builder of nerdsh's own on the containerd of the settings, started where it does not run: `docker:///…/dockerd.sock` or
 * `unix:///…/buildkitd.sock`. It stops itself once nobody was connected for as long as an engine may be idle. Throws
 * BUILDER_UNAVAILABLE, and what starting the engine throws.
 */
export async function ensureBuilder(settings: Settings, options: EnsureBuilder): Promise<HeldBuilder> {
  const serving = await heldIfServing(settings, options.namespace ?? settings.namespace);
  if (serving !== undefined) return serving;
  for (;;) {
    options.signal?.throwIfAborted();
    // The engine, too, may have been about to stop; the builder needs it from its first moment on.
    await ensureEngine(settings, options);
    using engine = await heldSocket(settings.address);
    if (engine === undefined) continue;
    const started = await start(settings, options);
    const held = await heldSocket(started.address.replace(/^\w+:\/\//, ""));
    if (held !== undefined) return { ...started, [Symbol.dispose]: () => held[Symbol.dispose]() };
  }
}

/** Where both answer, which is what every build but the first finds, nothing is to be started. */
async function heldIfServing(settings: Settings, namespace: string): Promise<HeldBuilder | undefined> {
  const files = builderFiles(settings, namespace);
  const [engine, program] = await Promise.all([probeSocket(settings.address), servingBuilder(files)]);
  if (engine !== "serving" || program === undefined) return undefined;
  const held = await heldSocket(files.sockets[program]);
  return (
    held && { address: builderAddress(program, files), isNew: false, [Symbol.dispose]: () => held[Symbol.dispose]() }
  );
}

async function start(settings: Settings, options: EnsureBuilder): Promise<StartedBuilder> {
  const { namespace = settings.namespace, emit, signal } = options;
  return await startBuilder(settings, {
    ...{ namespace, emit, signal },
    cleanup: (files) => builderCleanup(settings, files),
    prepare: async (files) => {
      const [cniBinDir, registries] = await Promise.all([
        prepareBuilderNetwork(settings, files),
        builderRegistries(settings),
      ]);
      return { cniBinDir, registries };
    },
  });
}

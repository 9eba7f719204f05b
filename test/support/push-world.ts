import { type PushContext, type PushedImage, type PushInput, pushImage } from "../../src/image/push/push.ts";
import type { Descriptor } from "../../src/registry/descriptor.ts";
import { startEngine, type TestEngine } from "./engine.ts";
import { type FaultyRegistry, startFaultyRegistry } from "./faulty-registry.ts";
import { imageContext } from "./image-context.ts";
import { programOutput } from "./program.ts";
import { startRegistry } from "./registry.ts";

/** An engine and an empty registry to push to, which notes what it is asked for. */
export interface PushWorld extends AsyncDisposable {
  readonly engine: TestEngine;
  /** The registry's part of image names. */
  readonly host: string;
  /** Sees the requests, and passes them on. */
  readonly seen: FaultyRegistry;
  /** A namespace of its own. */
  context(): ReturnType<typeof imageContext>;
  /** Pushes, and tells what the registry was asked for meanwhile: `PUT manifests/latest`. */
  push(here: PushContext, input: PushInput): Promise<{ images: readonly PushedImage[]; requests: string[] }>;
}

export async function startPushWorld(): Promise<PushWorld> {
  const [engine, registry] = await Promise.all([startEngine(), startRegistry({ writable: true, images: "none" })]);
  const seen = await startFaultyRegistry(registry.url);
  return {
    ...{ engine, seen, host: seen.host },
    context: () => imageContext({ address: engine.address }),
    async push(here, input) {
      const before = seen.requests.length;
      const images = await pushImage(here, input);
      const requests = seen.requests.slice(before).map(({ method, path }) => `${method} ${shortPath(path)}`);
      return { images, requests };
    },
    async [Symbol.asyncDispose]() {
      await seen[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

function shortPath(path: string): string {
  return path.replace(/^\/v2\/[^/]+\//, "").replace(/uploads\/[\w-]{36}.*/, "uploads/…");
}

/** The manifest or index of a name, as skopeo gets it. */
export async function atRegistry(name: string): Promise<{ manifests?: Descriptor[]; layers?: Descriptor[] }> {
  return JSON.parse(await programOutput("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]));
}

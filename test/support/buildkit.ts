import { Builder } from "../../src/buildkit/builder.ts";
import { startBuilder, type Builder as TestBuilder } from "./builder.ts";
import { type Registry, startRegistry } from "./registry.ts";

/** A BuildKit of the test's own, with the fixtures as Docker Hub, and nerdsh's client of it. */
export interface BuildKit extends AsyncDisposable {
  readonly builder: Builder;
  readonly daemon: TestBuilder;
  readonly registry: Registry;
}

export async function startBuildKit(): Promise<BuildKit> {
  const registry = await startRegistry();
  try {
    const daemon = await startBuilder({ registry });
    const builder = new Builder({ kind: "dockerd", socket: daemon.socket });
    return {
      ...{ builder, daemon, registry },
      async [Symbol.asyncDispose]() {
        builder.close();
        await daemon[Symbol.asyncDispose]();
        await registry[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await registry[Symbol.asyncDispose]();
    throw error;
  }
}

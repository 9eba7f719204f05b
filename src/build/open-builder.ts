import { type BuilderTls, parseBuilderAddress } from "../buildkit/address.ts";
import { Builder } from "../buildkit/builder.ts";
import { findBuilder } from "../buildkit/find-builder.ts";
import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { ensureBuilder } from "./builder/ensure-builder.ts";
import { keptBuilder } from "./builder/kept-builder.ts";

export type BuilderContext = Pick<Context, "settings" | "emit" | "signal" | "environment">;

export interface BuilderChoice {
  /** An address; `$BUILDKIT_HOST` where absent, and what is found where that is not set either. */
  readonly host?: string | undefined;
  readonly tls?: BuilderTls | undefined;
}

/** A connection to a builder, which does not stop for idleness meanwhile. The block's end gives it up. */
export interface OpenBuilder extends Disposable {
  readonly builder: Builder;
}

/**
 * The BuildKit to use: the one that is named; with the system's containerd, else the first that answers of the usual places;
 * else one of nerdsh's own, on the same containerd. Throws BUILDER_UNAVAILABLE, and what starting the engine throws.
 */
export async function openBuilder(context: BuilderContext, { host, tls }: BuilderChoice = {}): Promise<OpenBuilder> {
  const { settings, environment } = context;
  const named = host || environment["BUILDKIT_HOST"];
  if (named) return heldBuilder((await searchBuilder(context, named, tls))!);
  if (settings.engine === "system") {
    const found = await searchBuilder(context, undefined, tls);
    return found ? heldBuilder(found) : await own(context);
  }
  // Its images land where the embedded engine's are. Another daemon is used only where there is no program for one.
  try {
    return await own(context);
  } catch (error) {
    if (!isNerdError(error, "BUILDER_UNAVAILABLE")) throw error;
    const found = await searchBuilder(context, undefined, tls);
    if (found === undefined) throw error;
    return heldBuilder(found);
  }
}

/** One that is named, which must answer, else the first of the usual places; undefined where there is none. */
export async function searchBuilder(
  { settings, environment, signal }: BuilderContext,
  explicit: string | undefined,
  tls: BuilderTls | undefined,
): Promise<Builder | undefined> {
  const isRoot = process.geteuid?.() === 0;
  const runtimeDir = isRoot ? "/run" : (environment["XDG_RUNTIME_DIR"] ?? "/run");
  return await findBuilder({ explicit, tls, signal, runtimeDir, namespace: settings.namespace });
}

async function own({ settings, emit, signal }: BuilderContext): Promise<OpenBuilder> {
  return await keptBuilder(`${settings.address} ${settings.namespace}`, async () => {
    const started = await ensureBuilder(settings, { emit, signal });
    const builder = new Builder(parseBuilderAddress(started.address), { isPrivate: true });
    builder.connect();
    const close = () => {
      builder.close();
      started[Symbol.dispose]();
    };
    return { builder, close };
  });
}

/** A builder whose connection the block's end gives up. */
export function heldBuilder(builder: Builder): OpenBuilder {
  return { builder, [Symbol.dispose]: () => builder.close() };
}

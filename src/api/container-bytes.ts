import { findContainer } from "../container/record/lookup.ts";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Cancellable } from "./container-options.ts";
import { currentSignal } from "./current-signal.ts";
import type { ContextBase } from "./session.ts";

type Source = (context: Context, container: StoredContainer) => Promise<AsyncIterable<Uint8Array>>;

/** Bytes of a container as they are read; leaving the loop early ends the reading. */
export async function* containerBytes(
  base: ContextBase,
  { id, signal = currentSignal() ?? new AbortController().signal }: Cancellable & { readonly id: string },
  source: Source,
): AsyncGenerator<Uint8Array, void, undefined> {
  const context = { ...base, signal };
  yield* await source(context, await findContainer(context, id));
}

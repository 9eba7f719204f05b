import { inspectContainer, nativeContainer } from "../container/inspect/inspect.ts";
import type { Context } from "../context.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { inspectImage, nativeImage } from "../image/inspect.ts";

export interface InspectOptions {
  readonly mode: "dockercompat" | "native";
  readonly size: boolean;
  /** Of which kind it must be. */
  readonly type: "container" | "image" | undefined;
}

/** The container of that name or id, else the image. Throws UNKNOWN_OBJECT with the closest names of both. */
export async function inspectObject(
  context: Pick<Context, "engine" | "settings" | "signal">,
  name: string,
  { mode, size, type }: InspectOptions,
): Promise<object> {
  const container = () =>
    mode === "native" ? nativeContainer(context, name) : inspectContainer(context, name, { size });
  const image = () => (mode === "native" ? nativeImage(context, name) : inspectImage(context, name));
  if (type === "container") return await container();
  if (type === "image") return await image();
  try {
    return await container();
  } catch (noContainer) {
    if (!isNerdError(noContainer, "UNKNOWN_CONTAINER")) throw noContainer;
    try {
      return await image();
    } catch (noImage) {
      if (!isNerdError(noImage, "UNKNOWN_IMAGE")) throw noImage;
      throw noSuchObject(name, [...noContainer.suggestions, ...noImage.suggestions]);
    }
  }
}

function noSuchObject(name: string, suggestions: readonly string[]): NerdError {
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new NerdError("UNKNOWN_OBJECT", `no such object: ${name}`, { suggestions, ...(hint && { hint }) });
}

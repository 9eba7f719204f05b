import { layoutDescriptor } from "../../buildkit/layout-index.ts";
import type { ContentStore } from "../../buildkit/session/content.ts";
import { contentDirectory } from "../../buildkit/session/content-directory.ts";
import { NerdError } from "../../errors.ts";
import { contextDirectory, isRemote } from "./context-place.ts";

export interface NamedContexts {
  /** By the names under which BuildKit asks for them. */
  readonly directories: ReadonlyMap<string, string>;
  readonly stores: ReadonlyMap<string, ContentStore>;
  readonly attrs: Readonly<Record<string, string>>;
}

/** What BuildKit fetches itself, as it is written. */
const fetched = /^(docker-image|target|input):/;
const layoutScheme = "oci-layout://";

/**
 * `--build-context NAME=…`: directories, `docker-image://NAME`, `oci-layout://DIRECTORY[:TAG|@DIGEST]`, Git and HTTP URLs. Throws
 * CONTEXT_NOT_FOUND, INVALID_VALUE.
 */
export async function namedContexts(
  cwd: string,
  contexts: Readonly<Record<string, string | null>>,
): Promise<NamedContexts> {
  const directories = new Map<string, string>();
  const stores = new Map<string, ContentStore>();
  const attrs: Record<string, string> = {};
  for (const [name, place] of Object.entries(contexts)) {
    if (place === null || place === "") {
      throw new NerdError("INVALID_VALUE", `a context without a place: ${name}`, {
        hint: "write NAME=DIRECTORY, or NAME=URL",
      });
    }
    if (place.startsWith(layoutScheme)) {
      const { directory, digest } = await layoutImage(cwd, place);
      const id = `layout-${stores.size}`;
      stores.set(`oci:${id}`, contentDirectory(directory));
      attrs[`context:${name}`] = `oci-layout://${id}@${digest}`;
    } else if (fetched.test(place) || isRemote(place)) attrs[`context:${name}`] = place;
    else {
      // A name of its own: one context may be called `dockerfile`.
      const key = `named-${directories.size}`;
      directories.set(key, await contextDirectory(cwd, place));
      attrs[`context:${name}`] = `local:${key}`;
    }
  }
  return { directories, stores, attrs };
}

async function layoutImage(
  cwd: string,
  place: string,
): Promise<{ readonly directory: string; readonly digest: string }> {
  const text = place.slice(layoutScheme.length);
  const [, path = text, tag = "latest", digest] =
    /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  const directory = await contextDirectory(cwd, path);
  if (digest !== undefined) return { directory, digest };
  const found = await layoutDescriptor(directory, tag);
  if (found !== undefined) return { directory, digest: found.digest };
  throw new NerdError("CONTEXT_NOT_FOUND", `no tag ${tag} in the OCI layout ${path}`, {
    hint: "its index.json says which there are; write oci-layout://DIRECTORY:TAG, or @DIGEST",
  });
}

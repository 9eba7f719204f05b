import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { parseReference } from "../reference.ts";
import { type ListEntry, listEntry } from "./list-entry.ts";
import { ManifestLists } from "./list-store.ts";
import { platformOf, registryOf, remoteManifest } from "./remote-manifest.ts";

interface CreateInput {
  readonly list: string;
  readonly manifests: readonly string[];
  /** Add to a list that is there. */
  readonly amend: boolean;
  readonly insecure: boolean;
}

/** Makes a list, here, of manifests that registries have; gives its full name. Throws ALREADY_EXISTS without `amend`. */
export async function createManifestList(
  context: Pick<Context, "settings" | "signal">,
  { list, manifests, amend, insecure }: CreateInput,
): Promise<string> {
  const { name } = parseReference(list);
  const lists = new ManifestLists(context.settings.dataRoot);
  if (!amend && (await lists.entries(name)).length > 0) {
    throw new NerdError("ALREADY_EXISTS", `manifest list ${list} already exists`, { hint: "--amend adds to it" });
  }
  const entries = new Map<string, ListEntry>();
  for (const manifest of manifests) {
    const { name: full, domain } = parseReference(manifest);
    using registry = await registryOf(context, domain, insecure);
    const found = await remoteManifest(registry, full, context.signal);
    if (found.manifest.kind === "index") {
      throw new NerdError("INVALID_VALUE", `${manifest} is a manifest list itself`, {
        hint: `name its manifests by digest; nerdsh manifest inspect ${manifest} shows them`,
        exitCode: 1,
      });
    }
    const { reference, manifest: image, descriptor } = found;
    const platform = await platformOf(registry, { reference, manifest: image }, context.signal);
    entries.set(full, listEntry(full, { ...descriptor, platform }, found.bytes));
  }
  await lists.save(name, entries);
  return name;
}

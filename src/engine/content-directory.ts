import type { Engine } from "./engine.ts";
import type { Waits } from "./service.ts";

/** Where each engine keeps its blobs, asked for once. */
const directories = new WeakMap<Engine, Promise<string | undefined>>();

/** The directory of containerd's content store, which exports it; undefined where a proxy plugin stands in its place. */
export async function contentDirectory(engine: Engine, waits: Waits = {}): Promise<string | undefined> {
  const known = directories.get(engine) ?? exported(engine, waits);
  directories.set(engine, known);
  return await known.catch((error) => {
    directories.delete(engine);
    throw error;
  });
}

async function exported({ introspection }: Engine, waits: Waits): Promise<string | undefined> {
  const [plugin] = await introspection.plugins(["type==io.containerd.content.v1,id==content"], waits);
  return plugin?.exports["root"];
}

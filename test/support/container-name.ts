import { randomBytes } from "node:crypto";
import type { World } from "./private-world.ts";

/** A name for one container, which is removed with the block, whatever has become of it: `await using web = containerName(world)`. */
export function containerName(world: World, prefix = "test"): AsyncDisposable & { readonly name: string } {
  const name = `${prefix}-${randomBytes(4).toString("hex")}`;
  return {
    name,
    async [Symbol.asyncDispose]() {
      await world.nerdsh(["rm", "--force", "--volumes", name]);
    },
  };
}

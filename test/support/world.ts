import { after } from "node:test";
import { privateWorld, World } from "./private-world.ts";

let shared: Promise<World> | undefined;

// At the file's top level this is the end of all its tests; inside of one it would be that test's end.
after(async () => {
  await (await shared)?.[Symbol.asyncDispose]();
});

/**
 * The world that all tests of a file share, so that engine and images are there from the second test on. The end of the
 * `await using` block takes nothing away: a test removes what it made. For more, see `privateWorld`.
 */
export async function testWorld(): Promise<World> {
  shared ??= privateWorld();
  return new World(await shared, async () => {});
}

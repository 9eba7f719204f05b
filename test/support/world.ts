import { after } from "node:test";
import { privateWorld, World, type WorldOptions } from "./private-world.ts";

let shared: Promise<World> | undefined;

// At the file's top level this is the end of all its tests; inside of one it would be that test's end. It comes after what the file itself has for its
// end, once its code has run: a session that is open while its engine stops starts that again.
queueMicrotask(() =>
  after(async () => {
    await (await shared)?.[Symbol.asyncDispose]();
  }),
);

/**
 * The world that all tests of a file share, so that engine and images are there from the second test on. The end of the
 * `await using` block takes nothing away: a test removes what it made. For more, see `privateWorld`. The first call's options count.
 */
export async function testWorld(options: WorldOptions = {}): Promise<World> {
  shared ??= privateWorld(options);
  return new World(await shared, async () => {});
}

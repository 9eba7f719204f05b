import { openSession } from "../../src/api/session.ts";
import type { Context } from "../../src/context.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { World } from "./private-world.ts";

/** What the domains need to work in a world from within the test's own process. */
export async function worldContext(world: Pick<World, "env">): Promise<Context & Disposable> {
  const environment = { PATH: process.env["PATH"], ...world.env };
  const settings = await resolveSettings({ environment });
  const session = await openSession({ settings, environment, cwd: "/", emit: () => {}, longLived: true });
  return { ...session, signal: new AbortController().signal };
}

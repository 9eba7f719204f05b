import { createBuild } from "../../src/api/build.ts";
import { createCompose } from "../../src/api/compose/compose.ts";
import { shellWithImages } from "../../src/api/container-shell/image-shell.ts";
import { createImageVerbs } from "../../src/api/image.ts";
import { createLlb } from "../../src/api/llb.ts";
import { createLoginVerbs } from "../../src/api/login.ts";
import { createNetworkVerbs } from "../../src/api/network.ts";
import { createRun } from "../../src/api/run.ts";
import { type ContextBase, openSession } from "../../src/api/session.ts";
import { createVerbs } from "../../src/api/verbs.ts";
import { createVolumeVerbs } from "../../src/api/volume.ts";
import type { NerdEvent } from "../../src/events.ts";
import { $ as host } from "../../src/platform/zx.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { World } from "./private-world.ts";

/** What `import … from "nerdsh"` gives, bound to a world's engine; `events` are those emitted so far. */
export type TestApi = Omit<ReturnType<typeof apiOf>, "events"> & Disposable & { readonly events: readonly NerdEvent[] };

/** `using nerdsh = await openApi(world)`: the block's end closes the connection, and removes nothing. */
export async function openApi(world: World): Promise<TestApi> {
  const environment = { ...world.env, PATH: process.env["PATH"] };
  const settings = await resolveSettings({ environment });
  const events: NerdEvent[] = [];
  const emit = (event: NerdEvent) => void events.push(event);
  const session = await openSession({ settings, environment, cwd: process.cwd(), emit, longLived: true });
  return { ...apiOf(async () => session), events, [Symbol.dispose]: () => session[Symbol.dispose]() };
}

function apiOf(openBase: () => Promise<ContextBase>) {
  const build = createBuild(openBase);
  return {
    $: shellWithImages(host, openBase),
    run: createRun(openBase),
    build,
    llb: createLlb(build),
    compose: createCompose(openBase, () => undefined),
    ...createVerbs(openBase),
    image: createImageVerbs(openBase),
    network: createNetworkVerbs(openBase),
    volume: createVolumeVerbs(openBase),
    ...createLoginVerbs(openBase),
  };
}

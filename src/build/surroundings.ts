import type { Context } from "../context.ts";
import { resolveExtraHosts } from "../network/hosts/extra-host.ts";
import { proxyArgs } from "./context/proxy-args.ts";
import type { BuildSurroundings } from "./plan/frontend-attrs.ts";

/** Looks up what this machine adds to every build. */
export async function buildSurroundings({
  environment,
  settings,
}: Pick<Context, "environment" | "settings">): Promise<BuildSurroundings> {
  return {
    environment,
    proxyArgs: await proxyArgs(settings),
    resolveHosts: (hosts) => resolveExtraHosts(hosts, settings),
  };
}

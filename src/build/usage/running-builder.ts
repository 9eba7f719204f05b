import { parseBuilderAddress } from "../../buildkit/address.ts";
import { Builder } from "../../buildkit/builder.ts";
import { builderNamespaces } from "../../engine/embedded/builder/builder-files.ts";
import { type BuilderStatus, builderStatuses } from "../../engine/embedded/builder/status.ts";
import {
  type BuilderChoice,
  type BuilderContext,
  heldBuilder,
  type OpenBuilder,
  openBuilder,
  searchBuilder,
} from "../open-builder.ts";

/** The builder that a build would use, where it runs; none is started. Throws BUILDER_UNAVAILABLE for one that is named. */
export async function runningBuilder(
  context: BuilderContext,
  { host, tls }: BuilderChoice = {},
): Promise<OpenBuilder | undefined> {
  const { settings, environment } = context;
  const named = host || environment["BUILDKIT_HOST"];
  // Another daemon's cache is not the embedded engine's to show, or to remove.
  if (named || settings.engine === "system") {
    const found = await searchBuilder(context, named, tls);
    if (found !== undefined) return heldBuilder(found);
  }
  const own = await ownBuilder(context);
  return own?.address === undefined ? undefined : heldBuilder(new Builder(parseBuilderAddress(own.address)));
}

/** The same; but the namespace's own builder, which has its cache while it is stopped, too, is started. */
export async function cacheBuilder(
  context: BuilderContext,
  choice: BuilderChoice = {},
): Promise<OpenBuilder | undefined> {
  const running = await runningBuilder(context, choice);
  if (running !== undefined) return running;
  const { settings } = context;
  return builderNamespaces(settings).includes(settings.namespace) ? await openBuilder(context, choice) : undefined;
}

async function ownBuilder({ settings }: BuilderContext): Promise<BuilderStatus | undefined> {
  const statuses = await builderStatuses(settings);
  return statuses.find(({ namespace, state }) => namespace === settings.namespace && state === "running");
}

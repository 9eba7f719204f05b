import { formatBuilderAddress, parseBuilderAddress } from "../../buildkit/address.ts";
import { Builder } from "../../buildkit/builder.ts";
import type { WorkerRecord } from "../../buildkit/protocol.ts";
import { builderStatuses } from "../../engine/embedded/builder/status.ts";
import { isNerdError } from "../../errors.ts";
import { formatPlatform } from "../../image/platform.ts";
import { type BuilderChoice, type BuilderContext, searchBuilder } from "../open-builder.ts";

/** One builder as `builder ls` and `builder inspect` show it. */
export interface ListedBuilder {
  /** `nerdsh/NAMESPACE` for those of nerdsh's own, else the address. */
  readonly name: string;
  /** As `--buildkit-host` takes it; absent for one that is stopped. */
  readonly address?: string | undefined;
  readonly state: "running" | "starting" | "stopped";
  readonly program?: string | undefined;
  /** A build would use it now. */
  readonly isDefault: boolean;
  readonly version?: string | undefined;
  readonly workers: readonly WorkerRecord[];
}

/** The builder that is named, or found, and nerdsh's own, each with what it says of itself; none is started. */
export async function listBuilders(context: BuilderContext, choice: BuilderChoice = {}): Promise<ListedBuilder[]> {
  const { settings, environment } = context;
  const named = choice.host || environment["BUILDKIT_HOST"];
  const found = named || settings.engine === "system" ? await searchBuilder(context, named, choice.tls) : undefined;
  const own = await builderStatuses(settings);
  const listed: Omit<ListedBuilder, "version" | "workers">[] = own.map(({ namespace, state, program, address }) => ({
    ...{ name: `nerdsh/${namespace}`, state, program, address },
    isDefault: found === undefined && namespace === settings.namespace,
  }));
  if (found !== undefined) {
    const address = formatBuilderAddress(found.address);
    found.close();
    listed.unshift({ name: address, address, state: "running", program: found.address.kind, isDefault: true });
  }
  return await Promise.all(listed.map(async (one) => ({ ...one, ...(await factsOf(context, one.address, choice)) })));
}

async function factsOf({ signal }: BuilderContext, address: string | undefined, { tls }: BuilderChoice) {
  if (address === undefined) return { workers: [] };
  const builder = new Builder(parseBuilderAddress(address, tls));
  try {
    const [version, workers] = await Promise.all([builder.version({ signal }), builder.workers({ signal })]);
    return { version, workers };
  } catch (error) {
    if (isNerdError(error, "BUILDER_UNAVAILABLE") || isNerdError(error, "UNSUPPORTED")) return { workers: [] };
    throw error;
  } finally {
    builder.close();
  }
}

/** `linux/amd64`, each once. */
export function platformsOf({ workers }: Pick<ListedBuilder, "workers">): string[] {
  return [...new Set(workers.flatMap(({ platforms }) => platforms.map(formatPlatform)))];
}

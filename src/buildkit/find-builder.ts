import { request } from "node:http";
import { isNerdError, NerdError } from "../errors.ts";
import {
  type BuilderAddress,
  type BuilderPlaces,
  type BuilderTls,
  formatBuilderAddress,
  parseBuilderAddress,
  usualBuilders,
} from "./address.ts";
import { Builder } from "./builder.ts";
import { unreachable } from "./connection/unreachable.ts";

export interface BuilderSearch extends BuilderPlaces {
  /** `--buildkit-host`, else `$BUILDKIT_HOST`: no other is looked for. */
  readonly explicit?: string | undefined;
  readonly tls?: BuilderTls | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A daemon that has not answered by then is passed over. */
const answerMs = 2_000;

/**
 * The BuildKit to use: the one that was named, which must answer, else the first that does of nerdctl's places and Docker's; undefined
 * where none does. Throws BUILDER_UNAVAILABLE for a named one. The caller closes what it gets.
 */
export async function findBuilder(search: BuilderSearch): Promise<Builder | undefined> {
  const { explicit, tls, signal } = search;
  if (explicit !== undefined && explicit !== "") {
    return await answering(await asItIs(parseBuilderAddress(explicit, tls)), signal);
  }
  for (const address of usualBuilders(search)) {
    signal?.throwIfAborted();
    const builder = await usable(address, signal);
    if (builder !== undefined) return builder;
  }
  return undefined;
}

/** People write `unix://` for dockerd's socket too. */
async function asItIs(address: BuilderAddress): Promise<BuilderAddress> {
  if (address.kind !== "buildkitd") return address;
  const version = await dockerBuilderVersion(address.socket).catch(() => undefined); // Not HTTP/1: what it should be.
  return version === undefined ? address : { kind: "dockerd", socket: address.socket };
}

async function usable(address: BuilderAddress, signal: AbortSignal | undefined): Promise<Builder | undefined> {
  if (address.kind === "dockerd") {
    const version = await dockerBuilderVersion(address.socket).catch(() => undefined); // Nobody there, or nothing of Docker's.
    return version === "2" ? new Builder(address) : undefined;
  }
  try {
    return await answering(address, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (isNerdError(error)) return undefined; // The next one may be there.
    throw error;
  }
}

/** A daemon before v0.11 does not know the call, and says so: it is there. */
async function answering(address: BuilderAddress, signal: AbortSignal | undefined): Promise<Builder> {
  const builder = new Builder(address);
  try {
    await builder.version({ signal, deadlineMs: answerMs });
  } catch (error) {
    if (isNerdError(error, "UNSUPPORTED")) return builder;
    builder.close();
    throw isNerdError(error, "TIMED_OUT") ? silent(address, error) : error;
  }
  return builder;
}

function silent(address: BuilderAddress, cause: Error): NerdError {
  return new NerdError("BUILDER_UNAVAILABLE", `BuildKit does not answer: ${formatBuilderAddress(address)}`, {
    hint: "see its daemon's log; it may have to be restarted",
    cause,
  });
}

/** What dockerd says of the builder that it uses by default: `2` is BuildKit. Undefined where it says nothing; rejects where it is none. */
export async function dockerBuilderVersion(socketPath: string): Promise<string | undefined> {
  return await new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: "/_ping", timeout: answerMs, agent: false }, (answer) => {
      answer.resume();
      const version = answer.headers["builder-version"];
      resolve(typeof version === "string" ? version : undefined);
    });
    const fail = (error: unknown) => reject(unreachable({ kind: "dockerd", socket: socketPath }, error) ?? error);
    asking.on("timeout", () => asking.destroy(new Error(`no answer within ${answerMs} ms`)));
    asking.on("error", fail);
    asking.end();
  });
}

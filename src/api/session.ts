import type { Context } from "../context.ts";
import { codec, Engine } from "../engine/engine.ts";
import { KeptLists } from "../engine/kept-lists.ts";
import { OnDemandChannel } from "../engine/on-demand-channel.ts";
import type { Emit } from "../events.ts";
import { enlistDeputy } from "../platform/deputy/ask.ts";
import { sendsLargeRequests } from "../platform/http2.ts";
import type { Channel } from "../rpc/channel.ts";
import type { Settings } from "../settings/settings.ts";
import type { Stdio } from "../stdio.ts";
import { FileJournal } from "../store/file-journal.ts";

export interface SessionOptions {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly emit: Emit;
  readonly stdio?: Stdio;
  /** Whether many calls follow: a recipe or the prompt, rather than one short command. */
  readonly longLived: boolean;
}

/** A context without its signal, which every operation brings along. */
export type ContextBase = Omit<Context, "signal">;

/** What one operation of a session gets. */
export function contextOf(
  base: ContextBase,
  { signal, quiet }: { readonly signal: AbortSignal; readonly quiet: boolean },
): Context {
  return { ...base, signal, ...(quiet && { emit: () => {} }) };
}

/** Everything that operations share, bound to one engine. Nothing is connected, or started, before the first call. */
export async function openSession(options: SessionOptions): Promise<ContextBase & Disposable> {
  const { settings, emit, longLived, ...caller } = options;
  const channel = new OnDemandChannel(await channelOpener(settings.address, longLived), async (signal) => {
    const { ensureEngine } = await import("../engine/connect.ts");
    await ensureEngine(settings, { emit, signal: signal ?? new AbortController().signal });
  });
  const { namespace, snapshotter, decryptionKeys } = settings;
  const lists = new KeptLists(settings);
  const engine = new Engine(channel, { namespace, snapshotter, decryptionKeys, lists });
  enlistDeputy(`${settings.dataRoot}/bin`);
  const journal = new FileJournal(settings.dataStore);
  return { ...caller, settings, emit, engine, journal, [Symbol.dispose]: () => engine.close() };
}

/** Most calls are small, and share a connection; those that are streams of requests, or large, go by another channel. */
async function channelOpener(address: string, longLived: boolean): Promise<() => Channel> {
  const { SocketChannel } = await import("../rpc/socket-channel.ts");
  return () => new SocketChannel(address, codec, () => streamChannel(address, longLived));
}

/** What loads fast, in a short command; and in what lives longer grpc-js, where the runtime's HTTP/2 is good for it. */
async function streamChannel(address: string, longLived: boolean): Promise<Channel> {
  if (longLived && sendsLargeRequests) {
    const { GrpcChannel } = await import("../rpc/grpc-channel.ts");
    return new GrpcChannel(address, codec);
  }
  const { UploadChannel } = await import("../rpc/upload-channel.ts");
  return new UploadChannel(address, codec);
}

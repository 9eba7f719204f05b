import type { RpcError } from "../rpc/rpc-error.ts";
import { codec } from "./codec.ts";
import type { RpcStatus } from "./protocol.ts";

/** Lines of a file, from 1, both included. */
export interface SourceRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A file of the build, mostly the Dockerfile, and which of its lines failed. */
export interface FailedSource {
  readonly filename: string;
  readonly language: string;
  readonly text: Uint8Array;
  readonly ranges: readonly SourceRange[];
}

/** What BuildKit tells of a failed build besides the message: the cause of a BUILD_FAILED. */
export class BuildFailure extends Error {
  readonly sources: readonly FailedSource[];
  /** Digest of the vertex that failed, whose last lines of log say why. */
  readonly vertex: string | undefined;
  /** Of a RUN's command. */
  readonly exitCode: number | undefined;

  constructor(error: RpcError) {
    super(error.message, { cause: error });
    const details = readDetails(error.details);
    this.sources = details.flatMap(({ type, value }) => (type === "errdefs.Source" ? [failedSource(value)] : []));
    this.vertex = member(details, "errdefs.Vertex", "digest", "string");
    this.exitCode = member(details, "gatewayapi.ExitMessage", "Code", "number");
  }

  override get name(): string {
    return "BuildFailure";
  }
}

interface Detail {
  /** The last two words of its type, as in `errdefs.Source`. */
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The values of BuildKit's details are JSON, whatever their field says; others are left out. */
function readDetails(bytes: Uint8Array | undefined): Detail[] {
  if (bytes === undefined) return [];
  try {
    const { details } = codec.decode("google.rpc.Status", bytes) as RpcStatus;
    return details.flatMap(({ typeUrl, value }) => {
      const [, type] = /([a-z]+\.[A-Za-z]+)\+json$/.exec(typeUrl) ?? [];
      const parsed: unknown = type === undefined ? undefined : JSON.parse(Buffer.from(value).toString());
      return type !== undefined && isRecord(parsed) ? [{ type, value: parsed }] : [];
    });
  } catch {
    return []; // The message is there without them, and is what matters.
  }
}

function failedSource(value: Readonly<Record<string, unknown>>): FailedSource {
  const info = isRecord(value["info"]) ? value["info"] : {};
  const ranges = Array.isArray(value["ranges"]) ? value["ranges"].filter(isRecord) : [];
  return {
    filename: text(info["filename"]),
    language: text(info["language"]),
    text: Buffer.from(text(info["data"]), "base64"),
    ranges: ranges.map(({ start, end }) => ({ start: position(start), end: position(end) })),
  };
}

/** What is 0 is left out. */
function position(value: unknown): { line: number; character: number } {
  const { line, character } = isRecord(value) ? value : {};
  return { line: typeof line === "number" ? line : 0, character: typeof character === "number" ? character : 0 };
}

function member<T extends "string" | "number">(details: readonly Detail[], type: string, name: string, kind: T) {
  const value = details.find((detail) => detail.type === type)?.value[name];
  // The comparison says as much, and the checker cannot follow it through `kind`.
  return typeof value === kind ? (value as T extends "string" ? string : number) : undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

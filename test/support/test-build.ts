import type { Builder } from "../../src/buildkit/builder.ts";
import type { StatusResponse } from "../../src/buildkit/protocol.ts";
import type { SessionMethods } from "../../src/buildkit/session/session-call.ts";
import { type SolveDraft, type Solved, solve } from "../../src/buildkit/solve.ts";
import { memoryContext } from "./memory-context.ts";

export interface TestBuild {
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly request?: SolveDraft;
  readonly methods?: SessionMethods;
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: StatusResponse) => void;
}

export const fileSyncPath = "/moby.filesync.v1.FileSync/DiffCopy";

/** A build of a Dockerfile and files that are in memory only; gives also what its steps wrote. */
export async function testBuild(builder: Builder, build: TestBuild): Promise<Solved & { readonly output: string }> {
  const output: Uint8Array[] = [];
  const { dockerfile, files = {}, request = {}, methods = [], onStatus, signal } = build;
  const context = memoryContext({ dockerfile: { Dockerfile: dockerfile }, context: files });
  const solved = await solve(
    builder,
    { frontend: "dockerfile.v0", ...request },
    {
      methods: new Map([[fileSyncPath, context], ...methods]),
      sharedKey: "tests",
      signal,
      onStatus: (status) => {
        output.push(...status.logs.map(({ msg }) => msg));
        onStatus?.(status);
      },
    },
  );
  return { ...solved, output: Buffer.concat(output).toString() };
}

/** Writes the image into containerd. */
export function imageExporter(name: string, attrs: Readonly<Record<string, string>> = {}) {
  return { type: "image", attrs: { name, ...attrs } };
}

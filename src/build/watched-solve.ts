import { randomBytes } from "node:crypto";
import type { Builder } from "../buildkit/builder.ts";
import type { StatusResponse } from "../buildkit/protocol.ts";
import type { SessionMethods } from "../buildkit/session/session-call.ts";
import { type SolveDraft, type Solved, type SolveOptions, solve } from "../buildkit/solve.ts";
import type { Context } from "../context.ts";
import { hintedFailure } from "./failure/hinted-failure.ts";
import { buildProgress } from "./progress/build-progress.ts";
import { withoutTemporaryNames } from "./result/temporary-image.ts";
import type { BuildOptions } from "./run-build.ts";

type Watching = Pick<BuildOptions, "progress" | "rawStatus" | "tags">;

/** What is solved, and what BuildKit may ask for it. */
export interface WatchedSolve extends Pick<SolveOptions, "asFrontend"> {
  readonly request: SolveDraft;
  readonly methods: SessionMethods;
  readonly sharedKey: string;
  readonly directories: ReadonlyMap<string, string>;
}

/** Solves, and tells of it as `build.*`; an error shows the Dockerfile's lines and the last output, and what may help. */
export async function watchedSolve(
  { emit, signal }: Pick<Context, "emit" | "signal">,
  builder: Builder,
  { progress: shared, rawStatus = false, tags = [] }: Watching,
  { request, methods, sharedKey, directories, asFrontend }: WatchedSolve,
): Promise<Solved> {
  const ref = randomBytes(16).toString("hex");
  const own = shared ? undefined : buildProgress({ emit, build: tags[0] ?? "build", isRaw: rawStatus });
  const listen = shared ? shared.of.listen(shared.target) : own!.listen();
  const onStatus = (status: StatusResponse) => listen(withoutTemporaryNames(status));
  try {
    const solved = await solve(builder, { ...request, ref }, { methods, sharedKey, signal, onStatus, asFrontend });
    own?.finish();
    return solved;
  } catch (error) {
    const hinted = hintedFailure(error, { directories, filename: request.frontendAttrs?.["filename"] });
    throw own ? own.finish(hinted) : hinted;
  }
}

import { randomBytes } from "node:crypto";
import { isNerdError, NerdError } from "../errors.ts";
import type { Draft } from "../rpc/typed-method.ts";
import { formatBuilderAddress } from "./address.ts";
import type { Builder } from "./builder.ts";
import type { SolveRequest, StatusResponse } from "./protocol.ts";
import { openSession, type SessionOptions } from "./session/session.ts";

/** What to solve; session and older daemons' fields are filled in. `ref` is random where it is absent. */
export type SolveDraft = Omit<Draft<SolveRequest>, "session" | "exporterDeprecated" | "exporterAttrsDeprecated">;

export interface SolveOptions extends SessionOptions {
  /** Each message as it comes: facts of vertices, their progress, logs and warnings. */
  readonly onStatus?: ((status: StatusResponse) => void) | undefined;
  /** Acts in the frontend's place where the request names none, and ends the solve; what it throws ends it, too. */
  readonly asFrontend?: ((solve: { readonly ref: string; readonly signal: AbortSignal }) => Promise<void>) | undefined;
}

export interface Solved {
  readonly ref: string;
  /** `containerimage.digest`, `image.name`, … */
  readonly exporterResponse: Readonly<Record<string, string>>;
}

/** How long the last messages may take once the build has ended; of one that the daemon never began none will come. */
const lastStatusMs = 3_000;
const firstStatusMs = 500;

/**
 * Builds: a session in which BuildKit finds what it asks for, the build, and what it tells meanwhile, all of which end together. Aborted, it
 * ends the build at the daemon and rejects with the signal's reason. BUILD_FAILED with a `BuildFailure` as cause; BUILDER_UNAVAILABLE
 * where the daemon is not there, or dies in the middle.
 */
export async function solve(builder: Builder, request: SolveDraft, options: SolveOptions): Promise<Solved> {
  const { signal, onStatus = () => {}, asFrontend } = options;
  signal?.throwIfAborted();
  await using session = await openSession(builder, options);
  const ref = request.ref ?? randomBytes(16).toString("hex");
  const [first] = request.exporters ?? [];
  const deprecated = first && { exporterDeprecated: first.type, exporterAttrsDeprecated: first.attrs };

  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const lost = session.closed.then((cause) => {
    ending.abort(sessionLost(builder, cause));
  });
  const telling = tell(builder, ref, { onStatus, fail: (error) => ending.abort(error), signal: ending.signal });
  try {
    const call = { ...request, ref, session: session.id, ...deprecated };
    asFrontend?.({ ref, signal: ending.signal }).catch((error: unknown) => ending.abort(error));
    const { exporterResponse } = await builder.solve(call, { signal: ending.signal });
    await telling.end(lastStatusMs);
    return { ref, exporterResponse };
  } catch (error) {
    await telling.end(telling.hasBegun ? lastStatusMs : firstStatusMs);
    if (isNerdError(session.failure, "DISK_FULL")) throw session.failure;
    // Whichever of both connections is seen to end first: it was there when the build began.
    const isLost = isNerdError(error, "BUILDER_UNAVAILABLE") && !builder.isConnected;
    throw isLost ? sessionLost(builder, error) : error;
  } finally {
    signal?.removeEventListener("abort", abort);
    void lost; // It only ever aborts, and closing the session settles it.
  }
}

interface Listener {
  readonly onStatus: (status: StatusResponse) => void;
  /** Ends the build where the listener itself fails. */
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Passes on what BuildKit tells of a ref. A failure of the call is left to the solve, which has the same one and says why. */
function tell(builder: Builder, ref: string, { onStatus, fail, signal }: Listener) {
  const stop = new AbortController();
  const abort = () => stop.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  let hasBegun = false;
  const ended = (async () => {
    for await (const status of builder.status(ref, { signal: stop.signal })) {
      hasBegun = true;
      try {
        onStatus(status);
      } catch (error) {
        fail(error);
      }
    }
  })();
  const settled = ended.catch(() => {});
  return {
    get hasBegun() {
      return hasBegun;
    },
    async end(withinMs: number): Promise<void> {
      const timer = setTimeout(() => stop.abort(new Error("the build has ended")), withinMs);
      await settled;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    },
  };
}

function sessionLost(builder: Builder, cause: Error | undefined): NerdError {
  const place = formatBuilderAddress(builder.address);
  return new NerdError("BUILDER_UNAVAILABLE", `BuildKit left in the middle of the build: ${place}`, {
    hint: "see whether its daemon still runs, and its log",
    ...(cause && { cause }),
  });
}

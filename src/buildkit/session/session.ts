import { randomBytes } from "node:crypto";
import type { NerdError } from "../../errors.ts";
import type { Builder } from "../builder.ts";
import { serveSession } from "./serve.ts";
import type { SessionMethods } from "./session-call.ts";

export interface SessionOptions {
  readonly methods: SessionMethods;
  /** For the daemon's log. */
  readonly name?: string | undefined;
  /** The same for the same context directory, so that the next build sends only what has changed. */
  readonly sharedKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What BuildKit may call while a build runs. With the block it ends, and with it the calls under way. */
export interface Session extends AsyncDisposable {
  /** For `SolveRequest.session`. */
  readonly id: string;
  /** Resolves when it is over, with what broke it where something did. */
  readonly closed: Promise<Error | undefined>;
  /** The first error of a method that is made for users. */
  readonly failure: NerdError | undefined;
}

const idBytes = 16;

export async function openSession(builder: Builder, options: SessionOptions): Promise<Session> {
  const { methods, name = "nerdsh", sharedKey = "", signal } = options;
  const id = randomBytes(idBytes).toString("hex");
  const headers = { id, name, sharedKey, methods: [...methods.keys()] };
  const served = serveSession(await builder.sessionStream(headers, { signal }), methods);
  return {
    id,
    closed: served.closed,
    get failure() {
      return served.failure;
    },
    async [Symbol.asyncDispose]() {
      served.close();
      await served.closed;
    },
  };
}

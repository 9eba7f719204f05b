import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { readLogs } from "../logs/read.ts";
import { statePaths } from "../record/state-directory.ts";
import { fits } from "./http-probe.ts";
import type { ProbeResult } from "./port-probe.ts";
import type { LogCheck } from "./ready-check.ts";

/** Counts lines of a log, from its beginning at each look: until a container is ready, that is short. */
export class LogProbe {
  readonly #file: string;
  readonly #check: LogCheck;

  constructor({ settings, engine }: Context, container: Pick<StoredContainer, "id">, check: LogCheck) {
    this.#file = statePaths({ ...settings, namespace: engine.namespace }, container.id).log;
    this.#check = check;
  }

  async look(): Promise<ProbeResult> {
    const { log, times = 1 } = this.#check;
    const awaited = typeof log === "string" ? JSON.stringify(log) : String(log);
    let found = 0;
    for await (const { text } of readLogs({ file: this.#file })) {
      if (fits(text, log)) found += 1;
      if (found >= times) return { ready: true, text: `its log has ${awaited}` };
    }
    if (found === 0) return { ready: false, text: `no line of its log has ${awaited}` };
    return { ready: false, text: `lines of its log with ${awaited}: ${found}, awaited: ${times}` };
  }
}

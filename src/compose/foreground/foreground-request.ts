import type { UpRequest } from "../up-request.ts";

/** What `up` without `-d` is asked for. */
export interface ForegroundRequest extends Partial<Omit<UpRequest, "services">> {
  readonly services: readonly string[];
  /** Whose logs are shown; where nothing is said, those of the services that were named, or all. */
  readonly attach: readonly string[];
  readonly noAttach: readonly string[];
  /** Also those of dependencies. */
  readonly attachDependencies: boolean;
  /** What stops all: any exit, or one with another status than 0. */
  readonly abortOn: "nothing" | "exit" | "failure";
  /** Whose exit status is the command's. */
  readonly exitCodeFrom: string | undefined;
  readonly timestamps: boolean;
  /** Goes on though nothing runs: something is to be started again. */
  readonly staysOpen: boolean;
}

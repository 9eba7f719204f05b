import { isNerdError, withExitCode } from "../errors.ts";

/** Exit statuses of docker compose by what has failed. From its pkg/compose, "FailureCategory". */
export const failureStatus = { missingFile: 14, build: 17, pull: 18 } as const;

/** Does something whose failure has a status of its own. */
export async function withFailureStatus<Result>(
  what: keyof typeof failureStatus,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isNerdError(error) && error.code !== "CANCELLED" ? withExitCode(error, failureStatus[what]) : error;
  }
}

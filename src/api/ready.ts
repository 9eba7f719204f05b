import type { ReadyCheck } from "../container/readiness/ready-check.ts";
import type { Container } from "./container.ts";

/**
 * When a container counts as ready: `"health"`, `{ port: 5432 }`, `{ log: /ready to accept/, times: 2 }`, `{ http: "/health", status: 204 }`,
 * `{ exec: ["pg_isready"] }`, each with `interval` and `timeout`, or a function that says so.
 */
export type Ready =
  | Exclude<ReadyCheck, (...args: never) => unknown>
  | ((container: Container) => boolean | Promise<boolean>);

/** What `run` waits for, by the handle that functions are asked with. */
export function readyChecks(ready: Ready | readonly Ready[], container: Container): ReadyCheck[] {
  return [ready].flat().map((check) => (typeof check === "function" ? () => check(container) : check));
}

import { NerdError } from "../errors.ts";
import type { RunOptions } from "./run.ts";
import type { Service } from "./service.ts";

/** Services that a container reaches by their names, or by the keys. */
export type Services = readonly Service[] | Readonly<Record<string, Service>>;

/** The flags of `run` that make sense for something that is shared, and what else a service is told. */
export type ServiceOptions = Omit<
  RunOptions,
  | "attach"
  | "detach"
  | "rm"
  | "restart"
  | "interactive"
  | "tty"
  | "cidfile"
  | "name"
  | "signal"
  | "stopSignal"
  | "stopTimeout"
> & {
  /**
   * By which other containers reach it, and which makes it one: two calls with one name and the same options give the same service. The
   * image's name where absent.
   */
  readonly name?: string | undefined;
  /** Leave it running for the next run, which finds it by its options. `nerdsh rm -f` ends it. */
  readonly reuse?: boolean | undefined;
  /** Asks it to end before it is removed, and waits so long: for services that write to volumes. Killed at once where absent. */
  readonly stopTimeout?: number | undefined;
};

/** By name, as whoever uses them knows them. Throws INVALID_VALUE for what is none. */
export function namedServices(services: Services): [name: string, service: Service][] {
  const named: [string, Service][] = isList(services)
    ? services.map((service) => [service.name, service])
    : Object.entries(services);
  const other = named.find(([, service]) => typeof service?.start !== "function");
  if (other === undefined) return named;
  throw new NerdError("INVALID_VALUE", `not a service: ${other[0]}`, { hint: "write services: [db], or { db }" });
}

function isList(services: Services): services is readonly Service[] {
  return Array.isArray(services);
}

import type { Services } from "./service-options.ts";

let find: () => Services | undefined = () => undefined;

/** Where tasks run: `servicesHere` knows whose code asks, and gives what that was declared with. */
export function reachServicesFound(servicesHere: () => Services | undefined): void {
  find = servicesHere;
}

/** The services of the task whose code asks, by the names that it knows them by; undefined where it has none, or is no task. */
export function currentServices(): Services | undefined {
  return find();
}

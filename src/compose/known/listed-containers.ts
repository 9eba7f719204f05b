import { parseFilters } from "../../container/filters.ts";
import { NerdError } from "../../errors.ts";
import { checkServices, isUp, type KnownProject, type ServiceContainer } from "./known-project.ts";

/** Docker's states of a container; nothing is ever `removing` or `dead` here, and asking for them is no mistake. */
const states = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

export interface ListRequest {
  readonly service: readonly string[];
  /** Also those that do not run, and those of `compose run`. */
  readonly all: boolean;
  /** `status=exited` */
  readonly filter: readonly string[];
  readonly status: readonly string[];
  readonly orphans: boolean;
}

/** The containers of a project that `compose ps` lists. Throws UNKNOWN_SERVICE, and INVALID_VALUE for a state that is none. */
export function listedContainers(known: KnownProject, request: ListRequest): ServiceContainer[] {
  const { service: services, all, orphans } = request;
  checkServices(known, services);
  const wanted = wantedStates(request);
  const isOwn = ({ service }: ServiceContainer) =>
    services.length > 0
      ? services.includes(service)
      : orphans || known.project === undefined || Object.hasOwn(known.project.services, service);
  const isShown = (container: ServiceContainer) =>
    wanted.length > 0 ? wanted.includes(container.status) : all || isUp(container);
  return known.containers
    .filter((each) => isOwn(each) && isShown(each) && (all || !each.isOneOff))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function wantedStates({ filter, status }: ListRequest): readonly string[] {
  const wanted = [...status, ...(parseFilters(filter, ["status"]).get("status") ?? [])];
  const wrong = wanted.find((state) => !states.includes(state));
  if (wrong === undefined) return wanted;
  throw new NerdError("INVALID_VALUE", `invalid status: ${wrong}`, { hint: `write ${states.join(", ")}`, exitCode: 1 });
}

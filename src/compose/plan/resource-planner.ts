import { NerdError } from "../../errors.ts";
import type { Project, Service } from "../project.ts";
import { isStopped, type ObservedContainer, type ObservedProject } from "../state/observed-project.ts";
import { divergedNetworks, divergedVolume, networkKeys } from "./diverged-resource.ts";
import { removeInOrder } from "./down-plan.ts";
import { foreignWarning } from "./foreign-resource.ts";
import type { PlanDraft } from "./plan.ts";

/** Containers of the services that are planned, and of none. */
export interface AttachedContainers {
  readonly staying: readonly ObservedContainer[];
  readonly going: readonly ObservedContainer[];
}

/** The networks and volumes of a plan that is being made. */
export class ResourcePlanner {
  readonly #project: Project;
  readonly #observed: ObservedProject;
  readonly #draft: PlanDraft;
  readonly #told = new Set<string>();
  readonly #remade = new Set<string>();

  constructor(project: Project, observed: ObservedProject, draft: PlanDraft) {
    this.#project = project;
    this.#observed = observed;
    this.#draft = draft;
  }

  /** What there is to say of those that are used as they are, each a sentence. */
  get told(): readonly string[] {
    return [...this.#told];
  }

  /** Names of networks that are made anew. */
  get remade(): ReadonlySet<string> {
    return this.#remade;
  }

  /** Networks of those services that have changed: whoever is in one stops first, in order, and is to be made anew behind it. */
  remakeNetworks(services: readonly string[], { staying, going }: AttachedContainers): void {
    for (const [key, name] of Object.entries(divergedNetworks(this.#project, this.#observed, services))) {
      this.#remade.add(name);
      const isIn = ({ networks }: ObservedContainer) => networks.includes(name);
      const stopped = staying.filter((each) => isIn(each) && !isStopped(each));
      const before = [
        ...removeInOrder(this.#draft, stopped, "stop"),
        ...removeInOrder(this.#draft, going.filter(isIn)),
      ];
      const removed = this.#draft.add({ kind: "remove-network", name }, before);
      this.#draft.add({ kind: "create-network", key, name }, [removed]);
    }
  }

  /** Steps after which all that a service needs is there. Throws UNKNOWN_NETWORK and UNKNOWN_VOLUME for external ones, and ALREADY_EXISTS. */
  steps(name: string, service: Service): string[] {
    const { networks, volumes } = this.#project;
    const mounted = (service.volumes ?? []).flatMap(({ type, source }) =>
      type === "volume" && source && Object.hasOwn(volumes, source) ? [source] : [],
    );
    return [
      ...networkKeys(service).flatMap((key) => this.#stepsOf("network", key, networks[key] ?? {}, name)),
      ...mounted.flatMap((key) => this.#stepsOf("volume", key, volumes[key] ?? {}, name)),
    ];
  }

  #stepsOf(
    kind: "network" | "volume",
    key: string,
    { name = key, external = false }: { readonly name?: string; readonly external?: boolean },
    service: string,
  ): string[] {
    const found = this.#observed[`${kind}s`].find((each) => each.name === name);
    if (found === undefined && !external) return [this.#draft.add({ kind: `create-${kind}`, key, name })];
    if (found === undefined) {
      if (kind === "network" && ["host", "none", "bridge"].includes(name)) return [];
      const code = kind === "network" ? "UNKNOWN_NETWORK" : "UNKNOWN_VOLUME";
      throw new NerdError(code, `services.${service}: external ${kind} ${name} is not there`, {
        hint: `nerdsh ${kind} create ${name}`,
      });
    }
    if (external) return [];
    if (kind === "network" && this.#remade.has(name)) return [`create network ${name}`];
    const foreign = foreignWarning({ kind, key, project: this.#project.name }, found);
    const told = foreign ?? (kind === "volume" ? divergedVolume(this.#project.volumes[key] ?? {}, found) : undefined);
    if (told !== undefined) this.#told.add(told);
    return [];
  }
}

import type { Dependencies } from "../project.ts";

export type Condition = NonNullable<Dependencies[string]["condition"]>;

/** One thing to do. Containers that are there are meant by their ids, those that are to be by service and number. */
export type Action =
  | { readonly kind: "create-network" | "create-volume"; readonly key: string; readonly name: string }
  | { readonly kind: "remove-network" | "remove-volume" | "remove-image"; readonly name: string }
  /** `run` starts it, too. */
  | { readonly kind: "create" | "run"; readonly service: string; readonly number: number; readonly name: string }
  /** The old one is stopped and removed, and a new one made in its place. */
  | {
      readonly kind: "recreate";
      readonly service: string;
      readonly number: number;
      readonly name: string;
      readonly id: string;
      readonly start: boolean;
      /** Another step has stopped the old one. */
      readonly isStopped?: boolean;
    }
  /** `id` is absent where another step has made it. */
  | { readonly kind: "start"; readonly service: string; readonly name: string; readonly id?: string }
  | {
      readonly kind: "stop";
      readonly service: string;
      readonly name: string;
      readonly id: string;
      /** Another step removes it. */
      readonly isToGo?: boolean;
    }
  | { readonly kind: "restart"; readonly service: string; readonly name: string; readonly id: string }
  | {
      readonly kind: "remove";
      readonly service: string;
      readonly name: string;
      readonly id: string;
      /** Another step has stopped it. */
      readonly isStopped?: boolean;
    }
  | {
      readonly kind: "kill";
      readonly service: string;
      readonly name: string;
      readonly id: string;
      readonly signal: string;
    }
  /** What is no container: a program does it. */
  | { readonly kind: "provide"; readonly service: string; readonly name: string; readonly verb: "up" | "down" }
  | {
      readonly kind: "wait";
      readonly service: string;
      readonly names: readonly string[];
      readonly condition: Condition;
      /** Where not, a warning is enough when it fails. */
      readonly required: boolean;
    };

export interface Step {
  /** Unique within its plan, and what is printed of it. */
  readonly id: string;
  readonly action: Action;
  /** Ids of steps that come before it. */
  readonly after: readonly string[];
  /** The same for the start that it ends with: all that comes before that may be done meanwhile. */
  readonly startsAfter?: readonly string[];
}

/** What is to be done, as a graph: whatever waits for nothing goes at once. */
export interface Plan {
  readonly steps: readonly Step[];
  /** For whoever asked: containers of services that the file no longer has. */
  readonly orphans: readonly string[];
  /** For the same: networks and volumes of others that are used, each a sentence. */
  readonly foreign: readonly string[];
  /** Containers that run, and stay as they are. */
  readonly untouched: readonly string[];
}

/** A line a step, with what it waits for: what `--dry-run` prints. */
export function planLines({ steps }: Plan): string[] {
  return steps.map(({ id, after, startsAfter = [] }) => {
    const earlier = [...after, ...startsAfter];
    return earlier.length === 0 ? id : `${id} after ${earlier.join(", ")}`;
  });
}

function stepId(action: Action): string {
  switch (action.kind) {
    case "create-network":
    case "create-volume":
    case "remove-network":
    case "remove-volume":
    case "remove-image":
      return `${action.kind.replace("-", " ")} ${action.name}`;
    case "wait":
      return `wait ${action.service} ${action.condition.replace("service_", "")}${action.required ? "" : " if it can"}`;
    default:
      return `${action.kind} ${action.name}`;
  }
}

/** The steps so far of a plan that is being made. */
export class PlanDraft {
  readonly #steps = new Map<string, { action: Action; after: Set<string>; startsAfter: readonly string[] }>();

  /** Adds a step, or further things that it waits for, and gives its id. */
  add(action: Action, after: Iterable<string> = [], startsAfter: readonly string[] = []): string {
    const id = stepId(action);
    const step = this.#steps.get(id) ?? { action, after: new Set<string>(), startsAfter };
    for (const earlier of after) if (earlier !== id) step.after.add(earlier);
    this.#steps.set(id, step);
    return id;
  }

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  /** Another thing that a step waits for. */
  delay(id: string, after: string): void {
    this.#steps.get(id)?.after.add(after);
  }

  done({ orphans = [], foreign = [], untouched = [] }: Partial<Omit<Plan, "steps">> = {}): Plan {
    const steps = [...this.#steps].map(([id, { action, after, startsAfter }]): Step => {
      return { id, action, after: [...after], ...(startsAfter.length > 0 && { startsAfter }) };
    });
    return { steps, orphans, foreign, untouched };
  }
}

import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError, unknownName } from "../../errors.ts";
import { ifPresent } from "../wait.ts";
import { labelKeys } from "./labels.ts";

type Lookup = Pick<Context, "engine" | "signal">;

/** A name, or the beginning of an id; no other text can be either. */
const referencePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** A whole id: asked for by it, the engine need not look at the others. */
const idPattern = /^[0-9a-f]{64}$/;

/** The container that is called `reference`, else the one whose id begins with it: Docker's rule, as `db` begins one id of 256. */
export async function findContainer({ engine, signal }: Lookup, reference: string): Promise<StoredContainer> {
  const known = idPattern.test(reference) && (await ifPresent(engine.containers.get(reference, { signal })));
  if (known) return known;
  const found = referencePattern.test(reference)
    ? await engine.containers.list(
        [`labels."${labelKeys.name}"==${quoted(reference)}`, `id~=${quoted(`^${escaped(reference)}`)}`],
        { signal },
      )
    : [];
  const named = found.find((one) => containerName(one) === reference);
  if (named === undefined && found.length > 1) {
    throw new NerdError("AMBIGUOUS_NAME", `multiple IDs found with provided prefix: ${reference}`, {
      hint: "write more digits of the id",
      suggestions: found.map(containerName),
    });
  }
  const container = named ?? found[0];
  if (container) return container;
  const all = await engine.containers.list([], { signal });
  throw unknownName("UNKNOWN_CONTAINER", reference, all.map(containerName));
}

/** The name in nerdctl's label; a kubelet's containers have none, and are called by their pod. */
export function containerName({ id, labels }: Pick<StoredContainer, "id" | "labels">): string {
  const name = labels[labelKeys.name];
  if (name !== undefined) return name;
  const pod = labels["io.kubernetes.pod.name"];
  if (pod === undefined) return id;
  const path = [labels["io.kubernetes.pod.namespace"], pod, labels["io.kubernetes.container.name"]];
  return `k8s://${path.filter((part) => part !== undefined).join("/")}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function escaped(text: string): string {
  return text.replaceAll(".", "[.]");
}

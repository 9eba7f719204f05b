import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { NerdError } from "../errors.ts";
import { HostsStore } from "../network/hosts/hosts-store.ts";
import { NameStore } from "../store/name-store.ts";
import { labelKeys } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { checkName } from "./record/names.ts";
import { reserveName } from "./reserved-name.ts";

/**
 * Gives the container another name; NAME_IN_USE where another has it. The new name is taken first and the old one given
 * up last, so that wherever this is cut short no name has two containers, and doing it again ends it; what doctor then
 * finds is a name whose container is called otherwise.
 */
export async function renameContainer(
  context: Pick<Context, "engine" | "settings" | "journal" | "signal">,
  container: StoredContainer,
  name: string,
): Promise<void> {
  const { engine, settings, signal } = context;
  const { id } = container;
  const old = container.labels[labelKeys.name];
  if (checkName(name) === old) {
    throw new NerdError("INVALID_VALUE", `the container has that name already: ${name}`, { exitCode: 1 });
  }
  signal.throwIfAborted(); // Past this it takes milliseconds, and is better ended than left half-way.
  const names = new NameStore(settings.dataStore, engine.namespace);
  await reserveName(context, name, id);
  try {
    await engine.containers.update(id, { labels: { [labelKeys.name]: name }, ...annotated(container, name) });
  } catch (error) {
    await names.release(name, id);
    throw error;
  }
  if (old !== undefined) await names.release(containerName(container), id);
  await new HostsStore({ ...settings, namespace: engine.namespace }).rename(id, name);
}

/** nerdctl's hooks read the name from the spec. One without the annotation is somebody else's, and stays as it is. */
function annotated(container: StoredContainer, name: string) {
  const spec = container.spec();
  if (spec.annotations?.[labelKeys.name] === undefined) return {};
  return { spec: { ...spec, annotations: { ...spec.annotations, [labelKeys.name]: name } } };
}

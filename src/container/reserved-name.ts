import { existsSync } from "node:fs";
import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { NameStore } from "../store/name-store.ts";
import { containerOf, takeBackInterruptedStart } from "./interrupted-start.ts";
import { generatedName } from "./record/names.ts";
import { statePaths } from "./record/state-directory.ts";
import { ifPresent } from "./wait.ts";

type Reserving = Pick<Context, "engine" | "settings" | "journal">;

/** Gives the name to the id. One that is held by nothing but what a killed command has left is free; NAME_IN_USE for all others. */
export async function reserveName(context: Reserving, name: string, id: string): Promise<void> {
  const names = new NameStore(context.settings.dataStore, context.engine.namespace);
  try {
    await names.reserve(name, id);
  } catch (error) {
    const owner = isNerdError(error, "NAME_IN_USE") ? await names.owner(name) : undefined;
    if (owner === undefined || !(await isAbandoned(context, owner))) throw error;
    await names.release(name, owner);
    await names.reserve(name, id);
  }
}

/** A name made from the image's and the id's; of a thousand containers of one image, two have the same first digits. */
export async function unusedName(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  image: string,
  id: string,
): Promise<string> {
  const short = generatedName(image, id);
  const owner = await new NameStore(settings.dataStore, engine.namespace).owner(short);
  return owner === undefined ? short : generatedName(image, id, 12);
}

/**
 * Whether a container is neither there nor being made: a killed process began to make it, and that is taken back, or removed all of it but
 * the name, which goes last. A nerdctl keeps no journal, but makes the directory of its container's state before it takes the name.
 */
async function isAbandoned(context: Reserving, id: string): Promise<boolean> {
  const { engine, settings, journal } = context;
  // Before the record: an operation that ends in between has it by then.
  const underWay = [...(await journal.active()).values()].flat();
  if (underWay.some((record) => containerOf(record) === id)) return false;
  if (await ifPresent(engine.containers.get(id))) return false;
  if (await takeBackInterruptedStart(context, id)) return true;
  return !existsSync(statePaths({ ...settings, namespace: engine.namespace }, id).directory);
}

import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type DirectoryState, type TreeFilter, treeFilter } from "../../buildkit/filesync/tree-filter.ts";
import { NerdError } from "../../errors.ts";
import { unknownService } from "../load/selection.ts";
import type { Project, Trigger } from "../project.ts";

/** One entry of a service's `develop.watch`. */
export interface WatchRule {
  readonly service: string;
  readonly trigger: Trigger;
  /** Absolute: a directory, a file, or what is to be one. */
  readonly path: string;
  /** Which files below the path are meant, each of which must say so; `above` leads from where its patterns begin to the path. */
  readonly filters: readonly PlacedFilter[];
}

interface PlacedFilter {
  readonly filter: TreeFilter;
  readonly above: string;
}

/** What editors and git write beside the files that are meant. */
const neverMeant = ["**/.git", "**/*~", "**/.*.sw?", "**/4913", "**/.#*", "**/#*#", "**/*___jb_???___"];

/** The rules of those services, of all that have some where none is named. Throws UNKNOWN_SERVICE, and INVALID_VALUE where there are none. */
export function watchRules(project: Project, services: readonly string[]): WatchRule[] {
  for (const name of services) if (!Object.hasOwn(project.services, name)) throw unknownService(name, project);
  const rules = Object.entries(project.services).flatMap(([service, { develop, build }]) => {
    if (services.length > 0 && !services.includes(service)) return [];
    return (develop?.watch ?? []).map((trigger) => watchRule(project, { service, trigger, build }));
  });
  if (rules.length > 0) return rules;
  throw new NerdError("INVALID_VALUE", "none of the services says what is watched", {
    hint: "give one of them develop.watch",
    exitCode: 1,
  });
}

type Build = NonNullable<Project["services"][string]["build"]> | undefined;

function watchRule(
  project: Project,
  { service, trigger, build }: { readonly service: string; readonly trigger: Trigger; readonly build: Build },
): WatchRule {
  const { path: written = "", action } = trigger;
  if (action === "rebuild" && build === undefined) {
    throw new NerdError("COMPOSE_INVALID", `services.${service}.develop.watch: rebuild needs build`);
  }
  const path = resolve(project.workingDir, written);
  const own = treeFilter({ include: trigger.include ?? [], exclude: [...neverMeant, ...(trigger.ignore ?? [])] });
  const filters = [{ filter: own, above: "" }, ...ignoredByBuild(path, build)];
  return { service, trigger, path, filters };
}

/** What never comes into the image by its build is not brought into the container either. */
function ignoredByBuild(path: string, build: Build): PlacedFilter[] {
  const context = build?.context ?? "";
  if (!isAbsolute(context)) return [];
  const above = relative(context, path);
  if (above === ".." || above.startsWith("../")) return [];
  const files = [`${join(context, build?.dockerfile || "Dockerfile")}.dockerignore`, join(context, ".dockerignore")];
  const file = files.find((each) => existsSync(each));
  if (file === undefined) return [];
  const lines = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  return [{ filter: treeFilter({ exclude: lines.filter((line) => !line.startsWith("#")) }), above }];
}

/** What the filters say of a directory, for what lies in it; one of each. */
export type FilterStates = readonly DirectoryState[];

/** What they say of the path itself; undefined where nothing at or below it is meant. */
export function statesAbove({ filters }: WatchRule): FilterStates | undefined {
  const states: DirectoryState[] = [];
  for (const { filter, above } of filters) {
    let state: DirectoryState = {};
    const parts = above.split("/").filter((part) => part !== "");
    for (const [index] of parts.entries()) {
      const verdict = filter(parts.slice(0, index + 1).join("/"), true, state);
      if (!verdict.isEntered) return undefined;
      state = verdict.state;
    }
    states.push(state);
  }
  return states;
}

/** Judges what lies in a directory by what was said of that. */
export function judge(
  { filters }: WatchRule,
  {
    path,
    isDirectory,
    states,
  }: { readonly path: string; readonly isDirectory: boolean; readonly states: FilterStates },
): { readonly isWanted: boolean; readonly isEntered: boolean; readonly states: FilterStates } {
  const verdicts = filters.map(({ filter, above }, index) =>
    filter(above === "" ? path : `${above}/${path}`, isDirectory, states[index] ?? {}),
  );
  return {
    isWanted: verdicts.every((verdict) => verdict.isWanted),
    isEntered: verdicts.every((verdict) => verdict.isEntered),
    states: verdicts.map((verdict) => verdict.state),
  };
}

import { statSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { FileJournal } from "../../store/file-journal.ts";
import type { Living } from "./living.ts";

/** Something that nothing alive needs, because what made it died in the middle. Plain data, for a report and for its removal. */
export interface Leftover {
  /** What it is, for people: `container name`, `lease`. */
  readonly kind: string;
  /** Of containers; absent where the thing is in none. */
  readonly namespace?: string | undefined;
  /** The container that it was made for; empty where it is for none. */
  readonly id: string;
  /** A name, a path, an address: which one it is. */
  readonly name: string;
}

/** What looking and removing work on: one engine with its data store, and nothing of another. */
export interface Scene extends Pick<Context, "engine" | "settings" | "signal" | "emit"> {
  readonly journal: FileJournal;
  /** Those of containerd, and those that the data store has files of. */
  readonly namespaces: readonly string[];
  /** Where the engine has its bundles. */
  readonly taskDirectory: string;
  /** By which age is judged. */
  readonly nowMs: number;
}

/**
 * One kind of thing that crashes leave. `candidates` gives all there are, dead or alive, and is asked before what lives is looked up:
 * so whatever was alive when it was seen is in `living`, or is gone by itself.
 */
export interface LeftoverKind<Found extends Leftover> {
  candidates(scene: Scene): Promise<readonly Found[]>;
  isLeft(found: Found, living: Living, scene: Scene): boolean | Promise<boolean>;
  /** Right also where somebody else has removed it meanwhile. */
  remove(found: Found, scene: Scene): Promise<void>;
}

/** A leftover with the way to remove it. */
export interface FoundLeftover {
  readonly leftover: Leftover;
  remove(): Promise<void>;
}

/** A kind whose own fields nobody else needs to know. */
export interface AnyKind {
  look(scene: Scene): Promise<(living: Living) => Promise<FoundLeftover[]>>;
}

export function leftoverKind<Found extends Leftover>({ candidates, isLeft, remove }: LeftoverKind<Found>): AnyKind {
  return {
    async look(scene) {
      const found = await candidates(scene);
      return async (living) => {
        const judged = await Promise.all(found.map((candidate) => isLeft(candidate, living, scene)));
        const left = found.filter((_, i) => judged[i]);
        return left.map((leftover) => ({ leftover, remove: () => remove(leftover, scene) }));
      };
    },
  };
}

/**
 * Whether a thing has been there for longer than its maker takes to make what it belongs to: milliseconds. In an engine that others use
 * too, who keep no journal, the wait is longer.
 */
export function isOld(changedMs: number | undefined, { settings, nowMs }: Pick<Scene, "settings" | "nowMs">): boolean {
  return changedMs !== undefined && nowMs - changedMs > (settings.engine === "embedded" ? 5_000 : 60_000);
}

/** The same of a file or directory; one that is gone is not old. */
export function isOldFile(path: string, scene: Pick<Scene, "settings" | "nowMs">): boolean {
  return isOld(statSync(path, { throwIfNoEntry: false })?.mtimeMs, scene);
}

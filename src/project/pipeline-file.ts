import { existsSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import { directoriesAbove } from "./nearest.ts";

/** Where a project has its pipeline, the first that there is. */
const places = ["ci.nerd.ts", ".nerdsh/ci.nerd.ts", "recipes/ci.nerd.ts"];

/** The pipeline of the project that `cwd` is in, and the project's directory. Throws NOT_FOUND. */
export function findPipeline(cwd: string): { readonly directory: string; readonly file: string } {
  for (const directory of directoriesAbove(cwd)) {
    const place = places.find((each) => existsSync(join(directory, each)));
    if (place !== undefined) return { directory, file: join(directory, place) };
  }
  throw new NerdError("NOT_FOUND", `no ${places.join(", ")} here or above`, {
    hint: "nerdsh init ci --template pipeline writes one",
  });
}

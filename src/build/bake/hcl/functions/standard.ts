import type { FunctionTable } from "../function-table.ts";
import { arithmeticFunctions } from "./arithmetic.ts";
import { collectionFunctions } from "./collections.ts";
import { dateFunctions } from "./dates.ts";
import { encodingFunctions } from "./encoding.ts";
import { formatFunctions } from "./format.ts";
import { hashFunctions } from "./hashes.ts";
import { networkFunctions } from "./networks.ts";
import { pathFunctions } from "./paths.ts";
import { regexFunctions } from "./regex.ts";
import { setFunctions } from "./sets.ts";
import { textFunctions } from "./text.ts";
import { versionFunctions } from "./versions.ts";

/** What functions can tell of where they run. */
export interface Surroundings {
  readonly homeDirectory: string;
  readonly now: () => Date;
}

/** The functions that bake files can call without declaring them. */
export function standardFunctions({ homeDirectory, now }: Surroundings): FunctionTable {
  return {
    ...arithmeticFunctions,
    ...collectionFunctions,
    ...dateFunctions(now),
    ...encodingFunctions,
    ...formatFunctions,
    ...hashFunctions,
    ...networkFunctions,
    ...pathFunctions(homeDirectory),
    ...regexFunctions,
    ...setFunctions,
    ...textFunctions,
    ...versionFunctions,
  };
}

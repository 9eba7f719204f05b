import { isNerdError, NerdError } from "../../errors.ts";
import type { Reference } from "../reference.ts";

/** Why a part of an image cannot be had: where its registry does not have it, the image itself is there all the same, only not whole. */
export function missingPart(error: unknown, { name }: Reference, digest: string): unknown {
  if (!isNerdError(error, "UNKNOWN_IMAGE")) return error;
  return new NerdError("REGISTRY_FAILED", `its registry does not have all of the image ${name}: ${digest} is missing`, {
    hint: "whoever pushed it has to push it again",
    cause: error,
  });
}

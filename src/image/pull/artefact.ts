import { NerdError } from "../../errors.ts";

/** An artefact is asked to be an image: `kind` is what it says that it is. */
export function notRunnable(name: string, kind: string): NerdError {
  return new NerdError("UNSUPPORTED", `no image that containers run from, but ${kind}: ${name}`, {
    hint: "nerdsh pull stores it as it is, without unpacking it",
  });
}

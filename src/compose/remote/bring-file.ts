import type { Context } from "../../context.ts";
import type { BringFile, BroughtFile } from "../load/remote-file.ts";

/** Brings files of registries and of Git, each once as long as the result is kept. */
export function bringFiles(context: Pick<Context, "settings" | "environment" | "signal">): BringFile {
  const brought = new Map<string, Promise<BroughtFile>>();
  return async (reference) => {
    const known = brought.get(reference) ?? bringFile(context, reference);
    brought.set(reference, known);
    return await known;
  };
}

async function bringFile(
  context: Pick<Context, "settings" | "environment" | "signal">,
  reference: string,
): Promise<BroughtFile> {
  if (reference.startsWith("oci://")) return await (await import("./oci-project.ts")).ociProject(context, reference);
  return await (await import("./git-project.ts")).gitProject(context, reference);
}

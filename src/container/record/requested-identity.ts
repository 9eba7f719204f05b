import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { parseEnvFile } from "../spec/env-file.ts";
import type { CreateOptions } from "./create-options.ts";
import type { IdentityOptions } from "./identity-options.ts";

/** The options with the labels of files among the others, and with paths that hold wherever a later command is called. */
export async function requestedIdentity({ cwd }: Pick<Context, "cwd">, options: CreateOptions): Promise<CreateOptions> {
  const { disableContentTrust, pidfile, stopTimeout } = options;
  if (!disableContentTrust) {
    throw new NerdError("UNSUPPORTED", "--disable-content-trust=false is not supported: nothing verifies signatures", {
      hint: "leave it out",
    });
  }
  if (stopTimeout !== undefined && !Number.isInteger(stopTimeout)) {
    throw new NerdError("INVALID_VALUE", `invalid value for --stop-timeout: ${stopTimeout}`, {
      hint: "write whole seconds",
    });
  }
  const label = await requestedLabels(cwd, options);
  return { ...options, label, pidfile: pidfile === undefined ? undefined : resolve(cwd, pidfile) };
}

/** Those of files, in the same lines as variables, and over them those of `--label`. */
async function requestedLabels(cwd: string, { label, labelFile }: IdentityOptions): Promise<IdentityOptions["label"]> {
  if (labelFile.length === 0) return label;
  const read = await Promise.all(
    labelFile.map(async (file) => parseEnvFile(await labelText(resolve(cwd, file)), file)),
  );
  return { ...Object.fromEntries(read.flatMap((labels) => Object.entries(labels))), ...label };
}

async function labelText(path: string): Promise<string> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NerdError("INVALID_VALUE", `cannot read label file: ${path}`, { cause });
  });
}

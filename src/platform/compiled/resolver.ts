import { dirname } from "node:path";
import type { BuildOptions } from "esbuild";
import { withEsbuild } from "./esbuild.ts";

export type Resolution =
  | { readonly ok: true; readonly path: string; readonly isBuiltin: boolean }
  | { readonly ok: false; readonly problem: string };

/** Where `specifier`, written in the file `importer`, leads: by Node's rules, and to `x.ts` where `./x.js` says so. */
export type Resolve = (specifier: string, importer: string) => Promise<Resolution>;

/** esbuild lends its resolver only while it builds, so the work is done within the build of nothing. */
export async function withResolver(work: (resolve: Resolve) => Promise<void>): Promise<void> {
  let outcome: Promise<void> = Promise.resolve();
  const options: BuildOptions = {
    stdin: { contents: "" },
    bundle: true,
    write: false,
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "nerdsh",
        setup(build) {
          const resolve: Resolve = async (specifier, importer) => {
            const options = { kind: "import-statement", resolveDir: dirname(importer), importer } as const;
            const { path, external, errors } = await build.resolve(specifier, options);
            if (errors[0] !== undefined) return { ok: false, problem: errors[0].text };
            return { ok: true, path, isBuiltin: external };
          };
          build.onStart(async () => {
            outcome = work(resolve);
            await outcome.catch(() => {}); // Thrown below, as it is: esbuild would wrap it.
          });
        },
      },
    ],
  };
  await withEsbuild(async (esbuild) => await esbuild.build(options));
  await outcome;
}

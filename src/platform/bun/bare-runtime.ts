import type { BareRuntime } from "../bare-runtime.ts";
import { staticImports } from "../static-imports.ts";
import { bun } from "./bun.ts";

export function bareBun(): BareRuntime {
  return {
    args: bun().argv.slice(2),
    async findClosed(path) {
      const absolute = path.startsWith("/") ? path : `${process.cwd()}/${path.replace(/^\.\//, "")}`;
      try {
        // Another answer is a link's target, or a file of a like name.
        if (bun().resolveSync(absolute, "/") !== absolute || !(await isClosed(absolute))) return undefined;
        return { path: absolute, import: () => import(fileUrl(absolute)) };
      } catch {
        return undefined; // It cannot be read, or compiled.
      }
    },
    provide: (exports) =>
      bun().plugin({
        name: "nerdsh",
        setup(build) {
          build.module("nerdsh", () => ({ exports: { ...exports }, loader: "object" }));
          build.module("nerdsh/globals", () => ({ exports: {}, loader: "object" }));
        },
      }),
    watch({ failed, idle }) {
      const own = process; // By this name, the program may have another.
      own.on("uncaughtException", failed).on("unhandledRejection", failed).on("beforeExit", idle);
      return () => void own.off("uncaughtException", failed).off("unhandledRejection", failed).off("beforeExit", idle);
    },
  };
}

/** Bun looks itself, in a tenth of the time in which it would read the answer of an earlier start. */
async function isClosed(entry: string): Promise<boolean> {
  const transpiler = new (bun().Transpiler)({ loader: "ts", target: "bun", trimUnusedImports: false });
  const files = new Set([entry]);
  // What is added meanwhile comes, too.
  for (const file of files) {
    if (file.endsWith(".json")) continue;
    if (!/\.m?[jt]s$/.test(file)) return false;
    const text = await bun().file(file).text();
    const names = text.includes("\\u") ? undefined : staticImports(transpiler.transformSync(text));
    const others = names?.filter((name) => name !== "nerdsh" && name !== "nerdsh/globals");
    if (others?.every((name) => /^\.\.?\//.test(name)) !== true) return false;
    for (const name of others) files.add(bun().resolveSync(name, file.slice(0, file.lastIndexOf("/"))));
  }
  return true;
}

/** As `pathToFileURL` does: what a URL could take for something else is escaped. */
function fileUrl(path: string): string {
  return `file://${path.split("/").map(encodeURIComponent).join("/")}`;
}

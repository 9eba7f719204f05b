import type { BareRuntime } from "../bare-runtime.ts";
import { fileUrl } from "../file-url.ts";
import { staticImports } from "../static-imports.ts";
import { bun } from "./bun.ts";

export function bareBun(): BareRuntime {
  const texts = new Map<string, string>();
  return {
    args: bun().argv.slice(2),
    async findClosed(path) {
      const absolute = path.startsWith("/") ? path : `${process.cwd()}/${path.startsWith("./") ? path.slice(2) : path}`;
      try {
        // Another answer is a link's target, or a file of a like name.
        if (bun().resolveSync(absolute, "/") !== absolute || !(await isClosed(absolute, texts))) return undefined;
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
          // What was looked at runs; and to read it again, on other threads, would take Bun a fifth of its start.
          build.onLoad({ filter: anyOf(texts.keys()) }, ({ path }) => {
            return { contents: texts.get(path)!, loader: loaderOf(path) }; // By the filter.
          });
        },
      }),
    watch({ failed, idle }) {
      const own = process; // By this name, the program may have another.
      own.on("uncaughtException", failed).on("unhandledRejection", failed).on("beforeExit", idle);
      return () => void own.off("uncaughtException", failed).off("unhandledRejection", failed).off("beforeExit", idle);
    },
  };
}

/** Bun looks itself, in a tenth of the time in which it would read the answer of an earlier start. Leaves the texts of the files that it has looked at. */
async function isClosed(entry: string, texts: Map<string, string>): Promise<boolean> {
  const files = new Set([entry]);
  // What is added meanwhile comes, too.
  for (const file of files) {
    if (!kinds.some((kind) => file.endsWith(kind))) return false;
    const { default: text } = (await import(file, { with: { type: "text" } })) as { readonly default: string };
    let code = text;
    if (!file.endsWith(".json")) {
      texts.set(file, text);
      const transpiler = new (bun().Transpiler)({ loader: loaderOf(file), target: "bun", trimUnusedImports: false });
      code = transpiler.transformSync(text);
    }
    const names = staticImports(text, code);
    const others = names?.filter((name) => name !== "nerdsh" && name !== "nerdsh/globals");
    if (others?.every((name) => name.startsWith("./") || name.startsWith("../")) !== true) return false;
    for (const name of others) files.add(bun().resolveSync(name, file.slice(0, file.lastIndexOf("/"))));
  }
  return true;
}

const kinds = [".ts", ".mts", ".js", ".mjs", ".json"];

function loaderOf(file: string): "ts" | "js" {
  return file.endsWith("ts") ? "ts" : "js";
}

function anyOf(paths: Iterable<string>): RegExp {
  return new RegExp(`^(?:${[...paths].map((path) => path.replace(/[^\w/]/g, "\\$&")).join("|")})$`);
}

import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { HeldDirectory } from "../../store/held-directory.ts";
import { saysContents, saysDirectory } from "./copy-plan.ts";
import { FileRoot } from "./files/file-root.ts";
import { notDirectory } from "./files/file-walk.ts";

export interface HostFiles extends Disposable {
  readonly files: FileRoot;
  /** Of the source, in `files`. */
  readonly path: string;
  readonly name: string;
}

/** What is read of the host: the directory above the source is opened by its path, links and all; from there we look ourselves. */
export function hostFiles({ cwd }: Pick<Context, "cwd">, asked: string, problem: string): HostFiles {
  const path = resolve(cwd, asked);
  const isWhole = saysDirectory(asked) || path === "/";
  const files = new FileRoot(openHost(isWhole ? path : dirname(path), asked, problem), { links: "inside" });
  const name = basename(path);
  return { files, path: isWhole ? "/" : `/${name}`, name, [Symbol.dispose]: () => files[Symbol.dispose]() };
}

/** Without links, yet written as it was where that says what is meant. */
export function withoutLinks({ cwd }: Pick<Context, "cwd">, asked: string): string {
  const path = resolve(cwd, asked);
  if (!existsSync(path)) return asked;
  return saysContents(asked) ? `${realpathSync(path)}/.` : realpathSync(path);
}

export function openHost(path: string, asked: string, problem: string): HeldDirectory {
  try {
    return HeldDirectory.open(path);
  } catch (error) {
    throw existsSync(path) ? notDirectory(asked) : missing(problem, asked, error);
  }
}

export function missing(problem: string, path: string, cause?: unknown): NerdError {
  return new NerdError("NOT_FOUND", `${problem}: ${path}`, { cause });
}

import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";

/** Where a Dockerfile lies: what BuildKit asks for as `dockerfile`, and the file in it. */
export interface DockerfilePlace {
  /** Absolute. */
  readonly directory: string;
  readonly filename: string;
}

const usualNames = ["Dockerfile", "Containerfile"];

/**
 * The file that is named, from the caller's directory or else from the context; without a name, the context's Dockerfile, else its
 * Containerfile. Throws DOCKERFILE_NOT_FOUND with near names.
 */
export async function findDockerfile(
  file: string | undefined,
  { cwd, context }: { readonly cwd: string; readonly context: string | undefined },
): Promise<DockerfilePlace> {
  const roots = context === undefined ? [cwd] : [context];
  const candidates =
    file === undefined
      ? roots.flatMap((root) => usualNames.map((name) => join(root, name)))
      : [...new Set([cwd, ...roots].map((root) => resolve(root, file)))];
  for (const path of candidates) if (await isFile(path)) return placeOf(path, context);
  throw await notFound(file ?? usualNames[0]!, candidates);
}

/** In a file of the context, BuildKit finds the ignore file beside it. */
function placeOf(path: string, context: string | undefined): DockerfilePlace {
  if (context !== undefined) {
    const inside = relative(context, path);
    if (!inside.startsWith("..")) return { directory: context, filename: inside };
  }
  return { directory: dirname(path), filename: basename(path) };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined); // Whatever keeps it from being looked at: it is not to be had.
  return found !== undefined && !found.isDirectory();
}

async function notFound(written: string, candidates: readonly string[]): Promise<NerdError> {
  const places = [...new Set(candidates.map((path) => dirname(path)))];
  const names = (await Promise.all(places.map(filesIn))).flat();
  const looksLikeOne = names.filter((name) => /^(docker|container)file|\.(docker|container)file$/i.test(name));
  const suggestions = [...new Set([...closest(basename(written), names), ...looksLikeOne])].slice(0, 5);
  const hint =
    suggestions.length > 0
      ? `there is ${suggestions.join(", ")}; name one with -f`
      : "name it with -f FILE, or write one";
  return new NerdError("DOCKERFILE_NOT_FOUND", `no ${written} in ${places.join(" or ")}`, { hint, suggestions });
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // That the directory is not there is what the message says.
  }
}

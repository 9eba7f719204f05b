import { posix } from "node:path";

/** A path of a build's file system, from the root. */
export function absolutePath(directory: string, path: string): string {
  return posix.resolve("/", directory, path);
}

/** The same for a destination, where a slash or a dot at the end means "into the directory". */
export function destinationPath(directory: string, path: string): string {
  const absolute = absolutePath(directory, path);
  if (path.endsWith("/.")) return absolute === "/" ? "/." : `${absolute}/.`;
  return path.endsWith("/") && absolute !== "/" ? `${absolute}/` : absolute;
}

import { errno } from "../../store/atomic-file.ts";

/** What `read` gives, or undefined where the file or directory is not there; other failures are thrown. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

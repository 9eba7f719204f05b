import { isRemote } from "./relative-paths.ts";

/**
 * The files that COMPOSE_FILE names. A colon that parts them may also belong to what lies elsewhere: to its scheme, host, port, tag or digest, or to
 * the path in a Git repository. It does wherever it can; a file that could be meant as such a part is written as `./file`.
 */
export function fileList(text: string, separator: string): string[] {
  const parts = text.split(separator);
  if (separator !== ":") return parts;
  const files: string[] = [];
  for (const part of parts) {
    const last = files.at(-1);
    if (last !== undefined && goesOn(last, part)) files[files.length - 1] = `${last}:${part}`;
    else files.push(part);
  }
  return files;
}

/** Whether what follows a colon belongs to what stands before it. */
function goesOn(before: string, part: string): boolean {
  if (part.startsWith("//")) return /^(https?|git|ssh|oci)$/.test(before);
  // The path over SSH, which may be absolute.
  if (/^git@[^:/]+$/.test(before)) return true;
  if (!isRemote(before) || isRemote(part) || /^\.{0,2}\//.test(part) || part === "-") return false;
  // A port, or the password before a host's name.
  if (/^\w+:\/\/[^/:]+$/.test(before) && /^\d+(\/|$)|^[^/]*@/.test(part)) return true;
  if (/^\w+:\/\/[^/:]*:[^/:@]*@[^/:]+$/.test(before) && /^\d+(\/|$)/.test(part)) return true;
  if (!before.startsWith("oci://")) return /#[^:]*$/.test(before);
  if (/@sha256$/.test(before)) return true;
  const hasTag = /:/.test(before.slice(before.lastIndexOf("/"))) || before.includes("@");
  return !hasTag && /^\w[\w.-]{0,127}(@sha256)?$/.test(part) && !/\.ya?ml$/.test(part);
}

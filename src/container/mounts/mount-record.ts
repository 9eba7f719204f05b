import { labelKeys, readJsonLabel } from "../record/labels.ts";

type Labels = Readonly<Record<string, string>>;

/** One mount as nerdctl records it on the container, in Docker's spelling. */
export interface MountRecord {
  readonly Type: "bind" | "volume" | "tmpfs" | "image";
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

/** One label a mount, or an older nerdctl's one label for all. */
export function mountRecords(labels: Labels): readonly MountRecord[] {
  const whole = readJsonLabel<MountRecord[] | undefined>(labels, labelKeys.mount.replace(/\.$/, ""), undefined);
  if (whole !== undefined) return whole;
  const keys = Object.keys(labels).filter((key) => key.startsWith(labelKeys.mount));
  const number = (key: string) => Number(key.slice(labelKeys.mount.length));
  const known = keys.sort((a, b) => number(a) - number(b));
  return known.map((key) => readJsonLabel<MountRecord | undefined>(labels, key, undefined)!); // As they are written.
}

/** The volumes that a container uses, running or not. */
export function volumesOf(labels: Labels): string[] {
  return mountRecords(labels).flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : []));
}

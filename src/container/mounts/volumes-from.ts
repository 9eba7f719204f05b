import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { findContainer } from "../record/lookup.ts";
import { type MountRecord, mountRecords } from "./mount-record.ts";
import { propagations, type RequestedMount } from "./requested-mount.ts";

interface VolumesFrom {
  readonly container: string;
  /** Undefined leaves each mount as the other container has it. */
  readonly readonly: boolean | undefined;
}

/** `CONTAINER[:ro|rw]`. */
export function parseVolumesFrom(text: string): VolumesFrom {
  const [container = "", mode, ...rest] = text.split(":");
  const options = mode === undefined ? [] : mode.split(",").filter((option) => !/^[zZ]$/.test(option));
  const isKnown = options.length <= 1 && options.every((option) => option === "ro" || option === "rw");
  if (container === "" || rest.length > 0 || mode === "" || !isKnown) {
    throw new NerdError("INVALID_VALUE", `invalid volumes-from specification: ${text}`, {
      hint: "write CONTAINER, CONTAINER:ro or CONTAINER:rw",
    });
  }
  return { container, readonly: options.length === 0 ? undefined : options[0] === "ro" };
}

/** The binds and volumes of other containers. One that nobody named stays so: it goes with the last that has it. */
export async function inheritedMounts(
  context: Pick<Context, "engine" | "signal">,
  texts: readonly string[],
): Promise<RequestedMount[]> {
  const mounts: RequestedMount[] = [];
  for (const { container, readonly } of texts.map(parseVolumesFrom)) {
    const { labels } = await findContainer(context, container);
    const anonymous = readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []);
    for (const record of mountRecords(labels)) mounts.push(...asRequest(record, readonly ?? !record.RW, anonymous));
  }
  return mounts;
}

function asRequest(record: MountRecord, readonly: boolean, anonymous: readonly string[]): RequestedMount[] {
  const { Type, Name: name, Source: source, Destination: target, Mode: mode } = record;
  const placed = { target, access: readonly ? "ro" : "rw", mode, short: true } as const;
  if (Type === "volume" && name !== undefined) {
    const volume = { source: name, copy: false, subpath: undefined, labels: {} };
    return [{ type: "volume", ...placed, ...volume, anonymous: anonymous.includes(name) }];
  }
  if (Type !== "bind") return [];
  const propagation = propagations.find((each) => each === record.Propagation) ?? "rprivate";
  return [{ type: "bind", ...placed, source, propagation, recursive: true, makeSource: true }];
}

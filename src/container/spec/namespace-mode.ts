import { NerdError } from "../../errors.ts";

/** Whose namespace a container is in. */
export type NamespaceMode =
  | { readonly kind: "private" | "shareable" | "host" | "none" }
  | { readonly kind: "container"; readonly reference: string };

interface NamespaceKind {
  /** As messages call it. */
  readonly title: string;
  readonly words: readonly Exclude<NamespaceMode["kind"], "container">[];
  /** Whether another container's can be joined. */
  readonly isJoinable: boolean;
}

const kinds = {
  pid: { title: "PID", words: ["private", "host"], isJoinable: true },
  ipc: { title: "IPC", words: ["private", "shareable", "host", "none"], isJoinable: true },
  uts: { title: "UTS", words: ["private", "host"], isJoinable: false },
  cgroupns: { title: "CGROUP", words: ["private", "host"], isJoinable: false },
  userns: { title: "USER", words: ["host"], isJoinable: false },
} as const satisfies Record<string, NamespaceKind>;

export type NamespaceFlag = keyof typeof kinds;

/** `host`, `container:NAME`, …; undefined where nothing was said. Throws INVALID_VALUE. */
export function readNamespaceMode(flag: NamespaceFlag, text: string | undefined): NamespaceMode | undefined {
  if (text === undefined || text === "") return undefined;
  const { title, words, isJoinable }: NamespaceKind = kinds[flag];
  const kind = words.find((word) => word === text);
  if (kind !== undefined) return { kind };
  const [, reference] = (isJoinable && /^container:(.+)$/.exec(text)) || [];
  if (reference !== undefined) return { kind: "container", reference };
  const known = [...words, ...(isJoinable ? ["container:NAME"] : [])];
  throw new NerdError("INVALID_VALUE", `invalid ${title} mode: ${text}`, { hint: `write ${known.join(", ")}` });
}

/** One import, as the file that has it and the file it names, both relative to the repository. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  /** `type`: erased before anything runs; `lazy`: `import()`, paid for only where it is reached. */
  readonly kind: "static" | "type" | "lazy";
}

/** The layers, top first. A file imports from the layers below its own, and inside its own room. */
const layers: readonly (readonly string[])[] = [
  ["src/main.ts", "src/launcher.ts", "src/standalone.ts"],
  ["src/program.ts"],
  ["src/cli", "src/shell", "src/recipe", "src/dockerapi"],
  ["src/ui"],
  ["src/template"],
  ["src/api"],
  ["src/commands"],
  ["src/commands/output.ts"],
  ["src/compose"],
  ["src/build", "src/system", "src/supervisor", "src/task", "src/project"],
  ["src/container"],
  ["src/image", "src/network", "src/volume"],
  ["src/context.ts"],
  ["src/engine", "src/registry", "src/cni", "src/buildkit"],
  ["src/settings"],
  ["src/rpc", "src/store"],
  ["src/secrets"],
  ["src/platform"],
  ["src"],
];

/** Who may use a room that is not for everybody above it. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  "src/ui": ["src/program.ts", "src/cli", "src/shell", "src/recipe", "src/dockerapi"],
  "src/template": ["src/program.ts", "src/cli", "src/shell", "src/recipe", "src/dockerapi", "src/ui"],
};

/** Rooms that never enter a room, though it lies below. */
const never: readonly (readonly [from: string, to: readonly string[]])[] = [
  [
    "src/ui",
    ["src/api", "src/commands", ...domains(), "src/engine", "src/registry", "src/cni", "src/rpc", "src/store"],
  ],
  ["src/template", ["src/api", "src/commands", ...domains(), "src/engine", "src/registry", "src/cni", "src/rpc"]],
];

/** What an edge breaks, as a sentence for the author; nothing where it is fine. */
export function importProblem({ from, to, kind }: ImportEdge): string | undefined {
  if (from.startsWith("recipes/"))
    return to.startsWith("recipes/")
      ? undefined
      : "a recipe imports `nerdsh`, as its users do, and nothing of this repository";
  if (!from.startsWith("src/")) return undefined;
  if (!to.startsWith("src/")) return isBuildInput(to) ? undefined : "what ships imports nothing from outside `src/`";

  const [fromRoom, toRoom] = [room(from), room(to)];
  if (from === "src/program.ts" && kind === "static")
    return "`program.ts` chooses a front end before it loads one: use `import()`";
  if (fromRoom === toRoom) return undefined;
  if (rank(toRoom) < rank(fromRoom)) return `${toRoom} lies above ${fromRoom}`;
  if (rank(toRoom) === rank(fromRoom)) return `${toRoom} lies beside ${fromRoom}: neither knows the other`;
  if (onlyFor[toRoom]?.includes(fromRoom) === false) return `${toRoom} is for ${onlyFor[toRoom].join(", ")}`;
  if (never.some(([room, rooms]) => room === fromRoom && rooms.includes(toRoom)))
    return `${fromRoom} never enters ${toRoom}`;
  if (fromRoom === "src/commands" && kind === "static" && domains().includes(toRoom)) {
    return "a command loads its domain when it is executed: use `import()`, or `import type`";
  }
  return undefined;
}

/** The room of a file: the longest entry of the layers that it lies in. */
function room(file: string): string {
  if (file === "src/index.ts") return "src/recipe"; // What recipes import, and their globals are made of.
  const parts = file.split("/");
  const candidates = [file, parts.slice(0, 2).join("/")];
  const found = candidates.find((candidate) => layers.some((layer) => layer.includes(candidate)));
  if (found !== undefined) return found;
  if (parts.length === 2) return "src";
  throw new Error(`${file} lies in no layer of scripts/import-rules.ts`);
}

function rank(room: string): number {
  return layers.findIndex((layer) => layer.includes(room));
}

function domains(): string[] {
  return [
    "src/compose",
    "src/build",
    "src/system",
    "src/supervisor",
    "src/task",
    "src/project",
    "src/container",
    "src/image",
    "src/network",
    "src/volume",
  ];
}

/** Files beside `src/` that the bundle takes in. */
function isBuildInput(file: string): boolean {
  return file === "package.json" || file.startsWith("proto/") || file.startsWith("native/bin/");
}

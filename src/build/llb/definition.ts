import { createHash } from "node:crypto";
import { codec } from "../../buildkit/codec.ts";
import type { Definition, Location, OpMetadata } from "../../buildkit/protocol.ts";
import type { Draft } from "../../rpc/typed-method.ts";
import type { State } from "./state.ts";
import type { DefinitionSettings, Output, Vertex } from "./vertex.ts";

interface Marshalled {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/**
 * The graph below a state, as `SolveRequest.definition` takes it: every step once, named by the SHA-256 of its Op, inputs before what needs
 * them, and at last an Op that names the result. The same program gives the same bytes. An empty one is an empty file system.
 */
export function definition({ output }: Pick<State, "output">, settings: DefinitionSettings = {}): Draft<Definition> {
  if (output === undefined) return { def: [], metadata: {} };
  const known = new Map<Vertex, Marshalled>();
  const ops = new Map<string, Uint8Array>();
  const metadata = new Map<string, Draft<OpMetadata>>();
  const places = new Map<string, NonNullable<Vertex["location"]>[]>();
  for (const vertex of inOrder(output.vertex)) {
    const { digest, bytes } = marshal(vertex, known, settings);
    known.set(vertex, { digest, bytes });
    ops.set(digest, bytes);
    metadata.set(digest, mergeMetadata(metadata.get(digest), vertex.metadata));
    if (vertex.location) places.set(digest, [...(places.get(digest) ?? []), vertex.location]);
  }
  const last = encode({ inputs: [inputOf(output, known)] });
  ops.set(last.digest, last.bytes);
  metadata.set(last.digest, { caps: { constraints: true, platform: true } });
  return {
    def: [...ops.values()],
    metadata: sorted(metadata),
    source: sourcesOf(places, settings),
  };
}

/** Inputs first; without recursion, since a loop in a program makes chains longer than a stack. */
function inOrder(last: Vertex): Vertex[] {
  const found = new Set<Vertex>();
  const open = [{ vertex: last, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const input = top.vertex.inputs[top.next++]?.vertex;
    if (input === undefined) {
      found.add(top.vertex);
      open.pop();
    } else if (!found.has(input)) open.push({ vertex: input, next: 0 });
  }
  return [...found];
}

function marshal(vertex: Vertex, known: ReadonlyMap<Vertex, Marshalled>, settings: DefinitionSettings): Marshalled {
  const inputs: { digest: string; index: number }[] = [];
  const place = (output: Output | undefined): number => {
    if (output === undefined) return -1;
    const input = inputOf(output, known);
    const at = inputs.findIndex(({ digest, index }) => digest === input.digest && index === input.index);
    return at === -1 ? inputs.push(input) - 1 : at;
  };
  for (const input of vertex.inputs) place(input);
  return encode({ inputs, ...vertex.op(place, settings) });
}

function inputOf({ vertex, index }: Output, known: ReadonlyMap<Vertex, Marshalled>): { digest: string; index: number } {
  return { digest: known.get(vertex)!.digest, index }; // Inputs come first.
}

function encode(op: object): Marshalled {
  const bytes = codec.encode("pb.Op", op);
  return { digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes };
}

/** Two places of a program may make the same step. */
function mergeMetadata(old: Draft<OpMetadata> = {}, added: Draft<OpMetadata>): Draft<OpMetadata> {
  return {
    ...old,
    ...added,
    ignoreCache: old.ignoreCache === true || added.ignoreCache === true,
    description: { ...old.description, ...added.description },
    caps: { ...old.caps, ...added.caps },
  };
}

function sourcesOf(
  places: ReadonlyMap<string, readonly NonNullable<Vertex["location"]>[]>,
  { sourceText }: DefinitionSettings,
): Draft<Definition["source"]> {
  const names = [...new Set([...places.values()].flat().map(({ filename }) => filename))].sort();
  const locations = new Map(
    [...places].map(([digest, list]) => {
      const found = list.map(({ filename, range }): Location => {
        return { sourceIndex: names.indexOf(filename), ranges: [range] };
      });
      return [digest, { locations: found }] as const;
    }),
  );
  const infos = names.map((filename) => {
    return { filename, data: sourceText?.(filename) ?? new Uint8Array(), language: "TypeScript" };
  });
  return { locations: sorted(locations), infos };
}

function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface GraphNode {
  readonly id: string;
  readonly deps: readonly string[];
}

export interface Placed {
  readonly id: string;
  /** Column and row, from 0. */
  readonly layer: number;
  readonly index: number;
}

const sweeps = 4;

/** Columns by how much has to be done before, and in each an order in which few edges cross: each node near what it needs, then near what needs it. */
export function graphLayout(nodes: readonly GraphNode[]): readonly Placed[] {
  const known = new Map(nodes.map((node) => [node.id, node.deps]));
  const depsOf = (id: string) => (known.get(id) ?? []).filter((dep) => known.has(dep));
  const layers = byLayer(nodes, depsOf);
  const dependents = new Map<string, string[]>();
  for (const { id } of nodes) for (const dep of depsOf(id)) dependents.set(dep, [...(dependents.get(dep) ?? []), id]);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const neighbours = sweep % 2 === 0 ? depsOf : (id: string) => dependents.get(id) ?? [];
    const places = new Map(layers.flatMap((layer) => layer.map((id, index) => [id, (index + 0.5) / layer.length])));
    for (const [depth, layer] of layers.entries()) {
      const weight = new Map(
        layer.map((id) => [
          id,
          mean(
            neighbours(id).map((near) => places.get(near)!),
            places.get(id)!,
          ),
        ]),
      ); // All are placed.
      layers[depth] = [...layer].sort((a, b) => weight.get(a)! - weight.get(b)!); // Of the same.
      for (const [index, id] of layers[depth].entries()) places.set(id, (index + 0.5) / layer.length);
    }
  }
  return layers.flatMap((layer, depth) => layer.map((id, index) => ({ id, layer: depth, index })));
}

function byLayer(nodes: readonly GraphNode[], depsOf: (id: string) => readonly string[]): string[][] {
  const depths = new Map<string, number>();
  // Planned in an order in which what is needed comes first or not: without recursion, for long chains.
  const left = nodes.map(({ id }) => id).reverse();
  const entered = new Set<string>();
  for (let id = left.at(-1); id !== undefined; id = left.at(-1)) {
    const open = depsOf(id).filter((dep) => !depths.has(dep) && !entered.has(dep));
    entered.add(id);
    if (open.length > 0) {
      left.push(...open);
      continue;
    }
    left.pop();
    if (!depths.has(id)) depths.set(id, 1 + Math.max(-1, ...depsOf(id).map((dep) => depths.get(dep) ?? -1)));
  }
  const layers: string[][] = [];
  for (const { id } of nodes) {
    const depth = depths.get(id)!; // Each has been entered.
    layers[depth] ??= [];
    layers[depth].push(id);
  }
  return Array.from(layers, (layer) => layer ?? []);
}

function mean(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;
}

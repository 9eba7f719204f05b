import type { AnyNode, Node } from "acorn";

/** Shows every node of a tree, parents first. */
export function visit(node: Node, look: (node: AnyNode) => void): void {
  look(node as AnyNode); // acorn makes no others.
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof child.type === "string") visit(child, look);
    }
  }
}

import type { AnyNode, Program } from "acorn";
import { type CodeEdit, editedCode } from "./code-edit.ts";
import { looseSyntax, parseSource } from "./source-tree.ts";

/**
 * The code in which each `await` of the line itself goes through a holder: `await x` → `await HOLDER.value(x)`. V8's inspector ends the
 * process where what a line awaits is collected, as a promise is that nobody can settle.
 */
export function withHeldAwaits(code: string, holder: string): string {
  const program = programOf(code);
  return editedCode(code, [...heldAwaits(program, code, holder)]);
}

function programOf(code: string): Program {
  const strict = parseSource(code);
  const parsed = strict.ok ? strict : parseSource(code, looseSyntax);
  if (parsed.ok) return parsed.program;
  throw new SyntaxError(parsed.message);
}

function* heldAwaits(node: AnyNode, code: string, holder: string): Generator<CodeEdit> {
  if (/Function/.test(node.type)) return; // Whose own promise is what the line awaits, if it does.
  if (node.type === "AwaitExpression") yield* around(node.argument, `${holder}.value((`, "))");
  if (node.type === "ForOfStatement" && node.await) {
    const { start, end } = node.right;
    yield* around(node.right, `${holder}.items((`, `), ${JSON.stringify(code.slice(start, end))})`);
  }
  for (const child of Object.values(node).flat()) {
    if (typeof child === "object" && child !== null && typeof child.type === "string")
      yield* heldAwaits(child, code, holder);
  }
}

function around({ start, end }: AnyNode, before: string, after: string): CodeEdit[] {
  return [
    { start, end: start, replacement: before },
    { start: end, end, replacement: after },
  ];
}

import { notSimple } from "./not-simple.ts";

export function isItem(content: string): boolean {
  return content === "-" || content.startsWith("- ");
}

export function hasKey(content: string): boolean {
  const first = content.charAt(0);
  if (first === '"' || first === "'") return /^(?:"[^"\\]*"|'[^']*')\s*:(?: |$)/.test(content);
  return !"[{|>".includes(first) && keyEnd(content) >= 0;
}

/** The key that a line begins with, and what follows it; `<<` is a merge key. */
export function keyOf(content: string): { key: string; rest: string } {
  const first = content.charCodeAt(0);
  if (first === 34 || first === 39) {
    const [all, double, single] = /^(?:"([^"\\]*)"|'([^']*)')\s*:(?: +|$)/.exec(content) ?? notSimple();
    // In quotes it is a key as others.
    const key = double ?? single ?? "";
    return { key: key === "<<" ? notSimple() : key, rest: content.slice(all.length) };
  }
  const end = keyEnd(content);
  const key = content.slice(0, Math.max(end, 0)).trimEnd();
  // What begins with an indicator, or has a comment in it, is none of ours.
  if (end <= 0 || /^[-?:]( |$)|^[,[\]{}#&*!|>'"%@`]| #/.test(key)) notSimple();
  return { key, rest: content.slice(end + 1).trimStart() };
}

function keyEnd(content: string): number {
  const end = content.indexOf(": ");
  return end >= 0 ? end : content.endsWith(":") ? content.length - 1 : -1;
}

import { normalize } from "node:path";
import { isRemote } from "../context/context-place.ts";
import type { BakeTarget } from "./bake-fields.ts";
import { callersPath } from "./bake-input.ts";
import type { BakePlan } from "./bake-plan.ts";

/** What `bake --print` shows, which is a bake file again: as buildx, with the defaults of each target. */
export function printedPlan({ groups, targets }: BakePlan): object {
  const group = Object.entries(groups).map(([name, members]) => [name, { targets: members }]);
  const target = [...targets].map(([name, fields]) => [name, printedTarget(fields)]);
  return { ...(group.length > 0 && { group: Object.fromEntries(group) }), target: Object.fromEntries(target) };
}

function printedTarget(fields: BakeTarget): object {
  const { context = ".", dockerfile = "Dockerfile", args = {}, labels = {}, ...rest } = fields;
  const printed = {
    ...{ context: cleaned(context), dockerfile: dockerfile || "Dockerfile" },
    ...{ args: escaped(args), labels: escaped(labels) },
    ...rest,
    ...(rest["dockerfile-inline"] !== undefined && { "dockerfile-inline": escapedText(rest["dockerfile-inline"]) }),
  };
  return Object.fromEntries(Object.entries(printed).filter(([, value]) => !isEmpty(value)));
}

function cleaned(context: string): string {
  const path = callersPath(context);
  return isRemote(path) || path === "-" ? path : normalize(path).replace(/(?<=.)\/$/, "");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** So that it means the same where it is read as a bake file. */
function escaped(texts: Readonly<Record<string, string | null>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, text === null ? null : escapedText(text)]),
  );
}

function escapedText(text: string): string {
  return text.replace(/\$\{|%\{/g, (opening) => opening[0] + opening);
}

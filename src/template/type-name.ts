import { entriesOf, kindOf } from "./value.ts";

/** A Go type that fits the value: what `%T` and complaints about a verb say. */
export function typeName(value: unknown): string {
  switch (kindOf(value)) {
    case "none":
    case "nil":
      return "<nil>";
    case "float":
      return "float64";
    case "list":
      return `[]${elementName(value as unknown[])}`;
    case "map":
      return `map[string]${elementName(entriesOf(value as object).map(([, entry]) => entry))}`;
    case "record":
      return "struct";
    default:
      return kindOf(value);
  }
}

function elementName(items: readonly unknown[]): string {
  const names = new Set(items.map(typeName));
  const [only = "<nil>"] = names;
  return names.size === 1 && only !== "<nil>" ? only : "interface {}";
}

import { innerScope, type Scope, spend } from "./scope.ts";
import { located, Problem } from "./source.ts";
import type { ForExpression } from "./syntax.ts";
import { entriesOf, toBool, toText, type Value } from "./value.ts";

/** What a `for` makes: a list, an object, or in a template a text. Throws a Problem besides. */
export function evaluatedFor(loop: ForExpression, scope: Scope): Value {
  const { keyName, valueName, collection } = loop;
  const entries = located(collection.range, () => entriesOf(scope.evaluate(collection, scope)));
  const rounds = entries.map(([key, value]) => {
    const names = new Map<string, Value>([[valueName, value]]);
    if (keyName !== undefined) names.set(keyName, key);
    return innerScope(scope, names);
  });
  const { condition } = loop;
  const wanted = rounds.filter((inner) => {
    return (
      condition === undefined ||
      located(condition.range, () => toBool(inner.evaluate(condition, inner), "the condition"))
    );
  });
  if (loop.key !== undefined) return objectOf({ ...loop, key: loop.key }, wanted);
  if (!loop.isJoined) return wanted.map((inner) => inner.evaluate(loop.value, inner));
  const text = wanted
    .map((inner) => located(loop.value.range, () => toText(inner.evaluate(loop.value, inner))))
    .join("");
  spend(scope.budget, "characters", text.length);
  return text;
}

type ObjectLoop = ForExpression & { readonly key: NonNullable<ForExpression["key"]> };

function objectOf({ key, value, isGrouped }: ObjectLoop, rounds: readonly Scope[]): Value {
  const made = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  for (const inner of rounds) {
    const name = located(key.range, () => toText(inner.evaluate(key, inner), "the key"));
    const each = inner.evaluate(value, inner);
    if (isGrouped) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [each]);
      else group.push(each);
    } else if (made.has(name)) {
      throw new Problem(`this makes the key ${name} twice`, {
        hint: "write ... after the value to keep all of one key",
      });
    } else made.set(name, each);
  }
  return isGrouped ? groups : made;
}

import type { Cursor } from "./cursor.ts";
import { bareName, type Expression, type ForExpression } from "./syntax.ts";

/** `[…]`, `{…}`, and both with `for`. */
export function parseCollection(cursor: Cursor): Expression {
  const open = cursor.next();
  const isObject = open.text === "{";
  if (isFor(cursor)) {
    const made = cursor.within("ignored", () => parseFor(cursor, isObject));
    return { kind: "for", range: cursor.range(open.range.start), ...made };
  }
  if (isObject) {
    const entries = cursor.within("kept", () => parseEntries(cursor));
    return { kind: "object", range: cursor.range(open.range.start), entries };
  }
  const items = cursor.within("ignored", () => parseItems(cursor));
  return { kind: "tuple", range: cursor.range(open.range.start), items };
}

function isFor(cursor: Cursor): boolean {
  return cursor.within("ignored", () => {
    const start = cursor.at;
    const isLoop = cursor.take("for") !== undefined && cursor.peek().type === "name";
    cursor.at = start;
    return isLoop;
  });
}

function parseItems(cursor: Cursor): Expression[] {
  const items: Expression[] = [];
  while (!cursor.take("]")) {
    items.push(cursor.expression());
    if (cursor.take(",")) continue;
    cursor.expect("]", "after a list's last value");
    break;
  }
  return items;
}

function parseEntries(cursor: Cursor) {
  const entries: { key: Expression; value: Expression }[] = [];
  for (;;) {
    cursor.skipLines();
    if (cursor.take("}")) return entries;
    const written = cursor.expression();
    const name = bareName(written);
    const key: Expression = name === undefined ? written : { kind: "literal", range: written.range, value: name };
    if (!cursor.take("=") && !cursor.take(":")) throw cursor.unexpected("= is missing after the key of an object");
    entries.push({ key, value: cursor.expression() });
    if (cursor.take(",") || cursor.isAt("}") || cursor.peek().type === "newline") continue;
    throw cursor.unexpected("a comma or the end of the line is missing after a value of an object");
  }
}

function parseFor(cursor: Cursor, isObject: boolean): ForExpression {
  cursor.next();
  const names = parseForNames(cursor);
  const collection = cursor.expression();
  cursor.expect(":", "after what for goes through");
  const first = cursor.expression();
  let [key, value, isGrouped]: [Expression | undefined, Expression, boolean] = [undefined, first, false];
  if (isObject) {
    cursor.expect("=>", "after the key of a for");
    [key, value] = [first, cursor.expression()];
    isGrouped = cursor.take("...") !== undefined;
  }
  const condition = cursor.take("if") === undefined ? undefined : cursor.expression();
  cursor.expect(isObject ? "}" : "]", "after a for");
  return { ...names, collection, key, value, condition, isGrouped, isJoined: false };
}

/** `VALUE in` or `KEY, VALUE in`. */
export function parseForNames(cursor: Cursor): Pick<ForExpression, "keyName" | "valueName"> {
  const name = (): string => {
    if (cursor.peek().type !== "name") throw cursor.unexpected("a name is missing after for");
    return cursor.next().text;
  };
  const first = name();
  const second = cursor.take(",") === undefined ? undefined : name();
  cursor.expect("in", "after the names of for");
  return { keyName: second === undefined ? undefined : first, valueName: second ?? first };
}

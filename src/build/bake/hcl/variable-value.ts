import { csvFields } from "../../../csv-fields.ts";
import { Problem } from "./source.ts";
import { converted, type Type, typeName } from "./type-constraint.ts";
import { kindOf, toNumber, type Value } from "./value.ts";
import { fromJson } from "./value-json.ts";

/** What the environment says of a variable. */
export interface Given {
  readonly text: string;
  /** As `NAME_JSON` has it. */
  readonly isJson: boolean;
}

/**
 * The value of a variable that the environment gives as a text: of its type, else of the kind that its default is. As buildx does it.
 * Throws a Problem.
 */
export function givenValue({ text, isJson }: Given, type: Type | undefined, otherwise: Value | undefined): Value {
  if (isJson && type !== undefined) return converted(parsedJson(text), type);
  if (type === undefined) return scalarValue(text, kindOfDefault(otherwise));
  switch (type.kind) {
    case "any":
      return text;
    case "list":
    case "set":
      return converted(
        csvFields(text).map((field) => scalarValue(field, scalarKind(type.of))),
        type,
      );
    case "tuple": {
      const fields = csvFields(text).map((field, index) => scalarValue(field, scalarKind(type.items[index])));
      return converted(fields, type);
    }
    case "map":
      return new Map(
        csvFields(text).map((field) => {
          const [key = "", value] = field.split(/:(.*)/s);
          if (value === undefined) throw new Problem(`${JSON.stringify(field)} is no KEY:VALUE`);
          return [key, scalarValue(value, scalarKind(type.of))];
        }),
      );
    case "object":
      throw new Problem("an object is given as JSON", { hint: "put _JSON after the variable's name" });
    default:
      return scalarValue(text, type.kind);
  }
}

type Scalar = "string" | "number" | "bool";

function kindOfDefault(value: Value | undefined): Scalar {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "number";
  if (value === undefined || value === null || typeof value === "string") return "string";
  throw new Problem(`its default is ${kindOf(value)}, which a text does not replace`, {
    hint: "declare a type, such as list(string)",
  });
}

function scalarKind(type: Type | undefined): Scalar {
  if (type?.kind === "string" || type?.kind === "number" || type?.kind === "bool") return type.kind;
  throw new Problem(`values of type ${type === undefined ? "none" : typeName(type)} are given as JSON`, {
    hint: "put _JSON after the variable's name",
  });
}

const truths: Readonly<Record<string, boolean>> = {
  ...{ "1": true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ "0": false, f: false, F: false, false: false, FALSE: false, False: false },
};

function scalarValue(text: string, kind: Scalar): Value {
  if (kind === "string") return text;
  const what = "what the environment gives";
  if (kind === "number") return toNumber(text, what);
  if (Object.hasOwn(truths, text)) return truths[text] ?? false;
  throw new Problem(`${what} is ${JSON.stringify(text)}, neither true nor false`);
}

function parsedJson(text: string): Value {
  try {
    return fromJson(JSON.parse(text));
  } catch (error) {
    throw new Problem(`what the environment gives is no JSON: ${(error as Error).message}`);
  }
}

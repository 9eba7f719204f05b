/** How a value shows itself where it is printed. From Node.js, util.inspect, "Custom inspection functions on objects". */
const inspected = Symbol.for("nodejs.util.inspect.custom");

type Inspect = (value: unknown, options: unknown) => string;

/**
 * Values that are loaded by the first use of one, and for good: who has one before has the same as who gets it later. To hold it, to hand it on and to ask for
 * its type is no use. Those of `objects` are objects, all others functions and classes.
 */
export function lateValues(
  names: readonly string[],
  objects: readonly string[],
  load: () => Readonly<Record<string, unknown>>,
): Readonly<Record<string, object>> {
  const late: Record<string, object> = {};
  const nameOf = new Map<object, string>();
  const values = new Map<object, object>();
  const real = (target: object): object => {
    const known = values.get(target);
    if (known !== undefined) return known;
    const name = nameOf.get(target)!; // All targets have one.
    const value = load()[name] as object; // As whoever asks for it says.
    values.set(target, value);
    standFor(value, target, late[name]);
    return value;
  };
  const handler = lateHandler(real, (target) => late[nameOf.get(target)!]);
  // Who prints a proxy looks at its target, which is then `this`, or which the proxy still is.
  const show = function (this: object, _: number, options: unknown, inspect: Inspect): string {
    return inspect(nameOf.has(this) ? real(this) : load()[names.find((name) => late[name] === this)!], options);
  };
  const shown = Object.create(Function.prototype, { [inspected]: { value: show } }) as object;
  // Bound, a class can be called and constructed, and has no `prototype` of its own that it would have to show.
  const Blank = Object.setPrototypeOf(class {}, shown) as new () => object;
  for (const name of names) {
    const target = objects.includes(name) ? (Object.create(shown) as object) : Blank.bind(undefined);
    nameOf.set(target, name);
    late[name] = new Proxy(target, handler);
  }
  return late;
}

function lateHandler(
  real: (target: object) => object,
  lateOf: (target: object) => object | undefined,
): ProxyHandler<object> {
  return {
    apply: (target, self, args) => Reflect.apply(real(target) as () => unknown, self, args), // It is said to be a function.
    construct(target, args, made) {
      const value = real(target) as new () => object; // Or it throws, as it should.
      return Reflect.construct(value, args, made === lateOf(target) ? value : made);
    },
    get: (target, key) => Reflect.get(real(target), key) as unknown,
    set: (target, key, to) => Reflect.set(real(target), key, to),
    has: (target, key) => Reflect.has(real(target), key),
    deleteProperty: (target, key) => Reflect.deleteProperty(real(target), key),
    ownKeys: (target) => Reflect.ownKeys(real(target)),
    getOwnPropertyDescriptor: (target, key) => Reflect.getOwnPropertyDescriptor(real(target), key),
    defineProperty: (target, key, property) => Reflect.defineProperty(real(target), key, property),
    getPrototypeOf: (target) => Reflect.getPrototypeOf(real(target)),
    setPrototypeOf: (target, prototype) => Reflect.setPrototypeOf(real(target), prototype),
    preventExtensions: () => false,
  };
}

function standFor(value: object, target: object, late: object | undefined): void {
  // A proxy may show as unchangeable only what its target has as well (ECMA-262, "Proxy Object Internal Methods").
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (property?.configurable === false) Object.defineProperty(target, key, property);
  }
  const prototype = Reflect.getOwnPropertyDescriptor(value, "prototype")?.value as object | undefined;
  if (prototype?.constructor === value) prototype.constructor = late as () => void; // `error.constructor === NerdError`
}

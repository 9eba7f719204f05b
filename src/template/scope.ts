/** Variables of one template in the order of their making; inner ones hide outer ones of the same name. */
export class Scope {
  readonly #variables: { readonly name: string; value: unknown }[];

  /** `$` is what the template was given. */
  constructor(data: unknown) {
    this.#variables = [{ name: "$", value: data }];
  }

  declare(name: string, value: unknown): void {
    this.#variables.push({ name, value });
  }

  assign(name: string, value: unknown): void {
    const variable = this.#find(name);
    if (variable) variable.value = value;
  }

  read(name: string): unknown {
    return this.#find(name)?.value;
  }

  /** Runs `body`, then forgets what it declared. */
  within<T>(body: () => T): T {
    const mark = this.#variables.length;
    const result = body();
    this.#variables.length = mark;
    return result;
  }

  #find(name: string) {
    return this.#variables.findLast((variable) => variable.name === name);
  }
}

import { parse } from "yaml";

/** Of a package in CommonJS that is imported late, a bundle gives the default export alone: so a module of ours imports it. */
export function parseYaml(text: string): unknown {
  return parse(text);
}

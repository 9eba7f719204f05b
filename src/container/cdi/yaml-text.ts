// A module of our own, since of a CommonJS package that is imported late, a bundle gives the default export alone.
export { parse as parseYaml } from "yaml";

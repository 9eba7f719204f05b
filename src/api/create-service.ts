import { inspect } from "node:util";
import { NerdError } from "../errors.ts";
import { type ImageInput, imageText } from "./image-input.ts";
import { Service } from "./service.ts";
import type { ServiceOptions } from "./service-options.ts";
import type { ContextBase } from "./session.ts";

/**
 * Declares it: nothing is started yet. Throws INVALID_VALUE for a name that no host could have, and ALREADY_EXISTS where one of the same name has
 * other options.
 *
 * ```ts
 * const db = service("postgres", { env: { POSTGRES_PASSWORD: "test" }, ready: { exec: ["pg_isready", "-h", "127.0.0.1"] } });
 * task("test", { services: { db } }, async ({ services }) => {
 *   await $({ env: { ...process.env, DB_PORT: `${await services.db.port(5432)}` } })`npm test`;
 * });
 * ```
 */
export type CreateService = (image: ImageInput, options?: ServiceOptions) => Service;

interface Named {
  readonly asked: string;
  readonly service: Service;
}

/** Binds `service` to an engine. Nothing happens before a service is used. */
export function createService(openBase: () => Promise<ContextBase>): CreateService {
  const named = new Map<string, Named>();
  return (asImage, options = {}) => {
    const image = imageText(asImage);
    const { name } = options;
    if (name === undefined) return new Service(openBase, image, { ...options, name: baseName(image) });
    if (!/^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i.test(name)) {
      const hint = "letters, digits and - . _ between them: other containers use it as a host's name";
      throw new NerdError("INVALID_VALUE", `not a name for a service: ${JSON.stringify(name)}`, { hint });
    }
    const asked = inspect([image, options], { depth: null, maxStringLength: null, maxArrayLength: null });
    const known = named.get(name);
    if (known?.asked === asked) return known.service;
    if (known !== undefined) {
      const hint = "give one of them another name, or both the same image and options";
      throw new NerdError("ALREADY_EXISTS", `a service of this name is there already: ${name}`, { hint });
    }
    const service = new Service(openBase, image, { ...options, name });
    named.set(name, { asked, service });
    return service;
  };
}

/** `postgres` of `registry.example/team/postgres:16@sha256:…`. */
function baseName(image: string): string {
  const path = image.split("@", 1)[0]!.split("/").at(-1)!; // Of their one part at least.
  return path.split(":", 1)[0]!;
}

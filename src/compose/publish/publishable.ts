import { NerdError } from "../../errors.ts";
import { isTreeMap, type Tree } from "../tree.ts";

export interface PublishChoices {
  /** Whether values of variables may be seen by whoever pulls the project. */
  readonly withEnv: boolean;
}

/**
 * Refuses a file that would mean something else at another place: one that needs other files, has no image to run, or tells values of variables.
 * Throws UNSUPPORTED and INVALID_VALUE.
 */
export function checkPublishable(name: string, root: Tree, { withEnv }: PublishChoices): void {
  if (!isTreeMap(root)) return;
  if (root["include"] !== undefined) throw needsFiles(name, "include");
  for (const section of ["secrets", "configs"]) {
    for (const [key, one] of entriesOf(root[section]))
      if (has(one, "file")) throw needsFiles(name, `${section}.${key}.file`);
  }
  for (const [key, service] of entriesOf(root["services"])) {
    const path = `services.${key}`;
    if (has(service, "env_file")) throw needsFiles(name, `${path}.env_file`);
    if (has(service, "label_file")) throw needsFiles(name, `${path}.label_file`);
    if (isTreeMap(service) && has(service["extends"] ?? null, "file")) throw needsFiles(name, `${path}.extends.file`);
    if (has(service, "environment") && !withEnv) {
      throw new NerdError("INVALID_VALUE", `${name} tells values of variables: ${path}.environment`, {
        hint: "publish them with --with-env, or take them out",
      });
    }
  }
}

/** A service that is only built cannot be run from elsewhere. */
export function checkImages(services: Readonly<Record<string, { readonly image?: string }>>): void {
  const built = Object.entries(services).find(([, { image }]) => !image);
  if (built === undefined) return;
  throw new NerdError("INVALID_VALUE", `a service has no image to be pulled: ${built[0]}`, {
    hint: "name the image that its build makes by image:",
  });
}

function needsFiles(name: string, path: string): NerdError {
  return new NerdError("UNSUPPORTED", `${name} needs other files, which are not published: ${path}`, {
    hint: "publish what `nerdsh compose config -o FILE` writes",
  });
}

function entriesOf(section: Tree | undefined): [string, Tree][] {
  return section !== undefined && isTreeMap(section) ? Object.entries(section) : [];
}

function has(one: Tree, key: string): boolean {
  return isTreeMap(one) && one[key] !== undefined && one[key] !== null;
}

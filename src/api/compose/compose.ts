import type { ContextBase } from "../session.ts";
import { ComposeApp } from "./compose-app.ts";
import type { ComposeOptions, ComposeSubject } from "./compose-source.ts";
import type { ProjectDefinition } from "./project-definition.ts";

type Verbs = Pick<ComposeApp, "up" | "down" | "ps" | "logs" | "service" | "run" | "pull" | "build" | "config">;

/**
 * A compose project: of a file, or of several, or of the program itself. Its verbs without a call, such as `compose.up()`, are those of
 * the working directory's files.
 *
 * ```ts
 * await using app = await compose({ services: { web: { image: "nginx", ports: ["80"] } } }).up();
 * await fetch(await app.service("web").url(80));
 * ```
 */
export interface Compose extends Verbs {
  (files?: string | readonly string[], options?: ComposeOptions): ComposeApp;
  (project: ProjectDefinition, options?: ComposeOptions): ComposeApp;
}

/** Binds `compose` to an engine; `recipe` is the program, by whose name a project in it is called. */
export function createCompose(openBase: () => Promise<ContextBase>, recipe: () => string | undefined): Compose {
  const compose = (subject?: ComposeSubject, options: ComposeOptions = {}): ComposeApp =>
    new ComposeApp(openBase, { subject, options, recipe: recipe() });
  const verbs: Verbs = {
    up: (options) => compose().up(options),
    down: (options) => compose().down(options),
    ps: (options) => compose().ps(options),
    logs: (options) => compose().logs(options),
    service: (name) => compose().service(name),
    run: (service, command, options) => compose().run(service, command, options),
    pull: (options) => compose().pull(options),
    build: (options) => compose().build(options),
    config: (options) => compose().config(options),
  };
  return Object.assign(compose, verbs);
}

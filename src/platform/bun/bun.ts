import type { ModuleNamespace } from "../module-loader.ts";

interface LoadedModule {
  readonly exports?: ModuleNamespace;
  readonly contents?: string;
  readonly loader: "object" | "ts";
}

interface PluginBuilder {
  module(specifier: string, load: () => LoadedModule | Promise<LoadedModule>): void;
  onResolve(
    on: { readonly filter: RegExp },
    resolve: (args: { readonly path: string }) => { readonly path: string; readonly namespace: string } | undefined,
  ): void;
  onLoad(on: { readonly filter: RegExp }, load: (args: { readonly path: string }) => LoadedModule | undefined): void;
}

/** The few parts of Bun that are used; its own types would replace Node's in the whole project. */
interface Bun {
  plugin(plugin: { readonly name: string; setup(build: PluginBuilder): void }): void;
  resolveSync(specifier: string, directory: string): string;
  readonly Transpiler: new (options: {
    loader: "ts";
    target?: "bun";
    replMode?: boolean;
    deadCodeElimination?: boolean;
  }) => {
    transformSync(code: string): string;
  };
}

export function bun(): Bun {
  return (globalThis as unknown as { readonly Bun: Bun }).Bun; // Only called where the runtime is Bun.
}

import type { ModuleNamespace } from "../module-loader.ts";

interface LoadedModule {
  readonly exports?: ModuleNamespace;
  readonly contents?: string;
  readonly loader: "object" | "ts" | "js";
}

interface PluginBuilder {
  module(specifier: string, load: () => LoadedModule | Promise<LoadedModule>): void;
  onResolve(
    on: { readonly filter: RegExp },
    resolve: (args: { readonly path: string }) => { readonly path: string; readonly namespace: string } | undefined,
  ): void;
  onLoad(on: { readonly filter: RegExp }, load: (args: { readonly path: string }) => LoadedModule | undefined): void;
}

/** A connected socket of `Bun.connect`. */
export interface BunSocket {
  /** Gives how many of the bytes it took; -1 where it is closed. */
  write(bytes: Uint8Array): number;
  ref(): void;
  unref(): void;
  pause(): void;
  resume(): void;
  close(): void;
}

export type BunAddress = { readonly unix: string } | { readonly hostname: string; readonly port: number };

interface SocketHandlers {
  open(socket: BunSocket): void;
  data(socket: BunSocket, bytes: Buffer): void;
  drain(socket: BunSocket): void;
  error(socket: BunSocket, error: Error): void;
  close(socket: BunSocket, error: Error | undefined): void;
}

/** The few parts of Bun that are used; its own types would replace Node's in the whole project. */
interface Bun {
  plugin(plugin: { readonly name: string; setup(build: PluginBuilder): void }): void;
  connect(options: BunAddress & { readonly socket: SocketHandlers }): Promise<BunSocket>;
  readonly argv: readonly string[];
  file(path: string): { text(): Promise<string> };
  readonly version: string;
  /** Of its source. */
  readonly revision: string;
  hash(bytes: Uint8Array): bigint | number;
  build(options: {
    readonly entrypoints: readonly string[];
    readonly outdir: string;
    readonly target: "bun";
    readonly format: "cjs";
    readonly external: readonly string[];
    readonly bytecode: boolean;
  }): Promise<unknown>;
  readonly SHA256: { hash(text: string, encoding: "hex"): string };
  resolveSync(specifier: string, directory: string): string;
  readonly Transpiler: new (options: {
    loader: "ts" | "js";
    target?: "bun" | "node";
    replMode?: boolean;
    deadCodeElimination?: boolean;
    trimUnusedImports?: boolean;
  }) => {
    transformSync(code: string): string;
  };
}

export function bun(): Bun {
  return (globalThis as unknown as { readonly Bun: Bun }).Bun; // Only called where the runtime is Bun.
}

export type RuntimeName = "node" | "bun" | "deno";

/** The only place that tells runtimes apart; everything else asks a module under `platform/<runtime>/`. */
export const runtimeName: RuntimeName = "Bun" in globalThis ? "bun" : "Deno" in globalThis ? "deno" : "node";

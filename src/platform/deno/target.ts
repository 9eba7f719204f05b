/** The language that Deno speaks, in esbuild's words. */
export const target = "esnext";

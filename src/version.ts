import manifest from "../package.json" with { type: "json" };

/** nerdsh's own. The bundler inlines it, so that a standalone executable knows it too. */
export const version: string = manifest.version;

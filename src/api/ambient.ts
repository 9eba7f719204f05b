import type { Emit } from "../events.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import type { Settings } from "../settings/settings.ts";
import { type ContextBase, openSession } from "./session.ts";

export interface AmbientOptions {
  /** Global flags of the command line that runs the recipe; the environment and nerdctl.toml say the rest. */
  readonly flags?: GlobalFlags;
  readonly emit?: Emit;
}

/**
 * The session behind `import { run } from "nerdsh"`: names that a module exports cannot be handed a context. It is the one piece of
 * state that a module of nerdsh keeps. It opens with the first verb, so that importing nerdsh does nothing.
 */
let options: AmbientOptions = {};
let session: Promise<ContextBase> | undefined;

/** Tells which engine the exported verbs talk to; for front ends, before a recipe starts. */
export function configureAmbient(chosen: AmbientOptions): void {
  options = chosen;
  session = undefined;
}

export function ambientSession(): Promise<ContextBase> {
  session ??= open();
  return session;
}

/** What the session is opened with, for what needs no engine. */
export async function ambientSettings(): Promise<Settings> {
  const { resolveSettings } = await import("../settings/resolve.ts");
  return await resolveSettings({ flags: options.flags, environment: process.env });
}

async function open(): Promise<ContextBase> {
  const settings = await ambientSettings();
  return await openSession({
    settings,
    environment: process.env,
    cwd: process.cwd(),
    emit: options.emit ?? (() => {}),
    longLived: true,
  });
}

import type { NerdEvent } from "../../events.ts";

export type ComposeProgressEvent = Extract<NerdEvent, { type: "compose.progress" }>;
export type ComposeEvent = ComposeProgressEvent | Extract<NerdEvent, { type: "compose.settled" }>;

/** `Container shop-web-1  Started`, as docker compose's plain form has it. */
export function composeLine({ part, name, state, detail }: ComposeProgressEvent): string {
  const text = ` ${capital(part)} ${name}  ${capital(state)}`;
  return detail === undefined ? text : `${text} ${detail}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

import { labelTexts, type OneOrMore } from "./container-filter.ts";

/** What `images({ filter })` may ask: one of a key's values must fit, and every key; of labels, each. */
export interface ImageFilter {
  /** A repository, or a name with its tag; `*` and `?` stand for anything but a slash: `"team/*:1.*"`. */
  readonly reference?: OneOrMore<string>;
  /** Those without a tag, or the others. */
  readonly dangling?: boolean;
  /** `"app"`, `"app=web"`, or `{ app: "web", tier: true }`, where true is whatever value. */
  readonly label?: OneOrMore<string> | Readonly<Record<string, string | true>>;
  /** Built before, or after, that image. */
  readonly before?: string;
  readonly since?: string;
  /** Built before that moment: `"24h"`, `"2026-08-01"`. */
  readonly until?: string;
}

/** The same as `images --filter` takes it. */
export function imageFilterTexts({ label, ...others }: ImageFilter): string[] {
  const texts = Object.entries(others).flatMap(([key, values]) => [values].flat().map((value) => `${key}=${value}`));
  return [...texts, ...labelTexts(label).map((text) => `label=${text}`)];
}

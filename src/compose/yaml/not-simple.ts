/** Thrown where a document is more than the simple parser knows; the whole parser takes over, and finds errors too. */
export class NotSimple extends Error {}

export function notSimple(): never {
  throw new NotSimple();
}

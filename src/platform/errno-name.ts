import { constants } from "node:os";

/** `ENOENT` for 2; some numbers have several names, of which this is one. */
export function errnoName(number: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
}

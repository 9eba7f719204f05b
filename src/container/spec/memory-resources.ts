import type { LinuxResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";

/** Bytes. */
export interface MemoryLimits {
  readonly memory?: number | undefined;
  /** Memory and swap together; -1 is no limit of swap. */
  readonly memorySwap?: number | undefined;
  /** What it is pushed back to where the host has little left. */
  readonly memoryReservation?: number | undefined;
}

/** Docker's: below that a container could not start. */
const leastBytes = 6 * 2 ** 20;

/** The same object as before where nothing is said; throws INVALID_VALUE where limits contradict each other. */
export function updatedMemory(before: LinuxResources["memory"], limits: MemoryLimits): LinuxResources["memory"] {
  const { memory, memorySwap, memoryReservation } = limits;
  if ([memory, memorySwap, memoryReservation].every((limit) => limit === undefined)) return before;
  const limit = bytes(memory) ?? before?.limit;
  const swap = (memorySwap === -1 ? -1 : bytes(memorySwap)) ?? before?.swap;
  const reservation = bytes(memoryReservation) ?? before?.reservation;
  if (limit === undefined && swap !== undefined) {
    throw invalid("you should always set the memory limit when using the memoryswap limit", "set memory, too");
  }
  if (limit !== undefined && limit < leastBytes) {
    throw invalid(`minimum memory limit allowed is 6MB: ${limit} bytes`);
  }
  if (reservation !== undefined && reservation < leastBytes) {
    throw invalid(`minimum memory reservation allowed is 6MB: ${reservation} bytes`);
  }
  if (limit !== undefined && swap !== undefined && swap !== -1 && swap < limit) {
    throw invalid(
      `memoryswap limit should be larger than memory limit: ${swap} bytes, less than ${limit}`,
      "it counts memory and swap together: set memorySwap at the same time",
    );
  }
  if (limit !== undefined && reservation !== undefined && reservation > limit) {
    throw invalid(`memory limit below the memory reservation: ${limit} bytes, less than ${reservation}`);
  }
  return {
    ...before,
    // Docker's default: as much swap as memory.
    ...(limit !== undefined && { limit, swap: swap ?? limit * 2 }),
    ...(reservation !== undefined && { reservation }),
  };
}

function bytes(value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw invalid(`failed to parse memory bytes: ${value}`, "write a number of bytes");
}

function invalid(message: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", message, hint === undefined ? {} : { hint });
}

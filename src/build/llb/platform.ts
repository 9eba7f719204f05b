import type { Platform } from "../../buildkit/protocol.ts";
import { parsePlatform } from "../../image/platform.ts";
import type { Draft } from "../../rpc/typed-method.ts";

/** `linux/arm64/v8` as an Op has it; nothing where the builder chooses. Throws INVALID_VALUE. */
export function opPlatform(text: string | undefined): { platform?: Draft<Platform> } {
  if (text === undefined) return {};
  const { os, architecture, variant = "" } = parsePlatform(text);
  return { platform: { os, architecture, variant } };
}

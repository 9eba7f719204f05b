import { existsSync } from "node:fs";
import { basename } from "node:path";
import { attachmentsOf } from "../../network/attach.ts";
import { runProgram, tryProgram } from "../../network/host-program.ts";
import { netnsPath } from "../../network/netns.ts";
import type { Settings } from "../../settings/settings.ts";

/** The way outside went with the network that gave it: the first one left that has one gives it now. Nothing happens where there is one. */
export async function changeGateway(settings: Settings, id: string): Promise<void> {
  const path = netnsPath(settings, id);
  if (!existsSync(path)) return;
  const inside = ["-netns", basename(path)];
  for (const family of ["-4", "-6"]) {
    const routes = await runProgram("ip", [...inside, family, "route", "show", "default"], settings);
    const next = routes.trim() === "" ? await nextGateway(settings, id, family) : undefined;
    if (next === undefined) continue;
    const route = ["route", "replace", "default", "via", next.gateway, "dev", next.device];
    await tryProgram("ip", [...inside, family, ...route], settings);
  }
}

async function nextGateway(settings: Settings, id: string, family: string) {
  for (const { interfaceName, result } of await attachmentsOf(settings, id)) {
    const routes = (result["routes"] ?? []) as readonly { dst?: string }[]; // CNI spec 1.0.0, section 5, "routes".
    if (!routes.some(({ dst }) => dst === (family === "-4" ? "0.0.0.0/0" : "::/0"))) continue;
    const ip = result.ips?.find(({ address }) => address.includes(":") === (family === "-6"));
    if (ip?.gateway !== undefined) return { gateway: ip.gateway, device: interfaceName };
  }
  return undefined;
}

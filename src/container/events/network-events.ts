import type { EngineEvent } from "../../engine/events.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";
import { findNetwork, networkFiles } from "../../network/lists/network-files.ts";
import type { Settings } from "../../settings/settings.ts";
import type { KnownContainer, SystemEvent } from "./system-event.ts";

interface Fields {
  readonly id?: string;
  readonly containerId?: string;
}

/**
 * What a container's start and end mean for its networks, whoever has started it: it is connected, and no longer is. Found out by who watches, so
 * that no start pays for it.
 */
export async function attachmentEvents(
  settings: Settings,
  { topic, timestamp: time, event }: EngineEvent,
  known: KnownContainer | undefined,
): Promise<SystemEvent[]> {
  const { id, containerId: container = "" } = event as Fields; // As containerd defines them.
  const names = known?.networks ?? [];
  const isStart = topic === "/tasks/start";
  const isEnd = topic === "/tasks/exit" && id === container;
  if (names.length === 0 || !(isStart || isEnd)) return [];
  const { files } = await networkFiles(settings);
  return names.map((name) => {
    const type = findNetwork(files, name)?.list.plugins[0]?.type ?? "";
    const action = isStart ? "connect" : "disconnect";
    return { type: "network", action, id: networkId(name), attributes: { container, name, type }, time };
  });
}

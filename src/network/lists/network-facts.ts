import type { NetworkList } from "../../cni/network-list.ts";

/** What `-o` said of a network, by Docker's names: what is as always is left out. */
export function networkOptions({ plugins, nerdctlLabels = {} }: NetworkList): Record<string, string> {
  const [first] = plugins;
  if (first === undefined) return {};
  const { type, bridge, isGateway, ipMasq, mtu, master, mode } = first;
  const isIsolated = plugins.some(({ ingressPolicy }) => ingressPolicy === "isolated");
  const isDefault = nerdctlLabels["nerdctl/default-network"] === "true";
  return {
    ...(type === "bridge" && typeof bridge === "string" && { "com.docker.network.bridge.name": bridge }),
    ...(isIsolated && { "com.docker.network.bridge.enable_icc": "false" }),
    ...(isGateway === true && ipMasq !== true && { "com.docker.network.bridge.enable_ip_masquerade": "false" }),
    ...(isDefault && { "com.docker.network.bridge.default_bridge": "true" }),
    ...(typeof mtu === "number" && mtu > 0 && { "com.docker.network.driver.mtu": String(mtu) }),
    ...(typeof master === "string" && master !== "" && { parent: master }),
    ...(typeof mode === "string" && mode !== "" && { [`${type}_mode`]: mode }),
  };
}

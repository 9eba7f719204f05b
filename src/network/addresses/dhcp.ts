import { NerdError } from "../../errors.ts";

/** Where the plugin's daemon listens: `dhcp daemon`, which a host has to run. From the dhcp plugin, main.go. */
const dhcpSocket = "/run/cni/dhcp.sock";

/** The CNI argument by which a container's host name gets to the DHCP server. From nerdctl, pkg/ocihook. */
export const dhcpHostnameArg = "NERDCTL_CNI_DHCP_HOSTNAME";

/**
 * The dhcp plugin's part of a list, as nerdctl writes it. An option's value is JSON: `{"type":"provide","value":"web"}`,
 * `{"type":"request"}`. Throws INVALID_VALUE.
 */
export function dhcpIpam(options: Readonly<Record<string, string | null>>): object {
  const asked = Object.entries({
    "host-name": JSON.stringify({ type: "provide", fromArg: dhcpHostnameArg }),
    ...options,
  }).map(([option, text]) => ({ option, ...readOption(option, text) }));
  const provide = asked.filter(({ type }) => type === "provide").map(({ type, skipDefault, ...kept }) => kept);
  const request = asked
    .filter(({ type }) => type === "request")
    .map(({ option, skipDefault = false }) => ({ option, skipDefault }));
  return {
    daemonSocketPath: dhcpSocket,
    ...(provide.length > 0 && { provide: provide.map(sorted) }),
    ...(request.length > 0 && { request }),
    type: "dhcp",
  };
}

interface DhcpOption {
  readonly type: string;
  readonly value?: string;
  readonly fromArg?: string;
  readonly skipDefault?: boolean;
}

function readOption(option: string, text: string | null): DhcpOption {
  const value = parseJson(text ?? "") as Partial<DhcpOption> | undefined;
  if (value?.type === "provide" || value?.type === "request") return { ...value, type: value.type };
  throw new NerdError("INVALID_VALUE", `invalid --ipam-opt ${option}=${text ?? ""}`, {
    hint: `write it as ${option}={"type":"provide","value":"…"}, or with "type":"request"`,
  });
}

function sorted({ option, value, fromArg }: Omit<DhcpOption, "type"> & { readonly option: string }): object {
  return { ...(fromArg !== undefined && { fromArg }), option, ...(value !== undefined && { value }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller says so.
  }
}

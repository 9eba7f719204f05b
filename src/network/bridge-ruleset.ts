import type { BridgeNetwork } from "./bridge-network.ts";
import { formatSubnet } from "./subnet.ts";

/** The group of links that our bridges are in: how one ruleset knows another network's bridge. "nd" in ASCII. */
export const bridgeGroup = 0x6e64;

export function rulesetTable(bridge: string): string {
  return `nerdsh-${bridge}`;
}

/**
 * What portmap, firewall and the bridge plugin's masquerade do for a network, as one nft table: input of `nft --file`,
 * that replaces the table whole. Published ports are elements of its two maps.
 */
export function bridgeRuleset({ bridge, subnet, masquerade }: BridgeNetwork): string {
  const table = `inet ${rulesetTable(bridge)}`;
  const inside = formatSubnet(subnet);
  return `table ${table}
delete table ${table}
table ${table} {
  map bound {
    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
  }
  map any {
    type inet_proto . inet_service : ipv4_addr . inet_service
  }
  chain spoofed {
    # The bridge routes loopback addresses (route_localnet), which nobody on it may use for the host's own services.
    type filter hook prerouting priority raw; policy accept;
    iifname "${bridge}" ip daddr 127.0.0.0/8 drop
  }
  chain incoming {
    type nat hook prerouting priority dstnat; policy accept;
    fib daddr type local jump published
  }
  chain local {
    type nat hook output priority dstnat; policy accept;
    fib daddr type local jump published
  }
  chain published {
    dnat ip to ip daddr . meta l4proto . th dport map @bound
    dnat ip to meta l4proto . th dport map @any
  }
  chain outgoing {
    type nat hook postrouting priority srcnat; policy accept;
    # Hairpin: the container must answer to the host, or the answer would not be translated back.
    ip saddr ${inside} ip daddr ${inside} ct status dnat masquerade
    oifname "${bridge}" ip saddr 127.0.0.0/8 masquerade
${masquerade ? `    ip saddr ${inside} oifname != "${bridge}" ip daddr != 224.0.0.0/4 masquerade\n` : ""}  }
  chain isolated {
    type filter hook forward priority filter; policy accept;
    oifname "${bridge}" iifname != "${bridge}" iifgroup ${bridgeGroup} drop
  }
}
`;
}

/**
 * Accepts for the bridge in iptables' own filter table, where another program's policy is to drop: an accept in a table of ours
 * would not overrule that. Input of `iptables-restore --noflush`, that fills a chain of its own anew.
 */
export function forwardChain(bridge: string): { readonly chain: string; readonly restore: string } {
  const chain = `NERD-${bridge}`;
  const restore = `*filter
:${chain} - [0:0]
-A ${chain} -i ${bridge} -j ACCEPT
-A ${chain} -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ${chain} -o ${bridge} -m conntrack --ctstate DNAT -j ACCEPT
COMMIT
`;
  return { chain, restore };
}

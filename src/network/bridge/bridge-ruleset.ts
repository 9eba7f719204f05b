import { formatSubnet } from "../addresses/subnet.ts";
import { type BridgeNetwork, bridgeAddresses } from "./bridge-network.ts";

/** The group of links that our bridges are in: how one ruleset knows another network's bridge. "nd" in ASCII. */
export const bridgeGroup = 0x6e64;

export function rulesetTable(bridge: string): string {
  return `nerdsh-${bridge}`;
}

/**
 * What portmap, firewall and the bridge plugin's masquerade do for a network, as one nft table: input of `nft --file`,
 * that replaces the table whole. Published ports are elements of its maps.
 */
export function bridgeRuleset(network: BridgeNetwork): string {
  const { bridge, isInternal = false } = network;
  const table = `inet ${rulesetTable(bridge)}`;
  return `table ${table}
delete table ${table}
table ${table} {
  map bound {
    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
  }
  map any {
    type inet_proto . inet_service : ipv4_addr . inet_service
  }
  map bound6 {
    type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
  }
  map any6 {
    type inet_proto . inet_service : ipv6_addr . inet_service
  }
  map bound-zone {
    typeof ip daddr . meta l4proto . th dport : ct zone
  }
  map bound6-zone {
    typeof ip6 daddr . meta l4proto . th dport : ct zone
  }
  map any-zone {
    typeof meta l4proto . th dport : ct zone
  }
  chain zoned {
    # Only a flow's first packet is translated, and udp has no other sign of a flow than its ports: what a client had with the host,
    # or with a container that is gone, is another zone's.
    ct original zone set meta l4proto . th dport map @any-zone
    ct original zone set ip daddr . meta l4proto . th dport map @bound-zone
    ct original zone set ip6 daddr . meta l4proto . th dport map @bound6-zone
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
    # No route leads out from ::1, whatever it is translated to: refused is better than never answered.
    ip6 daddr ::1 return
    dnat ip6 to ip6 daddr . meta l4proto . th dport map @bound6
    dnat ip6 to meta l4proto . th dport map @any6
  }
  chain outgoing {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${bridge}" ip saddr 127.0.0.0/8 masquerade
${lines(translations(network))}  }
${isInternal ? guarded(bridge) : ""}  chain isolated {
    type filter hook forward priority filter; policy accept;
    oifname "${bridge}" iifname != "${bridge}" iifgroup ${bridgeGroup} drop
${isInternal ? lines([`iifname "${bridge}" oifname != "${bridge}" drop`, `oifname "${bridge}" iifname != "${bridge}" drop`]) : ""}  }
}
`;
}

/**
 * Makes the ruleset look for the zones of udp ports, whether it did before or not: commands of nft. Not part of every ruleset, since each packet
 * of each network, also between two containers where br_netfilter is on, would pay for it.
 */
export function zoneLookup(bridge: string): string {
  const table = `inet ${rulesetTable(bridge)}`;
  return ["prerouting", "output"]
    .map(
      (hook) => `add chain ${table} tracked-${hook} { type filter hook ${hook} priority raw; policy accept; }
flush chain ${table} tracked-${hook}
add rule ${table} tracked-${hook} meta l4proto udp fib daddr type local jump zoned
`,
    )
    .join("");
}

/** What containers of an internal network may send to the host, whichever of its addresses they try: questions about names, and answers. */
function guarded(bridge: string): string {
  return `  chain guarded {
    type filter hook input priority filter; policy accept;
    iifname != "${bridge}" accept
    ct state established,related accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    fib daddr . iif type local meta l4proto { tcp, udp } th dport 53 accept
    drop
  }
`;
}

function translations(network: BridgeNetwork): string[] {
  return bridgeAddresses(network).flatMap(({ subnet }) => {
    const [family, everybody] = subnet.family === 4 ? ["ip", "224.0.0.0/4"] : ["ip6", "ff00::/8"];
    const inside = formatSubnet(subnet);
    // What the host sends to itself at the gateway's address goes nowhere.
    const outside = `${family} saddr ${inside} oifname != { "lo", "${network.bridge}" } ${family} daddr != ${everybody} masquerade`;
    // Hairpin: the container must answer to the host, or the answer would not be translated back.
    const hairpin = `${family} saddr ${inside} ${family} daddr ${inside} ct status dnat masquerade`;
    return network.masquerade ? [hairpin, outside] : [hairpin];
  });
}

function lines(rules: readonly string[]): string {
  return rules.map((rule) => `    ${rule}\n`).join("");
}

/**
 * Accepts for the bridge in iptables' own filter table, where another program's policy is to drop: an accept in a table of ours
 * would not overrule that. Input of `iptables-restore --noflush`, that fills a chain of its own anew.
 */
export function forwardChain(bridge: string): ForwardChain {
  const chain = `NERD-${bridge}`;
  const rules = `:${chain} - [0:0]
-A ${chain} -i ${bridge} -j ACCEPT
-A ${chain} -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
`;
  return {
    chain,
    restore: `*filter\n${rules}COMMIT\n`,
    insert: `*filter\n${rules}-I FORWARD -j ${chain}\nCOMMIT\n`,
    remove: `*filter\n-D FORWARD -j ${chain}\n-F ${chain}\n-X ${chain}\nCOMMIT\n`,
  };
}

interface ForwardChain {
  readonly chain: string;
  /** Fills it anew. */
  readonly restore: string;
  /** The same, and has FORWARD jump to it. */
  readonly insert: string;
  /** Takes all of it away, or nothing where a part of it is missing. */
  readonly remove: string;
}

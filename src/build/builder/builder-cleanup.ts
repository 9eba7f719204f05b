import { join } from "node:path";
import type { BuilderFiles } from "../../engine/embedded/builder/builder-files.ts";
import { forwardChain, rulesetTable } from "../../network/bridge/bridge-ruleset.ts";
import { preparedDirectory } from "../../network/bridge/bridge-setup.ts";
import type { Settings } from "../../settings/settings.ts";

/**
 * What takes away a builder's traces on the host: processes of its RUNs that outlived it, their cgroups, rules, and the bridge. A
 * shell script, as no JavaScript runs where a builder ends by itself. Right also where there is nothing, and where it was cut off before.
 */
export function builderCleanup(
  settings: Settings,
  { bridge, cgroup, pidFile }: Pick<BuilderFiles, "bridge" | "cgroup" | "pidFile">,
): string {
  const { chain } = forwardChain(bridge);
  const mark = join(preparedDirectory(settings), bridge);
  return `# Written by nerdsh at each start of its builder.
groups() {
  # On cgroup v1 one for each controller, on v2 one for all.
  for group in /sys/fs/cgroup${cgroup} /sys/fs/cgroup/*${cgroup}; do [ -d "$group" ] && echo "$group"; done
}
tries=0
while [ -n "$(groups)" ] && [ "$tries" -lt 50 ]; do
  groups | while read -r group; do
    find "$group" -name cgroup.procs -exec cat {} + | while read -r pid; do kill -9 "$pid"; done
    find "$group" -depth -type d -exec rmdir {} \\;
  done 2> /dev/null
  tries=$((tries + 1))
  [ -z "$(groups)" ] || sleep 0.1
done
if command -v iptables > /dev/null; then
  iptables --wait --delete FORWARD --jump ${chain}
  iptables --wait --flush ${chain}
  iptables --wait --delete-chain ${chain}
fi 2> /dev/null
nft delete table inet ${rulesetTable(bridge)} 2> /dev/null
ip link delete ${bridge} 2> /dev/null
rm -f ${[mark, `${mark}.lock`, pidFile].map(quoted).join(" ")}
[ -e ${quoted(`/sys/class/net/${bridge}`)} ] && echo "the bridge ${bridge} is still there" >&2 && exit 1
[ -n "$(groups)" ] && echo "processes of a build do not end: cgroup ${cgroup}" >&2 && exit 1
rm -f "$0"
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

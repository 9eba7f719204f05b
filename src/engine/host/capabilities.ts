/** All that Linux has, by bit number. From linux/capability.h. */
export const capabilityNames = [
  "CHOWN",
  "DAC_OVERRIDE",
  "DAC_READ_SEARCH",
  "FOWNER",
  "FSETID",
  "KILL",
  "SETGID",
  "SETUID",
  "SETPCAP",
  "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE",
  "NET_BROADCAST",
  "NET_ADMIN",
  "NET_RAW",
  "IPC_LOCK",
  "IPC_OWNER",
  "SYS_MODULE",
  "SYS_RAWIO",
  "SYS_CHROOT",
  "SYS_PTRACE",
  "SYS_PACCT",
  "SYS_ADMIN",
  "SYS_BOOT",
  "SYS_NICE",
  "SYS_RESOURCE",
  "SYS_TIME",
  "SYS_TTY_CONFIG",
  "MKNOD",
  "LEASE",
  "AUDIT_WRITE",
  "AUDIT_CONTROL",
  "SETFCAP",
  "MAC_OVERRIDE",
  "MAC_ADMIN",
  "SYSLOG",
  "WAKE_ALARM",
  "BLOCK_SUSPEND",
  "AUDIT_READ",
  "PERFMON",
  "BPF",
  "CHECKPOINT_RESTORE",
] as const;

/** `CAP_CHOWN`, …: as the runtime spec spells them. */
export type Capability = `CAP_${(typeof capabilityNames)[number]}`;

/** The capabilities in a mask of /proc's, such as `000001fffeffffff`; bits that this list does not know are left out. */
export function capabilitiesIn(mask: string): readonly Capability[] {
  const bits = BigInt(`0x${mask}`);
  return capabilityNames.flatMap((name, bit): Capability[] => ((bits >> BigInt(bit)) & 1n ? [`CAP_${name}`] : []));
}

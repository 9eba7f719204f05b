/** What a caller may ask of a container's network: the flags of `run` and `create`, read. */
export interface NetworkOptions {
  /** `host:address`, or `host=address`. */
  readonly addHost: readonly string[];
  readonly dns: readonly string[];
  readonly dnsOpt: readonly string[];
  readonly dnsOption: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly domainname: string | undefined;
  readonly expose: readonly string[];
  readonly hostname: string | undefined;
  readonly ip: string | undefined;
  readonly ip6: string | undefined;
  readonly macAddress: string | undefined;
  /** Names, `bridge`, `none`, `host`, `container:NAME`, `ns:PATH`, or Docker's `name=NETWORK,ip=…,alias=…`; none means `bridge`. */
  readonly network: readonly string[];
  /** The same as `network`, and `netAlias` as `networkAlias`: Docker's older spellings. */
  readonly net: readonly string[];
  readonly networkAlias: readonly string[];
  readonly netAlias: readonly string[];
  readonly publish: readonly string[];
  readonly publishAll: boolean;
  /** `host` keeps the host's name: one of its own is refused. */
  readonly uts: string | undefined;
}

/** What a caller may ask of a new network: the flags of `network create`, read. */
export interface NetworkCreateOptions {
  readonly name: string;
  readonly driver: string;
  /** Docker's and nerdctl's names of a driver's options. */
  readonly opt: Readonly<Record<string, string | null>>;
  readonly ipamDriver: string;
  readonly ipamOpt: Readonly<Record<string, string | null>>;
  readonly subnet: readonly string[];
  readonly gateway: readonly string[];
  readonly ipRange: readonly string[];
  /** `router=10.4.1.9`: addresses that no container gets. */
  readonly auxAddress: Readonly<Record<string, string | null>>;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly internal: boolean;
  readonly label: Readonly<Record<string, string | null>>;
}

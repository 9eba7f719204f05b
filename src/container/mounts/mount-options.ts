/** What is mounted into a container: the flags of that group, read. */
export interface MountOptions {
  /** `[SOURCE:]TARGET[:OPTION,…]`. */
  readonly volume: readonly string[];
  /** `type=bind,source=…,target=…`. */
  readonly mount: readonly string[];
  /** `PATH[:OPTION,…]`. */
  readonly tmpfs: readonly string[];
  /** `CONTAINER[:ro]`. */
  readonly volumesFrom: readonly string[];
  readonly volumeDriver: string | undefined;
  /** Of a compose project: volumes that nobody named of the container that this one replaces, by where they are mounted. */
  readonly inheritedVolumes?: Readonly<Record<string, string>> | undefined;
}

/** What a container is made from and known by, and where that is written: the flags of that group, read. */
export interface IdentityOptions {
  readonly image: string;
  readonly cidfile: string | undefined;
  readonly disableContentTrust: boolean;
  readonly label: Readonly<Record<string, string | null>>;
  readonly labelFile: readonly string[];
  readonly name: string | undefined;
  readonly pidfile: string | undefined;
  /** `linux/arm64`; the host's where undefined. */
  readonly platform: string | undefined;
  readonly pull: "always" | "missing" | "never";
  /** What verifies the image, by `cosignKey`; nothing where absent or `none`. */
  readonly verify?: string | undefined;
  readonly cosignKey?: string | undefined;
  /** No progress of the pull. */
  readonly quiet: boolean;
}

/** `--log-opt`, by key. */
export type LogOpts = Readonly<Record<string, string>>;

/** What records tell of the container they come from. */
export interface LogSubject {
  readonly id: string;
  readonly name: string;
  readonly imageName: string;
  readonly imageId: string;
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `NAME=value`, as the container's process gets it. */
  readonly env: readonly string[];
}

/** A place for a container's output. A driver says what it is told; native/ has the code that writes. */
export interface LogDriver {
  /** As the logger knows it. */
  readonly native: string;
  /** Keys of `--log-opt` besides those that all drivers take. */
  readonly options: readonly string[];
  /** Keys that Docker or nerdctl take here, each with the reason that its user is told. */
  readonly refused?: Readonly<Record<string, string>>;
  /** The logger's own options, `name=value`. Throws INVALID_VALUE for the values of all options. */
  words(options: LogOpts): readonly string[];
  /** What is the same in each record, as native/fields.h reads it; none where absent. */
  fields?(options: LogOpts, subject: LogSubject): Promise<readonly Uint8Array[]>;
}

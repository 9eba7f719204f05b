import type { BuildSecrets } from "../buildkit/session/secrets.ts";
import type { BuilderChoice } from "./open-builder.ts";
import type { AttestationFlags } from "./plan/attestation.ts";

/** What to build, as the flags of `build` say it; texts are read when the build begins. */
export interface BuildInput extends AttestationFlags, BuilderChoice {
  /** A directory, or a URL of a Git repository or an archive; `-` is an archive, or a Dockerfile, on stdin. Absent, there are no files. */
  readonly context?: string | undefined;
  /** A Dockerfile; `-` is stdin. The context's `Dockerfile`, else its `Containerfile`, where absent. */
  readonly file?: string | undefined;
  /** The text of a Dockerfile, in place of a file. */
  readonly dockerfile?: string | Uint8Array | undefined;
  /** Names of the image, short or full. */
  readonly tags?: readonly string[] | undefined;
  readonly target?: string | undefined;
  /** A variable without a value is the environment's. */
  readonly buildArgs?: Readonly<Record<string, string | null>> | undefined;
  readonly labels?: Readonly<Record<string, string | null>> | undefined;
  /** `linux/arm64`; of several, the image is an index. The builder's own where absent. */
  readonly platforms?: readonly string[] | undefined;
  readonly cacheFrom?: readonly string[] | undefined;
  readonly cacheTo?: readonly string[] | undefined;
  /** `id=token,src=FILE`, `id=token,env=NAME`. */
  readonly secrets?: readonly string[] | undefined;
  /** The same as values. */
  readonly secretValues?: BuildSecrets | undefined;
  /** `default`, `default=SOCKET`. */
  readonly ssh?: readonly string[] | undefined;
  /** Further contexts by name. */
  readonly buildContexts?: Readonly<Record<string, string | null>> | undefined;
  /** `type=local,dest=out`, …; the image store here where there is none. */
  readonly outputs?: readonly string[] | undefined;
  /** To its registry, too. */
  readonly push?: boolean | undefined;
  /** Into the image store here, whatever other outputs there are. */
  readonly load?: boolean | undefined;
  readonly annotations?: readonly string[] | undefined;
  /** `network.host`, `security.insecure`. */
  readonly allow?: readonly string[] | undefined;
  readonly addHosts?: readonly string[] | undefined;
  /** `default`, `host` or `none`. */
  readonly network?: string | undefined;
  /** `nofile=1024:2048`. */
  readonly ulimits?: readonly string[] | undefined;
  readonly shmBytes?: number | undefined;
  readonly cgroupParent?: string | undefined;
  readonly noCache?: boolean | undefined;
  /** Stages whose steps are not taken from the cache. */
  readonly noCacheFilter?: readonly string[] | undefined;
  /** Ask registries for base images, or, where false, take what the builder has; by itself where absent. */
  readonly pull?: boolean | undefined;
  /** A file with BuildKit's JSON. */
  readonly sourcePolicyFile?: string | undefined;
  /** Where the image's ID is written. */
  readonly iidFile?: string | undefined;
  /** Where what BuildKit says of the result is written, as JSON. */
  readonly metadataFile?: string | undefined;
}

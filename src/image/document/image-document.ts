import { createHash } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { nativeSha256 } from "../../platform/native-sha256.ts";
import { isDigest } from "../../registry/digest.ts";
import { normalPlatform, type Platform } from "../platform.ts";
import { type ImageConfig, readImageConfig } from "./image-config.ts";
import { isObject, parseJsonObject } from "./json-object.ts";

/** The whole blob that a manifest's `config` names, cleaned of what has the wrong type. */
export interface ImageDocument {
  readonly platform: Platform;
  /** RFC 3339; absent in reproducible images. */
  readonly created: string | undefined;
  readonly author: string | undefined;
  readonly comment: string | undefined;
  readonly dockerVersion: string | undefined;
  readonly config: ImageConfig;
  /** Digests of the uncompressed layers, lowest first. */
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryEntry[];
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly author?: string;
  readonly empty_layer?: boolean;
}

/** Reads a config blob; throws IMAGE_INVALID, naming `what`, where it lists no layers in the form of the specification. */
export function parseImageDocument(bytes: Uint8Array, what: string): ImageDocument {
  const document = parseJsonObject(bytes, what);
  const { rootfs, history } = document;
  const diffIds = isObject(rootfs) && Array.isArray(rootfs["diff_ids"]) ? rootfs["diff_ids"] : [];
  if (!diffIds.every((diffId): diffId is string => typeof diffId === "string" && isDigest(diffId))) {
    throw new NerdError("IMAGE_INVALID", `a diffID is no digest in the image config ${what}`);
  }
  return {
    platform: normalPlatform({
      os: text(document["os"]) ?? "linux",
      architecture: text(document["architecture"]) ?? "",
      variant: text(document["variant"]),
    }),
    created: text(document["created"]),
    author: text(document["author"]),
    comment: text(document["comment"]),
    dockerVersion: text(document["docker_version"]),
    config: readImageConfig(document["config"]),
    diffIds,
    history: Array.isArray(history) ? history.filter(isObject) : [],
  };
}

/** The name of each layer's committed snapshot, lowest first (image spec, config, "Layer ChainID"). */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : `sha256:${sha256(`${below} ${diffId}`)}`);
  }
  return chain;
}

function sha256(text: string): string {
  return nativeSha256(text) ?? createHash("sha256").update(text).digest("hex");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

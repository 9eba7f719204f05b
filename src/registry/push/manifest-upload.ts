import { digestMismatch, isDigest } from "../digest.ts";
import type { Registry } from "../registry.ts";
import { endAnswer } from "./rest-of-answer.ts";

export interface ManifestUpload {
  readonly repository: string;
  /** A tag, or the manifest's own digest. */
  readonly version: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** The image as errors shall name it. */
  readonly what: string;
  readonly signal: AbortSignal;
}

export interface UploadedManifest {
  /** Whether the registry lists it itself with what it refers to (distribution spec, "Pushing Manifests with Subject"). */
  readonly isListed: boolean;
}

/** Puts a manifest or an index into a repository that has all that it names. */
export async function uploadManifest(registry: Registry, manifest: ManifestUpload): Promise<UploadedManifest> {
  const { repository, version, mediaType, digest, bytes, what, signal } = manifest;
  const path = `manifests/${version}`;
  const headers = { "content-type": mediaType };
  const answer = await registry.send({
    ...{ method: "PUT", repository, path, headers, body: bytes, needs: "push", what, signal },
  });
  await endAnswer(answer);
  const said = answer.headers["docker-content-digest"];
  if (typeof said === "string" && isDigest(said) && said !== digest) {
    throw digestMismatch(`the manifest of ${what} at the registry`, digest, said);
  }
  return { isListed: answer.headers["oci-subject"] !== undefined };
}

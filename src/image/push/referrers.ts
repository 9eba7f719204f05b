import { NerdError } from "../../errors.ts";
import { type Descriptor, manifestAccept, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { readAll } from "../../registry/http/body.ts";
import { uploadManifest } from "../../registry/push/manifest-upload.ts";
import type { Registry } from "../../registry/registry.ts";
import { documentLimitBytes, isObject, parseJsonObject } from "../document/json-object.ts";
import { parseManifest } from "../document/manifest.ts";
import type { PushNode } from "./push-plan.ts";

export interface ReferrersPush {
  readonly registry: Registry;
  readonly repository: string;
  /** The image as errors shall name it. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * Has clients find what refers to a manifest at a registry that keeps no list of it itself: in an index under a tag made of the
 * manifest's digest (distribution spec, "Referrers Tag Schema"). Most nodes refer to none.
 */
export async function listReferrers(push: ReferrersPush, nodes: readonly PushNode[]): Promise<void> {
  // One after the other, as several may be in the same list. Of two pushes at once one's entry can be lost: registries have no lock.
  for (const node of nodes) {
    const subject = subjectOf(node);
    if (subject !== undefined) await listReferrer(push, node, subject);
  }
}

/** The digest of the manifest that another refers to, as a signature does to an image. */
function subjectOf({ bytes, descriptor }: Pick<PushNode, "bytes" | "descriptor">): string | undefined {
  const { subject } = parseJsonObject(bytes, descriptor.digest);
  return isObject(subject) && typeof subject["digest"] === "string" ? subject["digest"] : undefined;
}

async function listReferrer(push: ReferrersPush, node: PushNode, subject: string): Promise<void> {
  const tag = subject.replace(":", "-");
  const manifests = await listed(push, tag);
  if (manifests.some(({ digest }) => digest === node.descriptor.digest)) return;
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [...manifests, referrer(node)] };
  const bytes = Buffer.from(JSON.stringify(index));
  await uploadManifest(push.registry, {
    ...{ ...push, version: tag, mediaType: mediaTypes.ociIndex, digest: digestOf(bytes), bytes },
  });
}

/** From the host that is pushed to: a mirror may lag behind. */
async function listed(
  { registry, repository, what, signal }: ReferrersPush,
  tag: string,
): Promise<readonly Descriptor[]> {
  const path = `manifests/${tag}`;
  const headers = { accept: manifestAccept };
  const answer = await registry.send({
    ...{ method: "GET", repository, path, headers, needs: "push", accepts: [404], what, signal },
  });
  const bytes = await readAll(answer.body, documentLimitBytes, () => noIndex(what, tag));
  if (answer.status === 404) return [];
  const document = parseManifest(bytes, mediaTypes.ociIndex, `${what}, ${tag}`);
  if (document.kind === "index") return document.manifests;
  throw noIndex(what, tag);
}

function referrer({ descriptor, bytes }: PushNode): Descriptor {
  const { mediaType, digest, size } = descriptor;
  const { artifactType, config, annotations } = parseJsonObject(bytes, digest);
  const type = artifactType ?? (isObject(config) ? config["mediaType"] : undefined);
  return {
    ...{ mediaType, digest, size },
    ...(typeof type === "string" && { artifactType: type }),
    ...(isObject(annotations) && { annotations: annotations as Record<string, string> }),
  };
}

function noIndex(what: string, tag: string): NerdError {
  return new NerdError(
    "REGISTRY_FAILED",
    `the registry has something else where what refers to an image is listed: ${tag}`,
    {
      hint: `everything of ${what} has been pushed, but for this list`,
    },
  );
}

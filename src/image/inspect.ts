import type { ImagesImage } from "../engine/protocol.ts";
import { isIndexType } from "../registry/descriptor.ts";
import { askedPlatform } from "./asked-platform.ts";
import { parseJsonObject } from "./document/json-object.ts";
import { type ImageContext, imageOf, targetOf } from "./image.ts";
import { type ImageContent, readBytes, readImageContent } from "./image-content.ts";
import { dockerConfig } from "./inspect-config.ts";
import { DiskUsage } from "./list/disk-usage.ts";
import { findRecords } from "./lookup.ts";
import type { Platform } from "./platform.ts";
import { familiarName, repositoryAndTag } from "./reference.ts";

/** What `docker image inspect` tells of an image. */
export interface ImageDocument extends ReturnType<typeof dockerImage> {}

/** `docker image inspect`'s object for one image, in its order. */
export async function inspectImage(context: ImageContext, query: string, asked?: Platform): Promise<ImageDocument> {
  const { engine, signal } = context;
  const [record] = (await findRecords(context, query)).records;
  const platform = await askedPlatform({ ...context, name: query }, targetOf(record), asked);
  const { digest } = targetOf(record);
  const [content, names] = await Promise.all([
    readImageContent(engine, targetOf(record), platform, signal),
    engine.images.list([`target.digest==${digest}`], { signal }),
  ]);
  const size = await new DiskUsage(context).of(content.document.diffIds);
  return dockerImage(record, content, {
    names: names.map(({ name }) => name).sort(),
    size,
    driver: engine.snapshotter,
  });
}

function dockerImage(
  record: ImagesImage,
  { manifest, document }: ImageContent,
  { names, size, driver }: { names: readonly string[]; size: number; driver: string },
) {
  const { platform, config, created, author, comment, dockerVersion, diffIds } = document;
  const repositories = new Set(names.map((name) => repositoryAndTag(name).repository));
  return {
    Id: manifest.config.digest,
    RepoTags: names.filter((name) => !name.includes("@")).map(familiarName),
    RepoDigests: [...repositories]
      .filter((name) => name !== "<none>")
      .map((name) => `${name}@${targetOf(record).digest}`),
    Parent: "",
    Comment: comment ?? document.history.at(-1)?.comment ?? "",
    Created: created ?? "",
    DockerVersion: dockerVersion ?? "",
    Author: author ?? "",
    Config: dockerConfig(config),
    Architecture: platform.architecture,
    ...(platform.variant && { Variant: platform.variant }),
    Os: platform.os,
    Size: size,
    GraphDriver: { Data: null, Name: driver },
    RootFS: { Type: "layers", Layers: diffIds },
    Metadata: { LastTagTime: record.updatedAt ?? record.createdAt ?? "" },
  };
}

/** The same image in containerd's terms: the record and every document as it is in the store. */
export async function nativeImage(context: ImageContext, query: string, asked?: Platform): Promise<object> {
  const { engine, signal } = context;
  const [record] = (await findRecords(context, query)).records;
  const platform = await askedPlatform({ ...context, name: query }, targetOf(record), asked);
  const target = targetOf(record);
  const { descriptor, manifest } = await readImageContent(engine, target, platform, signal);
  const document = async (of: typeof target) => parseJsonObject(await readBytes(engine, of, signal), of.digest);
  const [index, manifestDocument, config, image] = await Promise.all([
    isIndexType(target.mediaType) ? document(target) : undefined,
    document(descriptor),
    document(manifest.config),
    imageOf(context, record, platform),
  ]);
  return {
    Image: {
      Name: record.name,
      Labels: record.labels,
      Target: target,
      CreatedAt: record.createdAt,
      UpdatedAt: record.updatedAt,
    },
    ...(index && { IndexDesc: target, Index: index }),
    ManifestDesc: descriptor,
    Manifest: manifestDocument,
    ImageConfigDesc: manifest.config,
    ImageConfig: config,
    size: image.size,
  };
}

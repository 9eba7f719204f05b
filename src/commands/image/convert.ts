import { defineCommand } from "../define-command.ts";

const nydus = "it takes nydus-image, which nerdsh does not drive: use --estargz, or convert with nydusify";
const overlaybd = "it takes overlaybd's convertor, which nerdsh does not drive: use --estargz, or convert with that";
const soci = "a SOCI index is made beside an image, which stays as it is: soci create IMAGE";
const erofs = "containerd unpacks no EROFS layers without a differ that is in no package: use --zstd";

export const imageConvertCommand = defineCommand({
  name: "image convert",
  summary: "Make an image whose layers are stored in another format",
  args: { source: "required", target: "required" },
  interspersed: true,
  flags: {
    "all-platforms": { type: "bool", summary: "Convert every platform" },
    estargz: { type: "bool", summary: "Layers of which a snapshotter fetches what is read" },
    "estargz-chunk-size": { type: "bytes", default: 0, summary: "Most of a file in one gzip member; 0: 4m" },
    "estargz-compression-level": { type: "number", default: 9, summary: "From 1, fast, to 9, small" },
    "estargz-external-toc": { type: "bool", summary: "Put the tables of contents into an image TARGET-esgztoc" },
    "estargz-gzip-helper": {
      type: "string",
      choices: ["pigz", "igzip", "gzip"],
      summary: "The program that undoes the gzip of the source's layers",
    },
    "estargz-keep-diff-id": { type: "bool", summary: "Leave the tar as it is; needs --estargz-external-toc" },
    "estargz-min-chunk-size": { type: "bytes", default: 0, summary: "Files share a gzip member up to this size" },
    "estargz-record-in": { type: "string", value: "file", summary: "Put the files first that an optimizer recorded" },
    format: { type: "string", summary: "json, or a Go template" },
    oci: { type: "bool", summary: "Use OCI's media types, as all formats do but --uncompress" },
    platform: { type: "list", summary: "Convert these platforms, such as linux/arm64; the host's where absent" },
    uncompress: { type: "bool", summary: "Layers that are plain tars" },
    zstd: { type: "bool", summary: "Layers in zstd" },
    "zstd-compression-level": { type: "number", default: 3, summary: "From 1, fast, to 22, small" },
    zstdchunked: { type: "bool", summary: "Layers in zstd of which a reader fetches what it lacks" },
    "zstdchunked-chunk-size": { type: "bytes", default: 0, summary: "Most of a file in one frame; 0: 4m" },
    "zstdchunked-compression-level": { type: "number", default: 3, summary: "From 1, fast, to 22, small" },
    "zstdchunked-record-in": {
      type: "string",
      value: "file",
      summary: "Put the files first that an optimizer recorded",
    },
  },
  refused: {
    erofs,
    "erofs-compressors": erofs,
    "erofs-mkfs-options": erofs,
    nydus,
    "nydus-builder-path": nydus,
    "nydus-compressor": nydus,
    "nydus-prefetch-patterns": nydus,
    "nydus-work-dir": nydus,
    overlaybd,
    "overlaybd-dbstr": overlaybd,
    "overlaybd-fs-type": overlaybd,
    "overlaybd-vsize": overlaybd,
    soci,
    "soci-min-layer-size": soci,
    "soci-span-size": soci,
  },
  examples: [
    "image convert --estargz nginx registry.example.com/nginx:esgz",
    "image convert --zstd --zstd-compression-level 19 app app:small",
    "image convert --oci --uncompress app app:plain",
  ],
  async execute(context, { source, target, platform, allPlatforms, ...options }) {
    const { convertImage } = await import("../../image/convert/convert.ts");
    const { layerFormat } = await import("../../image/convert/plan/convert-options.ts");
    const { readRecord } = await import("../../image/convert/file-record.ts");
    const { gzipHelper } = await import("../../image/convert/gzip-helper.ts");
    const { wantedPlatforms } = await import("../../image/pull/pull.ts");
    const { cwd, environment } = context;
    const format = layerFormat(options, {
      estargz: await readRecord(cwd, options.estargzRecordIn),
      zstdchunked: await readRecord(cwd, options.zstdchunkedRecordIn),
    });
    const helper = options.estargzGzipHelper;
    const decompress = helper && gzipHelper(helper, environment["PATH"]);
    const platforms = wantedPlatforms({ platform, allPlatforms });
    return await convertImage(context, { source, target, format, oci: options.oci, platforms, decompress });
  },
  output: {
    kind: "report",
    text: ({ digest }) => `${digest}\n`,
    object: ({ name, digest, tocImage }) => ({
      Image: `${name}@${digest}`,
      ExtraImages: tocImage ? [`${tocImage.name}@${tocImage.digest}`] : [],
    }),
  },
});

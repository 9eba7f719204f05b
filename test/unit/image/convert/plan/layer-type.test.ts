import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layerType, ociType } from "../../../../../src/image/convert/plan/layer-type.ts";

const docker = "application/vnd.docker";
const oci = "application/vnd.oci.image";

describe("media types", () => {
  test("of Docker have a name of OCI's, layers with their compression", () => {
    const names = {
      [`${docker}.distribution.manifest.list.v2+json`]: `${oci}.index.v1+json`,
      [`${docker}.distribution.manifest.v2+json`]: `${oci}.manifest.v1+json`,
      [`${docker}.container.image.v1+json`]: `${oci}.config.v1+json`,
      [`${docker}.image.rootfs.diff.tar`]: `${oci}.layer.v1.tar`,
      [`${docker}.image.rootfs.diff.tar.gzip`]: `${oci}.layer.v1.tar+gzip`,
      [`${docker}.image.rootfs.foreign.diff.tar.gzip`]: `${oci}.layer.nondistributable.v1.tar+gzip`,
      [`${oci}.layer.v1.tar+zstd`]: `${oci}.layer.v1.tar+zstd`,
      "application/vnd.cncf.helm.chart.content.v1.tar+gzip": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    };
    for (const [from, to] of Object.entries(names)) assert.equal(ociType(from), to);
  });

  test("of layers tell the compression that they get", () => {
    assert.equal(layerType(`${oci}.layer.v1.tar+gzip`, "zstd"), `${oci}.layer.v1.tar+zstd`);
    assert.equal(layerType(`${oci}.layer.v1.tar+zstd`, "none"), `${oci}.layer.v1.tar`);
    assert.equal(layerType(`${docker}.image.rootfs.diff.tar.gzip`, "none"), `${docker}.image.rootfs.diff.tar`);
    assert.equal(layerType(`${docker}.image.rootfs.diff.tar`, "gzip"), `${docker}.image.rootfs.diff.tar.gzip`);
  });
});

/** Where an eStargz layer has its table of contents. */
export const tocName = "stargz.index.json";

/** A file that ends what is to be fetched ahead, and one that says that nothing is (eStargz, "Landmark Files"). */
export const prefetchLandmark = ".prefetch.landmark";
export const noPrefetchLandmark = ".no.prefetch.landmark";

export const landmarks = {
  names: new Set([prefetchLandmark, noPrefetchLandmark]),
  content: Uint8Array.of(0xf),
} as const;

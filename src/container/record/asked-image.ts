import { labelKeys } from "./labels.ts";

/** The image as whoever made the container has written it: `docker.io/library/nginx` is `nginx`, and a tag is there where somebody wrote it. */
export function askedImage(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[labelKeys.image]?.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
}

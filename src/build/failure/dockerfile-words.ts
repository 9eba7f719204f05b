/** Names of a Dockerfile's stages, in its order. */
export function stageNames(dockerfile: string): readonly string[] {
  return [...dockerfile.matchAll(/^\s*FROM\s+.*\s+AS\s+(\S+)\s*$/gim)].map(([, name]) => name!);
}

export const instructions = [
  ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"],
  ...["ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
] as const;

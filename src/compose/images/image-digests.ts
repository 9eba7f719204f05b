import type { Context } from "../../context.ts";
import type { Project, Service } from "../project.ts";

/** Services whose images are named by the digests that their registries have now. */
export async function withDigests(context: Context, project: Project): Promise<Project> {
  const services = await Promise.all(
    Object.entries(project.services).map(async ([name, service]) => [name, await pinned(context, service)] as const),
  );
  return { ...project, services: Object.fromEntries(services) };
}

async function pinned(context: Context, service: Service): Promise<Service> {
  if (!service.image || service.image.includes("@")) return service;
  const { parseReference } = await import("../../image/reference.ts");
  const { registryOf, remoteManifest } = await import("../../image/manifest-list/remote-manifest.ts");
  const { name, domain } = parseReference(service.image);
  using registry = await registryOf(context, domain, false);
  const { descriptor } = await remoteManifest(registry, name, context.signal);
  return { ...service, image: `${name}@${descriptor.digest}` };
}

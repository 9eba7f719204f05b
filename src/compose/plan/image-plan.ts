import { NerdError } from "../../errors.ts";
import { imageNameOf } from "../names.ts";
import type { Project, Service } from "../project.ts";

export interface ImageOptions {
  /** Builds what can be built, though it is here. */
  readonly build: "missing" | "always" | "never";
  /** Stands above what services say. */
  readonly pull: "always" | "missing" | "never" | undefined;
}

/** How the image of a service comes here; services that share one have it once. */
export interface ImageStep {
  readonly how: "here" | "pull" | "build" | "pull or build";
  readonly image: string;
  readonly platform: string | undefined;
  readonly services: readonly string[];
}

/** What becomes of each service's image. `isHere` tells of those that need not be fetched. */
export function imagePlan(
  project: Project,
  services: readonly string[],
  { build, pull, isHere }: ImageOptions & { isHere(image: string, platform: string | undefined): boolean },
): ImageStep[] {
  const steps = new Map<string, ImageStep>();
  for (const name of services) {
    const service = project.services[name] ?? {};
    if (service.provider) continue;
    if (!service.image && !service.build) throw nothingToRun(name);
    const image = imageNameOf(project, name, service);
    const platform = service.platform || undefined;
    const key = `${image} ${platform ?? ""}`;
    const known = steps.get(key);
    const how = howItComes(service, { build, pull, isHere: isHere(image, platform) });
    // Of several services with one image, the one that builds it knows how.
    steps.set(key, {
      image,
      platform,
      how: strongest(known?.how, how),
      services: builderFirst(known?.services, name, how),
    });
  }
  return [...steps.values()];
}

function howItComes(service: Service, { build, pull, isHere }: ImageOptions & { isHere: boolean }): ImageStep["how"] {
  const policy = pull ?? service.pull_policy ?? "";
  const canBuild = service.build !== undefined && build !== "never";
  if (canBuild && (build === "always" || policy === "build")) return "build";
  if (policy === "always" && !(service.build && !service.image)) return canBuild ? "pull or build" : "pull";
  if (isHere && !isRefreshed(policy)) return "here";
  if (policy === "never") return canBuild ? "build" : "here";
  if (canBuild) return isHere || policy === "missing" ? "pull or build" : "build";
  return "pull";
}

/** `daily`, `weekly`, `every_12h`: asked of the registry, which tells at little cost whether anything is new. */
function isRefreshed(policy: string): boolean {
  return /^(daily|weekly|every_.+)$/.test(policy);
}

const strength: readonly ImageStep["how"][] = ["here", "pull", "pull or build", "build"];

function strongest(known: ImageStep["how"] = "here", how: ImageStep["how"]): ImageStep["how"] {
  return strength.indexOf(how) > strength.indexOf(known) ? how : known;
}

function builderFirst(known: readonly string[] = [], name: string, how: ImageStep["how"]): string[] {
  return how.endsWith("build") ? [name, ...known] : [...known, name];
}

function nothingToRun(service: string): NerdError {
  return new NerdError("COMPOSE_INVALID", `services.${service} has neither an image nor a build`, {
    hint: "write image: or build:",
  });
}

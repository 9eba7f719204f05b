import { NerdError } from "../../errors.ts";
import { AttributeProblem } from "../attribute-problem.ts";
import { failureStatus } from "../failure-status.ts";
import type { Project } from "../project.ts";
import { type TreeMap, treeMap } from "../tree.ts";
import { bindProject } from "./bind.ts";
import { checkConsistency } from "./consistency.ts";
import { type DiscoveredProject, discover, type ProjectSource } from "./discovery.ts";
import { loadFiles } from "./load-files.ts";
import type { LoadedDocument, LoadScope, LoadSteps } from "./load-scope.ts";
import { normalize } from "./normalize.ts";
import { localFiles, type ProjectFiles, readOnce } from "./project-files.ts";
import { projectName } from "./project-name.ts";
import { withoutUnused, withProfiles, withSelected, withServicesEnabled } from "./selection.ts";
import { withEnvironment, withLabels } from "./service-environment.ts";

export interface LoadOptions {
  readonly steps?: Partial<LoadSteps>;
  /** Services that are meant, with what they depend on; all where none is named. */
  readonly services?: readonly string[];
  readonly files?: ProjectFiles;
  readonly warn?: (message: string) => void;
}

const allSteps: LoadSteps = {
  interpolate: true,
  resolvePaths: true,
  normalize: true,
  checkConsistency: true,
  resolveEnvironment: true,
};

/**
 * Reads a project as docker compose does. Throws COMPOSE_NOT_FOUND, COMPOSE_INVALID with file, line and column, or UNKNOWN_SERVICE.
 */
export async function loadProject(source: ProjectSource, options: LoadOptions = {}): Promise<Project> {
  const { services = [] } = options;
  const files = readOnce(options.files ?? localFiles);
  const steps = { ...allSteps, ...options.steps };
  return await withPositions(files, async (documents) => {
    const { tree, name, found } = await loadTree(source, { ...options, files, steps, documents });
    const bound = withProfiles(bindProject(tree, name, found), found.profiles);
    if (steps.checkConsistency) checkConsistency(bound);
    const resolve = (project: Project) => (steps.resolveEnvironment ? withEnvironment(project, files) : project);
    const enabled = withServicesEnabled(withLabels(resolve(bound), files), services);
    // Services that a profile of a named one brings have not seen their env files yet.
    const project = enabled.profiles === bound.profiles ? enabled : withLabels(resolve(enabled), files);
    return withSelected(withoutUnused(project), services);
  });
}

/** The merged files as a tree, in the specification's words: what `config --no-interpolate` prints. */
export async function loadModel(source: ProjectSource, options: LoadOptions = {}): Promise<TreeMap> {
  const steps = { ...allSteps, ...options.steps };
  const files = readOnce(options.files ?? localFiles);
  return await withPositions(
    files,
    async (documents) => (await loadTree(source, { ...options, files, steps, documents })).tree,
  );
}

interface TreeOptions extends LoadOptions {
  readonly files: ProjectFiles;
  readonly steps: LoadSteps;
  readonly documents: LoadedDocument[];
}

async function loadTree(
  source: ProjectSource,
  { steps, documents, files, warn = () => {} }: TreeOptions,
): Promise<{ tree: TreeMap; name: string; found: DiscoveredProject }> {
  const warned = new Set<string>();
  const warnOnce = (message: string) => {
    if (!warned.has(message)) warn(message);
    warned.add(message);
  };
  const found = await discover(source, { files, warn: warnOnce });
  const texts = found.files.map((file) => (file === "-" ? (source.standardInput ?? "") : (files.read(file) ?? "")));
  const name = projectName(source, found, texts);
  const environment: Readonly<Record<string, string>> = { ...found.environment, COMPOSE_PROJECT_NAME: name };
  const scope: LoadScope = {
    files,
    steps,
    lookup: (key) => (Object.hasOwn(environment, key) ? environment[key] : undefined),
    home: environment["HOME"],
    directory: found.workingDir,
    base: found.workingDir,
    including: [],
    bring: source.bring,
    standardInput: source.standardInput,
    documents,
    warn: warnOnce,
  };
  const tree = await loadFiles(found.files, scope);
  if (Object.keys(tree).length === 0) throw new AttributeProblem([], "is empty", { file: found.files[0] ?? "-" });
  if (steps.normalize) {
    tree["name"] = name;
    tree["services"] ??= treeMap();
    normalize(tree, name, scope.lookup);
  }
  return { tree, name, found };
}

/** Tells of a problem with file, line and column, which are only looked for now. */
async function withPositions<Result>(
  files: ProjectFiles,
  load: (documents: LoadedDocument[]) => Promise<Result>,
): Promise<Result> {
  const documents: LoadedDocument[] = [];
  try {
    return await load(documents);
  } catch (error) {
    if (!(error instanceof AttributeProblem)) throw error;
    const { positionedMessage } = await import("./positioned-message.ts");
    const { hint, suggestions, cause, isMissing } = error.details;
    throw new NerdError("COMPOSE_INVALID", positionedMessage(error, documents, files), {
      ...(isMissing && { exitCode: failureStatus.missingFile }),
      ...(hint !== undefined && { hint }),
      ...(suggestions !== undefined && { suggestions }),
      ...(cause !== undefined && { cause }),
    });
  }
}

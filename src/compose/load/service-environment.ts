import { AttributeProblem } from "../attribute-problem.ts";
import type { Project, Service } from "../project.ts";
import { mapValues } from "./bind.ts";
import { readEnvText } from "./env-files.ts";
import type { ProjectFiles } from "./project-files.ts";
import type { Lookup } from "./substitution.ts";

/** Services with what their `env_file` and the caller's environment give them; `env_file` is gone. */
export function withEnvironment(project: Project, files: ProjectFiles): Project {
  return {
    ...project,
    services: mapValues(project.services, (service, name) => resolved(service, name, project, files)),
  };
}

/** Services with the labels of their `label_file`, which is gone; a service's own labels count. */
export function withLabels(project: Project, files: ProjectFiles): Project {
  return {
    ...project,
    services: mapValues(project.services, ({ label_file, ...service }, name) => {
      if (label_file === undefined) return service;
      const labels: Record<string, string> = {};
      for (const [index, path] of label_file.entries()) {
        const text = files.read(path);
        if (text === undefined)
          throw new AttributeProblem(
            ["services", name, "label_file", index],
            `names a file that is not there: ${path}`,
            { isMissing: true },
          );
        Object.assign(
          labels,
          readEnvText(text, path, (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined)),
        );
      }
      return { ...service, labels: { ...labels, ...service.labels } };
    }),
  };
}

function resolved(service: Service, name: string, project: Project, files: ProjectFiles): Service {
  const lookup: Lookup = (key) => (Object.hasOwn(project.environment, key) ? project.environment[key] : undefined);
  const own = mapValues(service.environment ?? {}, (value, key) => value ?? lookup(key) ?? null);
  const { env_file = [], ...rest } = service;
  const read: Record<string, string> = {};
  for (const [index, { path = "", required = true, format }] of env_file.entries()) {
    const text = files.read(path);
    if (text === undefined && required) {
      throw new AttributeProblem(["services", name, "env_file", index], `names a file that is not there: ${path}`, {
        hint: "create it, or say required: false",
        isMissing: true,
      });
    }
    if (text === undefined) continue;
    if (format !== undefined && format !== "raw") {
      throw new AttributeProblem(["services", name, "env_file", index, "format"], `is unknown: ${format}`, {
        hint: "write raw, or leave it out",
      });
    }
    const known: Lookup = (key) => (Object.hasOwn(read, key) ? read[key] : lookup(key));
    Object.assign(read, format === "raw" ? rawVariables(text, known) : readEnvText(text, path, known));
  }
  const environment = { ...read, ...own };
  return Object.keys(environment).length === 0 && service.environment === undefined ? rest : { ...rest, environment };
}

/** `format: raw`: what stands behind the first `=` is the value, quotes and dollars too. */
function rawVariables(text: string, lookup: Lookup): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const written = line.trimStart();
    if (written === "" || written.startsWith("#")) continue;
    const cut = written.indexOf("=");
    const value = cut < 0 ? lookup(written) : written.slice(cut + 1);
    if (value !== undefined) variables[cut < 0 ? written : written.slice(0, cut)] = value;
  }
  return variables;
}

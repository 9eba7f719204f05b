import { textOrTexts } from "./collections.ts";
import { config, model, network, secret, volume } from "./resource-shapes.ts";
import { text } from "./scalars.ts";
import { names } from "./service-parts.ts";
import { service } from "./service-shape.ts";
import { type InputOf, listShape, mapShape, type Named, orShort } from "./shape.ts";
import { struct } from "./struct.ts";

const includeFields = struct({ path: textOrTexts, env_file: textOrTexts, project_directory: text }, { closed: true });
/** Another project, whose services become ones of this. */
export interface IncludeDefinition extends InputOf<typeof includeFields> {}
const include: Named<typeof includeFields, IncludeDefinition> = includeFields;

/** All that a compose file may say. */
export const composeFile = struct({
  version: text,
  name: text,
  include: listShape(orShort(include, text)),
  services: mapShape(service, names),
  networks: mapShape(network, names),
  volumes: mapShape(volume, names),
  secrets: mapShape(secret, names),
  configs: mapShape(config, names),
  models: mapShape(model, names),
});

import { csvFields, csvLine } from "../../csv-fields.ts";
import { invalidSpec, parseBool, specFields } from "./spec-fields.ts";

export interface AttestationFlags {
  /** `true`, `false`, or fields such as `mode=max`. */
  readonly provenance?: string | undefined;
  readonly sbom?: string | undefined;
  /** `type=sbom,generator=…`. */
  readonly attest?: readonly string[] | undefined;
}

/** `attest:*` of the frontend; nothing is attested that was not asked for. Throws INVALID_VALUE. */
export function attestationAttrs({ provenance, sbom, attest = [] }: AttestationFlags): Record<string, string> {
  const texts = [
    ...attest.map((text) => ["attest", text] as const),
    ...(provenance === undefined ? [] : [["provenance", shorthand("provenance", provenance)] as const]),
    ...(sbom === undefined ? [] : [["sbom", shorthand("sbom", sbom)] as const]),
  ];
  const attrs = new Map<string, string>();
  for (const [flag, text] of texts) {
    const fields = specFields(flag, text);
    const type = fields.get("type");
    if (type !== "sbom" && type !== "provenance")
      throw invalidSpec(flag, text, "its type is neither sbom nor provenance");
    const isDisabled = parseBool(fields.get("disabled") ?? "false");
    if (isDisabled === undefined) throw invalidSpec(flag, text, "disabled is true or false");
    if (isDisabled) attrs.delete(`attest:${type}`);
    else attrs.set(`attest:${type}`, csvLine(csvFields(text).filter((field) => !/^(type|disabled)=/i.test(field))));
  }
  return Object.fromEntries(attrs);
}

function shorthand(type: "provenance" | "sbom", text: string): string {
  const isOn = parseBool(text);
  return isOn === undefined ? `type=${type},${text}` : `type=${type},disabled=${!isOn}`;
}

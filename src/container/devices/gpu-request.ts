import { NerdError } from "../../errors.ts";

const kind = "nvidia.com/gpu";

/** The devices of CDI that `--gpus` stands for: `all`, a number of them, `device=0`, or `"device=0,1",capabilities=…`. */
export function gpuDevices(text: string): string[] {
  let count: string | undefined;
  let devices: string[] | undefined;
  for (const field of fields(text)) {
    const cut = field.indexOf("=");
    const [key, value] = cut < 0 ? ["count", field] : [field.slice(0, cut), field.slice(cut + 1)];
    if (key === "count") count = value;
    else if (key === "device") devices = value.split(",");
    // CDI tells what a device comes with; a driver and its options are those of its specification.
    else if (!["capabilities", "driver", "options"].includes(key)) throw invalid(`unexpected key '${key}'`, text);
  }
  if (devices !== undefined && count !== undefined) throw invalid("cannot set both count and device", text);
  if (devices !== undefined) return devices.map((device) => `${kind}=${device}`);
  if (count === "all" || count === "-1") return [`${kind}=all`];
  if (count !== undefined && !/^\d+$/.test(count)) throw invalid("count must be an integer or all", text);
  return Array.from({ length: Number(count ?? 1) }, (_, index) => `${kind}=${index}`);
}

/** Parted by commas, but for those inside of double quotes. */
function fields(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|[^,"]+/g)].map(([whole, quoted]) => quoted ?? whole);
}

function invalid(reason: string, text: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid value for --gpus, ${reason}: ${text}`, {
    hint: 'write all, a number, or device=ID; several as "device=0,1" in double quotes',
  });
}

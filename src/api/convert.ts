import type { InputOf } from "../commands/define-command.ts";
import type { imageConvertCommand } from "../commands/image/convert.ts";
import type { Context } from "../context.ts";
import type { Image } from "../image/image.ts";

/** The flags of `image convert`, in camel case. */
export type ConvertOptions = Omit<InputOf<typeof imageConvertCommand.flags>, "format">;

/** Stores an image's layers in another format, under another name; gives that image. */
export async function convertedImage(
  context: Context,
  source: string,
  target: string,
  options: ConvertOptions,
): Promise<Image> {
  const { imageConvertCommand } = await import("../commands/image/convert.ts");
  const { readInput } = await import("../commands/read-options.ts");
  const { resolveImage } = await import("../image/lookup.ts");
  const { name } = await imageConvertCommand.execute(
    context,
    readInput(imageConvertCommand, [source, target], options),
  );
  return await resolveImage(context, name);
}

#!/usr/bin/env nerdsh
/** A development environment: notes in `content/` become pages that nginx serves, again on each change: `dev.nerd.ts build serve --watch`. */
import { run, task } from "nerdsh";

const here = process.cwd();
const layout = (title: string, body: string) => `<!doctype html><title>${title}</title>\n${body}\n`;

task(
  "build",
  { summary: "Turn content/*.txt into public/*.html", inputs: ["content/*.txt"], outputs: ["public/*.html"] },
  async () => {
    await fs.mkdir("public", { recursive: true });
    for (const file of await glob("content/*.txt")) {
      const { name } = path.parse(file);
      const paragraphs = (await fs.readFile(file, "utf8")).trim().split(/\n{2,}/);
      await fs.writeFile(`public/${name}.html`, layout(name, paragraphs.map((text) => `<p>${text}</p>`).join("\n")));
      console.log(`public/${name}.html`);
    }
  },
);

task("serve", { summary: "Serve public/ until Ctrl-C", persistent: true, inputs: ["nginx.conf"] }, async () => {
  await fs.mkdir("public", { recursive: true });
  const volume = `${here}/public:/usr/share/nginx/html:ro`;
  await using web = await run("nginx", { publish: `127.0.0.1:${process.env["PORT"] ?? ""}:80`, volume });
  console.log(`serving on ${web.url(80)}`);
  await web.wait();
});

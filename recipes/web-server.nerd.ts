#!/usr/bin/env nerdsh
/** Serves a directory with nginx, looks at it as a browser would, and shows what the server logged: `[DIRECTORY]`. */
import { run } from "nerdsh";

const [directory = "."] = argv._.map(String);
const site = `${path.resolve(directory)}:/usr/share/nginx/html:ro`;

await using web = await run("nginx", { publish: "127.0.0.1::80", volume: site });
const answer = await fetch(web.url(80));
console.log(`${web.url(80)} answered ${answer.status}`);
console.log((await web.exec`nginx -v`).stderr);
for await (const { text } of web.logs({ tail: 5 })) console.log(`  ${text}`);

#!/usr/bin/env nerdsh
/** A small application of three services on a network of its own: nginx before a CGI server, which counts visits in redis. */
import { network, run } from "nerdsh";

const counter = `#!/bin/sh
visits=$(printf 'INCR visits\\r\\nQUIT\\r\\n' | nc db 6379 | head -n 1 | tr -d ':\\r')
printf 'Content-Type: text/plain\\r\\n\\r\\nvisit %s\\n' "$visits"
`;
const proxy = `server {
  listen 80;
  location / { proxy_pass http://api:8080/cgi-bin/counter; }
}
`;
const files = tmpdir();
const script = path.join(files, "counter");
const site = path.join(files, "site.conf");
await fs.writeFile(script, counter, { mode: 0o755 });
await fs.writeFile(site, proxy);

await using net = await network.create();
await using db = await run("redis", { network: net, networkAlias: "db" });
await using api = await run("busybox", ["httpd", "-f", "-p", "8080", "-h", "/www"], {
  detach: true,
  init: true,
  network: net,
  networkAlias: "api",
  volume: `${script}:/www/cgi-bin/counter:ro`,
});
// Published, so that it is ready when it answers; the others are reached by their names alone.
await using front = await run("nginx", {
  network: net,
  publish: "127.0.0.1::80",
  volume: `${site}:/etc/nginx/conf.d/default.conf:ro`,
});

for (let visit = 1; visit <= 3; visit++) {
  const answer = await retry(10, "200ms", async () => {
    const response = await fetch(front.url(80));
    if (!response.ok) throw new Error(`${front.url(80)} answers ${response.status}`);
    return await response.text();
  });
  console.log(answer.trim());
}
console.log(`by ${[front, api, db].map(({ image }) => image).join(" → ")}`);

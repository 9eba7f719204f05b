import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programOutput } from "./program.ts";

/** An authority of its own, and a client's certificate that it has signed. */
export async function makeClientPair(directory: string, name: string) {
  const file = (suffix: string) => join(directory, `${name}${suffix}`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"];
  await programOutput("openssl", [
    ...["req", "-x509", ...key, "-subj", `/CN=authority of ${name}`],
    ...["-keyout", file("-ca.key"), "-out", file("-ca.pem")],
  ]);
  await writeFile(file(".ext"), "extendedKeyUsage=clientAuth\n");
  await programOutput("openssl", [
    ...["req", "-new", ...key.slice(0, -2), "-subj", `/CN=${name}`, "-keyout", file(".key"), "-out", file(".csr")],
  ]);
  await programOutput("openssl", [
    ...["x509", "-req", "-in", file(".csr"), "-CA", file("-ca.pem"), "-CAkey", file("-ca.key"), "-CAcreateserial"],
    ...["-days", "30", "-extfile", file(".ext"), "-out", file(".cert")],
  ]);
  return { authority: file("-ca.pem"), certificate: file(".cert"), key: file(".key") };
}

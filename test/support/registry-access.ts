import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programOutput } from "./program.ts";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A certificate for loopback that signs itself, so that it is its own authority. */
export async function makeCertificate(
  directory: string,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const [certificate, key] = [join(directory, "certificate.pem"), join(directory, "key.pem")];
  await programOutput("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:registry.test"],
    ...["-keyout", key, "-out", certificate],
  ]);
  return { certificate, key };
}

/** docker-registry reads bcrypt only, which Debian's crypt makes and its perl reaches. */
export async function writeHtpasswd(directory: string, { user, password }: Credentials): Promise<string> {
  const salt = "$2b$05$nerdshtestsnerdshtestse";
  const program = "print crypt($ARGV[0], $ARGV[1])";
  const hash = await programOutput("perl", ["-e", program, password, salt]);
  const file = join(directory, "htpasswd");
  await writeFile(file, `${user}:${hash}\n`, { mode: 0o600 });
  return file;
}

/** A login at a registry: a password, or a token that stands in its place. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** OAuth2's refresh token: the token server takes it in place of the password. */
  readonly identityToken?: string | undefined;
  /** What the registry itself takes as a bearer's token, as it is. */
  readonly registryToken?: string | undefined;
}

/** Where a login for a host (`docker.io`, `localhost:5000`) comes from; undefined is anonymous. */
export type CredentialSource = (domain: string, signal: AbortSignal) => Promise<Credentials | undefined>;

export const anonymous: CredentialSource = async () => undefined;

export function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

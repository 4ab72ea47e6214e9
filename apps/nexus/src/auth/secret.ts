import { createHash, randomBytes } from 'node:crypto';

/** What is shown to be somebody: 256 random bits, which nobody can guess, so a plain hash is enough to keep. */
export function newSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** SHA-256. Of a secret this is all that is stored. */
export function hashOfSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

/** The secret that a header `authorization` shows; null where it shows none of ours. */
export function secretOfHeader(authorization: string | undefined): string | null {
  return /^bearer (skw_[\w-]{43})$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** By it a secret is recognised where it does not belong: in a log, in a repository. */
const prefix = 'skw_';

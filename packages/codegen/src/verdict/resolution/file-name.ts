import { createHash } from 'node:crypto';
import { parseVersionId, type VersionId } from '../../model/version-id.ts';

/** What the name of a file in the store says. */
export interface StoreName {
  readonly id: VersionId;
  /** The first six digits of the sha256 of the document. */
  readonly hash: string;
  /** Whether the file holds only where in git the document is. */
  readonly isReference: boolean;
}

/** `boats-5.0.0-3fa9c1.json` */
export function storeFileName(
  api: string,
  { parts }: Pick<VersionId, 'parts'>,
  hash: string,
): string {
  return `${api}-${parts.join('.')}-${hash}.json`;
}

export const referenceEnd = '.gitref';

/** `boats-latest.json`: a symbolic link to the newest document. */
export function latestName(api: string): string {
  return `${api}-latest.json`;
}

/** Undefined where it is no name of the store: without three numbers, with a suffix, of another API. */
export function parseStoreName(api: string, name: string): StoreName | undefined {
  if (!name.startsWith(`${api}-`)) return undefined;
  const match = /^(\d+\.\d+\.\d+)-([0-9a-f]{6})\.json(\.gitref)?$/.exec(name.slice(api.length + 1));
  const [, number = '', hash = '', end] = match ?? [];
  const id = match === null ? undefined : parseVersionId(number);
  // `01.0.0` would be a second name of version 1.
  if (id?.parts.join('.') !== number) return undefined;
  return { id, hash, isReference: end !== undefined };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

/** `COMMIT:PATH`, and a line's end: what a reference holds. */
export function referenceText(commit: string, path: string): string {
  return `${commit}:${path}\n`;
}

/** Where a reference leads. Spaces around it are forgiven here; the store is still told. */
export function parseReference(text: string): { commit: string; path: string } | undefined {
  const match = /^([0-9a-f]{40}|[0-9a-f]{64}):([^\n\r]+)$/.exec(text.trim());
  const [, commit, path] = match ?? [];
  return commit === undefined || path === undefined ? undefined : { commit, path };
}

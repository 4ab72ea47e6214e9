import type { VersionId } from '../../model/version-id.ts';
import type { StoreFile } from '../../read/documents-store.ts';
import { latestName, parseStoreName, type StoreName } from './file-name.ts';

/** A document that has landed, as the blessed revision has it. */
export interface BlessedDocument {
  readonly file: string;
  /** From the root of the repository. For a reference: where it leads. */
  readonly path: string;
  /** The hash in the name. */
  readonly hash: string;
  readonly text: string;
  /** The commit that brought it, where references are in use and it could be found out. */
  readonly commit?: string;
}

/** A file of the working tree that the name says is a document, or a reference to one. */
export interface LocalDocument extends StoreName {
  readonly file: string;
  /** Absent where it is no plain file. */
  readonly text?: string;
}

export interface LocalStore {
  /** By `VersionId.text`. */
  readonly versions: ReadonlyMap<string, readonly LocalDocument[]>;
  readonly latest: StoreFile | undefined;
  /** Begins like a document of the API, but the rest of its name says nothing. */
  readonly misnamed: readonly string[];
  /** Nothing of ours. */
  readonly foreign: readonly string[];
}

/** A version that the sources have now. */
export interface GeneratedDocument {
  readonly id: VersionId;
  readonly text: string;
}

/** The three sources of one API. Maps are by `VersionId.text`. */
export interface Sources {
  readonly api: string;
  /** Folder of the API in the store, relative to the package: `openapi/boats`. */
  readonly folder: string;
  readonly blessed: ReadonlyMap<string, readonly BlessedDocument[]>;
  readonly local: LocalStore;
  /** Oldest first. */
  readonly generated: ReadonlyMap<string, GeneratedDocument>;
}

/** The working tree's folder, sorted by what the names say. */
export function localStore(api: string, entries: readonly StoreFile[]): LocalStore {
  const versions = new Map<string, LocalDocument[]>();
  const misnamed: string[] = [];
  const foreign: string[] = [];
  for (const entry of entries) {
    if (entry.name === latestName(api)) continue;
    const name = parseStoreName(api, entry.name);
    if (name !== undefined) {
      const text = entry.kind === 'file' ? { text: entry.text } : {};
      add(versions, name.id.text, { ...name, file: entry.name, ...text });
    } else if (entry.name.startsWith(`${api}-`) && /\.json(?:\.gitref)?$/.test(entry.name)) {
      misnamed.push(entry.name);
    } else {
      foreign.push(entry.name);
    }
  }
  const latest = entries.find(({ name }) => name === latestName(api));
  return { versions, latest, misnamed, foreign };
}

/** The same for what has landed. Names that say nothing were never frozen. */
export function blessedStore(
  api: string,
  documents: readonly Omit<BlessedDocument, 'hash'>[],
): Sources['blessed'] {
  const versions = new Map<string, BlessedDocument[]>();
  for (const document of documents) {
    const name = parseStoreName(api, document.file);
    if (name !== undefined) add(versions, name.id.text, { ...document, hash: name.hash });
  }
  return versions;
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

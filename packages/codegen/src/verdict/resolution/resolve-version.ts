import { type Frozen, frozenDocument, judgeFrozen } from './frozen.ts';
import { hashOf, parseReference, referenceEnd, referenceText, storeFileName } from './file-name.ts';
import { Findings, type Judge, type Resolution, type StorePolicy } from './resolution.ts';
import type { BlessedDocument, GeneratedDocument, LocalDocument, Sources } from './sources.ts';

/** All that is known of one version. */
export interface VersionSources {
  readonly landed: readonly BlessedDocument[];
  readonly local: readonly LocalDocument[];
  readonly now: GeneratedDocument;
  readonly isNewest: boolean;
  /** The commit that brought the newest version, where it has landed. */
  readonly newestCommit: string | undefined;
}

/** The one file that the store should have for a version. */
interface Wanted {
  readonly file: string;
  readonly text: string;
  /** Of the document, whatever the file holds. */
  readonly hash: string;
  readonly isReference: boolean;
}

/** One version that the sources have: is what has landed respected, and is the store as it should be? */
export function resolveVersion(
  sources: Pick<Sources, 'api' | 'folder'>,
  version: VersionSources,
  policy: StorePolicy,
  judge: Judge,
): { readonly resolution: Resolution; readonly file?: string } {
  const { api, folder } = sources;
  const { landed, local, now } = version;
  const { text: id } = now.id;
  const findings = new Findings(id);
  if (landed.length === 0) {
    const hash = hashOf(now.text);
    const file = storeFileName(api, now.id, hash);
    const wanted = { file, text: now.text, hash, isReference: false };
    compareStore(folder, wanted, local, findings, false);
    return { resolution: findings.resolution({ api, kind: 'new', version: id }), file };
  }
  const frozen = frozenDocument(landed, local, now.text, folder, findings);
  if (frozen === undefined) {
    return { resolution: findings.resolution({ api, kind: 'frozen', version: id }) };
  }
  const { isNewest } = version;
  const path = `${folder}/${frozen.file.replace(referenceEnd, '')}`;
  const { verdict, replaced, refused } = judgeFrozen(
    { file: path, text: frozen.text },
    { file: path, text: now.text },
    { ...policy, judge, isNewest, restore: `restore what version ${id} says` },
    findings,
  );
  const document = replaced === true ? { text: now.text, hash: hashOf(now.text) } : frozen;
  const file = storeFileName(api, now.id, document.hash);
  const asReference = replaced !== true && wantsReference(frozen, version, policy, findings, path);
  const wanted: Wanted = asReference
    ? {
        file: `${file}${referenceEnd}`,
        text: referenceText(frozen.commit ?? '', frozen.path),
        hash: frozen.hash,
        isReference: true,
      }
    : { file, text: document.text, hash: document.hash, isReference: false };
  compareStore(folder, wanted, local, findings, replaced !== true);
  const resolution = findings.resolution({
    api,
    kind: 'frozen',
    version: id,
    ...(verdict === undefined ? {} : { verdict }),
    ...(refused === undefined ? {} : { refused }),
  });
  return { resolution, file };
}

/**
 * Not the newest, which people read and compare, not what came in one commit with it, and not where
 * git has another text.
 */
function wantsReference(
  { commit, file, isRestored }: Frozen,
  { isNewest, newestCommit }: VersionSources,
  { gitReferences }: StorePolicy,
  findings: Findings,
  path: string,
): boolean {
  if (!gitReferences || isNewest || isRestored) return false;
  if (commit !== undefined) return commit !== newestCommit;
  findings.refuse({
    code: 'gitref_commit_unknown',
    message: `no commit is found that brought ${file}`,
    fix: 'set gitReferences to false, or land the document again in a commit of its own',
    file: path,
  });
  return false;
}

/** What the store has for a version, against the one file that it should have. */
function compareStore(
  folder: string,
  wanted: Wanted,
  local: readonly LocalDocument[],
  findings: Findings,
  isFrozen: boolean,
): void {
  const at = (file: string): string => `${folder}/${file}`;
  const path = at(wanted.file);
  const write = { kind: 'write', path, text: wanted.text } as const;
  const remove = (file: string): { kind: 'remove'; path: string } => ({
    kind: 'remove',
    path: at(file),
  });
  const found = local.find(({ file }) => file === wanted.file);
  const others = local.filter((one) => one !== found);
  const twin = others.find(({ hash }) => hash === wanted.hash);
  const rest = others.filter((one) => one !== twin);

  if (found !== undefined && found.text !== wanted.text) {
    findings.mend(differing(wanted, found, path), write);
  }
  if (twin !== undefined) {
    const where = { file: at(twin.file) };
    if (found !== undefined) {
      const message = `${twin.file} and ${found.file} are the same document`;
      findings.mend({ code: 'document_duplicate', message, ...where }, remove(twin.file));
    } else if (wanted.isReference) {
      const message = `${twin.file} has landed and is not the newest: a reference to git would do`;
      findings.mend({ code: 'gitref_wanted', message, ...where }, write, remove(twin.file));
    } else {
      const message = `${twin.file} has to be the document itself, not a reference to git`;
      findings.mend({ code: 'gitref_unwanted', message, ...where }, write, remove(twin.file));
    }
  }
  const [first] = rest;
  if (found === undefined && twin === undefined) {
    if (isFrozen || first === undefined) {
      const message = `${wanted.file} is missing${isFrozen ? ', which has landed' : ''}`;
      findings.mend({ code: 'document_missing', message, file: path }, write);
    } else {
      const message = `${first.file} is not what the sources say now`;
      const actions = [write, ...rest.map(({ file }) => remove(file))];
      findings.mend({ code: 'document_stale', message, file: at(first.file) }, ...actions);
      return;
    }
  }
  for (const { file } of rest) {
    const message = `${file} is one document too many: the version is ${wanted.file}`;
    findings.mend({ code: 'document_extra', message, file: at(file) }, remove(file));
  }
}

function differing(
  wanted: Wanted,
  found: LocalDocument,
  file: string,
): Parameters<Findings['mend']>[0] {
  if (!wanted.isReference) {
    const message = `${found.file} was edited: its text does not have the hash of its name`;
    return { code: 'document_corrupted', message, file };
  }
  const reference = parseReference(found.text ?? '');
  if (reference === undefined || found.text !== referenceText(reference.commit, reference.path)) {
    const message = `${found.file} must hold COMMIT:PATH and the end of a line, nothing else`;
    return { code: 'gitref_malformed', message, file };
  }
  const message = `${found.file} does not name the commit that brought the document`;
  return { code: 'gitref_stale', message, file };
}

import { join, posix, relative, sep } from 'node:path';
import type { Config } from '../config.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Checked } from '../model/problem.ts';
import { compareVersionIds, parseVersionId } from '../model/version-id.ts';
import { foldersOfStore, readStoreFolder } from '../read/documents-store.ts';
import { readDocumentTexts } from '../read/folder.ts';
import type { DocumentText } from '../read/index.ts';
import { versionOfFile } from '../read/version-of.ts';
import { header } from '../emit/header.ts';
import { latestName, parseStoreName } from '../verdict/resolution/file-name.ts';
import { type JudgeStep, judgeOf, readVersion } from '../verdict/resolution/read-and-judge.ts';
import { Findings, type Resolution } from '../verdict/resolution/resolution.ts';
import { type FolderDocument, resolveFolder } from '../verdict/resolution/resolve-folder.ts';
import { resolveStore } from '../verdict/resolution/resolve-store.ts';
import { blessedStore, type GeneratedDocument, localStore } from '../verdict/resolution/sources.ts';
import type { Landed } from './landed.ts';
import type { OpenPackage } from './open-package.ts';

/** What is said of the documents of one API. */
export interface Stored {
  /** Where it was looked up what has landed; absent where nothing can have. */
  readonly base?: string;
  readonly resolutions: readonly Resolution[];
}

/** Folder of the documents of packages, relative to the package. */
const storeFolder = 'openapi';

/** What comparing needs to know besides the package. */
export interface StoredContext {
  readonly landed: Landed;
  readonly judgeStep: JudgeStep;
  /** Ids of findings of this API that people have approved. */
  readonly approved: ReadonlySet<string>;
  /** A folder that is the store, in the place of the package's own. */
  readonly into?: string;
}

/** The three sources of one API, compared. Nothing is written. */
export async function resolveStored(
  opened: OpenPackage,
  config: Config,
  generated: readonly GeneratedDocument[],
  context: StoredContext,
): Promise<Checked<Stored>> {
  if (!config.frozen) return { value: { resolutions: [] }, problems: [] };
  if (config.types === undefined) return resolveWritten(opened, config, context);
  const { landed, judgeStep, approved } = context;
  const { into } = context;
  const { name } = config;
  // A folder alone has no history to refer to.
  const gitReferences = config.gitReferences && into === undefined;
  const folder = into === undefined ? posix.join(storeFolder, name) : name;
  const found = await landed.store(opened.folder, name, folder, gitReferences);
  if (found.value === undefined) return { problems: found.problems };
  const { documents, base } = found.value;
  const sources = {
    api: name,
    folder,
    blessed: blessedStore(name, documents),
    local: localStore(name, await readStoreFolder(join(into ?? opened.folder, folder))),
    generated: new Map(generated.map((one) => [one.id.text, one])),
  };
  const resolutions = resolveStore(
    sources,
    { ...config, gitReferences, approved },
    judgeOf(name, judgeStep, new Set(config.stored)),
  );
  return {
    value: { resolutions, ...(base === undefined ? {} : { base }) },
    problems: found.problems,
  };
}

async function resolveWritten(
  opened: OpenPackage,
  config: Config,
  { landed, judgeStep, approved }: StoredContext,
): Promise<Checked<Stored>> {
  const path = opened.at(config.documents ?? '');
  const here = await readDocumentTexts(path);
  if (here.value === undefined) return { problems: here.problems };
  const found = await landed.folder(path, config.name);
  if (found.value === undefined) return { problems: found.problems };
  const { documents, base } = found.value;
  const sources = {
    api: config.name,
    folder: relative(opened.folder, path).split(sep).join('/'),
    blessed: dated(config.name, documents),
    local: dated(config.name, here.value),
  };
  const policy = { ...config, approved };
  const resolutions = resolveFolder(sources, policy, judgeOf(config.name, judgeStep, new Set(config.stored)));
  return {
    value: { resolutions, ...(base === undefined ? {} : { base }) },
    problems: found.problems,
  };
}

/** Oldest first. One that says no version, which reading reports, was never one. */
export function dated(api: string, documents: readonly DocumentText[]): readonly FolderDocument[] {
  return documents
    .flatMap((one) => {
      const id = versionOfFile(one.file) ?? readVersion(api, one).value?.id;
      return id === undefined ? [] : [{ ...one, id }];
    })
    .toSorted((a, b) => compareVersionIds(a.id, b.id));
}

/** The documents among generated files; paths are relative to the generated folder's parent. */
export function documentsAmong(files: FileMap): readonly GeneratedDocument[] {
  return [...files]
    .flatMap(([path, text]) => {
      const folder = /^generated\/v([\d_]+)\/openapi\.json$/.exec(path)?.[1];
      const id = folder === undefined ? undefined : parseVersionId(folder.replaceAll('_', '.'));
      return id === undefined ? [] : [{ id, text }];
    })
    .toSorted((a, b) => compareVersionIds(a.id, b.id));
}

/** Documents that a package stored for an API which it no longer has, or no longer freezes. */
export async function leftOver(opened: OpenPackage): Promise<readonly Resolution[]> {
  const { apis } = opened.config;
  const kept = new Set(
    apis.flatMap(({ name, types, frozen }) => (types !== undefined && frozen ? [name] : [])),
  );
  const written = apis.flatMap(({ documents }) =>
    documents === undefined ? [] : [opened.at(documents)],
  );
  const resolutions: Resolution[] = [];
  for (const name of await foldersOfStore(join(opened.folder, storeFolder))) {
    const path = join(opened.folder, storeFolder, name);
    if (kept.has(name) || written.includes(path)) continue;
    const entries = await readStoreFolder(path);
    // Other tools keep documents under such names too: only those that say so are ours.
    const ours = entries.some(
      (one) => one.kind === 'file' && isDocument(name, one.name) && one.text.includes(sentence),
    );
    if (!ours) continue;
    const findings = new Findings();
    const files = entries.filter((one) => isDocument(name, one.name));
    const message = `${storeFolder}/${name} holds documents of ${name}, which is no frozen API of types here: they are given up`;
    const actions = files.map((one) => {
      return { kind: 'remove', path: posix.join(storeFolder, name, one.name) } as const;
    });
    findings.mend(
      { code: 'document_orphaned', message, file: `${storeFolder}/${name}` },
      ...actions,
    );
    resolutions.push(findings.resolution({ api: name, kind: 'gone' }));
  }
  return resolutions;
}

const sentence = header.replace('// ', '');

function isDocument(api: string, file: string): boolean {
  return file === latestName(api) || parseStoreName(api, file) !== undefined;
}

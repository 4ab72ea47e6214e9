import { basename, join, posix } from 'node:path';
import type { Checked, Problem } from '../model/problem.ts';
import { type DocumentText } from '../read/index.ts';
import { readStoreFolder } from '../read/documents-store.ts';
import { readDocumentTexts } from '../read/folder.ts';
import { type Base, findBase, openRepository, type Repository, shallow } from '../read/git.ts';
import { firstCommits, listTree, readObjects } from '../read/git-objects.ts';
import { isFolder } from '../read/package-files.ts';
import { parseReference, parseStoreName, referenceEnd } from '../verdict/resolution/file-name.ts';
import type { BlessedDocument } from '../verdict/resolution/sources.ts';

/** Where to look for what has landed, if not at the merge base with the usual branch. */
export interface LandedOptions {
  readonly blessedFrom?: string;
  readonly blessedFromDir?: string;
}

/** What has landed of one API. */
export interface LandedDocuments<Document> {
  readonly documents: readonly Document[];
  /** In words, where that was looked up. Absent where nothing can have landed. */
  readonly base?: string;
}

export type LandedDocument = Omit<BlessedDocument, 'hash'>;

/** Looks up what has landed. One for a run, so that git is asked once for each repository. */
export class Landed {
  readonly #options: LandedOptions;
  readonly #bases = new Map<string, Promise<Checked<Base>>>();

  constructor(options: LandedOptions) {
    this.#options = options;
  }

  /** The store of an API: `openapi/boats` in the folder of a package. */
  async store(
    packageFolder: string,
    api: string,
    folder: string,
    withCommits: boolean,
  ): Promise<Checked<LandedDocuments<LandedDocument>>> {
    const { blessedFromDir } = this.#options;
    if (blessedFromDir !== undefined) return storeOfFolder(blessedFromDir, api);
    const opened = await this.#open(packageFolder);
    if (opened.value === undefined) return nothingOr(opened.problems);
    const { repository, base } = opened.value;
    if (withCommits && repository.isShallow) {
      return { problems: [shallow('references need the commits that brought the documents')] };
    }
    const listed = await listTree(repository, base.commit, `${repository.prefix}${folder}`);
    if (listed.value === undefined) return { problems: listed.problems };
    const files = listed.value.filter(
      ({ path, isLink }) => !isLink && parseStoreName(api, posix.basename(path)) !== undefined,
    );
    const texts = await readObjects(
      repository,
      files.map(({ object }) => object),
    );
    if (texts.value === undefined) return { problems: texts.problems };
    const found = files.map(({ path, object }) => ({
      file: posix.basename(path),
      path,
      text: texts.value?.get(object) ?? '',
    }));
    const resolved = await resolveReferences(repository, found);
    if (resolved.value === undefined) return { problems: resolved.problems };
    const documents = withCommits
      ? await datedDocuments(repository, base.commit, resolved.value)
      : { value: resolved.value, problems: [] };
    if (documents.value === undefined) return { problems: documents.problems };
    return { value: { documents: documents.value, base: textOf(base) }, problems: [] };
  }

  /** A folder of documents that people write. */
  async folder(folder: string, api: string): Promise<Checked<LandedDocuments<DocumentText>>> {
    const { blessedFromDir } = this.#options;
    if (blessedFromDir !== undefined) {
      const from = join(blessedFromDir, api);
      const missing = await noFolder(blessedFromDir);
      if (missing !== undefined) return { problems: [missing] };
      // An API that nobody has blessed yet.
      if (!(await isFolder(from))) return { value: { documents: [] }, problems: [] };
      const read = await readDocumentTexts(from);
      if (read.value === undefined || read.problems.length > 0) return { problems: read.problems };
      return { value: { documents: read.value, base: nameOfFolder(blessedFromDir) }, problems: [] };
    }
    const opened = await this.#open(folder);
    if (opened.value === undefined) return nothingOr(opened.problems);
    const { repository, base } = opened.value;
    const listed = await listTree(repository, base.commit, repository.prefix);
    if (listed.value === undefined) return { problems: listed.problems };
    const files = listed.value.filter(
      ({ path, isLink }) => !isLink && /\.(?:json|ya?ml)$/i.test(path),
    );
    const texts = await readObjects(
      repository,
      files.map(({ object }) => object),
    );
    if (texts.value === undefined) return { problems: texts.problems };
    const documents = files.map(({ path, object }) => ({
      file: posix.basename(path),
      text: texts.value?.get(object) ?? '',
    }));
    return { value: { documents, base: textOf(base) }, problems: [] };
  }

  /** A file of a package, such as its approvals; undefined where it has not landed. */
  async file(packageFolder: string, name: string): Promise<string | undefined> {
    if (this.#options.blessedFromDir !== undefined) return undefined;
    const opened = await this.#open(packageFolder);
    if (opened.value === undefined) return undefined;
    const { repository, base } = opened.value;
    const object = `${base.commit}:${repository.prefix}${name}`;
    return (await readObjects(repository, [object])).value?.get(object);
  }

  async #open(folder: string): Promise<Checked<{ repository: Repository; base: Base }>> {
    const opened = await openRepository(folder);
    if (opened.value === undefined) return { problems: opened.problems };
    const repository = opened.value;
    const asked =
      this.#bases.get(repository.root) ?? findBase(repository, this.#options.blessedFrom);
    this.#bases.set(repository.root, asked);
    const base = await asked;
    if (base.value === undefined) return { problems: base.problems };
    return { value: { repository, base: base.value }, problems: [] };
  }
}

/** That nothing can have landed is no failure. */
function nothingOr<T>(problems: readonly Problem[]): Checked<LandedDocuments<T>> {
  const failed = problems.some(({ severity }) => severity === 'error');
  return failed ? { problems } : { value: { documents: [] }, problems };
}

function textOf({ commit, name }: Base): string {
  return `${name}, ${commit.slice(0, 9)}`;
}

async function storeOfFolder(
  from: string,
  api: string,
): Promise<Checked<LandedDocuments<LandedDocument>>> {
  const missing = await noFolder(from);
  if (missing !== undefined) return { problems: [missing] };
  const folder = join(from, api);
  const documents: LandedDocument[] = [];
  const problems: Problem[] = [];
  for (const entry of await readStoreFolder(folder)) {
    const name = parseStoreName(api, entry.name);
    if (name === undefined || entry.kind !== 'file') continue;
    if (name.isReference) problems.push(unresolved(entry.name, 'a folder alone has no history'));
    else documents.push({ file: entry.name, path: join(folder, entry.name), text: entry.text });
  }
  return problems.length > 0
    ? { problems }
    : { value: { documents, base: nameOfFolder(from) }, problems };
}

function nameOfFolder(folder: string): string {
  return `the folder ${basename(folder)}`;
}

async function noFolder(folder: string): Promise<Problem | undefined> {
  if (await isFolder(folder)) return undefined;
  return {
    code: 'folder_unreadable',
    severity: 'error',
    message: `there is no folder ${folder}, so it cannot be told what is frozen`,
    fix: 'name one that `skewline bless --into` has written',
  };
}

/** Documents in the place of references to them. */
async function resolveReferences(
  repository: Repository,
  found: readonly LandedDocument[],
): Promise<Checked<readonly LandedDocument[]>> {
  const leading = new Map(
    found
      .filter(({ file }) => file.endsWith(referenceEnd))
      .map(({ file, text }) => [file, parseReference(text)]),
  );
  const names = [...leading.values()].flatMap((one) => (one === undefined ? [] : [nameOf(one)]));
  const texts = await readObjects(repository, names);
  if (texts.value === undefined) return { problems: texts.problems };
  const documents: LandedDocument[] = [];
  const problems: Problem[] = [];
  for (const one of found) {
    if (!leading.has(one.file)) {
      documents.push(one);
      continue;
    }
    const target = leading.get(one.file);
    const text = target && texts.value.get(nameOf(target));
    if (target !== undefined && text !== undefined) {
      documents.push({ ...one, path: target.path, text });
    } else if (target !== undefined && repository.isShallow) {
      problems.push(shallow(`${one.file} leads to a commit that is not here`));
    } else {
      const reason =
        target === undefined ? 'it is not COMMIT:PATH' : `there is no ${nameOf(target)}`;
      problems.push(unresolved(one.file, reason));
    }
  }
  return problems.length > 0 ? { problems } : { value: documents, problems };
}

function nameOf({ commit, path }: { readonly commit: string; readonly path: string }): string {
  return `${commit}:${path}`;
}

async function datedDocuments(
  repository: Repository,
  commit: string,
  documents: readonly LandedDocument[],
): Promise<Checked<readonly LandedDocument[]>> {
  const commits = new Map<string, string>();
  for (const folder of new Set(documents.map(({ path }) => posix.dirname(path)))) {
    const found = await firstCommits(repository, commit, folder);
    if (found.value === undefined) return { problems: found.problems };
    for (const [path, first] of found.value) commits.set(path, first);
  }
  const dated = documents.map((one) => {
    const first = commits.get(one.path);
    return first === undefined ? one : { ...one, commit: first };
  });
  return { value: dated, problems: [] };
}

function unresolved(file: string, reason: string): Problem {
  return {
    code: 'gitref_unresolved',
    severity: 'error',
    message: `${file} has landed, and leads nowhere: ${reason}`,
    fix: 'restore the document of that name from history, or fetch the commit',
    file,
  };
}

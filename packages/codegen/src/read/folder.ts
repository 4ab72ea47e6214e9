import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Api } from '../model/api.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { byCode } from './named.ts';
import type { DocumentText } from './documents.ts';
import { readOpenApiDocuments } from './documents.ts';
import { reportTooLarge } from './json-text.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { Reporter } from './reporter.ts';
import { versionOfFile } from './version-of.ts';

export interface FolderOptions {
  /** The API's name; the folder's where none is given. */
  readonly name?: string;
  readonly limits?: Partial<Limits>;
}

/** A folder of OpenAPI documents, one per version, as an API. */
export async function readOpenApiFolder(
  folder: string,
  options: FolderOptions = {},
): Promise<Checked<Api>> {
  const limits = { ...defaultLimits, ...options.limits };
  const name = options.name ?? basename(resolve(folder));
  const { value: texts = [], problems } = await readDocumentTexts(folder, limits);
  if (problems.length > 0 && texts.length === 0) return { problems };
  const checked = readOpenApiDocuments(name, texts, limits);
  if (problems.length === 0) return checked;
  // What was left unread may be the missing version, so a lack of versions is not reported.
  const others = checked.problems.filter(({ code }) => code !== 'too_few_versions');
  return { problems: [...problems, ...others] };
}

/** The documents of a folder before they are read. What cannot be opened is a problem beside them. */
export async function readDocumentTexts(
  folder: string,
  limits: Limits = defaultLimits,
): Promise<Checked<readonly DocumentText[]>> {
  let files: readonly string[];
  try {
    files = await documentsOf(folder);
  } catch (error) {
    return { problems: [unreadableFolder(folder, error)] };
  }
  const texts: DocumentText[] = [];
  const problems: Problem[] = [];
  for (const result of await Promise.all(files.map((file) => readText(folder, file, limits)))) {
    if ('text' in result) texts.push(result);
    else problems.push(...result.problems);
  }
  return { value: texts, problems };
}

/** Names of the documents in order; a link to another document of the folder is not one more. */
async function documentsOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:json|ya?ml)$/i.test(name));
  const home = await realpath(folder);
  const documents: string[] = [];
  for (const name of names.sort(byCode)) {
    const path = join(folder, name);
    const entry = await lstat(path);
    if (entry.isDirectory()) continue;
    if (entry.isSymbolicLink()) {
      const target = await realpath(path).catch(() => undefined);
      const isSibling = target !== undefined && dirname(target) === home;
      if (isSibling && names.includes(basename(target))) continue;
    }
    documents.push(name);
  }
  return documents;
}

type Result = DocumentText | { readonly problems: readonly Problem[] };

async function readText(folder: string, file: string, limits: Limits): Promise<Result> {
  const reporter = new Reporter(file, limits.problems, versionOfFile(file)?.text);
  try {
    const path = join(folder, file);
    const { size } = await stat(path);
    if (size > limits.documentBytes) {
      reportTooLarge(size, limits, reporter);
      return { problems: reporter.problems };
    }
    const bytes = await readFile(path);
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const isText = error instanceof TypeError;
    reporter.report(isText ? 'document_unparsable' : 'file_unreadable', {
      message: isText
        ? 'The file is not UTF-8 text.'
        : `The file cannot be read: ${reasonOf(error)}.`,
      fix: isText ? 'Save it as UTF-8.' : 'Make it readable, or remove it.',
    });
    return { problems: reporter.problems };
  }
}

function unreadableFolder(folder: string, error: unknown): Problem {
  return {
    code: 'folder_unreadable',
    severity: 'error',
    message: `The folder ${folder} cannot be read: ${reasonOf(error)}.`,
    fix: 'Give the folder that holds one OpenAPI document per version.',
    file: folder,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

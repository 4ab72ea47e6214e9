import type { Api, Version } from '../model/api.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { compareVersionIds } from '../model/version-id.ts';
import { Memos, readDocument } from './document.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { Reporter } from './reporter.ts';
import { versionOfFile } from './version-of.ts';

/** A document before it is read: where it is from, and what is in it. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/** OpenAPI documents, one per version, as an API. Pure: it opens no file. */
export function readOpenApiDocuments(
  name: string,
  documents: readonly DocumentText[],
  limits: Partial<Limits> = {},
): Checked<Api> {
  const allowed = { ...defaultLimits, ...limits };
  const memos = new Memos();
  const problems: Problem[] = [];
  const versions: Version[] = [];
  for (const { file, text } of documents) {
    const reporter = new Reporter(file, allowed.problems, versionOfFile(file)?.text);
    const version = readDocument(text, name, allowed, reporter, memos);
    problems.push(...reporter.problems);
    if (version !== undefined) versions.push(version);
  }
  versions.sort((a, b) => compareVersionIds(a.id, b.id));
  problems.push(...problemsOfList(name, documents.length, versions));
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { value: Object.freeze({ name, versions: Object.freeze(versions) }), problems };
}

function problemsOfList(
  name: string,
  documents: number,
  versions: readonly Version[],
): readonly Problem[] {
  if (documents === 0) {
    return [
      {
        code: 'no_documents',
        severity: 'error',
        message: `There is no document of ${name}.`,
        fix: 'Put one OpenAPI document per version there: .json, .yaml or .yml.',
      },
    ];
  }
  const problems: Problem[] = [];
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1];
    if (before === undefined || compareVersionIds(before.id, version.id) !== 0) continue;
    problems.push({
      code: 'version_duplicate',
      severity: 'error',
      message: `${before.file} and ${version.file} are both version ${version.id.text}.`,
      fix: 'Keep one of them, or give one another version.',
      file: version.file,
      pointer: '/info/version',
      version: version.id.text,
    });
  }
  const [only] = versions;
  if (documents === 1 && only !== undefined) {
    problems.push({
      code: 'too_few_versions',
      severity: 'warning',
      message: `${name} has only version ${only.id.text}: nothing can be converted yet.`,
      fix: 'Add the document of the next version when there is one.',
      file: only.file,
      version: only.id.text,
    });
  }
  return problems;
}

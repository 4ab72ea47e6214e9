import type { Version } from '../../model/api.ts';
import type { Checked } from '../../model/problem.ts';
import { type DocumentText, readOpenApiDocuments } from '../../read/documents.ts';
import type { Verdict } from '../finding.ts';
import type { Judge } from './resolution.ts';

/** What judges a step from one version to another. */
export type JudgeStep = (
  older: Version,
  newer: Version,
  options: { readonly api: string; readonly stored?: ReadonlySet<string> },
) => Verdict;

/**
 * Reads two documents of one version, and judges what leads from the one that has landed to the
 * other. In all flows, whoever is versioned: both ends may be of either build.
 */
export function judgeOf(
  api: string,
  judgeStep: JudgeStep,
  stored: ReadonlySet<string>,
): Judge {
  return (frozen, now) => {
    const [older, newer] = [readVersion(api, frozen), readVersion(api, now)];
    if (older.value === undefined || newer.value === undefined) {
      return { problems: [...older.problems, ...newer.problems] };
    }
    return { value: judgeStep(older.value, newer.value, { api, stored }), problems: [] };
  };
}

/** One document as a version; that it is the only one is no problem here. */
export function readVersion(api: string, document: DocumentText): Checked<Version> {
  const { value, problems } = readOpenApiDocuments(api, [document]);
  const [version] = value?.versions ?? [];
  const errors = problems.filter(({ severity }) => severity === 'error');
  return version === undefined ? { problems: errors } : { value: version, problems: [] };
}

import type { Problem } from '../model/problem.ts';
import { type Approval, approvalsFile } from '../verdict/approvals/approval.ts';
import { applyApprovals, type JudgedVerdict } from '../verdict/approvals/apply.ts';
import { readApprovals } from '../verdict/approvals/read.ts';
import { verdictLines } from '../verdict/render/text.ts';
import type { PartResult } from './generate-part.ts';
import type { Io } from './io.ts';
import type { Landed } from './landed.ts';
import type { OpenPackage } from './open-package.ts';
import { located } from './report.ts';
import type { Style } from './style.ts';

/** What is said of the frozen versions of a package, and of its approvals. */
export async function judgedVersions(
  opened: OpenPackage,
  results: readonly PartResult[],
  approvals: readonly Approval[] | undefined,
  landed: Landed,
  io: Io,
): Promise<{ readonly verdicts: readonly JudgedVerdict[]; readonly problems: readonly Problem[] }> {
  const found = results.flatMap(({ part, done }) =>
    (done?.documents?.resolutions ?? []).flatMap(({ verdict }) =>
      // A document has a title; what people call the API is said in skewline.json.
      verdict === undefined ? [] : [{ ...verdict, api: part.config.name }],
    ),
  );
  // Where an API could not be compared, an approval of a change of it may still be of use.
  const isWhole = results.every(
    ({ part, done }) =>
      part.kind !== 'api' || (done !== undefined && (!part.config.frozen || done.documents?.base !== undefined)),
  );
  const before = isWhole && approvals !== undefined ? await landedApprovals(opened, landed) : undefined;
  const applied = applyApprovals(found, approvals ?? [], {
    enforced: true,
    ...(before === undefined ? {} : { landed: before }),
  });
  const verdicts = await located(applied.verdicts, [opened.folder], io);
  return { verdicts, problems: applied.problems };
}

/** Those that were there where this work began. What cannot be read any more approved nothing. */
async function landedApprovals(opened: OpenPackage, landed: Landed): Promise<readonly Approval[]> {
  const text = await landed.file(opened.folder, approvalsFile);
  const apis = opened.config.apis.map(({ name }) => name);
  return text === undefined ? [] : (readApprovals(text, { apis }).value ?? []);
}

/** What differs from what has landed in more than words. */
export function changedLines(verdicts: readonly JudgedVerdict[], style: Style): readonly string[] {
  const changed = verdicts.filter(({ answer }) => answer !== 'compatible');
  return changed.length === 0 ? [] : ['', ...verdictLines(changed, style)];
}

import { join } from 'node:path';
import type { Planned } from '../build.ts';
import type { Config } from '../config.ts';
import type { Checked } from '../model/problem.ts';
import type { Approval } from '../verdict/approvals/approval.ts';
import { applyApprovals, type JudgedVerdict } from '../verdict/approvals/apply.ts';
import { judgePairing } from '../verdict/judge.ts';
import { approvalsOf } from './approved.ts';
import type { Io } from './io.ts';
import type { OpenPackage } from './open-package.ts';
import { located } from './report.ts';

/** Where the versions that are compared are from: an API of a package, or a folder of documents. */
export type DiffSource =
  { readonly opened: OpenPackage; readonly config: Config } | { readonly folder: string };

/** The verdict of each step. Where it is enforced, a break that nobody approved is refused. */
export async function diffVerdicts(
  { steps, api }: Planned,
  source: DiffSource,
  enforced: boolean,
  io: Io,
): Promise<Checked<readonly JudgedVerdict[]>> {
  const isPackage = 'opened' in source;
  const approvals: Checked<readonly Approval[]> = isPackage
    ? await approvalsOf(source.opened)
    : { value: [], problems: [] };
  const policy = isPackage
    ? { policy: source.config.versioned, stored: new Set(source.config.stored) }
    : {};
  const verdicts = steps.map((step) => judgePairing(step, { api: api.name, ...policy }));
  const applied = applyApprovals(verdicts, approvals.value ?? [], { enforced });
  return {
    value: await located(applied.verdicts, foldersOf(source), io),
    problems: approvals.problems,
  };
}

function foldersOf(source: DiffSource): readonly string[] {
  if (!('opened' in source)) return [source.folder];
  const { opened, config } = source;
  // Versions of types name the documents that are generated of them.
  return [
    config.documents === undefined
      ? join(opened.folder, config.source)
      : opened.at(config.documents),
  ];
}

import { join } from 'node:path';
import type { Checked } from '../model/problem.ts';
import { exists, readTextFile } from '../read/package-files.ts';
import { type Approval, approvalsFile } from '../verdict/approvals/approval.ts';
import { readApprovals } from '../verdict/approvals/read.ts';
import type { OpenPackage } from './open-package.ts';

/** The approvals of a package. It needs no such file where nothing is approved. */
export async function approvalsOf({
  folder,
  config,
}: OpenPackage): Promise<Checked<readonly Approval[]>> {
  const path = join(folder, approvalsFile);
  if (!(await exists(path))) return { value: [], problems: [] };
  const text = await readTextFile(path, approvalsFile);
  if (text.value === undefined) return { problems: text.problems };
  return readApprovals(text.value, { apis: config.apis.map(({ name }) => name) });
}

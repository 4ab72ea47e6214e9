import { checkInstance, type Instance } from '@skewline/nexus-types/domain';
import type { StoredInstanceRow } from '../rows/index.ts';
import { downInstanceRowToInstance } from './generated/row/down.ts';
import { upInstanceToInstanceRow } from './generated/row/up.ts';
import { type Loaded, noProblems } from './problems.ts';
import { total } from './total.ts';

/** The column of user data has bytes; a domain that is plain JSON has base64. */
export function instanceRow(instance: Instance): StoredInstanceRow {
  const row = total(upInstanceToInstanceRow(instance, {}));
  return { ...row, user_data: new Uint8Array(Buffer.from(row.user_data, 'base64')) };
}

export function loadInstance(row: StoredInstanceRow): Loaded<Instance> {
  const user_data = Buffer.from(row.user_data).toString('base64');
  const value = total(downInstanceRowToInstance({ ...row, user_data }, {}));
  const problem = checkInstance(value);
  return { value, problems: problem === null ? noProblems : [problem] };
}

import type { Vmm } from '@skewline/nexus-types/domain';
import type { Problem, Refusal } from '@skewline/runtime';
import type { VmmRow } from '../rows/index.ts';
import { downVmmRowToVmm } from './generated/row/down.ts';
import { upVmmToVmmRow } from './generated/row/up.ts';
import { type Loaded, noProblems, rowProblem } from './problems.ts';
import { total } from './total.ts';

/** Refused if the VMM has a last failure while it is failed: a row has columns for one of them. */
export function vmmRow(vmm: Vmm): VmmRow | Refusal {
  return upVmmToVmmRow(vmm, {});
}

/** Total over every state, reason and detail that columns can hold, also where a CHECK forbids them. */
export function loadVmm(row: VmmRow): Loaded<Vmm> {
  return { value: total(downVmmRowToVmm(row, {})), problems: vmmProblems(row) };
}

function vmmProblems({ state, failure_reason, failure_detail }: VmmRow): readonly Problem[] {
  if (failure_reason !== null) return noProblems;
  if (state === 'failed') return [rowProblem('failure_reason_missing', ['failure_reason'])];
  if (failure_detail === null) return noProblems;
  return [rowProblem('failure_detail_without_reason', ['failure_reason'])];
}

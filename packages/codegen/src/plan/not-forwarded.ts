import type { Operation } from '../model/api.ts';
import type { StepPlan } from './step.ts';

/** The member of an operation that says why its older requests must not reach a newer handler. */
const doNotForwardMember = 'x-skewline-do-not-forward';

/** What skewline.json says: operation → why. */
export type Reasons = ReadonlyMap<string, string>;

/** Why a request of this operation must not go up this step; by its id in the older version. */
export function whyNotForwarded(
  step: Pick<StepPlan, 'operations'>,
  id: string,
  configured: Reasons,
): string | undefined {
  const [older, newer] = step.operations.find(([before]) => before.id === id) ?? [];
  return configured.get(id) ?? said(newer) ?? said(older);
}

function said(operation: Operation | undefined): string | undefined {
  const reason = operation?.extensions?.[doNotForwardMember];
  return typeof reason === 'string' ? reason : undefined;
}

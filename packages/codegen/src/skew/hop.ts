import type { Side } from '../diff/side.ts';
import { coveringStatus, type Operation } from '../model/api.ts';
import type { Lineage } from '../plan/lineage.ts';
import type { OperationConversion } from '../plan/operation.ts';
import type { Direction, Plan } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';

/** One step of one operation, in one direction. */
export interface Hop {
  readonly step: StepPlan;
  readonly direction: Direction;
  readonly source: Operation;
  readonly target: Operation;
  readonly sourceSide: Side;
  /** Absent where requests and responses pass as they are. */
  readonly conversion: OperationConversion | undefined;
  /** The way back. */
  readonly back: OperationConversion | undefined;
}

/** What an operation is in a version; undefined where the version does not have it. */
export function operationAt(
  { first, operations }: Lineage,
  version: number,
): Operation | undefined {
  return operations[version - first];
}

/** From one version to a neighbour. Undefined where one of them does not have the operation. */
export function hopOf(
  lineage: Lineage,
  from: number,
  direction: Direction,
  steps: readonly StepPlan[],
): Hop | undefined {
  const to = direction === 'up' ? from + 1 : from - 1;
  const step = steps[Math.min(from, to)];
  const [source, target] = [operationAt(lineage, from), operationAt(lineage, to)];
  if (step === undefined || source === undefined || target === undefined) return undefined;
  const other = direction === 'up' ? 'down' : 'up';
  return {
    step,
    direction,
    source,
    target,
    sourceSide: step[direction].source,
    conversion: step[direction].operations.find((one) => one.source === source.id),
    back: step[other].operations.find((one) => one.source === target.id),
  };
}

/** What a response's body goes through, by a status of the version that it comes from. */
export interface StatusPlan {
  readonly status: string;
  readonly plan: Plan;
}

/** The answers of a hop's source that are told by this status of its target. */
export function statusesBefore(
  { source, target, conversion }: Hop,
  status: string,
): readonly StatusPlan[] {
  const entries = conversion?.responses ?? [];
  const planOf = (one: string): Plan =>
    entries.find((entry) => entry.status === one)?.plan ?? { kind: 'same' };
  const found = new Set(
    entries.filter(({ targetStatus }) => targetStatus === status).map((one) => one.status),
  );
  for (const one of source.responses.keys()) {
    const converted = entries.some((entry) => entry.status === one);
    if (!converted && coveringStatus(one, target) === status) found.add(one);
  }
  const covering = coveringStatus(status, source);
  // A status that only the target tells apart is among others in the source.
  if (covering !== undefined && covering !== status) found.add(covering);
  return [...found].map((one) => ({ status: one, plan: planOf(one) }));
}

/** The status that an answer has after a hop. */
export function statusAfter({ source, conversion }: Hop, status: string): string {
  const covering = coveringStatus(status, source);
  const entry = conversion?.responses.find((one) => one.status === covering);
  return entry !== undefined && /^\d+$/.test(entry.targetStatus) ? entry.targetStatus : status;
}

import type { DateTime, Uint64 } from '@skewline/runtime/api';
import { isSagaError } from '../error.ts';
import { isSagaEvent, type SagaEvent } from '../event.ts';
import { checkJson, isObject } from '../json.ts';
import type { Performed } from '../perform.ts';

/**
 * What our steps store. It is kept as JSON text: the serializer of DBOS has objects that it reads as something else, and
 * members (`constructor`) that it refuses.
 */

/** What DBOS stores of the step of a node. Always data: what an action threw is in `performed`. */
export interface StepResult {
  /** Of the owner that ran it. */
  readonly token: Uint64;
  /** Null: not begun, because the saga was cancelled. */
  readonly performed: Performed | null;
  /** Why the saga is to be cancelled, if that was known when the step ended; so a replay learns it at the same place. */
  readonly cancelled: string | null;
}

/** What DBOS stores of the step in which a stuck saga takes what operators decided. */
export interface OperatorResult {
  readonly token: Uint64;
  readonly decisions: readonly Decision[];
}

export interface Decision {
  readonly event: SagaEvent;
  readonly time: DateTime;
}

const operatorPrefix = ':operator:';

/** No node's step is called so: those begin with a letter. */
export function operatorStepName(count: number): string {
  return `${operatorPrefix}${count}`;
}

export function isOperatorStep(name: string): boolean {
  return name.startsWith(operatorPrefix);
}

export function storedText(result: StepResult | OperatorResult): string {
  return JSON.stringify(result);
}

/** A stored result, believed only where it has the right shape. */
export function readStepResult(text: unknown): StepResult | undefined {
  const stored = parsed(text);
  if (!isObject(stored) || !isToken(stored['token'])) return undefined;
  const { token, performed, cancelled } = stored;
  if (cancelled !== null && typeof cancelled !== 'string') return undefined;
  if (performed === null) return { token, performed, cancelled };
  if (!isObject(performed)) return undefined;
  if (performed['ok'] === true) {
    const output = checkJson(performed['output'], Number.POSITIVE_INFINITY);
    return output.ok
      ? { token, performed: { ok: true, output: output.json }, cancelled }
      : undefined;
  }
  const { error } = performed;
  return isSagaError(error) ? { token, performed: { ok: false, error }, cancelled } : undefined;
}

export function readOperatorResult(text: unknown): OperatorResult | undefined {
  const stored = parsed(text);
  if (!isObject(stored) || !isToken(stored['token'])) return undefined;
  const { token, decisions } = stored;
  if (!Array.isArray(decisions)) return undefined;
  const read = decisions.flatMap((decision: unknown): readonly Decision[] => {
    if (!isObject(decision) || typeof decision['time'] !== 'string') return [];
    const { event, time } = decision;
    return isSagaEvent(event) ? [{ event, time }] : [];
  });
  return read.length === decisions.length ? { token, decisions: read } : undefined;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isToken(value: unknown): value is Uint64 {
  return Number.isSafeInteger(value);
}

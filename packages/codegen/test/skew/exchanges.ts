import { type OperationConversions, type OperationResponse, Refusal } from '@skewline/runtime';
import type { Json } from '../../src/model/json.ts';
import type { Hop } from '../../src/skew/hop.ts';

/** What has become of one value between two versions. */
export interface Outcome {
  readonly refused: boolean;
  readonly lost: boolean;
}

export type Shims = (hop: Hop) => OperationConversions;

const refused: Outcome = { refused: true, lost: false };

/** A request from its client to its server: as clients send it down, and as servers take it up. */
export function request(value: Json, hops: readonly Hop[], shims: Shims): Outcome {
  let [now, lost] = [value as unknown, false];
  const context = { lost: (): void => void (lost = true) };
  for (const hop of hops) {
    const { source, target, direction } = hop;
    const shim = shims(hop)[source.id]?.[direction === 'up' ? 'upRequest' : 'downRequest'];
    if (shim === undefined) continue;
    // The shims of a step take what the one before gives.
    const given = shim(now as never, context) as unknown;
    if (given instanceof Refusal) return refused;
    if (direction === 'down') {
      let covered = lost;
      const wayBack = { lost: (): void => void (covered = true) };
      const back = shims(hop)[target.id]?.upRequest?.(given as never, wayBack) ?? given;
      if (back instanceof Refusal) return refused;
      // A loss that somebody declared covers a difference; another difference is refused.
      if (!comesBack(now, back)) {
        if (!covered) return refused;
        lost = true;
      }
    }
    now = given;
  }
  return { refused: false, lost: lost || !holds(now, value) };
}

/** An answer from its server to its client. */
export function response(status: number, value: Json, hops: readonly Hop[], shims: Shims): Outcome {
  let now: OperationResponse = { status, body: value };
  let lost = false;
  const context = { lost: (): void => void (lost = true) };
  for (const hop of hops) {
    const shim =
      shims(hop)[hop.source.id]?.[hop.direction === 'up' ? 'upResponse' : 'downResponse'];
    const given = shim?.(now, context) ?? now;
    if (given instanceof Refusal) return refused;
    now = given;
  }
  return { refused: false, lost: lost || !holds(now.body, value) };
}

/** All that was said is there again; more may be. */
function comesBack(said: unknown, back: unknown): boolean {
  if (typeof said !== 'object' || said === null) return Object.is(said, back);
  if (typeof back !== 'object' || back === null || Array.isArray(said) !== Array.isArray(back)) {
    return false;
  }
  if (Array.isArray(said) && said.length !== (back as readonly unknown[]).length) return false; // a list
  return Object.entries(said).every(
    ([name, member]) =>
      Object.hasOwn(back, name) &&
      comesBack(member, (back as Readonly<Record<string, unknown>>)[name]), // it has it
  );
}

/** Each free text of what was said is still somewhere. */
function holds(now: unknown, said: Json): boolean {
  const text = JSON.stringify(now) ?? '';
  const free = JSON.stringify(said).match(/"text \d+ \d+ \d+"/g) ?? [];
  return free.every((one) => text.includes(one));
}

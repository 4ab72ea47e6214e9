import type { Change, Reading } from '../../diff/change.ts';
import type { Pairing } from '../../diff/pairing.ts';
import type { Side } from '../../diff/side.ts';
import { isValid } from '../../diff/values/valid.ts';
import type { Operation } from '../../model/api.ts';
import type { Json } from '../../model/json.ts';
import type { Schema } from '../../model/schema.ts';
import type { Witness } from '../finding.ts';
import { embed } from './embed.ts';
import { requestOf, responseOf } from './request.ts';
import { whyText } from './why.ts';

type Shown = Omit<Witness, 'flow'>;

/**
 * A value of the whole type, or of a part of an operation, that shows what becomes of values in
 * this direction; undefined where the whole does not show it, so that nothing is known for certain.
 */
export function witnessOf(
  change: Change,
  direction: 'up' | 'down',
  step: Pairing,
): Shown | undefined {
  const reading = change.readings[direction];
  const ends = {
    up: [step.olderSide, step.newerSide],
    down: [step.newerSide, step.olderSide],
  } as const;
  const [writer, reader] = ends[direction];
  const why = whyText(change, reading, direction === 'up' ? 'newer' : 'older');
  const roots = rootsOf(change, step);
  if (roots === undefined) {
    const value = ofOperation(change, direction, step, writer);
    return value === undefined ? undefined : { value, pointer: '', why };
  }
  const example = change.where[direction];
  if (example === undefined) return undefined;
  const [written, read] = direction === 'up' ? roots : [roots[1], roots[0]];
  const version = direction === 'up' ? 'older' : 'newer';
  const embedded = embed(written, writer, version, change.where.steps, example);
  if (
    embedded === undefined ||
    !shows(embedded.value, reading, [written, writer], [read, reader])
  ) {
    return undefined;
  }
  return { ...embedded, why };
}

/** The schemas of both versions that a value is one of; undefined for an operation itself. */
function rootsOf(change: Change, step: Pairing): readonly [Schema, Schema] | undefined {
  const { subject, where } = change;
  if (where.root !== undefined) return [where.root.older, where.root.newer];
  if (subject.kind === 'operation') return undefined;
  const older = step.older.schemas.get(subject.name)?.schema;
  const newer = step.newer.schemas.get(step.successors.get(subject.name) ?? '')?.schema;
  return older === undefined || newer === undefined ? undefined : [older, newer];
}

function shows(
  value: Json,
  reading: Reading,
  [written, writer]: readonly [Schema, Side],
  [read, reader]: readonly [Schema, Side],
): boolean {
  if (!isValid(value, written, writer)) return false;
  return reading !== 'refused' || !isValid(value, read, reader);
}

/** A request or a response of an operation as it is in the writer's version. */
function ofOperation(
  change: Change,
  direction: 'up' | 'down',
  step: Pairing,
  side: Side,
): Json | undefined {
  const operation = operationOf(change, direction, step);
  if (operation === undefined) return undefined;
  const { kind, name, part, path } = change;
  const isMedia = kind === 'media_added' || kind === 'media_removed';
  if (part !== 'response') {
    if (isMedia) return requestOf(operation, side, { media: name });
    const isMissing = change.readings[direction] === 'refused' || kind === 'default_changed';
    return requestOf(operation, side, isMissing ? { leaveOut: name } : { sent: name });
  }
  const status = /\.responses\.([^.]+)/.exec(path)?.[1] ?? name;
  const wanted = [status, ...operation.responses.keys()].find((one) =>
    operation.responses.has(one),
  );
  // A reader that asks for what the writer has no longer is answered with something else.
  return responseOf(operation, wanted ?? '', side, isMedia ? { media: name } : { leaveOut: name });
}

function operationOf(
  { subject }: Change,
  direction: 'up' | 'down',
  { operations, older, newer }: Pairing,
): Operation | undefined {
  const pair = operations.find(([, after]) => after.id === subject.name);
  if (pair !== undefined) return direction === 'up' ? pair[0] : pair[1];
  return (direction === 'up' ? older : newer).operations.get(subject.name);
}

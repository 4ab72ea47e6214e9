import type { Operation, Parameter } from '../model/api.ts';
import type { Sides } from './compare.ts';
import { defaultMessage, defaultReading } from './compare-objects.ts';
import type { Example } from './change.ts';
import { pairParameters, samePath } from './exchange.ts';
import type { Add } from './add.ts';
import type { Side } from './side.ts';
import { sampleOf } from './values/sample.ts';

/** What is said of a parameter itself; its schema is compared with the other schemas. */
export function compareParameters(
  before: Operation,
  after: Operation,
  add: Add,
  sides: Sides,
): void {
  const pairs = pairParameters(before, after);
  const [older, newer] = [new Map(pairs), new Map(pairs.map(([one, other]) => [other, one]))];
  const example = (one: Parameter, side: Side): { value?: Example } => {
    const value = sampleOf(one.schema, side);
    return value === undefined ? {} : { value: { value } };
  };
  // Where the path itself differs, its parameters do for the same reason.
  const moved = !samePath(before, after);
  for (const one of before.parameters) {
    if (older.has(one) || (moved && one.in === 'path')) continue;
    const { value } = example(one, sides.older);
    const message = `the ${one.in} parameter ${one.name} is removed`;
    const readings = { up: 'left_aside', down: one.required ? 'refused' : 'same' } as const;
    add(
      'parameter_removed',
      `${one.in}.${one.name}`,
      message,
      readings,
      value === undefined ? {} : { up: value },
    );
  }
  for (const one of after.parameters) {
    if (newer.has(one) || (moved && one.in === 'path')) continue;
    const { value } = example(one, sides.newer);
    const message = `the ${one.required ? 'required' : 'optional'} ${one.in} parameter ${one.name} is added`;
    const readings = { up: one.required ? 'refused' : 'same', down: 'left_aside' } as const;
    add(
      'parameter_added',
      `${one.in}.${one.name}`,
      message,
      readings,
      value === undefined ? {} : { down: value },
    );
  }
  for (const [one, other] of pairs) {
    const name = `${other.in}.${other.name}`;
    if (one.in === 'path' && one.name !== other.name) {
      const message = `the path parameter ${one.name} is called ${other.name} now`;
      add('parameter_renamed', name, message, { up: 'same', down: 'same' });
    }
    if (one.required !== other.required) {
      const kind = other.required ? 'became_required' : 'became_optional';
      const message = other.required ? 'becomes required' : 'becomes optional';
      const readings = other.required
        ? ({ up: 'refused', down: 'same' } as const)
        : ({ up: 'same', down: 'refused' } as const);
      add(kind, name, message, readings);
    }
    const meaning = defaultMessage(one, other);
    if (meaning === undefined) continue;
    const reading = defaultReading(one, other);
    const text = [
      JSON.stringify(one.default ?? null),
      JSON.stringify(other.default ?? null),
    ] as const;
    add('default_changed', name, meaning, { up: reading, down: reading }, { text });
  }
}

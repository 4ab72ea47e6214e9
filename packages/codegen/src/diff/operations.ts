import { coveringStatus, type Operation, type Parameter } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import type { Accepted, Change, ChangeKind, Difference } from './change.ts';
import { compareSchemas, defaultMessage } from './compare.ts';
import type { Pairing } from './pairing.ts';

type Sides = Parameters<typeof compareSchemas>[3];

/** What changes in operations themselves: path, parameters, bodies and responses. */
export function compareOperations(step: Pairing, sides: Sides): readonly Change[] {
  const found: Change[] = [];
  const paired = new Map(step.operations.map(([before, after]) => [before.id, after]));
  const kept = new Set([...paired.values()].map(({ id }) => id));
  for (const operation of step.older.operations.values()) {
    if (paired.has(operation.id)) continue;
    found.push(whole('operation_removed', operation, 'is removed', { up: false, down: true }));
  }
  for (const operation of step.newer.operations.values()) {
    if (kept.has(operation.id)) continue;
    // Nobody who speaks the older version calls it.
    found.push(whole('operation_added', operation, 'is added', { up: true, down: true }));
  }
  for (const [before, after] of step.operations) {
    for (const one of compareOperation(before, after, sides)) {
      found.push(changeOf(after.id, one));
    }
  }
  return found;
}

function whole(kind: ChangeKind, operation: Operation, what: string, accepted: Accepted): Change {
  const pointer =
    kind === 'operation_removed' ? { before: operation.pointer } : { after: operation.pointer };
  const message = `${operation.method.toUpperCase()} ${operation.path} ${what}`;
  const { id } = operation;
  return changeOf(id, { kind, path: id, name: '', message, ...pointer, accepted });
}

function changeOf(operation: string, difference: Difference): Change {
  const subject = { kind: 'operation', name: operation } as const;
  return { ...difference, subject, operations: [operation] };
}

function compareOperation(
  before: Operation,
  after: Operation,
  sides: Sides,
): readonly Difference[] {
  if (before === after) return [];
  const found: Difference[] = [];
  const pointers = { before: before.pointer, after: after.pointer };
  const add = (kind: ChangeKind, name: string, message: string, accepted: Accepted): void => {
    const path = name === '' ? after.id : `${after.id}.${name}`;
    found.push({ kind, path, name, message, ...pointers, accepted });
  };
  if (before.id !== after.id) {
    add('operation_renamed', '', `${before.id} is called ${after.id} now`, {
      up: true,
      down: true,
    });
  }
  if (before.method !== after.method || before.path !== after.path) {
    const [from, into] = [before, after].map((one) => `${one.method.toUpperCase()} ${one.path}`);
    const bare = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}');
    const moved = before.method !== after.method || bare(before.path) !== bare(after.path);
    if (moved)
      add('operation_moved', '', `${from ?? ''} becomes ${into ?? ''}`, { up: false, down: false });
  }
  compareParameters(before, after, add, found, sides);

  if (before.body === undefined && after.body !== undefined) {
    const { required } = after.body;
    add('body_added', 'body', `a${required ? ' required' : 'n optional'} body is added`, {
      up: !required,
      down: true,
    });
  }
  if (before.body !== undefined && after.body === undefined) {
    add('body_removed', 'body', 'the body is removed', { up: true, down: !before.body.required });
  }
  found.push(
    ...compareContents(
      before.body?.content,
      after.body?.content,
      `${after.id}.body`,
      before,
      after,
      sides,
    ),
  );
  for (const [status, response] of before.responses) {
    const covering = coveringStatus(status, after);
    const other = after.responses.get(covering ?? '');
    if (other === undefined) {
      add('response_removed', status, `the response ${status} is removed`, {
        up: false,
        down: true,
      });
    } else {
      if (covering !== status) {
        const message = `the response ${status} is no longer told apart from ${covering ?? ''}`;
        add('response_removed', status, message, { up: true, down: true });
      }
      const path = `${after.id}.responses.${status}`;
      found.push(...compareContents(response.content, other.content, path, before, after, sides));
    }
  }
  for (const [status, response] of after.responses) {
    if (before.responses.has(status)) continue;
    const covering = coveringStatus(status, before);
    const other = before.responses.get(covering ?? '');
    if (other === undefined) {
      add('response_added', status, `the response ${status} is added`, { up: true, down: false });
      continue;
    }
    // Who knows only the range has always been able to get this status.
    const message = `the response ${status} is told apart from ${covering ?? ''}`;
    add('response_added', status, message, { up: true, down: true });
    const path = `${after.id}.responses.${status}`;
    found.push(...compareContents(other.content, response.content, path, before, after, sides));
  }
  return found;
}

function compareParameters(
  before: Operation,
  after: Operation,
  add: (kind: ChangeKind, name: string, message: string, accepted: Accepted) => void,
  found: Difference[],
  sides: Sides,
): void {
  const match = (list: readonly Parameter[], one: Parameter): Parameter | undefined =>
    list.find((other) => other.in === one.in && other.name === one.name);
  for (const one of before.parameters) {
    const other = match(after.parameters, one);
    const name = `${one.in}.${one.name}`;
    if (other === undefined) {
      const message = `the ${one.in} parameter ${one.name} is removed`;
      add('parameter_removed', name, message, { up: one.in !== 'path', down: !one.required });
      continue;
    }
    if (one.required !== other.required) {
      const kind = other.required ? 'became_required' : 'became_optional';
      const message = other.required ? 'becomes required' : 'becomes optional';
      add(kind, name, message, { up: !other.required, down: other.required });
    }
    const meaning = defaultMessage(one, other);
    if (meaning !== undefined) add('default_changed', name, meaning, { up: false, down: false });
    const place = { path: `${after.id}.${name}`, before: before.pointer, after: after.pointer };
    found.push(...compareSchemas(one.schema, other.schema, place, sides));
  }
  for (const one of after.parameters) {
    if (match(before.parameters, one) !== undefined) continue;
    const message = `the ${one.required ? 'required' : 'optional'} ${one.in} parameter ${one.name} is added`;
    add('parameter_added', `${one.in}.${one.name}`, message, {
      up: !one.required,
      down: one.in !== 'path',
    });
  }
}

function compareContents(
  before: ReadonlyMap<string, Schema> | undefined,
  after: ReadonlyMap<string, Schema> | undefined,
  path: string,
  older: Operation,
  newer: Operation,
  sides: Sides,
): readonly Difference[] {
  if (before === undefined || after === undefined) return [];
  const found: Difference[] = [];
  for (const media of new Set([...before.keys(), ...after.keys()])) {
    const [from, into] = [before.get(media), after.get(media)];
    const pointers = { before: older.pointer, after: newer.pointer };
    if (from !== undefined && into !== undefined) {
      found.push(...compareSchemas(from, into, { path, ...pointers }, sides));
    } else {
      const gone = into === undefined;
      found.push({
        kind: 'structure_changed',
        path,
        name: media,
        message: `${media} is ${gone ? 'removed' : 'added'}`,
        accepted: { up: !gone, down: gone },
        ...pointers,
      });
    }
  }
  return found;
}

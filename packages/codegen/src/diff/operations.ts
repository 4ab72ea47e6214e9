import type { Operation } from '../model/api.ts';
import type { Change, Difference, Reading, Readings } from './change.ts';
import type { Add } from './add.ts';
import { compareSchemas, type Sides } from './compare.ts';
import { compareParameters } from './compare-parameters.ts';
import { compareResponses, mediaDifferences } from './compare-responses.ts';
import { exchangePairs, samePath } from './exchange.ts';
import type { Pairing } from './pairing.ts';
import { schemeReading, securityReading, securityText, sharedSchemes } from './security.ts';

/** What changes in operations themselves: path, parameters, bodies and responses. */
export function compareOperations(step: Pairing, sides: Sides): readonly Change[] {
  const found: Change[] = [];
  const paired = new Map(step.operations.map(([before, after]) => [before.id, after]));
  const kept = new Set([...paired.values()].map(({ id }) => id));
  for (const operation of step.older.operations.values()) {
    if (paired.has(operation.id)) continue;
    found.push(whole('operation_removed', operation, { up: 'refused', down: 'same' }));
  }
  for (const operation of step.newer.operations.values()) {
    if (kept.has(operation.id)) continue;
    found.push(whole('operation_added', operation, { up: 'same', down: 'refused' }));
  }
  found.push(...compareSchemes(step));
  for (const [before, after] of step.operations) {
    for (const one of compareOperation(before, after, sides)) {
      found.push(changeOf(after.id, one));
    }
  }
  return found;
}

/** A scheme is one root cause, however many operations ask for it. */
function compareSchemes(step: Pairing): readonly Change[] {
  const users = new Map<string, string[]>();
  for (const [before, after] of step.operations) {
    for (const name of sharedSchemes(before, after)) {
      const known = users.get(name) ?? [];
      if (!known.includes(after.id)) users.set(name, [...known, after.id]);
    }
  }
  return [...users].flatMap(([name, operations]) => {
    const reading = schemeReading(name, step.older, step.newer);
    const [first] = operations;
    if (reading === 'same' || first === undefined) return [];
    const pointer = `/components/securitySchemes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const scheme = (version: Pairing['older']): string =>
      JSON.stringify(version.securitySchemes?.[name] ?? null);
    const change = changeOf(first, {
      kind: 'security_changed',
      path: `security.${name}`,
      name,
      message: `the credentials ${name} are shown in another way`,
      before: pointer,
      after: pointer,
      readings: { up: reading, down: reading },
      where: { steps: [] },
      text: [scheme(step.older), scheme(step.newer)],
      part: 'request',
    });
    return [{ ...change, operations: operations.sort() }];
  });
}

function whole(
  kind: 'operation_removed' | 'operation_added',
  operation: Operation,
  readings: Readings,
): Change {
  const isGone = kind === 'operation_removed';
  const { id, pointer, method, path } = operation;
  const place = `${method.toUpperCase()} ${path}`;
  return changeOf(id, {
    kind,
    path: id,
    name: '',
    message: `${place} is ${isGone ? 'removed' : 'added'}`,
    ...(isGone ? { before: pointer } : { after: pointer }),
    readings,
    where: { steps: [] },
    text: isGone ? [place, ''] : ['', place],
    part: 'request',
  });
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
  const add: Add = (kind, name, message, readings, more = {}) => {
    const { part = 'request', text = ['', ''], up, down } = more;
    found.push({
      kind,
      path: more.path ?? (name === '' ? after.id : `${after.id}.${name}`),
      name,
      message,
      ...(more.pointers ?? pointers),
      readings,
      where: {
        steps: [],
        ...(up === undefined ? {} : { up }),
        ...(down === undefined ? {} : { down }),
      },
      text,
      part,
    });
  };
  compareIdentity(before, after, add);
  compareParameters(before, after, add, sides);
  compareBodies(before, after, add);
  compareResponses(before, after, add);
  for (const { part, path, older, newer, ...place } of exchangePairs(before, after)) {
    const inner = compareSchemas(older, newer, { path: `${after.id}.${path}`, ...place }, sides);
    // What is within may stand behind a reference, or in a list of the path: its pointer is not known.
    found.push(...inner.map((one) => ({ ...one, ...place, part })));
  }
  return found;
}

function compareIdentity(before: Operation, after: Operation, add: Add): void {
  if (before.id !== after.id) {
    const message = `${before.id} is called ${after.id} now`;
    add('operation_renamed', '', message, { up: 'same', down: 'same' });
  }
  if (!samePath(before, after)) {
    const [from = '', into = ''] = [before, after].map(
      (one) => `${one.method.toUpperCase()} ${one.path}`,
    );
    const readings = { up: 'refused', down: 'refused' } as const;
    add('operation_moved', '', `${from} becomes ${into}`, readings, { text: [from, into] });
  }
  const up = securityReading(before.security, after.security);
  const down = securityReading(after.security, before.security);
  const text = [securityText(before.security), securityText(after.security)] as const;
  if (up !== 'same' || down !== 'same') {
    const message = `what a caller must show changes from ${text[0]} to ${text[1]}`;
    add('security_changed', '', message, { up, down }, { text });
  }
  if (!isUnstable(before) && isUnstable(after)) {
    const readings = { up: 'misread', down: 'same' } as const;
    add('operation_unstable', '', 'is no longer promised to stay as it is', readings);
  }
}

/** Marked as not promised to anybody: `x-skewline-unstable: true`. */
export function isUnstable({ extensions }: Operation): boolean {
  return extensions?.['x-skewline-unstable'] === true;
}

function compareBodies(
  { body: older, ...before }: Operation,
  { body: newer, ...after }: Operation,
  add: Add,
): void {
  const pointers = {
    before: `${before.pointer}${older === undefined ? '' : '/requestBody'}`,
    after: `${after.pointer}${newer === undefined ? '' : '/requestBody'}`,
  };
  const readings = (up: Reading, down: Reading): Readings => ({ up, down });
  if (older === undefined && newer !== undefined) {
    const { required } = newer;
    const message = `a${required ? ' required' : 'n optional'} body is added`;
    add('body_added', 'body', message, readings(required ? 'refused' : 'same', 'left_aside'), {
      pointers,
    });
  } else if (older !== undefined && newer === undefined) {
    const missing = older.required ? 'refused' : 'same';
    add('body_removed', 'body', 'the body is removed', readings('left_aside', missing), {
      pointers,
    });
  } else if (older !== undefined && newer !== undefined) {
    if (older.required !== newer.required) {
      const kind = newer.required ? 'body_became_required' : 'body_became_optional';
      const message = newer.required ? 'becomes required' : 'becomes optional';
      const both = newer.required ? readings('refused', 'same') : readings('same', 'refused');
      add(kind, 'body', message, both, { pointers });
    }
    const path = `${after.id}.body`;
    mediaDifferences(older.content, newer.content, 'request', add, { path, pointers });
  }
}

import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connect, fixed } from '../../src/client/index.ts';
import { type Expressed, express } from '../../src/client/expressible.ts';
import { Trouble } from '../../src/client/trouble.ts';
import { type Context, type Decision, drop, type LossReport, Refusal } from '../../src/index.ts';
import type { ClientOperation, OperationStep } from '../../src/exchange.ts';
import { api, type Parcel, parcelPut, parcelPutOperation, type State } from './depot.ts';
import { depot, listen, sendJson } from './server.ts';

const parcel: Parcel = { weight: 1, labels: ['a'], state: { kind: 'new' }, stamps: [] };
const path = { id: 'x' };

function said(
  body: unknown,
  position: number,
  operation: ClientOperation = parcelPutOperation,
): unknown {
  const result = express(operation, { path, body }, position);
  if (result instanceof Trouble) {
    const { field = '', since = '' } = result.details;
    return `${result.code} ${field} ${since}`;
  }
  return { body: result.request.body, losses: result.losses.map(({ loss }) => loss) };
}

describe('a request in an older version', () => {
  test('the newest says everything, and the very same', () => {
    const request = { path, body: parcel };
    expect(express(parcelPutOperation, request, 2)).toMatchObject({ losses: [] });
    expect((express(parcelPutOperation, request, 2) as { request: unknown }).request).toBe(request);
  });

  test.each([
    [parcel, 0, { body: { weight: 1, labels: ['a'], state: 'new' }, losses: [] }],
    [
      { ...parcel, note: 'n' },
      1,
      { body: { weight: 1, labels: ['a'], state: 'new', note: 'n' }, losses: [] },
    ],
    // Left aside in silence by the derived conversions.
    [{ ...parcel, note: 'n' }, 0, 'unrepresentable /body/note 2.0.0'],
    [{ ...parcel, note: null }, 0, 'unrepresentable /body/note 2.0.0'],
    [
      { ...parcel, note: undefined },
      0,
      { body: { weight: 1, labels: ['a'], state: 'new' }, losses: [] },
    ],
    [{ ...parcel, stamps: [1] }, 1, 'unrepresentable /body/stamps 3.0.0'],
    // Refused by a decision, on the way and on the way back.
    [{ ...parcel, weight: 101 }, 1, 'unrepresentable /body/weight 3.0.0'],
    [{ ...parcel, weight: -1 }, 0, 'unrepresentable /body/weight 3.0.0'],
    // Declared losses, on the way and on the way back.
    [
      { ...parcel, state: { kind: 'lost', reason: 'rain' } },
      1,
      { body: { weight: 1, labels: ['a'], state: 'sent' }, losses: ['why a parcel was lost'] },
    ],
    [
      { ...parcel, labels: ['b', 'a'] },
      1,
      { body: { weight: 1, labels: ['b', 'a'], state: 'new' }, losses: ['the order of labels'] },
    ],
    // A loss does not excuse its neighbours.
    [
      { ...parcel, state: { kind: 'lost', reason: 'rain' }, stamps: [1] },
      1,
      'unrepresentable /body/stamps 3.0.0',
    ],
    // No parcel at all.
    [null, 1, 'request_invalid  '],
    [{}, 1, 'request_invalid  '],
    [undefined, 1, 'request_invalid  '],
  ])('%j at %d', (body, position, expected) => {
    expect(said(body, position)).toEqual(expected);
  });

  test('an operation that begins later', () => {
    const later = {
      ...parcelPutOperation,
      forms: parcelPutOperation.forms.map((form) => ({ ...form, first: 1 })),
    };
    expect(said(parcel, 0, later)).toBe('unrepresentable  2.0.0');
  });
});

describe('what a conversion may do', () => {
  const one = (step: Omit<OperationStep, 'newer'>): ClientOperation => ({
    ...parcelPutOperation,
    steps: [{ newer: 2, ...step }],
  });
  type Request = { path: unknown; body: Record<string, unknown> };
  const withoutA = ({ body, ...rest }: Request): unknown => {
    const { a: _, ...others } = body;
    return { ...rest, body: others };
  };

  test('members that only the way back adds are fine', () => {
    const upRequest = ({ body, ...rest }: Request): unknown => ({
      ...rest,
      body: { ...body, a: 1 },
    });
    expect(said({ b: 1 }, 1, one({ downRequest: withoutA, upRequest }))).toEqual({
      body: { b: 1 },
      losses: [],
    });
    expect(said({ a: 1, b: 1 }, 1, one({ downRequest: withoutA, upRequest }))).toEqual({
      body: { b: 1 },
      losses: [],
    });
    expect(said({ a: 2, b: 1 }, 1, one({ downRequest: withoutA, upRequest }))).toBe(
      'unrepresentable /body/a 3.0.0',
    );
  });

  test('without a way back what was said must still be there', () => {
    expect(said({ b: 1 }, 1, one({ downRequest: withoutA }))).toEqual({
      body: { b: 1 },
      losses: [],
    });
    expect(said({ a: 1 }, 1, one({ downRequest: withoutA }))).toBe('unrepresentable /body/a 3.0.0');
  });

  test('what must not go up is compared as it is', () => {
    const upRequest = (): Refusal => new Refusal('not from here', { code: 'not_forwarded' });
    expect(said({ b: 1 }, 1, one({ downRequest: withoutA, upRequest }))).toEqual({
      body: { b: 1 },
      losses: [],
    });
    expect(said({ a: 1 }, 1, one({ downRequest: withoutA, upRequest }))).toBe(
      'unrepresentable /body/a 3.0.0',
    );
  });

  test('a declared loss is told of where something is lost, and only there', () => {
    const loses: Decision<unknown, string> = drop('why', 'gone');
    const downRequest = ({ body, ...rest }: Request, context: Context): unknown => {
      return { ...rest, body: { a: loses(body['a'], context) } };
    };
    const upRequest = (request: Request): unknown => {
      return { ...request, body: { a: { why: 'unknown' } } };
    };
    const operation = one({ downRequest, upRequest });
    expect(said({ a: { why: 'rain' } }, 1, operation)).toMatchObject({ losses: ['why'] });
    expect(said({ a: { why: 'unknown' } }, 1, operation)).toMatchObject({ losses: [] });
  });

  test('one report about a text excuses one text', () => {
    const loses: Decision<unknown, string> = drop('a', 'gone');
    const downRequest = ({ body, ...rest }: Request, context: Context): unknown => {
      return { ...rest, body: { ...body, a: loses(body['a'], context), b: 'gone' } };
    };
    expect(said({ a: 'x', b: 'gone' }, 1, one({ downRequest }))).toEqual({
      body: { a: 'gone', b: 'gone' },
      losses: ['a'],
    });
    expect(said({ a: 'x', b: 'x' }, 1, one({ downRequest }))).toBe('unrepresentable /body/b 3.0.0');
  });

  test('an exception is no crash', () => {
    const downRequest = (): never => {
      throw new RangeError('too much');
    };
    expect(said({}, 1, one({ downRequest }))).toBe('request_invalid  ');
  });

  test('it sees the operation as its version names it, and the path as it is sent', () => {
    const seen: unknown[] = [];
    const see = (
      request: never,
      { operation, pathParameters }: object & Record<string, unknown>,
    ): unknown => {
      seen.push([operation, pathParameters]);
      return request;
    };
    const [form] = parcelPutOperation.forms;
    if (form === undefined) throw new Error('there is a form');
    const forms = [
      { ...form, last: 1, id: 'old' },
      { ...form, first: 2 },
    ];
    // The context has more than a table of tests looks at.
    const shims = { downRequest: see, upRequest: see } as unknown as Omit<OperationStep, 'newer'>;
    expect(express({ ...one(shims), forms }, { path: { id: 7 }, body: {} }, 0)).toHaveProperty(
      'form.id',
      'old',
    );
    expect(seen).toEqual([
      ['parcel_put', { id: '7' }],
      ['old', { id: '7' }],
    ]);
  });
});

/** What a server of the newest version makes of a request in an older one. */
function goUp(request: unknown, position: number, losses: LossReport[]): unknown {
  let current = request;
  for (const { newer, upRequest } of parcelPutOperation.steps) {
    if (newer <= position || upRequest === undefined) continue;
    // The steps are paired.
    current = upRequest(current as never, { lost: (report) => losses.push(report) });
    if (current instanceof Refusal) throw new Error(`refused: ${current.message}`);
  }
  return current;
}

interface Asked {
  readonly path: { readonly id: string };
  readonly body: Parcel;
}

/** What came of a request, or what is wrong with that. */
function outcomeOf(asked: Asked, position: number, result: Expressed | Trouble): string {
  const { weight, stamps, note, labels } = asked.body;
  if (result instanceof Trouble) {
    const isWhole = weight < 0 || weight > 100 || stamps.length > 0;
    const mayFail = position < 2 && (isWhole || (position === 0 && note !== undefined));
    return mayFail ? result.code : `${result.code} for nothing`;
  }
  // Generated as a parcel, and converted back to one.
  const arrived = goUp(result.request, position, []) as Asked;
  if (result.losses.length === 0) {
    return isDeepStrictEqual(arrived, asked) ? 'same' : 'lost in silence';
  }
  // All but what the reports are about.
  const losses = new Set(result.losses.map(({ loss }) => loss));
  const mended = {
    ...arrived.body,
    ...(losses.has('why a parcel was lost') ? { state: asked.body.state } : {}),
    ...(losses.has('the order of labels') ? { labels } : {}),
  };
  if (!isDeepStrictEqual({ ...arrived, body: mended }, asked))
    return 'lost beside what was reported';
  return isDeepStrictEqual(arrived, asked) ? 'reported for nothing' : 'lost';
}

const anyState: fc.Arbitrary<State> = fc.oneof(
  fc.record({ kind: fc.constant('new' as const) }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant('sent' as const) }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant('lost' as const), reason: fc.string() }, { noNullPrototype: true }),
);

/** Also what some versions cannot say, or lose. */
const anyParcel: fc.Arbitrary<Parcel> = fc.record(
  {
    weight: fc.integer({ min: -20, max: 120 }),
    labels: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
    state: anyState,
    stamps: fc.array(fc.integer(), { maxLength: 1 }),
    note: fc.option(fc.string()),
  },
  { requiredKeys: ['weight', 'labels', 'state', 'stamps'], noNullPrototype: true },
);

test('what arrives is what was said, or the loss was reported, or nothing was sent', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(anyParcel, fc.constantFrom(0, 1, 2), (body, position) => {
      const asked = { path, query: { dry_run: true }, body };
      const frozen = structuredClone(asked);
      const result = express(parcelPutOperation, asked, position);
      expect(asked).toEqual(frozen);
      const outcome = outcomeOf(asked, position, result);
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      expect(['same', 'lost', 'unrepresentable']).toContain(outcome);
    }),
    { numRuns: 3000, seed: 5 },
  );
  expect(Object.keys(seen)).toHaveLength(3);
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

test('and so it is over HTTP, at a server of any version', async () => {
  const answer = { message: 'noted' };
  const server = await listen(
    depot({
      versions: '1.0.0, 2.0.0, 3.0.0',
      answer: (_, response) => sendJson(response, answer, { status: 404 }),
    }),
  );
  const seen: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(anyParcel, fc.constantFrom(0, 1, 2), async (body, position) => {
      const losses: LossReport[] = [];
      const connection = connect(api, {
        baseUrl: server.url,
        versions: fixed(String(position + 1)),
        hooks: { onLoss: (loss) => void losses.push(loss) },
      });
      const before = server.calls.length;
      const result = await parcelPut(connection, { path, body });
      const sent = server.calls[before];
      const outcome =
        sent === undefined
          ? outcomeOf(
              { path, body },
              position,
              new Trouble(result.ok ? 'network' : codeOf(result), ''),
            )
          : outcomeOf({ path, body }, position, { ...arrivedAt(position, sent.body), losses });
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      expect(['same', 'lost', 'unrepresentable']).toContain(outcome);
    }),
    { numRuns: 300, seed: 6 },
  );
  expect(Object.keys(seen)).toHaveLength(3);
});

function codeOf({ code }: { readonly code: string }): 'unrepresentable' | 'network' {
  return code === 'unrepresentable' ? code : 'network';
}

function arrivedAt(position: number, text: string): Pick<Expressed, 'form' | 'request'> {
  const form = parcelPutOperation.forms.find(
    ({ first, last }) => first <= position && position <= last,
  );
  if (form === undefined) throw new Error('every version has it');
  const body: unknown = JSON.parse(text);
  return { form, request: { path, body } };
}

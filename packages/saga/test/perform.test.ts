import { describe, expect, test } from 'vitest';
import {
  action,
  ActionFailure,
  type ActionDefinition,
  constant,
  dagBuilder,
  Fenced,
  type Json,
  performAction,
  type Performing,
  performUndo,
  runInMemory,
  type SagaError,
  unshared,
} from '@skewline/saga';

type Definition = Partial<ActionDefinition<unknown, unknown, Json>>;

/** One node, and what its ownership was asked. */
function performing(definition: Definition): Performing & { readonly asked: unknown[] } {
  const step = action<{ output: Json }>({
    name: 'a',
    version: 1,
    run: () => null,
    policy: { attempts: 5, firstDelayMs: 1 },
    undoPolicy: { attempts: 5, firstDelayMs: 1 },
    ...definition,
  });
  const built = dagBuilder<object>('d').append('only', step).build();
  const node = built.ok ? built.dag.nodes[0] : undefined;
  if (!built.ok || node === undefined) throw new Error('d');
  const asked: unknown[] = [];
  return {
    asked,
    dag: built.dag,
    node,
    sagaId: 's',
    params: {},
    outputOf: () => 'stored',
    cancelled: new AbortController().signal,
    random: () => 0,
    inject: {},
    ownership: {
      fence: async (transaction) => {
        asked.push(['fence', transaction]);
      },
      record: async (...given) => {
        asked.push(['record', ...given]);
      },
    },
  };
}

const fencedOff = async (): Promise<never> => {
  throw new Fenced('somebody else has it');
};

describe('fence and record', () => {
  test('reach the engine with the transaction of the action', async () => {
    const transaction = {};
    const given = performing({
      run: async ({ fence, record }) => {
        await fence(transaction);
        await record(transaction, { x: [1, undefined] } as unknown as Json);
        return { x: [1] };
      },
    });
    // What cannot be stored is not handed on.
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'serialize_failed' },
    });
    expect(given.asked).toEqual([['fence', transaction]]);
    const right = performing({
      run: async ({ record }) => {
        await record(transaction, { x: 1 });
        return { x: 1 };
      },
    });
    expect(await performAction(right)).toEqual({ ok: true, output: { x: 1 } });
    expect(right.asked).toEqual([['record', transaction, 'only', { x: 1 }]]);
  });

  test('record knows the limit of the result', async () => {
    const given = performing({
      resultLimit: 10,
      run: async ({ record }) => {
        await record({}, 'x'.repeat(11));
        return null;
      },
    });
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'serialize_failed', attempts: 1 },
    });
    expect(given.asked).toEqual([]);
  });

  test('reach the engine from an undo, too', async () => {
    const transaction = {};
    const given = performing({ undo: ({ fence }) => fence(transaction) });
    expect(await performUndo(given, cancelled)).toMatchObject({ ok: true });
    expect(given.asked).toEqual([['fence', transaction]]);
  });

  test('do nothing in memory, where nobody else can have the saga', async () => {
    const step = action<{ output: string }>({
      name: 'a',
      version: 1,
      run: async ({ fence, record }) => {
        await fence({});
        await record({}, 'x');
        return 'x';
      },
    });
    const built = dagBuilder<object>('d').append('only', step).build();
    if (!built.ok) throw new Error('d');
    expect(await runInMemory(built.dag, {})).toMatchObject({
      outcome: { kind: 'done', output: 'x' },
    });
    await expect(unshared.fence({})).resolves.toBeUndefined();
  });
});

describe('a cancelled saga', () => {
  const enough = new AbortController();
  const failingOnce = (attempts: number): Definition => ({
    run: () => {
      enough.abort('enough');
      throw new Error('busy');
    },
    policy: { attempts, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
  });

  test('is why an action that would be tried again is not', async () => {
    const given = { ...performing(failingOnce(5)), cancelled: enough.signal };
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'cancelled', attempts: 1, source: { message: 'busy' } },
    });
  });

  test('is not why one fails that would not be', async () => {
    const given = { ...performing(failingOnce(1)), cancelled: enough.signal };
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'action_failed', attempts: 1, message: 'busy' },
    });
  });
});

describe('Fenced', () => {
  test('is never retried; another error is', async () => {
    let runs = 0;
    const counting =
      (thrown: () => Error): NonNullable<Definition['run']> =>
      async () => {
        runs += 1;
        throw thrown();
      };
    await performAction(performing({ run: counting(() => new Error('no')) }));
    expect(runs).toBe(5);
    runs = 0;
    const fenced = await performAction(performing({ run: counting(() => new Fenced('gone')) }));
    expect(runs).toBe(1);
    expect(fenced).toMatchObject({ ok: false, error: { attempts: 1 } });
  });

  test('is what ends an action or an undo whose saga is dropped, while it runs and while it waits', async () => {
    for (const run of [
      async () => new Promise<null>(() => {}),
      async () => {
        throw new Error('again, after an hour');
      },
    ]) {
      for (const perform of ['action', 'undo'] as const) {
        const drop = new AbortController();
        const body = async (): Promise<null> => {
          setTimeout(() => drop.abort('it is another one that has it'), 5);
          return run();
        };
        const policy = { attempts: 5, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
        const given = {
          ...performing({ run: body, undo: body, policy, undoPolicy: policy }),
          dropped: drop.signal,
        };
        const ended = await (perform === 'action'
          ? performAction(given)
          : performUndo(given, cancelled));
        expect(ended).toMatchObject({
          ok: false,
          error: {
            attempts: 1,
            source: { name: 'Fenced' },
            message: 'it is another one that has it',
          },
        });
      }
    }
  });

  test('of the engine ends the action and the undo at the first attempt', async () => {
    let runs = 0;
    const asks: Definition = {
      run: async ({ fence }) => {
        runs += 1;
        await fence({});
        return null;
      },
      undo: async ({ fence }) => {
        runs += 1;
        await fence({});
      },
    };
    const given = { ...performing(asks), ownership: { fence: fencedOff, record: fencedOff } };
    expect(await performAction(given)).toMatchObject({ ok: false, error: { attempts: 1 } });
    expect(await performUndo(given, cancelled)).toMatchObject({ ok: false });
    expect(runs).toBe(2);
  });
});

const cancelled: SagaError = {
  code: 'cancelled',
  message: 'enough',
  node: null,
  action: null,
  during: 'action',
  attempts: 0,
  source: null,
};

describe('an undo knows why', () => {
  test('the error it is given, and the output that was stored', async () => {
    const seen: unknown[] = [];
    const given = performing({ undo: ({ error, output }) => seen.push(error, output) });
    await performUndo(given, cancelled);
    expect(seen).toEqual([cancelled, 'stored']);
  });

  test('the error of the node that comes first, of a whole saga', async () => {
    const seen: SagaError[] = [];
    const first = action<{ output: null }>({
      name: 'first',
      version: 1,
      run: () => null,
      undo: ({ error }) => seen.push(error),
    });
    const failing = (name: string) =>
      action<{ output: null }>({
        name,
        version: 1,
        run: () => Promise.reject(new ActionFailure(name, 'no', { details: { name } })),
      });
    const built = dagBuilder<object>('d')
      .append('first', first)
      .appendParallel({ left: failing('left'), right: failing('right') })
      .append('z', constant(1))
      .build();
    if (!built.ok) throw new Error('d');
    await runInMemory(built.dag, {});
    expect(seen).toMatchObject([
      { node: 'left', code: 'action_failed', source: { code: 'left', details: { name: 'left' } } },
    ]);
  });
});

describe('bad input', () => {
  const thrown: readonly (readonly [string, unknown, object])[] = [
    ['a text', 'no room', { name: 'thrown', message: 'no room', details: 'no room' }],
    ['nothing', undefined, { name: 'thrown', message: 'undefined thrown', details: null }],
    ['null', null, { name: 'thrown', message: 'object thrown', details: null }],
    ['a number', 7, { name: 'thrown', details: 7 }],
    ['an object', { code: 'x' }, { name: 'thrown', details: { code: 'x' } }],
    ['a function', () => 1, { name: 'thrown', message: 'function thrown', details: null }],
    ['text that no database stores', 'a\0b', { message: 'a\uFFFDb' }],
    [
      'an error that cannot be read',
      new Proxy(new Error('x'), {
        get() {
          throw new Error('no');
        },
      }),
      { message: 'unreadable' },
    ],
    [
      'an error with a cause',
      new Error('outer', { cause: new Error('inner') }),
      { message: 'outer', cause: { message: 'inner', cause: null } },
    ],
  ];
  test.each(thrown)('an action that throws %s', async (_what, value, source) => {
    const run = async (): Promise<never> => {
      throw value;
    };
    expect(await performAction(performing({ run, policy: { attempts: 1 } }))).toMatchObject({
      ok: false,
      error: { code: 'action_failed', node: 'only', action: 'a@1', source },
    });
  });

  const results: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['nothing in a list', [1, undefined]],
    ['text that no database stores', 'a\0b'],
    ['half a character', '\uD800'],
    ['10 MB', 'x'.repeat(10_000_000)],
    ['too deep', JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)],
  ];
  test.each(results)('an action that gives %s', async (_what, value) => {
    // The types refuse it; a program in JavaScript may give it.
    const given = performing({ run: () => value as Json });
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'serialize_failed', attempts: 1 },
    });
  });

  test('an action that never returns is given up, each attempt, and its signal is aborted', async () => {
    const signals: AbortSignal[] = [];
    const given = performing({
      policy: { attempts: 2, firstDelayMs: 1, timeoutMs: 20 },
      run: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    expect(await performAction(given)).toMatchObject({
      ok: false,
      error: { code: 'timeout', message: 'no answer in 20 ms', attempts: 2 },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

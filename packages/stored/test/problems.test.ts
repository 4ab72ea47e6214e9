import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '@skewline/runtime';
import type { SledVmmState } from '@skewline/sled-agent-types';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Conversions, type StoredProblem, type StoredProblemCode } from '../src/index.ts';
import { fixes } from '../src/problem.ts';
import { canMount, isRoot, mounted } from './support/folder.ts';
import { newest, programOf } from './support/program.ts';
import { envelope, failed, place, problemIn, running, time } from './support/vmm.ts';

type Provoked = Promise<{ readonly ok: boolean }>;

/** Reads a file with this content. */
function reading(content: string | Uint8Array): Provoked {
  const { put, as } = place();
  put(content);
  return as().read();
}

function readingAsText(text: string): Provoked {
  return reading(`{"api":"sled-agent","type":"SledVmmState","version":"49.0.0","value":${text}}`);
}

function writing(value: unknown): Provoked {
  // As a program without types would.
  return place()
    .as()
    .write(value as SledVmmState);
}

/** The newest program, whose step from 48 to 49 does this. */
function withStep(shim: (value: never) => unknown): Conversions {
  const epochs = newest.conversions.epochs.map((epoch) =>
    epoch.type === 'SledVmmState' && epoch.up !== undefined
      ? { ...epoch, up: { ...epoch.up, shim } }
      : epoch,
  );
  return { ...newest.conversions, epochs };
}

const old = { vmm_state: { gen: 1, state: 'running', time_updated: time } };
const oldFile = envelope({ version: '48.0.0', value: old });

function readingOld(conversions: Conversions): Provoked {
  const { put, as } = place();
  put(oldFile);
  return as({ ...newest, conversions }).read();
}

/** Every code, something that provokes it, and what a caller sees. */
const provoked: {
  readonly [Code in StoredProblemCode]: readonly [
    provoke: () => Provoked,
    seen: Partial<StoredProblem>,
    /** Why it cannot be provoked here, if it cannot. */
    unless?: boolean,
  ];
} = {
  not_a_file: [
    async () => {
      const { path, as } = place();
      mkdirSync(path);
      return as().read();
    },
    { pointer: '', newest: '49.0.0' },
  ],
  not_permitted: [
    async () => {
      const { folder, put, as, content } = place();
      put(envelope());
      if (isRoot) {
        mounted(folder, ['--bind', folder, folder], ['-o', 'remount,bind,ro', folder]);
      } else {
        chmodSync(folder, 0o555);
        onTestFinished(() => {
          chmodSync(folder, 0o755);
        });
      }
      const result = await as().write(running(2));
      expect(content()).toBe(envelope());
      return result;
    },
    { pointer: '' },
    isRoot && !canMount(),
  ],
  folder_missing: [
    async () => {
      const { folder, as } = place();
      rmSync(folder, { recursive: true });
      expect(await as().read()).toMatchObject({ ok: true, value: undefined });
      return as().write(running(1));
    },
    { pointer: '' },
  ],
  disk_full: [
    async () => {
      const { folder, as, content } = place();
      mounted(folder, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
      const file = as(newest, { type: 'Error' });
      expect(await file.write({ request_id: '1', message: 'no' } as never)).toMatchObject({
        ok: true,
      });
      const before = content();
      const result = await file.write({ request_id: '2', message: 'no'.repeat(100_000) } as never);
      expect(content()).toBe(before);
      expect(readdirSync(folder)).toEqual(['vmm.json']);
      return result;
    },
    { pointer: '' },
    !canMount(),
  ],
  read_failed: [
    async () => {
      const { path, as } = place();
      symlinkSync(path, path);
      return as().read();
    },
    { pointer: '' },
  ],
  write_failed: [
    async () => {
      const { folder, as } = place();
      // A name that is just short enough, but not with what is written beside it.
      const result = await as(newest, { path: join(folder, 'x'.repeat(250)) }).write(running(1));
      expect(readdirSync(folder)).toEqual([]);
      return result;
    },
    { pointer: '' },
  ],
  not_durable: [
    async () => {
      const { path, as, content } = place();
      // No disk does this when it is asked to.
      const handle = await fs.open(path, 'w');
      const methods = Object.getPrototypeOf(handle) as fs.FileHandle;
      await handle.close();
      rmSync(path);
      // Called with `this` below.
      // oxlint-disable-next-line typescript/unbound-method
      const { sync } = methods;
      onTestFinished(() => {
        methods.sync = sync;
      });
      methods.sync = async function (this: fs.FileHandle) {
        if ((await this.stat()).isDirectory()) {
          throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        }
        await sync.call(this);
      };
      const result = await as().write(running(1));
      expect(JSON.parse(content())).toHaveProperty('value', running(1));
      return result;
    },
    { pointer: '' },
  ],
  too_large: [
    async () => {
      const { put, as } = place();
      put(`${envelope()}${' '.repeat(1000)}`);
      const file = as(newest, { maxBytes: 1000 });
      expect(await as().read()).toMatchObject({ ok: true });
      return file.read();
    },
    { pointer: '' },
  ],
  too_deep: [() => readingAsText('['.repeat(100_000)), { newest: '49.0.0' }],
  empty: [() => reading(''), { pointer: '' }],
  cut_off: [() => reading(envelope().slice(0, -20)), { pointer: '/value/vmm_state/time_updated' }],
  not_utf8: [() => reading(Buffer.from(envelope().replace('running', 'rühren'), 'latin1')), {}],
  not_json: [() => reading('vmm: running\n'), { pointer: '' }],
  number_inexact: [
    () => readingAsText('{"vmm_state":{"gen":9007199254740993}}'),
    { pointer: '/value/vmm_state/gen' },
  ],
  name_repeated: [() => readingAsText('{"a":1,"a":2}'), { pointer: '/value/a' }],
  envelope_invalid: [() => reading(envelope({ version: 'v49' })), { pointer: '/version' }],
  other_api: [() => reading(envelope({ api: 'nexus' })), { pointer: '/api' }],
  other_type: [() => reading(envelope({ type: 'VmmState' })), { pointer: '/type' }],
  type_unknown: [
    () => reading(envelope({ type: 'constructor' })),
    { pointer: '/type', version: '49.0.0' },
  ],
  version_newer: [
    () => reading(envelope({ version: '50.0.0', value: { anything: 1 } })),
    { pointer: '/version', version: '50.0.0', newest: '49.0.0' },
  ],
  version_unknown: [() => reading(envelope({ version: '0.9.0' })), { version: '0.9.0' }],
  value_invalid: [
    () => reading(envelope({ value: { vmm_state: { ...running(1).vmm_state, gen: -1 } } })),
    { pointer: '/value/vmm_state/gen', version: '49.0.0' },
  ],
  value_refused: [
    () => readingOld(withStep(() => new Refusal('no', { path: ['vmm_state', 'state'] }))),
    { pointer: '/value/vmm_state/state', version: '49.0.0' },
  ],
  conversion_failed: [
    () =>
      readingOld(
        withStep(() => {
          throw new Error('a secret');
        }),
      ),
    { pointer: '/value', version: '49.0.0' },
  ],
  unrepresentable: [
    () =>
      place()
        .as(newest, { type: 'VpcFirewallRuleProtocol', as: '30' })
        .write({ type: 'icmp6', value: null } as never),
    { pointer: '/value', version: '30.0.0', since: '31.0.0' },
  ],
  unreadable_there: [
    async () => {
      const { put, as, content } = place();
      put(envelope({ version: '50.0.0' }));
      const result = await as().write(running(1));
      expect(content()).toBe(envelope({ version: '50.0.0' }));
      return result;
    },
    { pointer: '/version', version: '50.0.0' },
  ],
};

describe('every problem', () => {
  const codes = Object.keys(fixes) as StoredProblemCode[]; // the keys are the codes
  for (const code of codes) {
    const [provoke, seen, unless = false] = provoked[code];
    test.skipIf(unless)(`${code}`, async () => {
      const problem = problemIn(await provoke());
      expect(problem).toMatchObject({ code, fix: fixes[code], ...seen });
      expect(problem.message.startsWith(problem.file)).toBe(true);
      expect(problem.message).not.toMatch(/secret|undefined|\[object/);
    });
  }

  test('their twins: the same file in order is read, and written', async () => {
    const { put, as } = place();
    put(envelope());
    expect(await as().read()).toEqual({
      ok: true,
      value: running(1),
      version: '49.0.0',
      losses: [],
    });
    put(oldFile);
    expect(await as().read()).toMatchObject({ ok: true, value: running(1), version: '48.0.0' });
    expect(await as().write(failed)).toMatchObject({ ok: true });
  });
});

describe('files that are not in order', () => {
  test.each([
    ['nothing but zero bytes', new Uint8Array(100), 'empty', ''],
    ['nothing but spaces', ' \n', 'cut_off', ''],
    ['a list', '[]', 'envelope_invalid', ''],
    ['a text', '"vmm"', 'envelope_invalid', ''],
    ['no value', envelope({ value: undefined }), 'envelope_invalid', ''],
    ['no version', envelope({ version: undefined }), 'envelope_invalid', '/version'],
    ['a version that is a number', envelope({ version: 49 }), 'envelope_invalid', '/version'],
    [
      'a version without end',
      envelope({ version: '9'.repeat(99) }),
      'envelope_invalid',
      '/version',
    ],
    ['no API', envelope({ api: null }), 'envelope_invalid', '/api'],
    ['no type', envelope({ type: [] }), 'envelope_invalid', '/type'],
    ['a member more', envelope({ checksum: 1 }), 'envelope_invalid', ''],
    ['since later than itself', envelope({ since: '50' }), 'envelope_invalid', '/since'],
    ['since nowhere', envelope({ since: 'ever' }), 'envelope_invalid', '/since'],
    [
      'a type of later',
      envelope({ type: 'VmmFailureCause', version: '48' }),
      'type_unknown',
      '/type',
    ],
    [
      'a value of another version',
      envelope({ version: '48' }),
      'value_invalid',
      '/value/vmm_state/state',
    ],
    ['no value at all', envelope({ value: null }), 'value_invalid', '/value'],
    ['a document more', `${envelope()}{}`, 'not_json', ''],
  ])('%s', async (_, content, code, pointer) => {
    expect(problemIn(await reading(content))).toMatchObject({ code, pointer });
  });

  test('what stands in the way is not a file', async () => {
    const { path, as } = place();
    execFileSync('mkfifo', [path]);
    expect(problemIn(await as().read()).code).toBe('not_a_file');
    for (const setAside of [false, true]) {
      expect(problemIn(await as().write(running(1), { setAside })).code).toBe('not_a_file');
    }
  });

  test('a file on the way is not a folder', async () => {
    const { path, put, as } = place();
    put('');
    const file = as(newest, { path: join(path, 'below') });
    expect(problemIn(await file.read()).code).toBe('not_a_file');
    expect(problemIn(await file.write(running(1))).code).toBe('not_a_file');
  });

  test('a decision whose result is not valid is a fault of the program', async () => {
    const result = await readingOld(withStep(() => ({ vmm_state: {} })));
    expect(problemIn(result)).toMatchObject({ code: 'conversion_failed', version: '49.0.0' });
  });

  test('with a byte order mark it is read', async () => {
    expect(await reading(`\uFEFF${envelope()}`)).toMatchObject({ ok: true, value: running(1) });
  });

  test('a message has nothing of what is stored', async () => {
    for (const text of ['{"password": hunter2}', '{"hunter2": 1, "vmm_state": "hunter2"}']) {
      const { message, fix } = problemIn(await readingAsText(text));
      expect(`${message} ${fix}`).not.toContain('hunter2');
    }
  });
});

describe('values that JSON would change', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  test.each([
    ['not a number', { vmm_state: { gen: Number.NaN } }, '/value/vmm_state/gen'],
    ['infinite', [Number.POSITIVE_INFINITY], '/value/0'],
    ['a bigint', { gen: 1n }, '/value/gen'],
    ['a date', { vmm_state: { time_updated: new Date(0) } }, '/value/vmm_state/time_updated'],
    ['a map', new Map(), '/value'],
    ['a function', { state: () => 1 }, '/value/state'],
    ['a symbol', { state: Symbol('x') }, '/value/state'],
    ['undefined', undefined, '/value'],
    ['undefined in a list', [undefined], '/value/0'],
    ['a hole', [1, , 2], '/value/1'], // oxlint-disable-line no-sparse-arrays
    ['what writes itself', { toJSON: () => 1 }, '/value'],
  ])('%s', async (_, value, pointer) => {
    expect(problemIn(await writing(value))).toMatchObject({ code: 'value_invalid', pointer });
  });

  test('a cycle', async () => {
    expect(problemIn(await writing(cycle)).code).toBe('too_deep');
  });

  test('an undefined member is absent', async () => {
    const { as, content } = place();
    const value = { ...running(1), migration_in: undefined };
    // As a program without exact optional properties would.
    expect(await as().write(value as unknown as SledVmmState)).toMatchObject({ ok: true });
    expect(JSON.parse(content())).toHaveProperty('value', running(1));
  });
});

test('a type that the newest version does not have is a fault of the program', () => {
  for (const type of ['ComponentV0', 'constructor', 'Ledger']) {
    expect(() => place().as(newest, { type })).toThrow(`49.0.0 of sled-agent has no type ${type}`);
  }
  expect(() => place().as(programOf(17), { type: 'AttachedSubnets' })).toThrow('17.0.0');
});

test.skipIf(isRoot)('a file that may not be read', async () => {
  const { path, put, as } = place();
  put(envelope());
  chmodSync(path, 0o000);
  expect(problemIn(await as().read()).code).toBe('not_permitted');
});

test('nothing but a file of ours is taken for one', async () => {
  const { folder, as } = place();
  writeFileSync(join(folder, 'other.json'), '{}');
  expect(await as().read()).toEqual({ ok: true, value: undefined, version: undefined, losses: [] });
});

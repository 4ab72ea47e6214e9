import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { processIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { copyOfExample, example, run } from './run.ts';

const request = {
  recipient: 'Ada Byron',
  street: 'A',
  city: 'London',
  weight_grams: 830,
  service: 'express',
};
const up = {
  id: 'x',
  type: 'ParcelRequest',
  from: 1,
  to: 2,
  direction: 'upgrade-request',
  input: request,
};

async function answers(lines: readonly unknown[]): Promise<readonly unknown[]> {
  const input = lines
    .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    .join('\n');
  const { code, output, errors } = await run(['convert'], { input });
  expect([code, errors]).toEqual([0, '']);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('convert', () => {
  test('answers each line in order with a value or a problem', async () => {
    const fax = { ...request, notify: { by: 'fax', number: '1' } };
    const { recipient, ...rest } = request;
    expect(
      await answers([
        up,
        { ...up, id: 2, from: '1', to: '4.0.0', input: fax },
        { ...up, id: 3, from: 4, to: 4, type: 'ParcelState', input: 'lost' },
      ]),
    ).toEqual([
      { id: 'x', value: { recipient_name: recipient, ...rest } },
      {
        id: 2,
        problem: {
          code: 'refused',
          message:
            'faxes are not sent any more: give an email address, or a number for a text message',
          path: '/notify',
          status: 400,
        },
      },
      { id: 3, value: 'lost' },
    ]);
  });

  test.each([
    [
      'an invalid value',
      { ...up, input: { ...request, weight_grams: 0 } },
      'invalid_value',
      '/weight_grams',
      400,
    ],
    ['a missing member', { ...up, input: {} }, 'invalid_value', '', 400],
    ['an unknown type', { ...up, type: 'constructor' }, 'type_unknown', '', undefined],
    ['an unknown version', { ...up, to: 99 }, 'version_unknown', '', undefined],
    ['a direction that leads elsewhere', { ...up, from: 2, to: 1 }, 'case_invalid', '', undefined],
    ['a direction that is none', { ...up, direction: 'sideways' }, 'case_invalid', '', undefined],
    ['no input', { ...up, input: undefined }, 'case_invalid', '', undefined],
    ['path parameters that are none', { ...up, pathParams: [1] }, 'case_invalid', '', undefined],
  ])('answers %s by its code', async (_, line, code, path, status) => {
    const [answer] = await answers([line]);
    expect(answer).toMatchObject({ id: 'x', problem: { code, path } });
    expect((answer as { problem: { status?: number } }).problem.status).toBe(status);
  });

  test.each([
    ['no JSON', '{"id": 1,', 'line_malformed'],
    ['no object', '[1]', 'case_invalid'],
    ['no id', '{"type": "x"}', 'case_invalid'],
    ['too deep', `{"id": 1, "input": ${'['.repeat(100_000)}`, 'line_too_deep'],
  ])('answers a line that is %s with id null, and goes on', async (_, line, code) => {
    expect(await answers([line, '', up])).toMatchObject([
      { id: null, problem: { code } },
      { id: 'x' },
    ]);
  });

  test('never rounds a number', async () => {
    const line = (number: string): string => JSON.stringify(up).replace('830', number);
    const exact = await answers([line('9007199254740991'), line('1.50')]);
    expect(exact).toMatchObject([
      { problem: { code: 'invalid_value' } },
      { problem: { code: 'invalid_value' } },
    ]);
    for (const number of [
      '9007199254740993',
      '-9007199254740993',
      '9007199254740993.0',
      '9.007199254740993e15',
      '1e999',
    ]) {
      expect(await answers([line(number)])).toMatchObject([
        { id: 'x', problem: { code: 'number_inexact', path: '/weight_grams', status: 400 } },
      ]);
    }
  });

  test('takes a text with characters of several bytes, cut anywhere', async () => {
    const recipient = '🚚ü'.repeat(20);
    const lines = Array.from({ length: 200 }, (_, id) => ({
      ...up,
      id,
      input: { ...request, recipient },
    }));
    const values = await answers(lines);
    expect(values).toHaveLength(200);
    expect(values[199]).toMatchObject({ id: 199, value: { recipient_name: recipient } });
  });

  test('ignores what a request has beside its members, __proto__ too', async () => {
    const [answer] = await answers([
      JSON.stringify(up).replace('{"recipient"', '{"__proto__":{"a":1},"recipient"'),
    ]);
    expect(Object.keys((answer as { value: object }).value)).not.toContain('__proto__');
  });
});

test('ends when nobody reads any more', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.from(`${JSON.stringify(up)}\n`);
    })(),
  );
  const output = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
  });
  const io = { ...processIo(), folder: example, input: endless, output };
  expect(await main(['convert'], io)).toBe(0);
});

describe('without what it needs', () => {
  test('it says to generate first', async () => {
    const { folder, remove } = await copyOfExample();
    try {
      await rm(join(folder, 'src/generated'), { recursive: true });
      const { code, errors } = await run(['convert'], { folder, input: '{}' });
      expect(code).toBe(100);
      expect(errors).toContain('not_generated');
      expect(errors).toContain('run `skewline generate` first');
    } finally {
      await remove();
    }
  });

  test('it says that the package cannot be loaded', async () => {
    const { folder, remove } = await copyOfExample();
    try {
      await writeFile(
        join(folder, 'src/generated/conversions.ts'),
        'throw new Error("planted");\n',
      );
      const { code, errors } = await run(['convert'], { folder, input: '{}' });
      expect(code).toBe(100);
      expect(errors).toContain('package_unloadable: the generated package cannot be loaded');
    } finally {
      await remove();
    }
  });

  test.each([
    ['nothing', 'undefined', 'undefined'],
    ['what has no words', 'Object.create(null)', 'a decision threw something that has no words'],
    ['an error without a message', 'new Error()', 'a decision threw an error without a message'],
    [
      'what throws again',
      '{ toString() { throw 1; } }',
      'a decision threw something that has no words',
    ],
  ])(
    'a decision that throws %s fails its line, and not the next',
    async (_name, thrown, message) => {
      const { folder, remove } = await copyOfExample('inside');
      try {
        await writeFile(
          join(folder, 'src/decisions.ts'),
          `const decide = () => { throw ${thrown}; };
const table = { get: () => new Proxy({}, { get: () => decide }) };
export const decisions: any = new Proxy({}, { get: () => new Proxy({}, table) });
`,
        );
        const { code, output } = await run(['convert'], {
          folder,
          input: `${JSON.stringify(up)}\n${JSON.stringify({ ...up, to: 1 })}\n`,
        });
        expect(code).toBe(0);
        expect(
          output
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown),
        ).toEqual([
          { id: 'x', problem: { code: 'conversion_threw', message, path: '', status: 500 } },
          { id: 'x', value: request },
        ]);
      } finally {
        await remove();
      }
    },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalEntry } from '../../../src/verdict/approvals/approval.ts';
import { readApprovals } from '../../../src/verdict/approvals/read.ts';

const one = { id: 'a1', dependents: ['console'], reason: 'nobody has called it since May' };

const read = (json: unknown, apis = ['parcels']): ReturnType<typeof readApprovals> =>
  readApprovals(typeof json === 'string' ? json : JSON.stringify(json), { apis });

describe('approvals that are right', () => {
  test('one', () => {
    expect(read([one])).toEqual({
      value: [
        {
          ...one,
          api: 'parcels',
          place: { file: 'skewline-approvals.json', pointer: '/0', line: 1 },
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['none', [], []],
    ['nobody depends on it', [{ ...one, dependents: [] }], ['parcels']],
    ['the API is named', [{ ...one, api: 'parcels' }], ['parcels']],
    [
      'the same id in two APIs',
      [
        { ...one, api: 'parcels' },
        { ...one, api: 'letters' },
      ],
      ['parcels', 'letters'],
    ],
  ])('%s', (_name, json, apis) => {
    const { value, problems } = read(json, apis);
    expect(problems).toEqual([]);
    expect(value).toHaveLength(json.length);
  });
});

describe('approvals_invalid', () => {
  test.each([
    ['no JSON', '[{', '', 'The JSON text ends too early.'],
    ['an object', {}, '', 'approvals are not a list'],
    ['a text in the list', ['a1'], '/0', 'an approval is not an object'],
    ['a list in the list', [[]], '/0', 'an approval is not an object'],
    ['no id', [{ ...one, id: undefined }], '/0', 'an approval needs the id of a change'],
    [
      'an id that is a number',
      [{ ...one, id: 1 }],
      '/0/id',
      'an approval needs the id of a change',
    ],
    [
      'an id of two words',
      [{ ...one, id: 'a b' }],
      '/0/id',
      'an approval needs the id of a change',
    ],
    ['no reason', [{ ...one, reason: undefined }], '/0', 'an approval needs a reason'],
    ['a blank reason', [{ ...one, reason: ' \n' }], '/0/reason', 'an approval needs a reason'],
    [
      'no dependents',
      [{ ...one, dependents: undefined }],
      '/0',
      'an approval says who depends on what breaks',
    ],
    [
      'one dependent',
      [{ ...one, dependents: 'console' }],
      '/0/dependents',
      'an approval says who depends on what breaks',
    ],
    [
      'a dependent without a name',
      [{ ...one, dependents: [''] }],
      '/0/dependents',
      'an approval says who depends on what breaks',
    ],
    [
      'a dependent twice',
      [{ ...one, dependents: ['a', 'a'] }],
      '/0/dependents',
      'a dependent is listed twice',
    ],
    ['a date', [{ ...one, expires: '2027-01-01' }], '/0/expires', 'unknown member expires'],
    ['an unknown API', [{ ...one, api: 'letters' }], '/0/api', 'there is no API "letters"'],
    ['an API that is no text', [{ ...one, api: null }], '/0/api', 'there is no API null'],
    ['the same id twice', [one, { ...one, reason: 'other' }], '/1/id', 'a1 is approved twice'],
    [
      'a member twice',
      '[{"id":"a","id":"b","dependents":[],"reason":"x"}]',
      '/0/id',
      'The key "id" stands twice in one object.',
    ],
  ])('%s', (_name, json, pointer, message) => {
    const { value, problems } = read(json);
    expect(value).toBeUndefined();
    expect(problems).toEqual([
      expect.objectContaining({ code: 'approvals_invalid', severity: 'error', message }),
    ]);
    const [problem] = problems;
    expect(problem?.pointer ?? '').toBe(pointer);
    expect(problem?.fix).toBeTruthy();
    expect(problem?.line).toBeGreaterThan(0);
  });

  test('several APIs, and none is named', () => {
    expect(read([one], ['parcels', 'letters']).problems).toEqual([
      expect.objectContaining({
        code: 'approvals_invalid',
        message: 'an approval needs the name of its API',
        fix: 'add "api": the package has parcels, letters',
      }),
    ]);
  });

  test('every fault of a file is said, with its line, and none of it is approved', () => {
    const text = JSON.stringify(
      [{ ...one, reason: '' }, one, { ...one, id: 'b', more: 1 }],
      null,
      2,
    );
    const { value, problems } = read(text);
    expect(value).toBeUndefined();
    expect(problems.map(({ pointer, line }) => [pointer, line])).toEqual([
      ['/0/reason', 7],
      ['/2/more', 22],
    ]);
  });

  test('a fault quotes no more than people read', () => {
    const long = 'x'.repeat(70_000);
    const text = JSON.stringify([
      { ...one, id: long },
      { ...one, id: long },
      { ...one, api: long },
      { ...one, [long]: 1 },
    ]);
    const { problems } = read(text);
    expect(problems).toHaveLength(3);
    for (const { message } of problems) expect(message.length).toBeLessThan(200);
  });

  test('the entry to paste is refused until it is filled in', () => {
    const entry = approvalEntry('a1', 'parcels');
    expect(read(`[${entry}]`).problems.map(({ pointer }) => pointer)).toEqual([
      '/0/dependents',
      '/0/reason',
    ]);
    expect(read(`[${entry.replaceAll('…', 'console')}]`).problems).toEqual([]);
  });

  test('any JSON is read or refused, and never both', () => {
    const key = fc.constantFrom('id', 'api', 'dependents', 'reason', '__proto__', 'x');
    const entry = fc.dictionary(key, fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()));
    fc.assert(
      fc.property(fc.oneof(fc.array(entry), fc.jsonValue()), (json) => {
        const { value, problems } = read(JSON.stringify(json));
        expect(value === undefined).toBe(problems.length > 0);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import type { FoundFile } from '../../src/read/package-files.ts';
import { stampName } from '../../src/write/plan-write.ts';
import { stampOf, stampText, summaryIfCurrent } from '../../src/write/stamp.ts';

const files = new Map([
  ['generated/a.ts', 'one'],
  ['generated/v1/b.ts', 'two'],
]);
const stamp: FoundFile = { path: stampName, text: stampText(stampOf('inputs', files, { api: 'x' })) };
const asWritten: readonly FoundFile[] = [stamp, { path: 'a.ts', text: 'one' }, { path: 'v1/b.ts', text: 'two' }];

describe('a stamp', () => {
  test('gives its summary while inputs and files are the same', () => {
    expect(summaryIfCurrent(asWritten, 'inputs')).toEqual({ api: 'x' });
  });

  test.each<[string, readonly FoundFile[], string]>([
    ['inputs that changed', asWritten, 'others'],
    ['a file that was edited', [stamp, { path: 'a.ts', text: 'One' }, { path: 'v1/b.ts', text: 'two' }], 'inputs'],
    ['a file that is missing', asWritten.slice(0, 2), 'inputs'],
    ['a file that was added', [...asWritten, { path: 'c.ts', text: 'x' }], 'inputs'],
    ['a file that became a link', [stamp, { path: 'a.ts' }, { path: 'v1/b.ts', text: 'two' }], 'inputs'],
    ['no stamp', asWritten.slice(1), 'inputs'],
    ['a broken stamp', [{ path: stampName, text: '{"inputs":' }, ...asWritten.slice(1)], 'inputs'],
  ])('says nothing after %s', (_, found, inputs) => {
    expect(summaryIfCurrent(found, inputs)).toBeUndefined();
  });
});

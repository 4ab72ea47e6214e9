import { expect, test } from 'vitest';
import { meet } from '../src/skew.ts';

test('a client of version 4 and a server that is upgraded under it', async () => {
  const lines: string[] = [];
  await meet((line) => lines.push(line));
  expect(lines).toEqual([
    'The server knows version 1.',
    '             it speaks 1.0.0 from here on',
    '             lost on the way: that the parcel comes the next morning',
    'by night     GB000000001, in version 1.0.0',
    'with books   /body/contents: versions before 4.0.0 cannot say it',
    'The server is replaced by one that knows versions 1 to 4.',
    '             it speaks 4.0.0 from here on',
    'look         1 event, in version 1.0.0',
    'with books   GB000000002, in version 4.0.0',
    'call back    done, in version 4.0.0',
  ]);
});

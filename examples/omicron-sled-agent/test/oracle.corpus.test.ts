import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What omicron's hand-written conversions answer, input by input, put to ours through the command. */

const root = resolve(import.meta.dirname, '../../..');
const shared = resolve(root, process.env['SKEWLINE_SHARED'] ?? '../shared');
const cases = JSON.parse(readFileSync(`${shared}/oracle/sled-agent.cases.json`, 'utf8')) as Case[];

/** Evidence in DISPUTES.md: what we give instead of the expected value. */
const disputed: ReadonlyMap<string, (expected: Json) => Json> = new Map([
  [
    'sa-localstorage-ensure-16-17',
    (expected) => ({ ...object(expected), volume_size: 536_870_912 }),
  ],
]);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Case {
  readonly id: string;
  readonly expected?: Json;
  readonly expectedError?: { readonly status: number | null; readonly message: string };
  readonly why: string;
}

interface Answer {
  readonly id: string;
  readonly value?: Json;
  readonly problem?: { readonly message: string; readonly status?: number };
}

function object(value: Json | undefined): { [key: string]: Json } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error('not an object');
}

/** Objects unordered, arrays ordered; a null member equals an absent one, as the oracle asks. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

function ask(): ReadonlyMap<string, Answer> {
  const lines = cases.map((one) => {
    const { expected: _, expectedError: __, why: ___, ...question } = one;
    return `${JSON.stringify(question)}\n`;
  });
  const answer = spawnSync(
    process.execPath,
    ['packages/codegen/bin/skewline.js', 'convert', '--package', 'examples/omicron-sled-agent'],
    { cwd: root, input: lines.join(''), encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (answer.status !== 0) throw new Error(`convert failed: ${answer.stderr}`);
  const answers = answer.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  return new Map(answers.map((one) => [one.id, one]));
}

declare module 'vitest' {
  interface TaskMeta {
    /** Read by tools/src/oracle-reporter.ts, which prints the last line of the run. */
    oracle?: 'agreed' | 'disputed';
  }
}

describe('the oracle', () => {
  const answers = ask();

  test('every case is answered', () => {
    expect([...answers.keys()].sort()).toEqual(cases.map(({ id }) => id).sort());
    expect(disputed.size).toBeLessThanOrEqual(5);
  });

  for (const { id, expected, expectedError } of cases) {
    const instead = disputed.get(id);
    const oracle = instead === undefined ? 'agreed' : 'disputed';
    test(`case ${id}`, { meta: { oracle } }, () => {
      const { value, problem } = answers.get(id) ?? {};
      const want = instead === undefined ? expected : instead(expected ?? null);
      const { status, message } = expectedError ?? { status: null, message: undefined };
      expect({
        value: withoutNulls(value ?? null),
        // A null status: no endpoint uses the conversion, so only the words are defined.
        status: status === null ? null : problem?.status,
        message:
          problem?.message.includes(message ?? problem.message) === true
            ? message
            : problem?.message,
        failed: problem !== undefined,
      }).toEqual({
        value: withoutNulls(want ?? null),
        status,
        message,
        failed: expectedError !== undefined,
      });
    });
  }
});

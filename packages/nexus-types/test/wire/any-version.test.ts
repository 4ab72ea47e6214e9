import { Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import { reportFromVersion, reportToVersion } from '../../src/wire/index.ts';
import { domainReport, wireReport } from './support/reports.ts';

const running = domainReport({ kind: 'running' } as const);

describe.each([0, 50, 1.5, -1, Number.NaN])('version %d, which there is not,', (version) => {
  test('is refused both ways', () => {
    const unknown = { code: 'version_unknown', version: String(version) };
    const [from, to] = [
      reportFromVersion(version, wireReport('running')),
      reportToVersion(version, running),
    ];
    expect(from).toBeInstanceOf(Refusal);
    expect(from).toMatchObject(unknown);
    expect(to).toBeInstanceOf(Refusal);
    expect(to).toMatchObject(unknown);
  });
});

const { vmm_state, ...migrations } = wireReport('running');
const bad: readonly (readonly [string, number, unknown, readonly string[]])[] = [
  ['nothing', 1, undefined, []],
  ['a text', 49, 'running', []],
  ['no state', 30, migrations, []],
  ['an unknown state', 30, wireReport('bored'), ['vmm_state', 'state']],
  ['a state of 49', 48, wireReport({ kind: 'running' }), ['vmm_state', 'state']],
  ['a state of 48', 49, wireReport('running'), ['vmm_state', 'state']],
  ['a failure without a cause', 49, wireReport({ kind: 'failed' }), ['vmm_state', 'state']],
  [
    'a cause that is none',
    49,
    wireReport({ kind: 'failed', cause: 'sled_off', detail: null }),
    ['vmm_state', 'state', 'cause'],
  ],
  [
    'a number that was rounded',
    1,
    { ...migrations, vmm_state: { ...vmm_state, gen: 2 ** 53 } },
    ['vmm_state', 'gen'],
  ],
  [
    'a time that is none',
    7,
    { ...migrations, vmm_state: { ...vmm_state, time_updated: 'today' } },
    ['vmm_state', 'time_updated'],
  ],
];

test.each(bad)(
  '%s in a report of version %i is refused, with the place',
  (_, version, value, path) => {
    const refused = reportFromVersion(version, value);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({
      code: 'invalid_value',
      status: 400,
      version: String(version),
      path,
    });
    expect(refused).toHaveProperty(
      'message',
      expect.stringMatching(new RegExp(`^not a SledVmmState of version ${String(version)}: must `)),
    );
  },
);

import type { SkewReport, SledSkew } from '@skewline/nexus-client/operator';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/skew/matrix.ts';
import { compareVersions, rangeText, shortVersion } from '../../src/skew/versions.ts';

describe('versions', () => {
  it.each([
    ['48.0.0', '48'],
    ['2026112100.0.0', '2026112100'],
    ['1.2.0', '1.2.0'],
    ['', ''],
  ])('%s is %s', (version, text) => {
    expect(shortVersion(version)).toBe(text);
  });

  it.each([
    ['1.0.0..48.0.0', '1 to 48'],
    ['1.0.0', '1'],
    ['1.0.0..1.0.0', '1'],
    ['1.0.0..3.0.0,7.0.0..9.0.0', '1 to 3, 7 to 9'],
  ])('%s is %s', (announced, text) => {
    expect(rangeText(announced)).toBe(text);
  });

  it('are compared as numbers', () => {
    expect(['9.0.0', '48.0.0', '10.1.0', '10.0.5'].toSorted(compareVersions)).toEqual([
      '9.0.0',
      '10.0.5',
      '10.1.0',
      '48.0.0',
    ]);
  });
});

const lost = 'why a VMM failed';

function sled(serial: string, more: Partial<SledSkew>): SledSkew {
  return {
    sled_id: `id-of-${serial}`,
    serial,
    announced: '1.0.0..49.0.0',
    spoken: '49.0.0',
    verdict: 'full',
    losses: [],
    reports_in: '2.0.0',
    time_heard: null,
    ...more,
  };
}

function report(sleds: readonly SledSkew[], internal = '2.0.0', sledAgent = '49.0.0'): SkewReport {
  return {
    nexus: [
      { api: 'nexus-internal', role: 'serves', oldest: '1.0.0', newest: internal },
      { api: 'sled-agent', role: 'calls', oldest: '1.0.0', newest: sledAgent },
    ],
    sleds: [...sleds],
    summary: '',
  };
}

const old: Partial<SledSkew> = {
  announced: '1.0.0..48.0.0',
  spoken: '48.0.0',
  verdict: 'lossy',
  losses: [lost],
  reports_in: '1.0.0',
};
const silent: Partial<SledSkew> = {
  announced: null,
  spoken: null,
  verdict: 'unknown',
  reports_in: null,
};

describe('the matrix', () => {
  it('has those that are alike in one row, the worst first', () => {
    const rows = matrixOf(
      report([
        sled('D', {}),
        sled('C', old),
        sled('B', old),
        sled('A', { ...old, announced: '1.0.0..9.0.0', spoken: '9.0.0' }),
        sled('E', silent),
        sled('F', {
          announced: '60.0.0..61.0.0',
          spoken: null,
          verdict: 'refused',
          reports_in: null,
        }),
      ]),
    );
    expect(rows.map(({ versions, serials }) => [versions, serials.join()])).toEqual([
      ['60 to 61', 'F'],
      [null, 'E'],
      ['1 to 9', 'A'],
      ['1 to 48', 'B,C'],
      ['1 to 49', 'D'],
    ]);
  });

  it.each<
    [string, SkewReport, readonly [string, string], readonly [string, string], readonly string[]]
  >([
    ['both of today', report([sled('A', {})]), ['full', 'version 49'], ['full', 'version 2'], []],
    [
      'an old sled agent',
      report([sled('A', old)]),
      ['lossy', 'version 48, of up to 49'],
      ['lossy', 'version 1, of up to 2'],
      [lost],
    ],
    [
      'an old nexus',
      report(
        [sled('A', { spoken: '48.0.0', verdict: 'lossy', losses: [lost], reports_in: '1.0.0' })],
        '1.0.0',
        '48.0.0',
      ),
      ['lossy', 'version 48'],
      ['lossy', 'version 1'],
      [lost],
    ],
    [
      'one that was not heard',
      report([sled('A', silent)]),
      ['unknown', 'nothing said yet'],
      ['unknown', 'nothing said yet'],
      [],
    ],
  ])('%s', (_, skew, commands, reports, losses) => {
    const [row] = matrixOf(skew);
    expect([row?.commands.verdict, row?.commands.spoken]).toEqual(commands);
    expect([row?.reports.verdict, row?.reports.spoken]).toEqual(reports);
    expect(row?.reports.losses).toEqual(losses);
  });

  it('says what a sled agent without a version in common lacks', () => {
    const far = { announced: '60.0.0..61.0.0', spoken: null, verdict: 'refused' } as const;
    const [row] = matrixOf(report([sled('A', { ...far, reports_in: null })]));
    expect(row?.commands.spoken).toBe('none in common: nexus speaks up to 49');
    expect(row?.reports.verdict).toBe('unknown');
  });

  it('is empty without sleds', () => {
    expect(matrixOf(report([]))).toEqual([]);
  });
});

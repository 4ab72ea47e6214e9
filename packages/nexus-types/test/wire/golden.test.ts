import { convert } from '@skewline/sled-agent-types';
import { describe, expect, test } from 'vitest';
import { fromWire, reportFromVersion, reportToVersion, toWire } from '../../src/wire/index.ts';
import { allStates } from '../domain/support/arbitraries.ts';
import { domainReport, isReportOf, olderVersions, wireReport } from './support/reports.ts';
import { failuresUp, states, statesUp } from './support/states.ts';

test('the table has every state, and a failure for each reason with and without a detail', () => {
  const said = ({ kind, ...rest }: (typeof allStates)[number]): string =>
    'reason' in rest ? `${kind} ${rest.reason} ${String(rest.detail === null)}` : kind;
  expect(states.map(({ domain }) => said(domain)).sort()).toEqual(allStates.map(said).sort());
});

describe('from the domain', () => {
  test.each(states)('$domain in version 49', ({ domain, wire }) => {
    const there = toWire(domainReport(domain));
    expect(there).toStrictEqual(wireReport(wire));
    expect(reportToVersion(49, domainReport(domain))).toStrictEqual(there);
    expect(isReportOf(49, there)).toBe(true);
  });

  describe.each(olderVersions)('in version %i', (version) => {
    test.each(states)('$domain', ({ domain, wire, older }) => {
      const there = reportToVersion(version, domainReport(domain));
      expect(there).toStrictEqual(wireReport(older));
      // By way of 49 it is no other.
      const down = { from: 49, to: version };
      expect(convert('SledVmmState', down, wireReport(wire))).toStrictEqual(there);
      expect(isReportOf(version, there)).toBe(true);
      expect(isReportOf(49, there)).toBe(false);
    });
  });
});

describe('to the domain', () => {
  describe.each(olderVersions)('from version %i', (version) => {
    test.each(statesUp)('%j', (older, wire, domain) => {
      const up = { from: version, to: 49 };
      expect(convert('SledVmmState', up, wireReport(older))).toStrictEqual(wireReport(wire));
      expect(reportFromVersion(version, wireReport(older))).toStrictEqual(domainReport(domain));
    });
  });

  test.each([...statesUp.map(([, wire, domain]) => [wire, domain] as const), ...failuresUp])(
    'from version 49 %j',
    (wire, domain) => {
      expect(fromWire(wireReport(wire))).toStrictEqual(domainReport(domain));
      expect(reportFromVersion(49, wireReport(wire))).toStrictEqual(domainReport(domain));
    },
  );

  test('a migration that is absent is none', () => {
    const { vmm_state } = wireReport({ kind: 'running' } as const);
    expect(fromWire({ vmm_state })).toStrictEqual({
      ...domainReport({ kind: 'running' }),
      migrationIn: null,
    });
  });
});

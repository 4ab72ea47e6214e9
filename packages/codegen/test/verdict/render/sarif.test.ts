import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/verdict/render/report.ts';
import { renderSarif } from '../../../src/verdict/render/sarif.ts';
import { reports } from './given.ts';

interface Location {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId?: string };
    region: { startLine: number };
  };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: Location[];
  partialFingerprints?: Record<string, string>;
  suppressions?: { kind: string; status: string; justification: string }[];
}
interface Log {
  version: string;
  runs: { tool: { driver: { name: string; rules: { id: string; shortDescription: { text: string } }[] } }; results: Result[] }[];
}

const render = (report: Report): Log => JSON.parse(renderSarif(report, { version: '1.2.3' })) as Log; // written by us
const runOf = (report: Report): Log['runs'][number] => {
  const [run, ...others] = render(report).runs;
  if (run === undefined || others.length > 0) throw new Error('not one run');
  return run;
};

// What the schema of SARIF 2.1.0 asks for; the golden files were also validated by it when they were made.
describe.each(Object.entries(reports))('SARIF of %s', (_name, report) => {
  test('has the version, one run and a named tool', () => {
    expect(render(report).version).toBe('2.1.0');
    expect(runOf(report).tool.driver.name).toBe('skewline');
  });

  test('every result has a rule that is listed, a level, a text and one place', () => {
    const { tool, results } = runOf(report);
    const { rules } = tool.driver;
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.shortDescription.text).not.toBe('');
    for (const result of results) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      expect(result.locations).toHaveLength(1);
      const [place] = result.locations;
      expect(place?.physicalLocation.region.startLine).toBeGreaterThan(0);
      const { uri, uriBaseId } = place?.physicalLocation.artifactLocation ?? { uri: '' };
      expect(uri).toMatch(/^(?:[A-Za-z0-9._~!'()*/-]|%[0-9A-F]{2})+$/);
      expect(uriBaseId).toBe('%SRCROOT%');
    }
  });

  test('what needs nobody is left out, and nothing else', () => {
    const shown = report.verdicts.flatMap(({ findings }) =>
      findings.filter(({ standing }) => standing !== 'compatible'),
    );
    const results = runOf(report).results.filter((one) => one.partialFingerprints !== undefined);
    expect(results.map((one) => one.partialFingerprints?.['skewlineChange/v1']?.split(' ').at(-1))).toEqual(
      shown.map(({ id }) => id),
    );
    expect(results.map(({ level }) => level)).toEqual(
      shown.map(({ standing }) => ({ refused: 'error', noted: 'warning', approved: 'note', compatible: '' })[standing]),
    );
  });

  test('only what is approved is suppressed, with its reason', () => {
    for (const { level, suppressions } of runOf(report).results) {
      const expected = [
        { kind: 'external', status: 'accepted', justification: 'Nobody pokes; ask @rack-team' },
      ];
      expect(suppressions).toEqual(level === 'note' ? expected : undefined);
    }
  });

  test('no message holds a link', () => {
    for (const { message } of runOf(report).results) expect(message.text).not.toMatch(/\]\(/);
  });
});

describe('paths', () => {
  const uriOf = (file: string): Location['physicalLocation']['artifactLocation'] | undefined => {
    const problem = { code: 'file_unreadable', severity: 'error', message: 'x', file } as const;
    const { results } = runOf({ verdicts: [], problems: [problem], exitCode: 100 });
    return results[0]?.locations[0]?.physicalLocation.artifactLocation;
  };
  test.each([
    ['a/b c#d?.json', { uri: 'a/b%20c%23d%3F.json', uriBaseId: '%SRCROOT%' }],
    ['a\\b.json', { uri: 'a/b.json', uriBaseId: '%SRCROOT%' }],
    ['/tmp/ü.json', { uri: 'file:///tmp/%C3%BC.json' }],
    ['C:\\x\\y.json', { uri: 'file:///C:/x/y.json' }],
    ['half\ud800.json', { uri: 'half%EF%BF%BD.json', uriBaseId: '%SRCROOT%' }],
  ])('%s', (file, wanted) => {
    expect(uriOf(file)).toEqual(wanted);
  });
});

import { describe, expect, test } from 'vitest';
import { ageFolder } from './ages.ts';
import { effort, meetAll, seed, type Setting } from './all-pairs.ts';
import { declaredLosses, unrepresentable } from './declared.ts';
import { readHistory, sources } from './histories.ts';

/** For a person who reads what a run did. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

say(`all pairs: seed ${String(seed)} (SKEWLINE_SEED), effort ${String(effort)} (SKEWLINE_EFFORT)`);

describe.each(sources.map((source) => [source.api, source] as const))('%s', (api, source) => {
  const setting: Promise<Setting> = readHistory(source).then((history) => ({
    history,
    folder: (position: number) => ageFolder(api, history.versions[position] ?? ''),
  }));

  test('every client and every server, every operation', async () => {
    const tally = await meetAll(await setting, { values: 6 });
    say(tally.text(api));
    expect(tally.unexplained.slice(0, 5)).toEqual([]);
    const { versions } = (await setting).history;
    expect(tally.pairs).toBe(versions.length ** 2);
    expect(tally.count('unexplained')).toBe(0);
    expect(tally.carried).toBeGreaterThanOrEqual(0.9);
    // A list that says more than happens hides what happens no more.
    const listed = [...unrepresentable, ...declaredLosses].filter((one) => one.api === api);
    expect(listed.filter((one) => !tally.occurred(one))).toEqual([]);
  });
});

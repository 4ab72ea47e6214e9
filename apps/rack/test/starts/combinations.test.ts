import { startFailureCodes } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { allCauses } from './causes/all.ts';
import { combinationsOf, impossibleOf } from './combinations.ts';

const titles = allCauses.flatMap(combinationsOf).map(({ title }) => title);
const impossible = allCauses.flatMap(impossibleOf);

describe('the starts that are tested', () => {
  it('are of every code, with its fault', () => {
    const tested = new Set(allCauses.map(({ expected: { code, fault } }) => `${code} ${fault}`));
    const all = Object.entries(startFailureCodes).map(([code, { fault }]) => `${code} ${fault}`);
    expect([...tested].toSorted()).toEqual(all.toSorted());
  });

  it('are many, and no two are called the same', () => {
    expect(titles.length).toBeGreaterThanOrEqual(150);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('are all but those that cannot be', () => {
    expect(titles.length + impossible.length).toBe(allCauses.length * 3 * 3);
    const byCause = impossible.filter(({ title }) => !title.endsWith('auto_restart, hung up'));
    expect(byCause.map(({ title }) => title)).toEqual(
      ['required_sled_unavailable', 'too_many_required_sleds', 'contradictory_groups'].flatMap(
        (cause) =>
          ['plain', 'hung up', 'nexus killed'].map((how) => `${cause}, auto_start, ${how}`),
      ),
    );
    for (const { why } of impossible) expect(why).not.toBe('');
  });
});

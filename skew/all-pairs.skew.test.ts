import { describe, expect, test } from 'vitest';
import { ageFolder } from './ages.ts';
import { effort, meetAll, seed, type Setting } from './all-pairs.ts';
import { declaredLosses, unrepresentable } from './declared.ts';
import { plain } from './difference.ts';
import { type History, readHistory, sources } from './histories.ts';
import { requestTrip } from './law.ts';
import { novelties } from './register.ts';

/** For a person who reads what a run did. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

say(`all pairs: seed ${String(seed)} (SKEWLINE_SEED), effort ${String(effort)} (SKEWLINE_EFFORT)`);

const histories = await Promise.all(sources.map(readHistory));

/** How many values of each operation: more where there are few operations. */
const values: Readonly<Record<string, number>> = {
  'sled-agent': 6,
  'nexus-internal': 90,
  nexus: 12,
};

function settingOf(history: History): Setting {
  return { history, folder: (at) => ageFolder(history.name, history.versions[at] ?? '') };
}

/** What a version of the sled agent has brought, said to a server that is one version older. */
const newlySaid =
  (history: History) =>
  (client: number, server: number, operation: string): ReturnType<typeof requests> =>
    operation === 'vmm_register' && server === client - 1 ? requests(history, client) : [];

function requests(history: History, client: number) {
  const path = { propolis_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000009' };
  const exchange = { history, losses: [], operation: 'vmm_register', context: {} };
  return novelties
    .filter(({ since }) => since === history.versions[client])
    .map(({ vmm, what }) => {
      const trip = requestTrip(exchange, history.versions.length - 1, client, { path, body: vmm });
      const request = trip.kind === 'there' ? plain(trip.value) : undefined;
      if (request === undefined) throw new Error(`${what}: ${trip.kind}`);
      return request;
    });
}

describe.each(histories.map((history) => [history.name, history] as const))(
  '%s',
  (api, history) => {
    test('every client and every server, every operation', async () => {
      const options = { values: values[api] ?? 6, more: newlySaid(history) };
      const tally = await meetAll(settingOf(history), options);
      say(tally.text(api));
      expect(tally.unexplained.slice(0, 5)).toEqual([]);
      expect(tally.count('unexplained')).toBe(0);
      expect(tally.pairs).toBe(history.versions.length ** 2);
      expect(tally.carried).toBeGreaterThanOrEqual(0.9);
      // A list that says more than happens hides what happens no more.
      const listed = [...unrepresentable, ...declaredLosses].filter((one) => one.api === api);
      expect(listed.filter((one) => !tally.occurred(one))).toEqual([]);
    });
  },
);

describe('versions between those that are listed', () => {
  const [history] = histories;
  if (history === undefined) throw new Error('no API');
  const newest = history.versions.length - 1;
  const at = (version: string): number => history.versions.indexOf(version);

  test.each([
    ['2, 30 and 48, to the newest server', ['2', '30', '48'], newest],
    ['2 and 30, to the server of 31', ['2', '30'], at('31')],
    ['2, to the server of 7', ['2'], at('7')],
  ] as const)('the newest client speaks %s', async (_, spoken, server) => {
    const options = { clients: [newest], servers: [server], spoken, values: 6 };
    const tally = await meetAll(settingOf(history), options);
    say(tally.text(`sled-agent, spoken ${spoken.join(', ')}`));
    expect(tally.unexplained.slice(0, 5)).toEqual([]);
    expect(tally.count('unexplained')).toBe(0);
    expect(tally.count('full')).toBeGreaterThan(0);
  });
});

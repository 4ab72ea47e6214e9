import { reportOf } from '../explain/group-report.ts';
import { bitOf, groupBits, sizeBits } from '../explain/reasons.ts';
import { byId, type Rule, slotsOf, slotsOfVoice } from '../explain/rules.ts';
import type { SledTests } from '../explain/sled-tests.ts';
import type { Tally } from '../explain/tally.ts';
import type { Instance, Reserved } from '../rack/peers.ts';
import type { Change } from '../what-if/change.ts';
import type { Remedy } from './remedy.ts';

type Way = readonly Change[];

/** What can be done about groups: wait, stop members, leave. */
export function groupRemedies(tests: SledTests, counts: Tally): readonly Remedy[] {
  if (tests.rules.length === 0) return [];
  const stops = stopOfBanned(tests) ?? stopElsewhere(tests) ?? stopOnRequired(tests);
  return [waiting(tests, counts), stops, ...leaving(tests, counts)].filter(
    (remedy) => remedy !== null,
  );
}

/** On how many sleds the instance fits if other rules held, with the room that is free now. */
function fittingUnder(tests: SledTests, counts: Tally, rules: readonly Rule[]): number {
  const isFree = (slot: number): boolean => (tests.against(slot) & ~groupBits) === 0;
  const required = slotsOfVoice(rules, 'required');
  const banned = slotsOfVoice(rules, 'banned');
  if (required.size > 1) return 0;
  for (const slot of required) return !banned.has(slot) && isFree(slot) ? 1 : 0;
  return counts.apartFromGroups - [...banned].filter(isFree).length;
}

function stopping(instances: readonly Instance[]): Way {
  const reservations = instances.flatMap((instance) => instance.reservations);
  return [without(reservations)];
}

function without(reservations: readonly Reserved[]): Change {
  const vmmIds = reservations.map(({ reservation }) => reservation.id).toSorted();
  return { change: 'without_reservations', vmmIds };
}

/** The rules that hold once some reservations are gone. */
function rulesWithout(rules: readonly Rule[], gone: ReadonlySet<Reserved>): readonly Rule[] {
  return rules.map((rule) => {
    const peers = rule.peers.map((peer) => ({
      ...peer,
      reservations: peer.reservations.filter((reserved) => !gone.has(reserved)),
    }));
    return { ...rule, peers, slots: slotsOf(peers) };
  });
}

/** Migrations end, and what is left of them goes: whichever way they end, one reservation is less. */
function waiting(tests: SledTests, counts: Tally): Remedy | null {
  const { rules } = tests;
  const reservations = [...peersOf(rules)].flatMap(({ reservations: all }) => all);
  const isMigrating = ({ instance }: Reserved): boolean =>
    instance?.reservations.some(({ reservation }) => reservation.state === 'target') ?? false;
  const ends = (['active', 'target'] as const).map((source) =>
    reservations.filter((reserved) => {
      const { state } = reserved.reservation;
      return state === 'tombstoned' || (state === source && isMigrating(reserved));
    }),
  );
  const [first, second] = ends.map((gone) => gone.map(({ reservation }) => reservation.id).join());
  const different = first === second ? ends.slice(0, 1) : ends;
  const ways = different.flatMap((gone): Way[] => {
    if (gone.length === 0) return [];
    const fitting = fittingUnder(tests, counts, rulesWithout(rules, new Set(gone)));
    return fitting > 0 ? [[without(gone)]] : [];
  });
  return ways.length > 0 ? { kind: 'wait', ways } : null;
}

function peersOf(rules: readonly Rule[]): ReadonlySet<Instance> {
  return new Set(rules.flatMap(({ peers }) => peers).sort(byId));
}

function peersAt(rules: readonly Rule[], voice: Rule['voice'], slot: number): readonly Instance[] {
  const there = rules.filter((rule) => rule.voice === voice && rule.slots.has(slot));
  return [...peersOf(there)].filter(isAt(slot));
}

function isAt(slot: number): (instance: Instance) => boolean {
  return ({ reservations }) => reservations.some((reserved) => reserved.slot === slot);
}

function remedyOf(
  tests: SledTests,
  which: Extract<Remedy, { kind: 'stop_members' }>['which'],
  stopped: readonly Instance[],
  facts: { readonly stop: number; readonly ways: readonly Way[] },
): Remedy {
  const voice = which === 'in_the_way' ? 'banned' : 'required';
  const rules = tests.rules.filter(
    (rule) => rule.voice === voice && rule.peers.some((peer) => stopped.includes(peer)),
  );
  return {
    kind: 'stop_members',
    which,
    ...facts,
    of: stopped.length,
    groups: rules.map(reportOf),
  };
}

/** Where nothing but members of anti-affinity groups stands in the way, the sled with the fewest. */
function stopOfBanned(tests: SledTests): Remedy | null {
  const clear = [...tests.banned].filter((slot) => tests.against(slot) === bitOf.anti_affinity);
  const inTheWay = clear.map((slot) => peersAt(tests.rules, 'banned', slot));
  const fewest = fewestOf(inTheWay);
  if (fewest === undefined) return null;
  if (fewest.length > 1) {
    return remedyOf(tests, 'in_the_way', fewest, { stop: fewest.length, ways: [stopping(fewest)] });
  }
  const alone = new Set(inTheWay.flatMap((peers) => (peers.length === 1 ? peers : [])));
  const each = [...alone].sort(byId);
  const ways = each.map((peer) => stopping([peer]));
  return remedyOf(tests, 'in_the_way', each, { stop: 1, ways });
}

/** The fewest of several lists, and of those as short the one that comes first by id. */
function fewestOf(lists: readonly (readonly Instance[])[]): readonly Instance[] | undefined {
  const key = (list: readonly Instance[]): string => list.map(({ id }) => id).join(' ');
  return lists.reduce<readonly Instance[] | undefined>((best, list) => {
    if (best === undefined || list.length < best.length) return list;
    return list.length === best.length && key(list) < key(best) ? list : best;
  }, undefined);
}

/** Where members are on several sleds, the one that would do with the fewest elsewhere. */
function stopElsewhere(tests: SledTests): Remedy | null {
  const { required, rules } = tests;
  if (required.size < 2) return null;
  const members = [...peersOf(rules.filter(({ voice }) => voice === 'required'))];
  const rests = [...required]
    .filter((slot) => tests.against(slot) === bitOf.affinity)
    .map((slot) => members.filter(({ reservations }) => reservations.some((r) => r.slot !== slot)));
  const fewest = fewestOf(rests);
  if (fewest === undefined) return null;
  const which = fewest.length < members.length ? 'elsewhere' : 'all';
  return remedyOf(tests, which, fewest, { stop: fewest.length, ways: [stopping(fewest)] });
}

/** Where the one sled is too full, how many members there have to go, whichever they are. */
function stopOnRequired(tests: SledTests): Remedy | null {
  const [slot] = tests.required;
  if (slot === undefined || tests.required.size > 1) return null;
  const set = tests.against(slot);
  if (set === 0 || (set & ~sizeBits) !== 0) return null;
  const members = peersAt(tests.rules, 'required', slot);
  const lacking = (
    [
      ['hardware_threads', 'hardwareThreads'],
      ['physical_ram', 'rssRam'],
      ['reservoir', 'reservoirRam'],
    ] as const
  ).filter(([reason]) => (set & bitOf[reason]) !== 0);
  const needed = lacking.map(([reason, dimension]) => {
    const frees = members.map(({ reservations }) =>
      reservations
        .filter((reserved) => reserved.slot === slot)
        .reduce((sum, { reservation }) => sum + reservation.resources[dimension], 0),
    );
    // The smallest first: so many are enough whichever stop.
    let freed = 0;
    const shortfall = tests.shortfall(slot, reason) ?? 0;
    const last = frees.sort((a, b) => a - b).findIndex((bytes) => (freed += bytes) >= shortfall);
    return last < 0 ? Infinity : last + 1;
  });
  const stop = Math.max(...needed);
  if (stop > members.length) return null;
  const ways = members.map((_member, first) =>
    stopping(members.map((_, at) => members[(first + at) % members.length]!).slice(0, stop)),
  );
  return remedyOf(tests, 'on_the_sled', members, {
    stop,
    ways: stop < members.length ? ways : ways.slice(0, 1),
  });
}

/** Each group without which there is a sled; or all together where one is not enough. */
function leaving(tests: SledTests, counts: Tally): readonly Remedy[] {
  const { rules } = tests;
  const banning = new Map<number, number>();
  for (const { voice, slots } of rules) {
    if (voice !== 'banned') continue;
    for (const slot of slots) banning.set(slot, (banning.get(slot) ?? 0) + 1);
  }
  /** Of a refused request no sled fits yet: what does then is what nothing else stands in the way of. */
  const freedBy = ({ slots }: Rule): number =>
    [...slots].filter(
      (slot) => banning.get(slot) === 1 && tests.against(slot) === bitOf.anti_affinity,
    ).length;
  const each = rules.flatMap((rule) => {
    const others = (): readonly Rule[] => rules.filter((other) => other !== rule);
    const sleds = rule.voice === 'banned' ? freedBy(rule) : fittingUnder(tests, counts, others());
    return leaveOf([rule], sleds);
  });
  if (each.length > 0 || rules.length === 1) return each;
  return leaveOf(rules, fittingUnder(tests, counts, []));
}

function leaveOf(left: readonly Rule[], sleds: number): readonly Remedy[] {
  if (sleds === 0) return [];
  const ways: Way[] = [
    left.map(({ group }): Change => ({ change: 'without_group', groupId: group.id })),
  ];
  return [{ kind: 'leave_groups', groups: left.map(reportOf), sleds, ways }];
}

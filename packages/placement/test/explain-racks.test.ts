import {
  dryRun,
  type Explanation,
  explain,
  explainSled,
  operatorText,
  type PlacementRequest,
  placementFailure,
  publicText,
  Rack,
  type RackSnapshot,
  seeded,
  summary,
  whatIf,
} from '@skewline/placement';
import { sledRejections } from '@skewline/nexus-types/domain';
import { expect, test } from 'vitest';
import { afresh, after } from './support/history.ts';
import { Draw, drawRack, drawRequest } from './support/random-rack.ts';
import { reasonsByHand } from './support/tests-by-hand.ts';

const reasonOrder = Object.keys(sledRejections);

interface Case {
  readonly snapshot: RackSnapshot;
  readonly rack: Rack;
  readonly request: PlacementRequest;
  readonly explanation: Explanation;
}

function cases(
  seed: number,
  count: number,
  drawn: (draw: Draw) => RackSnapshot = drawRack,
): Case[] {
  const draw = new Draw(seeded(seed));
  return Array.from({ length: count }, (_, at) => {
    const snapshot = drawn(draw);
    const request = drawRequest(draw, snapshot);
    const rack = Rack.from(snapshot);
    if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
    return { snapshot, rack, request, explanation: dryRun(rack, request, { random: seeded(at) }) };
  });
}

/** Thousands of racks, on a machine that may be busy. */
const patience = 60_000;

test(
  'counts add up, and are what each sled says by itself and by hand',
  () => {
    let counted = 0;
    for (const { snapshot, rack, request, explanation } of cases(1, 2000)) {
      const { counts, decision } = explanation;
      if (counts === null) continue;
      counted += 1;
      const first = new Map<string | null, number>();
      const inAll = new Map<string, number>();
      const alone = new Map<string, number>();
      const count = <Key>(map: Map<Key, number>, key: Key): void => {
        map.set(key, (map.get(key) ?? 0) + 1);
      };
      for (const sled of snapshot.sleds) {
        const byHand = reasonsByHand(snapshot, request, sled);
        const one = explainSled(rack, request, sled.id);
        if (!('tests' in one)) throw new Error(JSON.stringify(one));
        const failed = one.tests.filter(({ outcome }) => outcome === 'failed');
        expect(failed.map(({ reason }) => reason)).toEqual(byHand);
        expect(one.reason).toBe(byHand[0] ?? null);
        expect(one.fits).toBe(byHand.length === 0);
        count(first, one.reason);
        for (const reason of byHand) count(inAll, reason);
        if (byHand.length === 1) count(alone, byHand[0] ?? '');
        const lacking = one.tests.filter(({ shortfall }) => shortfall !== null);
        const wrong = lacking.filter((it) => it.outcome !== 'failed' || Number(it.shortfall) <= 0);
        expect(wrong).toEqual([]);
      }
      expect(counts.fitting).toBe(first.get(null) ?? 0);
      expect(counts.reasons.map(({ reason }) => reason)).toEqual(
        reasonOrder.filter((it) => inAll.has(it)),
      );
      let sum = counts.fitting;
      for (const { reason, sleds, sledsInAll, sledsOtherwiseFit } of counts.reasons) {
        expect([sleds, sledsInAll, sledsOtherwiseFit]).toEqual([
          first.get(reason) ?? 0,
          inAll.get(reason) ?? 0,
          alone.get(reason) ?? 0,
        ]);
        sum += sleds;
      }
      expect(sum).toBe(snapshot.sleds.length);
      expect(counts.fitting > 0).toBe(decision.kind === 'chosen');
    }
    expect(counted).toBeGreaterThan(1500);
  },
  patience,
);

test(
  'the least shortfall is that of the sled which is named, and no sled of the reason lacks less',
  () => {
    for (const { snapshot, rack, request, explanation } of cases(2, 1000)) {
      const tests = snapshot.sleds.flatMap(({ id }) => {
        const one = explanation.counts ? explainSled(rack, request, id) : [];
        return 'tests' in one ? [one] : [];
      });
      for (const { reason, leastShortfall, nearestSledId } of explanation.counts?.reasons ?? []) {
        const measured = tests
          .filter((one) => one.reason === reason)
          .map((one) => ({
            sledId: one.sledId,
            shortfall: one.tests.find((sledTest) => sledTest.reason === reason)?.shortfall ?? null,
          }));
        const amounts = measured.flatMap(({ shortfall }) => shortfall ?? []);
        expect(leastShortfall).toBe(amounts.length > 0 ? Math.min(...amounts) : null);
        const nearest = measured.find(({ sledId }) => sledId === nearestSledId);
        expect(nearest?.shortfall ?? null).toBe(leastShortfall);
      }
    }
  },
  patience,
);

test(
  'whatever is said to help does help',
  () => {
    const seen = new Map<string, number>();
    for (const { rack, request, explanation } of cases(3, 6000)) {
      for (const remedy of explanation.refused?.remedies ?? []) {
        seen.set(remedy.kind, (seen.get(remedy.kind) ?? 0) + 1);
        expect(remedy.ways.length).toBeGreaterThan(0);
        for (const way of remedy.ways) {
          const then = whatIf(rack, request, way, { random: seeded(1) });
          if (!('decision' in then)) throw new Error(JSON.stringify(then));
          const told = [remedy, then.decision.kind, then.refused?.message];
          expect(told).toEqual([remedy, 'chosen', undefined]);
          const fitting = then.counts?.fitting ?? 0;
          const { sleds } = { sleds: fitting, ...remedy };
          expect([remedy, fitting]).toEqual([remedy, sleds]);
        }
      }
      // And the rack is as it was.
      const again = explain(rack, request, explanation.decision);
      expect(again).toEqual(explanation);
    }
    expect([...seen.keys()].toSorted()).toEqual([
      'any_sled',
      'fewer_disks',
      'free_of_disks',
      'leave_groups',
      'other_platform',
      'smaller',
      'stop_members',
      'wait',
    ]);
  },
  patience,
);

test(
  'so does what is said when sleds were taken meanwhile',
  () => {
    let helped = 0;
    for (const { snapshot, rack, request } of cases(5, 2000)) {
      const taken = new Set(snapshot.sleds.filter((_sled, at) => at % 2 === 0).map(({ id }) => id));
      const explanation = dryRun(rack, request, { random: seeded(1), taken });
      const { counts, refused } = explanation;
      const sum = (counts?.reasons ?? []).reduce((all, { sleds }) => all + sleds, 0);
      expect(sum + (counts?.fitting ?? 0)).toBe(counts?.sleds ?? 0);
      for (const way of (refused?.remedies ?? []).flatMap(({ ways }) => ways)) {
        const then = whatIf(rack, request, way, { random: seeded(1), taken });
        expect('decision' in then && then.decision.kind).toBe('chosen');
        helped += 1;
      }
    }
    expect(helped).toBeGreaterThan(100);
  },
  patience,
);

test(
  'what may be shown to users has no id, and the text for operators has them',
  () => {
    let ids = 0;
    const hidden = (draw: Draw): RackSnapshot => {
      const names = ['red', 'green', 'blue', 'black', 'white', 'grey', 'pink'];
      const rack = drawRack(draw);
      return {
        ...rack,
        groups: rack.groups.map((group, at) => ({ ...group, name: names[at] ?? 'none' })),
      };
    };
    for (const { snapshot, request } of cases(4, 1000, hidden)) {
      // Ids that no text has by chance.
      const planted = new Map<string, string>();
      const plant = (id: string): string => {
        const known = planted.get(id) ?? `${id}-${(0x9e3779b9 * ++ids).toString(36)}`;
        planted.set(id, known);
        return known;
      };
      const text = JSON.stringify({ snapshot, request });
      // The cast: only ids were replaced.
      const replaced = JSON.parse(
        text.replaceAll(/"(new|another|gone|[sivgd]\d+(?:-\d+)?)"/g, (_all, id: string) =>
          JSON.stringify(plant(id)),
        ),
      ) as { snapshot: RackSnapshot; request: PlacementRequest };
      const rack = Rack.from(replaced.snapshot);
      if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
      const explanation = dryRun(rack, replaced.request, { random: seeded(1) });
      const { decision, refused } = explanation;
      const shown = [publicText(explanation), summary(explanation)];
      if (decision.kind === 'refused') {
        const failure = placementFailure(decision, explanation);
        shown.push(JSON.stringify({ ...failure, detail: null }));
        shown.push(refused?.message ?? '', refused?.hint ?? '');
      }
      for (const id of planted.values()) expect(shown.join('\n')).not.toContain(id);
      const nearest = explanation.counts?.reasons.flatMap((report) => report.nearestSledId ?? []);
      for (const id of nearest ?? []) expect(operatorText(explanation)).toContain(id);
    }
  },
  patience,
);

test(
  'a rack that was changed a hundred times explains as one that was read in at once',
  () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const { draw, model, view } = after(seed, 100);
      const fresh = afresh(draw, model);
      const request = drawRequest(draw, model);
      const random = (): { random: ReturnType<typeof seeded> } => ({ random: seeded(seed) });
      const explanation = dryRun(view, request, random());
      expect(dryRun(fresh, request, random())).toEqual(explanation);
      expect(operatorText(dryRun(fresh, request, random()))).toBe(operatorText(explanation));
      for (const { id } of model.sleds) {
        expect(explainSled(fresh, request, id)).toEqual(explainSled(view, request, id));
      }
    }
  },
  patience,
);

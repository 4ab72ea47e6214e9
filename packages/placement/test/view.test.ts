import { any, decide, type Rack, seeded, strategies } from '@skewline/placement';
import { expect, test } from 'vitest';
import { after, afresh } from './support/history.ts';
import { Draw, drawRequest } from './support/random-rack.ts';
import { rackOf, sled, start } from './support/small-rack.ts';

test('a view decides as a rack built anew does, whatever happened to it', () => {
  let chosen = 0;
  for (let seed = 0; seed < 400; seed += 1) {
    const { draw, model, view } = after(seed, 30 + (seed % 5) * 60);
    const fresh = afresh(draw, model);
    expect(view.sledCount).toBe(fresh.sledCount);
    for (let round = 0; round < 12; round += 1) {
      const request = drawRequest(draw, model);
      const strategy = draw.of([any, any, strategies.spread, strategies.best_fit]);
      const decision = decide(view, request, { random: seeded(round), strategy });
      const again = decide(fresh, request, { random: seeded(round), strategy });
      expect({ seed, request, decision }).toEqual({ seed, request, decision: again });
      if (decision.kind === 'chosen') chosen += 1;
    }
  }
  expect(chosen).toBeGreaterThan(1000);
});

test('sleds that are removed and added again leave nothing behind', () => {
  const { draw, model, view } = after(1, 200);
  for (const { id } of model.reservations) expect(view.release(id)).toEqual([]);
  for (const { id } of model.sleds) expect(view.removeSled(id)).toEqual([]);
  expect(view.sledCount).toBe(0);
  for (const sled of model.sleds.toReversed()) expect(view.putSled(sled)).toEqual([]);
  for (const held of model.reservations) expect(view.applyReservation(held)).toEqual([]);
  const fresh = afresh(draw, model);
  for (let round = 0; round < 100; round += 1) {
    const request = drawRequest(draw, model);
    const random = (): ReturnType<typeof seeded> => seeded(round);
    const decision = decide(view, request, { random: random() });
    expect(decision).toEqual(decide(fresh, request, { random: random() }));
  }
});

test('sleds that are all alike are told apart by nothing but their names', () => {
  const draw = new Draw(seeded(5));
  const sleds = draw.times(2000, (at) => sled(`s${String(at)}`));
  const view = rackOf(sleds);
  for (const { id } of sleds.slice(0, 500)) expect(view.removeSled(id)).toEqual([]);
  for (let at = 0; at < 3000; at += 1) {
    const instanceId = `i${String(at)}`;
    const request = start({ vmmId: instanceId, instanceId });
    const decision = decide(view, request, { random: seeded(at) });
    if (decision.kind === 'chosen') view.applyReservation(decision.reservation);
  }
  for (let at = 0; at < 3000; at += 1) view.release(`i${String(at)}`);
  for (const another of sleds.slice(0, 300)) expect(view.putSled(another)).toEqual([]);
  const fresh = rackOf(sleds.toSpliced(300, 200));
  const told = (rack: Rack): unknown[] =>
    draw.times(300, (at) => {
      const strategy = [any, strategies.spread, strategies.best_fit][at % 3] ?? any;
      return decide(rack, start(), { random: seeded(at), strategy });
    });
  expect(told(view)).toEqual(told(fresh));
});

test('deciding changes nothing', () => {
  const { draw, model, view } = after(2, 200);
  const requests = Array.from({ length: 50 }, () => drawRequest(draw, model));
  const answers = (): unknown[] =>
    requests.map((request, at) => decide(view, request, { random: seeded(at) }));
  expect(answers()).toEqual(answers());
});

test('a strategy that throws leaves no mark', () => {
  const { draw, model, view } = after(3, 100);
  const requests = Array.from({ length: 200 }, () => drawRequest(draw, model));
  const before = requests.map((request, at) => decide(view, request, { random: seeded(at) }));
  const broken = {
    name: 'broken',
    score: () => {
      throw new Error('no score');
    },
  };
  let thrown = 0;
  for (const request of requests) {
    try {
      decide(view, request, { random: seeded(1), strategy: broken });
    } catch {
      thrown += 1;
    }
  }
  expect(thrown).toBeGreaterThan(10);
  const later = requests.map((request, at) => decide(view, request, { random: seeded(at) }));
  expect(later).toEqual(before);
});

import { Rack, seeded } from '@skewline/placement';
import type {
  DiskPlacement,
  PlacementGroup,
  PlacementProblem,
  PlacementSled,
  RackSnapshot,
} from '@skewline/placement';
import {
  Draw,
  drawRack,
  drawGroup,
  drawReservation,
  drawSled,
  instances,
  isTwice,
} from './random-rack.ts';

/** A rack as plain lists, changed beside the view by code that has nothing in common with it. */
export class Model {
  sleds: readonly PlacementSled[];
  reservations: RackSnapshot['reservations'];
  groups: readonly PlacementGroup[];

  constructor({ sleds, reservations, groups }: RackSnapshot) {
    this.sleds = sleds;
    this.reservations = reservations;
    this.groups = groups;
  }

  /** The same in another order. */
  shuffled(draw: Draw): RackSnapshot {
    const shuffle = <Item>(items: readonly Item[]): Item[] =>
      items
        .map((item) => ({ item, key: draw.below(1_000_000) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ item }) => item);
    return {
      sleds: shuffle(this.sleds),
      reservations: shuffle(this.reservations),
      groups: shuffle(this.groups),
    };
  }
}

const without = <Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
): Item[] => items.filter((item) => item.id !== id);

type Problems = readonly PlacementProblem[];
/** Makes one change to both; gives what the view said, and what it should have said. */
type Change = (draw: Draw, model: Model, rack: Rack) => { said: Problems; right: string | null };

const pick = <Item extends { readonly id: string }>(draw: Draw, items: readonly Item[]): string =>
  draw.chance(5) ? 'nobody' : (items[draw.below(Math.max(1, items.length))]?.id ?? 'nobody');

export const changes: Readonly<Record<string, Change>> = {
  putSled: (draw, model, rack) => {
    const id = `s${String(draw.below(60))}`;
    const sled = drawSled(draw, id);
    model.sleds = [...without(model.sleds, id), sled];
    return { said: rack.putSled(sled), right: null };
  },
  removeSled: (draw, model, rack) => {
    const id = pick(draw, model.sleds);
    const known = model.sleds.some((sled) => sled.id === id);
    const used = model.reservations.some(({ sledId }) => sledId === id);
    if (known && !used) model.sleds = without(model.sleds, id);
    const right = known ? (used ? 'sled_in_use' : null) : 'unknown_sled';
    return { said: rack.removeSled(id), right };
  },
  emptySled: (draw, model, rack) => {
    const id = pick(draw, model.sleds);
    for (const reservation of model.reservations.filter(({ sledId }) => sledId === id)) {
      rack.release(reservation.id);
    }
    model.reservations = model.reservations.filter(({ sledId }) => sledId !== id);
    const known = model.sleds.some((sled) => sled.id === id);
    model.sleds = without(model.sleds, id);
    return { said: rack.removeSled(id), right: known ? null : 'unknown_sled' };
  },
  putZpool: (draw, model, rack) => {
    const sledId = pick(draw, model.sleds);
    const zpool = { id: `${sledId}-${String(draw.below(6))}`, headroom: draw.below(12) - 1 };
    const known = model.sleds.some(({ id }) => id === sledId);
    model.sleds = model.sleds.map((sled) =>
      sled.id === sledId
        ? { ...sled, zpools: [...without(sled.zpools ?? [], zpool.id), zpool] }
        : sled,
    );
    return { said: rack.putZpool(sledId, zpool), right: known ? null : 'unknown_sled' };
  },
  applyReservation: (draw, model, rack) => {
    const sledIds = model.sleds.map(({ id }) => id);
    const next = drawReservation(draw, `v${String(draw.below(300))}`, sledIds);
    const sled = model.sleds.find(({ id }) => id === next.sledId);
    const [zpool] = sled?.zpools ?? [];
    const disks: DiskPlacement[] =
      zpool && draw.chance(20)
        ? [{ diskId: 'd', zpoolId: zpool.id, requiredSize: draw.below(5) }]
        : [];
    const right = !sled
      ? 'unknown_sled'
      : model.reservations.some(({ id }) => id === next.id)
        ? 'duplicate_id'
        : isTwice(model.reservations, next)
          ? 'instance_reserved_twice'
          : null;
    if (right === null) {
      model.reservations = [...model.reservations, next];
      const size = disks[0]?.requiredSize ?? 0;
      model.sleds = model.sleds.map((other) => {
        if (other !== sled) return other;
        const zpools = (sled.zpools ?? []).map(({ id, headroom }) => ({
          id,
          headroom: id === disks[0]?.zpoolId ? headroom - size : headroom,
        }));
        return { ...sled, zpools };
      });
    }
    return { said: rack.applyReservation(next, disks), right };
  },
  release: (draw, model, rack) => {
    const id = pick(draw, model.reservations);
    const known = model.reservations.some((reservation) => reservation.id === id);
    model.reservations = without(model.reservations, id);
    return { said: rack.release(id), right: known ? null : 'unknown_reservation' };
  },
  setReservationState: (draw, model, rack) => {
    const id = pick(draw, model.reservations);
    const state = draw.of(['active', 'target', 'tombstoned'] as const);
    const old = model.reservations.find((reservation) => reservation.id === id);
    const others = without(model.reservations, id);
    const twice = old !== undefined && isTwice(others, { ...old, state });
    if (old && !twice) model.reservations = [...others, { ...old, state }];
    const right = old ? (twice ? 'instance_reserved_twice' : null) : 'unknown_reservation';
    return { said: rack.setReservationState(id, state), right };
  },
  putGroup: (draw, model, rack) => {
    const group = drawGroup(draw, `g${String(draw.below(8))}`);
    model.groups = [...without(model.groups, group.id), group];
    return { said: rack.putGroup(group), right: null };
  },
  removeGroup: (draw, model, rack) => {
    const id = pick(draw, model.groups);
    const known = model.groups.some((group) => group.id === id);
    model.groups = without(model.groups, id);
    return { said: rack.removeGroup(id), right: known ? null : 'unknown_group' };
  },
  setMembers: (draw, model, rack) => {
    const id = pick(draw, model.groups);
    const members = draw.some(instances, 20);
    const old = model.groups.find((group) => group.id === id);
    if (old) model.groups = [...without(model.groups, id), { ...old, members }];
    return { said: rack.setMembers(id, members), right: old ? null : 'unknown_group' };
  },
};

/** The names of the changes, each as often as it is to come. */
export const usual: readonly [string, ...string[]] = [
  'applyReservation',
  ...Array.from({ length: 6 }, () => 'applyReservation'),
  ...Array.from({ length: 3 }, () => 'release'),
  ...Object.keys(changes),
  ...Array.from({ length: 3 }, () => 'putSled'),
];

/** What was changed step by step, and what is built at once from what came of it. */
export function after(seed: number, steps: number): { draw: Draw; model: Model; view: Rack } {
  const draw = new Draw(seeded(seed));
  const model = new Model(drawRack(draw));
  const view = Rack.from(model);
  if (!(view instanceof Rack)) throw new Error(JSON.stringify(view));
  for (let step = 0; step < steps; step += 1) {
    const name = draw.of(usual);
    const change = changes[name];
    if (!change) throw new Error(name);
    const { said, right } = change(draw, model, view);
    const codes = said.map(({ code }) => code);
    if (codes.join() !== (right ?? '')) {
      throw new Error(`${name}, step ${String(step)} of ${String(seed)}: ${codes.join()}`);
    }
  }
  return { draw, model, view };
}

/** The same rack, read in at once, its lists in another order. */
export function afresh(draw: Draw, model: Model): Rack {
  const rack = Rack.from(model.shuffled(draw));
  if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
  return rack;
}

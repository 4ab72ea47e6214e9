import type { Hole, Loss, NamedConversion, ObjectPlan, Plan } from '../plan/plan.ts';
import { field, type Path, root } from './path.ts';

/** A place of a conversion at which a value may change for good. */
export type Place =
  /** Nothing takes this field of the source, or (without a name) members that no property names. */
  | { readonly kind: 'dropped'; readonly at: Path; readonly what: string }
  | {
      readonly kind: 'asked';
      readonly hole: Hole;
      /** What the decision is about: in the source, and in the target. */
      readonly at: Path;
      readonly into: Path;
      /** Asked only where the source has nothing here. */
      readonly absent: boolean;
    };

/** What a conversion begins with: a plan, what it drops, and how its places are called there. */
export interface Start {
  readonly plan: Plan;
  readonly losses: readonly Loss[];
  readonly text: string;
}

/**
 * From here on a type is gone into at one place only: its losses have been said somewhere, and a
 * document can reach a type in more ways than anybody counts.
 */
const mostVisits = 5_000;

/** All such places, in the order of the plan, with their paths from its root. */
export function placesOf(
  start: Start,
  startOf: (called: NamedConversion) => Start,
): readonly Place[] {
  const walk = new Walk(startOf);
  walk.visit(start.plan, { at: root, into: root, text: start.text, losses: start.losses });
  return walk.found;
}

interface Here {
  readonly at: Path;
  readonly into: Path;
  /** As `plan/derive.ts` calls the place: `Disk.cache`, `Disks[]`. */
  readonly text: string;
  readonly losses: readonly Loss[];
}

class Walk {
  readonly found: Place[] = [];
  readonly #startOf: (called: NamedConversion) => Start;
  readonly #open = new Set<NamedConversion>();
  readonly #seen = new Set<NamedConversion>();
  #visits = 0;

  constructor(startOf: (called: NamedConversion) => Start) {
    this.#startOf = startOf;
  }

  visit(plan: Plan, here: Here): void {
    switch (plan.kind) {
      case 'same':
        return;
      case 'call':
        this.#call(plan.conversion, here);
        return;
      case 'ask':
        this.#ask(plan.hole, here);
        return;
      case 'narrow':
        this.visit(plan.plan, here);
        this.#ask(plan.hole, here);
        return;
      case 'nullable':
        this.visit(plan.of, here);
        return;
      case 'from-null':
        this.#ask(plan.hole, within(here, { kind: 'value', value: null }));
        this.visit(plan.of, here);
        return;
      case 'array':
        this.visit(plan.items, within(here, { kind: 'items' }, '[]'));
        return;
      case 'tuple':
        plan.items.forEach((item, position) => {
          this.visit(item, within(here, { kind: 'item', position }, `[${String(position)}]`));
        });
        return;
      case 'map':
        this.visit(plan.values, within(here, { kind: 'entries' }, '{}'));
        return;
      case 'enum':
        for (const { value, hole } of plan.cases) {
          this.#ask(hole, within(here, { kind: 'value', value }));
        }
        return;
      case 'to-variant':
        for (const { value, hole } of plan.cases) {
          if (hole !== undefined) this.#ask(hole, within(here, { kind: 'value', value }));
        }
        return;
      case 'to-value':
        for (const { value, hole } of plan.cases) {
          this.#ask(hole, within(here, { kind: 'variant', name: value }));
        }
        return;
      case 'union':
        for (const { variant, plan: inner } of plan.cases) {
          const { name } = variant;
          this.visit(inner, within(here, { kind: 'variant', name }, `(${name})`));
        }
        return;
      case 'object':
        this.#object(plan, here);
    }
  }

  #call(called: NamedConversion, here: Here): void {
    this.#visits += 1;
    // A type that contains itself loses the same further down.
    if (this.#open.has(called)) return;
    if (this.#visits > mostVisits && this.#seen.has(called)) return;
    this.#seen.add(called);
    this.#open.add(called);
    const { plan, losses, text } = this.#startOf(called);
    this.visit(plan, { ...here, text, losses });
    this.#open.delete(called);
    if (called.review !== undefined) this.#ask(called.review, here);
  }

  #ask(hole: Hole, { at, into }: Here, absent = false): void {
    this.found.push({ kind: 'asked', hole, at, into, absent });
  }

  #object(plan: ObjectPlan, here: Here): void {
    const taken = new Set<string>();
    const asked = new Set<Hole>();
    for (const { name, from } of plan.fields) {
      if (from.kind === 'value') continue;
      if (from.kind === 'ask') {
        if (!asked.has(from.hole)) this.#ask(from.hole, here);
        asked.add(from.hole);
        continue;
      }
      taken.add(from.name);
      const inner: Here = {
        ...here,
        at: field(here.at, from.name),
        into: field(here.into, name),
        text: `${here.text}.${name}`,
      };
      if (from.absent.kind === 'ask') this.#ask(from.absent.hole, inner, true);
      this.visit(from.plan, inner);
    }
    for (const name of plan.known) {
      const loss = here.losses.find(({ path }) => path === `${here.text}.${name}`);
      if (loss === undefined || taken.has(name)) continue;
      this.found.push({ kind: 'dropped', at: field(here.at, name), what: loss.what });
    }
    const others = here.losses.find(({ path }) => path === `${here.text}{}`);
    if (plan.additional.kind === 'convert') {
      this.visit(plan.additional.plan, within(here, { kind: 'entries' }, '{}'));
    } else if (others !== undefined) {
      this.found.push({
        kind: 'dropped',
        at: [...here.at, { kind: 'entries' }],
        what: others.what,
      });
    }
  }
}

function within(here: Here, segment: Path[number], text = ''): Here {
  return {
    ...here,
    at: [...here.at, segment],
    into: [...here.into, segment],
    text: `${here.text}${text}`,
  };
}

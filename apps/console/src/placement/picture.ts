import type {
  PlacementExplanation,
  Resources,
  Sled,
  SledFate,
} from '@skewline/nexus-client/operator';
import { bytesText } from '../parts/text.ts';
import { amountText } from './amounts.ts';
import { nearestMiss } from './fate.ts';
import { type ReasonKind, wordsOf } from './reasons.ts';

/** One of the three things that a sled has and instances take. */
export interface Bar {
  readonly name: string;
  /** Shares of the capacity, 0 to 1, that follow each other from the left and do not reach beyond 1 together. */
  readonly reserved: number;
  /** What the instance would take, where it would fit. */
  readonly asked: number;
  /** Whether the instance asks for more of it than there is. */
  readonly isShort: boolean;
  /** `12 of 16 CPUs`; with an instance that does not fit, what it lacks. */
  readonly text: string;
}

/** Whether a sled takes instances, in words. */
export interface Service {
  readonly isOpen: boolean;
  /** On a badge. */
  readonly label: string;
  readonly text: string;
}

/** What becomes of a sled where an instance is looked at. */
export interface Verdict {
  readonly kind: 'chosen' | 'fits' | ReasonKind;
  /** What stands on the sled. */
  readonly label: string;
  /** What speaks against it besides what is short and what keeps it out of service, in words. */
  readonly reasons: readonly string[];
  readonly isNearest: boolean;
}

/** A sled as it is drawn. */
export interface PictureSled {
  readonly id: string;
  readonly serial: string;
  readonly service: Service;
  readonly vmms: number;
  readonly bars: readonly Bar[];
  /** Null: no instance is looked at, or sleds were not the matter. */
  readonly verdict: Verdict | null;
}

interface Dimension {
  readonly name: string;
  readonly of: (resources: Resources) => number;
  readonly text: (taken: number, capacity: number) => string;
  readonly reason: string;
}

/** In the order in which they are drawn. */
export const dimensions: readonly Dimension[] = [
  {
    name: 'CPUs',
    of: ({ hardware_threads: threads }) => threads,
    text: (taken, capacity) => `${String(taken)} of ${amountText(capacity, 'threads')}`,
    reason: 'hardware_threads',
  },
  {
    name: 'Memory for instances',
    of: ({ reservoir_ram: bytes }) => bytes,
    text: memoryText,
    reason: 'reservoir',
  },
  {
    name: 'Other memory',
    of: ({ rss_ram: bytes }) => bytes,
    text: memoryText,
    reason: 'physical_ram',
  },
];

function memoryText(taken: number, capacity: number): string {
  const [whole, some] = [bytesText(capacity), bytesText(taken)];
  const unit = whole.slice(whole.indexOf(' '));
  // The unit once, where it is the same.
  return `${taken === 0 ? '0' : some.endsWith(unit) ? some.slice(0, -unit.length) : some} of ${whole}`;
}

/** The sleds in the order of their serial numbers; with an explanation, as the instance sees them. */
export function pictureOf(
  sleds: readonly Sled[],
  explanation: PlacementExplanation | null,
): readonly PictureSled[] {
  const fates = new Map((explanation?.sleds ?? []).map((fate) => [fate.sled_id, fate]));
  const nearest =
    explanation === null || explanation.code === null
      ? null
      : nearestMiss(explanation.sleds, explanation.requested);
  return sleds
    .toSorted((one, other) => (one.serial < other.serial ? -1 : one.serial > other.serial ? 1 : 0))
    .map((sled) => {
      const fate = fates.get(sled.id) ?? null;
      return {
        id: sled.id,
        serial: sled.serial,
        service: serviceOf(sled),
        vmms: sled.vmms,
        bars: dimensions.map((dimension) =>
          barOf(dimension, sled, fate, explanation?.requested ?? null),
        ),
        verdict: fate === null ? null : verdictOf(fate, fate.sled_id === nearest),
      };
    });
}

function barOf(
  { name, of, text, reason }: Dimension,
  { capacity, reserved }: Pick<Sled, 'capacity' | 'reserved'>,
  fate: SledFate | null,
  requested: Resources | null,
): Bar {
  const whole = of(capacity);
  const taken = share(of(reserved), whole);
  const shortfall = fate?.reasons.find((one) => one.reason === reason)?.shortfall ?? null;
  const asked = fate?.fits === true && requested !== null ? share(of(requested), whole) : 0;
  const unit = wordsOf(reason).unit ?? 'bytes';
  // Threads are called CPUs just before.
  const lack = shortfall === null || unit === 'threads' ? shortfall : amountText(shortfall, unit);
  const lacking = lack === null ? '' : `, ${String(lack)} short`;
  return {
    name,
    reserved: taken,
    asked: Math.min(asked, 1 - taken),
    isShort: shortfall !== null,
    text: `${text(of(reserved), whole)}${lacking}`,
  };
}

/** A sled that has none of something is full of it. */
function share(part: number, whole: number): number {
  return whole <= 0 ? (part > 0 ? 1 : 0) : Math.min(1, part / whole);
}

function verdictOf({ chosen, fits, reasons }: SledFate, isNearest: boolean): Verdict {
  if (chosen) return { kind: 'chosen', label: 'goes here', reasons: [], isNearest };
  if (fits) return { kind: 'fits', label: 'would fit', reasons: [], isNearest };
  // What does not fit has a reason; the first is the one that is counted.
  const all = reasons.map(({ reason, text }) => ({ reason, text, words: wordsOf(reason) }));
  const { kind, label } = all[0]?.words ?? wordsOf('unknown');
  const labels = kind === 'service' ? [label] : all.map(({ words }) => words.label);
  return {
    kind,
    label: labels.length > 2 ? `${label} and more` : labels.join(', '),
    reasons: all
      .filter(({ reason, words }) => words.kind !== 'service' && !hasBar(reason))
      .map(({ text }) => text),
    isNearest,
  };
}

function hasBar(reason: string): boolean {
  return dimensions.some((dimension) => dimension.reason === reason);
}

/** The first thing that keeps a sled out of service, as placement sees it. */
export function serviceOf({
  policy,
  state,
  evacuating,
}: Pick<Sled, 'policy' | 'state' | 'evacuating'>): Service {
  if (policy === 'expunged') return { isOpen: false, label: 'removed', text: 'removed for good' };
  if (state === 'decommissioned') return { isOpen: false, label: 'out of use', text: 'out of use' };
  if (policy === 'no_provision')
    return { isOpen: false, label: 'closed', text: 'closed to new instances' };
  if (evacuating) return { isOpen: false, label: 'emptying', text: 'being emptied' };
  return { isOpen: true, label: 'in service', text: 'in service' };
}

/** All of the rack in each dimension: what is reserved of what sleds in service have. */
export interface Total {
  readonly name: string;
  readonly share: number;
  readonly text: string;
}

export function totalsOf(sleds: readonly Sled[]): readonly Total[] {
  const open = sleds.filter((sled) => serviceOf(sled).isOpen);
  return dimensions.map(({ name, of, text }) => {
    const taken = open.reduce((sum, { reserved }) => sum + of(reserved), 0);
    const whole = open.reduce((sum, { capacity }) => sum + of(capacity), 0);
    return { name, share: share(taken, whole), text: text(taken, whole) };
  });
}

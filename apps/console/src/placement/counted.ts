import type { RejectionCount } from '@skewline/nexus-client/external';
import { countText } from '../parts/text.ts';
import { amountText } from './amounts.ts';
import { type ReasonKind, wordsOf } from './reasons.ts';

/** Sleds that fare alike; no sled is named. */
export interface CountedSleds {
  readonly kind: 'fits' | ReasonKind;
  /** What stands on each of them. */
  readonly label: string;
  readonly sleds: number;
  /** `3 sleds short of memory for instances; the nearest lacks 18 GiB.` */
  readonly text: string;
}

/** What a user may know of the sleds: how many, and why. Those that fit come first, then the reasons in their order. */
export interface Counted {
  /** `2 of 5 sleds can take it.` */
  readonly summary: string;
  readonly groups: readonly CountedSleds[];
}

/** Of a dry run, or of a start that failed, with nothing that fits. */
export function counted(fitting: number, counts: readonly RejectionCount[]): Counted {
  const all = counts.reduce((sum, { sleds }) => sum + sleds, fitting);
  const groups = counts.filter(({ sleds }) => sleds > 0).map(countedSleds);
  const fits: CountedSleds = {
    kind: 'fits',
    label: 'fits',
    sleds: fitting,
    text: `${countText(fitting, 'sled')} can take it.`,
  };
  return {
    summary: summaryOf(fitting, all),
    groups: fitting === 0 ? groups : [fits, ...groups],
  };
}

function summaryOf(fitting: number, all: number): string {
  if (all === 0) return 'There are no sleds.';
  if (fitting === all) {
    if (all === 1) return 'The only sled can take it.';
    return all === 2 ? 'Both sleds can take it.' : `All ${countText(all, 'sled')} can take it.`;
  }
  if (fitting === 0)
    return all === 1
      ? 'The only sled cannot take it.'
      : `None of ${countText(all, 'sled')} can take it.`;
  return `${String(fitting)} of ${countText(all, 'sled')} can take it.`;
}

function countedSleds({ reason, sleds, least_shortfall: least }: RejectionCount): CountedSleds {
  const { label, phrase, kind, unit } = wordsOf(reason);
  const lacking =
    least === null || unit === null
      ? ''
      : `; ${sleds === 1 ? 'it' : 'the nearest'} lacks ${amountText(least, unit)}`;
  const text = `${countText(sleds, 'sled')} ${phrase}${lacking}.`;
  return { kind, label, sleds, text };
}

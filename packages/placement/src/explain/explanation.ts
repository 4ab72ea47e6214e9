import type {
  RejectionCount,
  SledRejection,
  StartFault,
  Transience,
} from '@skewline/nexus-types/domain';
import type { Decision } from '../decision.ts';
import type { GroupReport } from './group-report.ts';
import type { Remedy } from '../hint/remedy.ts';

/** What spoke against how many sleds. */
export interface ReasonReport extends RejectionCount {
  /**
   * `sleds` have this as their first reason, in the order of the domain's `sledRejections`: these add
   * up. `sledsInAll` have it, whatever else they have; of a sled that takes nothing at all only the
   * first reason for that is known.
   */
  readonly sledsInAll: number;
  /** Those that have it and nothing else: they would do without it. */
  readonly sledsOtherwiseFit: number;
  /** Of `sleds`, the one that came closest. For operators. Null where nothing is measured. */
  readonly nearestSledId: string | null;
  /** The groups whose rule it is, by name; empty unless the reason is a group. */
  readonly groups: readonly GroupReport[];
}

/** The counts: how every sled fared. */
export interface SledCounts {
  readonly sleds: number;
  /** Those that pass every test. What groups would rather have does not matter here. */
  readonly fitting: number;
  /** In the order in which a sled is tested; only reasons that some sled has. */
  readonly reasons: readonly ReasonReport[];
}

/** The one sled that affinity groups allow. */
export interface RequiredSled {
  readonly sledId: string;
  /** Why it cannot take the instance; empty if it can. */
  readonly reasons: readonly {
    readonly reason: SledRejection;
    readonly shortfall: number | null;
  }[];
}

/**
 * Why the answer is what it is, as data: `summary`, `publicText` and `operatorText` put it in words,
 * `placementFailure` makes of it what is stored. It has ids of sleds and VMMs, which users may not see;
 * those three know what may be shown to whom.
 */
export interface Explanation {
  readonly decision: Decision;
  /** Null where sleds were not the matter: such a request is answered before a sled is looked at. */
  readonly counts: SledCounts | null;
  /** The groups that must be obeyed and have something to say, by name. */
  readonly groups: readonly GroupReport[];
  readonly requiredSled: RequiredSled | null;
  /** Of a refusal; null of a choice. */
  readonly refused: {
    readonly fault: StartFault;
    /** Better known than in the refusal: it takes into account what stands in the way. */
    readonly transience: Transience;
    /** One sentence without ids; groups are named. */
    readonly message: string;
    /** What would help, each of them true at this moment; the simplest first. */
    readonly remedies: readonly Remedy[];
    /** The remedies in words, or what usually helps where there is none. Without ids. */
    readonly hint: string | null;
  } | null;
}

import {
  addSeconds,
  compareTimes,
  type Instance,
  karmicStatus,
  needsReincarnation,
  type RestartGivenUp,
  type StartAttempt,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { DateTime, Uint32 } from '@skewline/runtime/api';

/** How often and how fast a start that failed is tried again. Seconds. */
export interface RestartLimits {
  /** Automatic starts in a row that may fail; after that somebody has to start it. */
  readonly maxTries: Uint32;
  /** The wait after the first failed one; it doubles with each. */
  readonly firstWaitSeconds: Uint32;
  readonly longestWaitSeconds: Uint32;
}

/** A minute, as often as omicron looks; an hour in the end; 12 tries are six hours. */
export const defaultRestartLimits: RestartLimits = {
  maxTries: 12,
  firstWaitSeconds: 60,
  longestWaitSeconds: 3600,
};

/** All that the decision goes by. */
export interface ReincarnationFacts {
  readonly instance: Pick<
    Instance,
    'autoRestart' | 'intendedState' | 'runtime' | 'timeDeleted' | 'updaterLock'
  >;
  readonly activeVmm: VmmState | null;
  /** The instance's attempts, the newest first; those since its last success are enough. */
  readonly attempts: readonly Pick<StartAttempt, 'origin' | 'outcome' | 'timeStarted'>[];
}

/** Whether the control plane starts an instance by itself. */
export type ReincarnationDecision =
  | { readonly kind: 'not_needed' }
  /** Somebody is at it: a saga updates it, or a start is under way. Look again when that is over. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'wait'; readonly until: DateTime }
  | { readonly kind: 'start' }
  /** It stays as it is until somebody acts; then `intendedState` may not stay `running`. */
  | { readonly kind: 'give_up'; readonly why: RestartGivenUp };

/**
 * Whether to start the instance now, by its karma (behaviour 33) and by what became of the automatic
 * starts before.
 *
 * A start that failed for no fault of the instance costs it no cooldown: the cooldown is for instances
 * that come up and fail again (#9096). It is tried again after a wait of its own, which doubles, so
 * that a rack without room is not asked for ever, and never each minute (A10.9); after `maxTries` in a
 * row, or at a failure that waiting cannot mend, it ends. A start that somebody else asked for begins
 * the row anew: who asks knows more.
 */
export function decideReincarnation(
  { instance, activeVmm, attempts }: ReincarnationFacts,
  now: DateTime,
  limits: RestartLimits = defaultRestartLimits,
): ReincarnationDecision {
  if (instance.timeDeleted !== null || !needsReincarnation(instance, activeVmm)) {
    return { kind: 'not_needed' };
  }
  const [newest] = attempts;
  if (instance.updaterLock.updaterId !== null || newest?.outcome.kind === 'open') {
    return { kind: 'busy' };
  }
  const karma = karmicStatus(instance, now);
  if (karma.kind === 'nirvana') return { kind: 'give_up', why: 'policy_never' };

  const isTriedAgain = newest?.outcome.kind === 'failed';
  const row = failedRestartsInARow(attempts);
  if (isTriedAgain) {
    const { failure } = newest.outcome;
    if (failure.transience === 'permanent') return { kind: 'give_up', why: 'permanent_failure' };
    if (row.length >= limits.maxTries) return { kind: 'give_up', why: 'too_many_tries' };
  }
  const waits: DateTime[] = [];
  if (karma.kind === 'cooling_down' && !isExcused(instance, row)) waits.push(karma.until);
  if (isTriedAgain) {
    waits.push(addSeconds(newest.outcome.timeFinished, waitAfter(row.length, limits)));
  }
  const until = waits.toSorted(compareTimes).at(-1);
  return until === undefined || compareTimes(now, until) >= 0
    ? { kind: 'start' }
    : { kind: 'wait', until };
}

type Attempt = ReincarnationFacts['attempts'][number];

/** The automatic starts that have failed since one succeeded or somebody else asked for one. */
function failedRestartsInARow(attempts: readonly Attempt[]): readonly Attempt[] {
  const end = attempts.findIndex(
    ({ origin, outcome }) => origin !== 'auto_restart' || outcome.kind !== 'failed',
  );
  return end < 0 ? attempts : attempts.slice(0, end);
}

/**
 * Whether the cooldown counts from a start of this row, and the instance was to blame for none of them:
 * a start writes its time down before it has succeeded. The cooldown of the last one that did holds.
 */
function isExcused(
  { runtime: { timeLastAutoRestarted: last } }: ReincarnationFacts['instance'],
  row: readonly Attempt[],
): boolean {
  const oldest = row.at(-1);
  if (oldest === undefined || last === null) return false;
  const isBlameless = row.every(
    ({ outcome }) => outcome.kind === 'failed' && outcome.failure.fault !== 'user',
  );
  return isBlameless && compareTimes(last, oldest.timeStarted) >= 0;
}

function waitAfter(tries: number, { firstWaitSeconds, longestWaitSeconds }: RestartLimits): number {
  return Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.max(0, tries - 1));
}

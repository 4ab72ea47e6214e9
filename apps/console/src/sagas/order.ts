import type { SagaState, SagaSummary } from '@skewline/nexus-client/operator';

/** Who waits for somebody comes first; then what goes on; then what is over. */
const ranks: { readonly [State in SagaState]: number } = {
  stuck: 0,
  parked: 1,
  unwinding: 2,
  running: 2,
  done: 3,
  unwound: 3,
  abandoned: 3,
};

/** Several answers as one list, each saga once, as it was last updated; the newest first within its rank. */
export function ordered(lists: readonly (readonly SagaSummary[])[]): readonly SagaSummary[] {
  const byId = new Map<string, SagaSummary>();
  for (const saga of lists.flat()) {
    const known = byId.get(saga.id);
    if (known === undefined || Date.parse(known.time_updated) <= Date.parse(saga.time_updated)) {
      byId.set(saga.id, saga);
    }
  }
  return [...byId.values()].toSorted(
    (one, other) =>
      ranks[one.state] - ranks[other.state] ||
      Date.parse(other.time_created) - Date.parse(one.time_created) ||
      (one.id < other.id ? 1 : -1),
  );
}

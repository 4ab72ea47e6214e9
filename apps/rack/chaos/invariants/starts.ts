import { lastSaga, nameOf, type Records } from '../snapshot/snapshot.ts';
import type { Invariant } from './invariant.ts';

const beginnings = ['start_accepted'];
const ends = ['start_succeeded', 'start_failed'];

/** A start that was accepted is on record, has one outcome, and the events that say so. */
export const startOutcomes: Invariant = {
  name: 'start_outcomes',
  holds: 'at_rest',
  check: ({ records, accepted }) => {
    const known = new Set(records.attempts.map(({ id }) => id));
    const lost = [...accepted]
      .filter(([id]) => !known.has(id))
      .map(
        ([id, asked]) => `start attempt ${id} was told to a user (${asked}) and is not on record`,
      );
    const eventsOf = Map.groupBy(
      records.events.filter(({ kind }) => [...beginnings, ...ends].includes(kind)),
      ({ data }) => String(data['attempt_id']),
    );
    const wrong = records.attempts.flatMap((attempt) => {
      const { id, instance_id: instance, outcome, code, message } = attempt;
      const what = `start attempt ${id} of ${nameOf(records, instance)}`;
      const kinds = (eventsOf.get(id) ?? []).map(({ kind }) => kind);
      const wanted = ['start_accepted', `start_${String(outcome)}`];
      const problems: string[] = [];
      if (outcome === null) problems.push(`${what} has no outcome`);
      if (outcome === 'failed' && (code === null || message === null || message === '')) {
        problems.push(`${what} has failed, and nobody says why`);
      }
      if (outcome !== null && kinds.join() !== wanted.join()) {
        problems.push(`${what} has ${outcome}, and its events are ${kinds.join(', ') || 'none'}`);
      }
      return problems;
    });
    return [...lost, ...wrong];
  },
};

/** An instance that a user was told of is on record, also when it was deleted since. */
export const createdKept: Invariant = {
  name: 'created_kept',
  holds: 'always',
  check: ({ records, created }) => {
    const known = new Set(records.instances.map(({ id }) => id));
    return [...created]
      .filter(([id]) => !known.has(id))
      .map(([id, asked]) => `instance ${id} was told to a user (${asked}) and is not on record`);
  },
};

/** The events of an instance are numbered from 1 without gaps, and begin with its making. */
export const eventNumbers: Invariant = {
  name: 'event_numbers',
  holds: 'always',
  check: ({ records }) =>
    [...Map.groupBy(records.events, ({ instance_id: instance }) => instance)].flatMap(
      ([instance, events]) => {
        const numbers = events.map(({ sequence }) => Number(sequence));
        const gap = numbers.find((number, index) => number !== index + 1);
        return gap === undefined
          ? []
          : [`the events of ${nameOf(records, instance)} have a gap before ${String(gap)}`];
      },
    ),
};

/** How late something that was promised may begin: the tasks look every second, and machines are busy. */
const latestMs = 15_000;

/** What is meant to run runs, or it is said when it will or why it does not; what is meant to be stopped is stopped. */
export const intendedState: Invariant = {
  name: 'intended_state',
  holds: 'at_rest',
  check: ({ records, restarts, now }) =>
    records.instances.flatMap((instance) => {
      const { id, state, intended_state: intended, time_deleted: deleted } = instance;
      const name = nameOf(records, id);
      if (deleted !== null) return [];
      if (intended !== 'running') {
        return state === 'vmm' && !hasStopFailed(records, id)
          ? [`${name} is meant to be ${intended}, and runs`]
          : [];
      }
      if (state === 'vmm') return [];
      const status = restarts.get(id) ?? null;
      const what = `${name} is meant to run, and is ${state}`;
      switch (status?.kind) {
        case 'planned': {
          const late = now - Date.parse(status.time_next_try);
          return late <= latestMs
            ? []
            : [`${what}; it was to be started at ${status.time_next_try}, ${String(late)} ms ago`];
        }
        case 'given_up':
        case 'under_way':
          return [];
        case 'not_needed':
        case undefined:
          return [`${what}, and nobody says what becomes of it: ${JSON.stringify(status)}`];
      }
    }),
};

/** Whoever asked for the last stop was told that it came to nothing: its sled did not do it, or an operator cancelled it. */
function hasStopFailed({ sagas }: Records, instanceId: string): boolean {
  return lastSaga(sagas, 'instance_stop', instanceId)?.state === 'unwound';
}

/** No saga is left half done. */
export const noStuckSaga: Invariant = {
  name: 'no_stuck_saga',
  holds: 'always',
  check: ({ records }) =>
    records.sagas
      .filter(({ state }) => state === 'stuck' || state === 'parked')
      .map(
        ({ id, name, state, subject, parked_reason: why }) =>
          `saga ${name} ${id} about ${nameOf(records, subject ?? '')} is ${state}${why === null ? '' : `: ${why}`}`,
      ),
};

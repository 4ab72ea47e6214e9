import type { DateTime } from '@skewline/runtime/api';
import type { Dag } from '../dag.ts';
import type { RecordedEvent } from '../engine/port.ts';
import { eventKey } from '../event.ts';
import { eventsWithoutDag, historyOf, type ListedStep } from './history.ts';

/**
 * All that is known to have happened in a saga: what the steps of DBOS say, and what our tables have that no step has
 * taken in yet. `dag`: null where this program does not have its actions.
 */
export function allEvents(
  dag: Dag | null,
  steps: readonly ListedStep[],
  beside: readonly RecordedEvent[],
  begun: DateTime,
): readonly RecordedEvent[] {
  const known = dag === null ? eventsWithoutDag(steps, begun) : historyOf(dag, steps, begun).events;
  const keys = new Set(known.map(({ event }) => eventKey(event)));
  const news = beside.filter(({ event }) => !keys.has(eventKey(event)));
  return [
    ...known,
    ...news.flatMap((recorded): readonly RecordedEvent[] => {
      const { event } = recorded;
      // An action recorded its success, or failed, and died before DBOS had its step.
      const ended = event.type === 'succeeded' || event.type === 'failed';
      if (!ended) return [recorded];
      // Its step has it, in the other way that counts.
      const { node } = event;
      if (keys.has(eventKey({ type: 'started', node }))) return [];
      return [{ ...recorded, event: { type: 'started', node } }, recorded];
    }),
  ];
}

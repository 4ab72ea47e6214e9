import type { SagaRow, SagaSummaryRow } from '@skewline/db-model';
import type { Saga, SagaSummary } from '@skewline/nexus-types/operator';
import type { DateTime } from '@skewline/runtime/api';
import { nodesOf } from './saga-nodes.ts';
import { reasonOf } from './saga-reason.ts';

/** Something that was recorded of a saga, as it is stored. */
export interface StoredEvent {
  readonly time: DateTime;
  readonly event: unknown;
}

export function sagaSummaryView(row: SagaSummaryRow): SagaSummary {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    state: row.state,
    engine: row.engine,
    owner: row.owner,
    time_created: row.time_created,
    time_updated: row.time_updated,
    time_rested: row.time_rested,
    reason: reasonOf(row),
  };
}

export function sagaView(row: SagaRow, events: readonly StoredEvent[]): Saga {
  const summary = sagaSummaryView(row);
  const { nodes, trouble } = nodesOf(
    row.dag,
    events.map(({ event }) => event),
  );
  const reasons = [summary.reason, trouble].filter((reason) => reason !== null);
  return {
    ...summary,
    reason: reasons.length === 0 ? null : reasons.join(' '),
    params: JSON.stringify(row.params),
    cancel_reason: row.cancel_reason,
    owner_token: row.owner_token,
    nodes,
    dag: JSON.stringify(row.dag),
    events: events.map(({ time, event }) => ({
      time,
      node: textOf(event, 'node'),
      type: textOf(event, 'type') ?? 'unknown',
    })),
  };
}

function textOf(event: unknown, member: string): string | null {
  const value: unknown =
    typeof event === 'object' && event !== null ? Reflect.get(event, member) : null;
  return typeof value === 'string' ? value : null;
}

import type { InstanceEvent, InstanceEventKind } from '@skewline/nexus-types/domain';
import type { InstanceEventRow, InstanceEventWhatRow } from '../rows/index.ts';
import { downInstanceEventWhatRowToInstanceEventWhat } from './generated/row/down.ts';
import { upInstanceEventWhatToInstanceEventWhatRow } from './generated/row/up.ts';
import { type Loaded, noProblems, rowProblem } from './problems.ts';

const kinds: { readonly [Kind in InstanceEventKind]: true } = {
  created: true,
  configured: true,
  start_accepted: true,
  start_succeeded: true,
  start_failed: true,
  restart_planned: true,
  restart_given_up: true,
  stop_requested: true,
  reboot_requested: true,
  guest_shutdown: true,
  migration_started: true,
  migration_completed: true,
  migration_failed: true,
  state_changed: true,
  vmm_failed: true,
  deleted: true,
};

/** The kind has a column of its own, so that one can be looked for. */
export function eventRow(event: InstanceEvent): InstanceEventRow {
  const { kind, ...data } = upInstanceEventWhatToInstanceEventWhatRow(event.what);
  const { instanceId, sequence, time, detail } = event;
  return { instance_id: instanceId, sequence, time, kind, data, detail };
}

/** Null for a kind that only a newer program knows: whoever reads a page passes over it. */
export function loadEvent(row: InstanceEventRow): Loaded<InstanceEvent | null> {
  const { instance_id, sequence, time, kind, data, detail } = row;
  if (!Object.hasOwn(kinds, kind)) {
    return { value: null, problems: [rowProblem('unknown_event_kind', ['kind'])] };
  }
  // Only `eventRow` writes data, so what belongs to a kind that is known is in it.
  const whatRow = { ...data, kind } as InstanceEventWhatRow;
  const what = downInstanceEventWhatRowToInstanceEventWhat(whatRow);
  return { value: { instanceId: instance_id, sequence, time, what, detail }, problems: noProblems };
}

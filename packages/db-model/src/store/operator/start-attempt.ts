import type { StartAttempt, StartOutcome } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { type Loaded, loadStartAttempt } from '../../row/index.ts';
import type { PageOf, Queries } from '../queries.ts';
import { attemptColumns } from '../start-attempt-page.ts';
import type { StartAttemptKey } from '../start-attempt.ts';

/** An attempt in a list of those of several instances. */
export interface RackStartAttempt extends Loaded<StartAttempt> {
  /** Null: there is no record of its instance. */
  readonly instanceName: string | null;
}

export interface RackStartAttemptFilter {
  readonly instanceId?: Uuid | undefined;
  readonly outcome?: StartOutcome['kind'] | undefined;
}

/** The attempts to start whatever instance, newest first. */
export async function listRackStartAttempts(
  queries: Queries,
  { instanceId, outcome }: RackStartAttemptFilter,
  { after = null, limit }: PageOf<StartAttemptKey>,
): Promise<readonly RackStartAttempt[]> {
  const rows = await queries
    .selectFrom('start_attempt')
    .leftJoin('instance', 'instance.id', 'start_attempt.instance_id')
    .select(attemptColumns)
    .select('instance.name as instance_name')
    .$if(instanceId !== undefined, (query) =>
      query.where('start_attempt.instance_id', '=', instanceId ?? ''),
    )
    .$if(outcome === 'open', (query) => query.where('start_attempt.outcome', 'is', null))
    .$if(outcome === 'succeeded' || outcome === 'failed', (query) =>
      query.where('start_attempt.outcome', '=', outcome === 'failed' ? 'failed' : 'succeeded'),
    )
    .$if(after !== null, (query) =>
      query.where((row) =>
        row(
          row.refTuple('start_attempt.time_started', 'start_attempt.id'),
          '<',
          row.tuple(after?.timeStarted ?? '', after?.id ?? ''),
        ),
      ),
    )
    .orderBy('start_attempt.time_started', 'desc')
    .orderBy('start_attempt.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ instance_name, ...row }) => ({
    ...loadStartAttempt(row),
    instanceName: instance_name,
  }));
}

import { isUnavailable, type VmmToWatch, vmmsToWatch } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import { checkVmm, type VmmCheck, type VmmCheckDependencies } from './check-vmm.ts';
import { type Counts, makeCounts } from './counts.ts';
import { eachAtMost, paged } from './each-at-most.ts';
import type { Task } from './task.ts';

export interface InstanceWatcherDependencies extends Omit<VmmCheckDependencies, 'updateTimeoutMs'> {
  readonly metrics: Pick<Metrics, 'vmmChecks' | 'vmmFailures'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Default: a minute. */
  readonly updateTimeoutMs?: number;
}

const checksAtOnce = 16;
const pageSize = 256;

/**
 * Asks each VMM's sled agent what the VMM does (A5). A VMM fails here for three reasons only: its sled agent does not know
 * it (404 with `NO_SUCH_INSTANCE`), its sled was expunged, or nobody answers and the gateway says that the sled is off.
 * Everything else leaves it as it is, and the check counts as incomplete.
 *
 * A start under way is not disturbed: its VMM is `creating`, and is not asked for, until the sled agent has taken it in;
 * from then on not to be known is to be gone. A start whose VMM is marked failed meanwhile unwinds and leaves the
 * instance as it was before.
 *
 * Several nexus may all watch: what they write is guarded by generations, an update has one owner at a time, and whoever
 * comes second changes nothing.
 *
 * Counts: `total` VMMs; those whose sled answered by `states`; those found `failed` by the label of the reason;
 * `incomplete` checks by why; `update_sagas` that were run; `pruned` VMMs that were watched the last time and are no more.
 */
export function instanceWatcher({
  metrics,
  log,
  updateTimeoutMs = 60_000,
  ...rest
}: InstanceWatcherDependencies): Task {
  const dependencies: VmmCheckDependencies = { ...rest, updateTimeoutMs };
  const { kysely } = rest.services.database;
  let watchedBefore: ReadonlySet<Uuid> = new Set();
  return {
    name: 'instance_watcher',
    description: 'Asks sled agents what their VMMs do, and marks those failed that are gone.',
    async run(signal) {
      const counts = makeCounts([
        'total',
        'states',
        'failed',
        'incomplete',
        'update_sagas',
        'pruned',
      ]);
      const watched = new Set<Uuid>();
      const vmms = paged<VmmToWatch>(
        (after) => vmmsToWatch(kysely, { after, limit: pageSize }),
        pageSize,
      );
      await eachAtMost(checksAtOnce, vmms, signal, async (vmm) => {
        watched.add(vmm.id);
        counts.add('total', 'vmms');
        try {
          tell({ counts, metrics, log }, vmm, await checkVmm(dependencies, vmm, signal));
        } catch (error) {
          if (signal.aborted || isUnavailable(error)) throw error;
          counts.add('incomplete', 'update_failed');
          log.warn({ vmmId: vmm.id, err: error }, 'the check of a VMM broke');
        }
      });
      counts.add('pruned', 'vmms', [...watchedBefore].filter((id) => !watched.has(id)).length);
      watchedBefore = watched;
      return counts.groups();
    },
  };
}

interface Told extends Pick<InstanceWatcherDependencies, 'metrics' | 'log'> {
  readonly counts: Counts;
}

function tell(
  { counts, metrics, log }: Told,
  { id: vmmId, instanceId, sledId }: VmmToWatch,
  { result, incomplete, hasFailed, updated }: VmmCheck,
): void {
  const state = stateOf(result);
  const failure = failureOf(result);
  if (result.kind === 'success') counts.add('states', state);
  if (failure !== null) counts.add('failed', failure);
  if (incomplete !== null) counts.add('incomplete', String(incomplete));
  if (updated) counts.add('update_sagas', 'run');
  metrics.vmmChecks.inc({
    outcome: result.kind,
    state,
    reason: failure ?? (incomplete === null ? '' : String(incomplete)),
  });
  if (hasFailed && failure !== null) {
    metrics.vmmFailures.inc({ reason: failure });
    log.info({ vmmId, instanceId, sledId, reason: failure }, 'a VMM has failed');
  }
}

/** Empty where nothing is known. */
function stateOf(result: VmmCheck['result']): string {
  if (result.kind === 'success') return result.report.vmmState.state.kind;
  return result.kind === 'failure' ? 'failed' : '';
}

function failureOf(result: VmmCheck['result']): string | null {
  if (result.kind === 'failure') return result.reason;
  if (result.kind !== 'success') return null;
  const { state } = result.report.vmmState;
  return state.kind === 'failed' ? state.reason : null;
}

import type { Instance } from '@skewline/nexus-client/external';
import { shortFailure } from './short-failure.ts';

/** What people look for in a list; `trouble`: what has failed, or could not start. */
export type StateFilter = 'all' | 'running' | 'busy' | 'stopped' | 'trouble';

export const stateFilters: { readonly [Filter in StateFilter]: string } = {
  all: 'All',
  running: 'Running',
  busy: 'Under way',
  stopped: 'Stopped',
  trouble: 'In trouble',
};

/** Which of the filters, beside `all`, an instance is found by: those that are in trouble are stopped, too. */
function filtersOf({ run_state, last_failure }: Instance): readonly StateFilter[] {
  if (run_state === 'failed') return ['trouble'];
  if (run_state === 'running') return ['running'];
  const isFailed = (last_failure ?? null) !== null;
  if (run_state === 'stopped' || run_state === 'destroyed') {
    return isFailed ? ['stopped', 'trouble'] : ['stopped'];
  }
  return isFailed ? ['busy', 'trouble'] : ['busy'];
}

/** How many there are of each. */
export function countsOf(instances: readonly Instance[]): {
  readonly [Filter in StateFilter]: number;
} {
  const counts = { all: instances.length, running: 0, busy: 0, stopped: 0, trouble: 0 };
  for (const instance of instances) {
    for (const filter of filtersOf(instance)) counts[filter] += 1;
  }
  return counts;
}

/** Those that are of the state and have the text in their name, description, failure or id. */
export function filtered(
  instances: readonly Instance[],
  state: StateFilter,
  text: string,
): readonly Instance[] {
  const wanted = text.trim().toLowerCase();
  if (state === 'all' && wanted === '') return instances;
  return instances.filter(
    (instance) =>
      (state === 'all' || filtersOf(instance).includes(state)) &&
      (wanted === '' || searched(instance).includes(wanted)),
  );
}

function searched({ name, description, id, last_failure }: Instance): string {
  return `${name}\n${description}\n${id}\n${shortFailure(last_failure)}`.toLowerCase();
}

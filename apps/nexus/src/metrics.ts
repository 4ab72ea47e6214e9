import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted while nexus runs. Gauges of what is in the database are set when somebody asks for the metrics. */
export interface Metrics {
  readonly registry: Registry;
  /** Checks of VMMs by the watcher. `reason` is the label of a failure, or why a check is incomplete. */
  readonly vmmChecks: Counter<'outcome' | 'state' | 'reason'>;
  /** VMMs that this nexus has seen fail, by the label of the reason. */
  readonly vmmFailures: Counter<'reason'>;
  /** Failed VMMs that are not deleted, by the label of the reason. */
  readonly failedVmms: Gauge<'reason'>;
  readonly vmms: Gauge<'state'>;
  readonly instances: Gauge<'state'>;
  /** Starts that were accepted, by what became of them: `open`, `succeeded`, or the code of the failure. */
  readonly startAttempts: Gauge<'origin' | 'outcome' | 'code'>;
  readonly sagas: Gauge<'name' | 'state'>;
  readonly taskRuns: Counter<'task' | 'outcome'>;
  readonly taskSeconds: Histogram<'task'>;
  readonly requests: Counter<'api' | 'operation' | 'status'>;
  readonly requestSeconds: Histogram<'api'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const seconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
  return {
    registry,
    vmmChecks: new Counter({
      name: 'skewline_vmm_checks_total',
      help: 'Checks of VMMs by the instance watcher',
      labelNames: ['outcome', 'state', 'reason'],
      registers,
    }),
    vmmFailures: new Counter({
      name: 'skewline_vmm_failures_total',
      help: 'VMMs that failed, by reason',
      labelNames: ['reason'],
      registers,
    }),
    failedVmms: new Gauge({
      name: 'skewline_failed_vmms',
      help: 'Failed VMMs that are not deleted, by reason',
      labelNames: ['reason'],
      registers,
    }),
    vmms: new Gauge({
      name: 'skewline_vmms',
      help: 'VMMs that are not deleted, by state',
      labelNames: ['state'],
      registers,
    }),
    instances: new Gauge({
      name: 'skewline_instances',
      help: 'Instances by the state that users see',
      labelNames: ['state'],
      registers,
    }),
    startAttempts: new Gauge({
      name: 'skewline_start_attempts',
      help: 'Attempts to start an instance, by what became of them',
      labelNames: ['origin', 'outcome', 'code'],
      registers,
    }),
    sagas: new Gauge({
      name: 'skewline_sagas',
      help: 'Sagas by name and state',
      labelNames: ['name', 'state'],
      registers,
    }),
    taskRuns: new Counter({
      name: 'skewline_background_task_runs_total',
      help: 'Runs of background tasks',
      labelNames: ['task', 'outcome'],
      registers,
    }),
    taskSeconds: new Histogram({
      name: 'skewline_background_task_seconds',
      help: 'How long background tasks take',
      labelNames: ['task'],
      buckets: seconds,
      registers,
    }),
    requests: new Counter({
      name: 'skewline_requests_total',
      help: 'Requests by API, operation and status',
      labelNames: ['api', 'operation', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'skewline_request_seconds',
      help: 'How long requests take',
      labelNames: ['api'],
      buckets: seconds,
      registers,
    }),
  };
}

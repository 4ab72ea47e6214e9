import type {
  Instance,
  InstanceAutoRestartStatus,
  InstanceEvent,
  InstanceFailure,
  StartAttempt,
  StartFailure,
} from '@skewline/nexus-client/external';
import { clock } from '../watch/words.ts';

// What the external API answers, in lines: its own words, and only those that matter here.

export function showInstance(instance: Instance): readonly string[] {
  const { run_state, last_failure = null, auto_restart_status } = instance;
  return [
    `run_state: ${run_state}`,
    ...(last_failure === null ? ['last_failure: null'] : showFailure(last_failure)),
    ...(auto_restart_status === undefined
      ? []
      : [`auto_restart_status: ${restartWords(auto_restart_status)}`]),
  ];
}

export function showAttempt({ origin, outcome }: StartAttempt): readonly string[] {
  return outcome.kind === 'failed'
    ? [`origin: ${origin}, outcome: failed`, ...showStartFailure(outcome.failure)]
    : [`origin: ${origin}, outcome: ${outcome.kind}`];
}

export function showEvent({ sequence, timestamp, what }: InstanceEvent): readonly string[] {
  return [`${clock(timestamp)} #${String(sequence)} ${eventWords(what)}`];
}

function showFailure(failure: InstanceFailure): readonly string[] {
  return failure.kind === 'start'
    ? ['last_failure: start', ...showStartFailure(failure.failure)]
    : [`last_failure: run, ${failure.reason}`, `  ${failure.message}`];
}

function showStartFailure(failure: StartFailure): readonly string[] {
  const { code, fault, transience, message, hint, counts } = failure;
  return [
    `  ${code}, fault: ${fault}, ${transience}`,
    `  ${message}`,
    ...(hint === null ? [] : [`  hint: ${hint}`]),
    ...(counts.length === 0
      ? []
      : [
          `  counts: ${counts.map(({ reason, sleds }) => `${reason} ${String(sleds)}`).join(', ')}`,
        ]),
  ];
}

function restartWords(status: InstanceAutoRestartStatus): string {
  switch (status.kind) {
    case 'not_needed':
    case 'under_way':
      return status.kind;
    case 'planned':
      return `planned, time_next_try: ${clock(status.time_next_try)}`;
    case 'given_up':
      return `given_up, why: ${status.why}`;
  }
}

function eventWords(what: InstanceEvent['what']): string {
  switch (what.kind) {
    case 'start_accepted':
      return `start_accepted, origin: ${what.origin}`;
    case 'start_failed':
      return `start_failed, ${what.code}: ${what.message}`;
    case 'restart_planned':
      return `restart_planned, time_next_try: ${clock(what.time_next_try)}`;
    case 'restart_given_up':
      return `restart_given_up, why: ${what.why}`;
    case 'state_changed':
      return `state_changed, ${what.from} → ${what.to}`;
    case 'run_failed':
      return `run_failed, ${what.reason}: ${what.message}`;
    default:
      return what.kind;
  }
}

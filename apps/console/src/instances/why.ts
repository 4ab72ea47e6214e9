import type {
  Instance,
  InstanceAutoRestartStatus,
  InstanceEvent,
  InstanceState,
  RejectionCount,
  RunFailureReason,
  StartAttempt,
  StartFailure,
  StartFault,
} from '@skewline/nexus-client/external';
import type { Tone } from '../parts/tone.ts';
import { whyAtRest, whyStartedAgain } from './past.ts';
import { givenUpTexts } from './retry.ts';
import { isTooMuch, reasonText } from './start-failure.ts';
import { stateTones } from './state.ts';

/** Who has to do something before it goes on. */
export type Turn =
  /** All is as it should be. */
  | 'nobody'
  /** The rack: it is at it, or goes on by itself. */
  | 'rack'
  /** Whoever looks at the page. */
  | 'you'
  /** Whoever has instances there, or adds sleds. */
  | 'capacity'
  | 'operator';

/** Whether it is tried again without anybody asking. */
export type Again =
  | { readonly kind: 'never'; readonly text: string }
  | { readonly kind: 'now'; readonly text: string }
  /** Not before this time. */
  | { readonly kind: 'planned'; readonly time: string };

/** The answers to: why is it not running, whose turn is it, what can I do, will it be retried and when. */
export interface Why {
  readonly tone: Tone;
  /** The answer in a few words. */
  readonly title: string;
  /** What happened, in whole sentences. */
  readonly reason: string;
  /** When that was; null: it is so now. */
  readonly time: string | null;
  readonly turn: Turn;
  readonly turnText: string;
  /** Each a whole sentence. */
  readonly todo: readonly string[];
  readonly again: Again;
  /** Why which number of sleds could not take it. */
  readonly counts: readonly RejectionCount[];
  /** To be named to whoever runs the rack. */
  readonly attemptId: string | null;
}

/** From the instance, its newest attempts, of which the first that is open counts, and its newest events. */
export function whyOf(
  instance: Instance,
  attempts: readonly StartAttempt[],
  events: readonly InstanceEvent[] = [],
): Why {
  const { run_state: state, last_failure: failure, auto_restart_status: status } = instance;
  const rests = state === 'stopped' || state === 'failed';
  if (!rests) return underWay(instance, attempts, events);
  if (failure === null || failure === undefined) return atRest(instance, events);
  const again = againOf(status);
  return failure.kind === 'start'
    ? notStarted(failure.failure, failure.time_failed, failure.attempt_id, again)
    : notRunning(failure.reason, failure.message, failure.time_failed, again);
}

const nothing = { time: null, counts: [], attemptId: null } as const;

const states: {
  readonly [State in Exclude<InstanceState, 'stopped' | 'failed'>]: readonly [
    title: string,
    reason: string,
  ];
} = {
  creating: ['It is being made', 'Its record is being written. That takes a moment.'],
  starting: ['It is starting', 'A sled is looked for, and its machine is set up there.'],
  running: ['It runs', 'There is nothing wrong with it.'],
  stopping: ['It is stopping', 'It was told to stop, or its guest shut itself down.'],
  rebooting: ['It is rebooting', 'It was told to stop and start again.'],
  migrating: ['It runs, and is being moved', 'It is taken to another sled while it runs.'],
  repairing: ['It is recovering', 'It recovers from a failure.'],
  destroyed: ['It has been deleted', 'There is nothing of it any more.'],
};

function underWay(
  instance: Instance,
  attempts: readonly StartAttempt[],
  events: readonly InstanceEvent[],
): Why {
  const { run_state: state, auto_restart_enabled: isRestarted } = instance;
  // Those who rest have been answered.
  const [title, reason] = states[state as keyof typeof states] ?? [state, 'It is not known more.'];
  const open = attempts.find(({ outcome }) => outcome.kind === 'open');
  const tone = stateTones[state] ?? 'busy';
  if (state === 'running' || state === 'destroyed') {
    const later = isRestarted
      ? 'Should it fail, it is started again by itself.'
      : 'Should it fail, it stays so: it is set never to be restarted by itself.';
    const past = state === 'running' ? whyStartedAgain(events) : null;
    return {
      ...nothing,
      tone,
      title,
      reason: past === null ? reason : `${reason} ${past.text}`,
      time: past?.time ?? null,
      turn: 'nobody',
      turnText: 'Nobody’s: nothing has to be done.',
      todo: [],
      again: { kind: 'never', text: state === 'running' ? later : 'It is gone for good.' },
    };
  }
  const isByItself = open?.origin === 'auto_restart';
  return {
    ...nothing,
    tone,
    title: isByItself ? 'It is being started again by itself' : title,
    reason,
    time: open?.time_started ?? null,
    turn: 'rack',
    turnText: 'The rack’s: it is at it.',
    todo: ['Wait a moment. This page shows what comes of it.'],
    // Whether a start that fails is tried again depends on why it fails: that is not known yet.
    again: {
      kind: 'now',
      text: isByItself ? 'It is being tried just now.' : 'Once it is over, this page says so.',
    },
    attemptId: open?.id ?? null,
  };
}

function atRest(
  { run_state, auto_restart_status: status, last_failure: failure }: Instance,
  events: readonly InstanceEvent[],
): Why {
  const startIt = 'Start it when you want it to run.';
  if (run_state === 'stopped' && failure === null) {
    const past = whyAtRest(events);
    return {
      ...nothing,
      tone: 'off',
      title: 'It is stopped',
      reason: past?.text ?? 'It was told to stop, shut itself down, or has not been started yet.',
      time: past?.time ?? null,
      turn: 'you',
      turnText: 'Yours, if you want it to run.',
      todo: [startIt],
      again: { kind: 'never', text: 'It stays stopped until somebody starts it.' },
    };
  }
  const isFailed = run_state === 'failed';
  return {
    ...nothing,
    tone: isFailed ? 'bad' : 'off',
    title: isFailed ? 'It has failed' : 'It is stopped',
    reason: 'This nexus is too old to say why.',
    turn: 'you',
    turnText: 'Yours.',
    todo: [startIt],
    again: againOf(status),
  };
}

const faults: { readonly [Fault in StartFault]: readonly [turn: Turn, text: string] } = {
  user: ['you', 'Yours: something about the instance has to change.'],
  capacity: ['capacity', 'Whoever has instances there, or adds sleds: there is no room now.'],
  system: ['operator', 'The operator’s: the fault is in the rack, and not in your instance.'],
};

const tooMuch = ['you', 'Yours: it has to change. Waiting does not help.'] as const;

function notStarted(failure: StartFailure, time: string, attemptId: string, again: Again): Why {
  const { code, fault, transience, hint, counts } = failure;
  const isSystem = fault === 'system';
  const waits = again.kind === 'planned' ? ['Or wait: it is tried again by itself.'] : [];
  const isHopeless = isTooMuch(failure);
  return {
    tone: code === 'cancelled' ? 'off' : 'bad',
    title:
      code === 'cancelled'
        ? 'Its start was called off'
        : `It did not start: ${isHopeless ? 'no sled can take it as it is' : (titles[fault] ?? titles.system)}`,
    reason: reasonText(failure),
    time,
    ...turnOf(again, isHopeless ? tooMuch : (faults[fault] ?? faults.system)),
    todo: [
      ...(hint === null ? [] : [hint]),
      ...(hint === null && transience === 'transient' ? ['Try again.'] : []),
      ...(isSystem && code !== 'internal'
        ? ['If it goes on, tell the operator the id of this attempt.']
        : []),
      ...waits,
    ],
    again,
    counts,
    attemptId,
  };
}

const titles: { readonly [Fault in StartFault]: string } = {
  user: 'something has to change first',
  capacity: 'there is no room',
  system: 'the rack has trouble',
};

const hosts: { readonly [Reason in RunFailureReason]: string | null } = {
  virtual_machine_failed: null,
  virtual_machine_vanished: null,
  host_powered_off: 'It can start on another sled; what was only in its memory is lost.',
  host_removed: 'It can start on another sled; what was only in its memory is lost.',
  unknown: null,
};

function notRunning(reason: RunFailureReason, message: string, time: string, again: Again): Why {
  const about = hosts[reason] ?? null;
  return {
    tone: 'bad',
    title: 'It ran, and stopped running',
    reason: message,
    time,
    ...turnOf(again, ['you', 'Yours: nobody else starts it again.']),
    todo: [
      ...(about === null ? [] : [about]),
      again.kind === 'never'
        ? 'Start it. What its guest wrote before it failed may say more.'
        : 'Nothing has to be done. You can also start it at once.',
    ],
    again,
    counts: [],
    attemptId: null,
  };
}

/** As long as the rack goes on by itself it is the rack's turn, whosever fault it was. */
function turnOf(
  again: Again,
  [turn, turnText]: readonly [Turn, string],
): { readonly turn: Turn; readonly turnText: string } {
  if (again.kind === 'now') return { turn: 'rack', turnText: 'The rack’s: it is at it.' };
  if (again.kind === 'planned' && turn !== 'capacity') {
    return { turn: 'rack', turnText: 'The rack’s: it tries again by itself.' };
  }
  return { turn, turnText };
}

function againOf(status: InstanceAutoRestartStatus | undefined): Again {
  switch (status?.kind) {
    case 'planned':
      return { kind: 'planned', time: status.time_next_try };
    case 'under_way':
      return { kind: 'now', text: 'It is being started again by itself just now.' };
    case 'given_up':
      return { kind: 'never', text: `No. ${givenUpTexts[status.why] ?? status.why}` };
    case 'not_needed':
      return { kind: 'never', text: 'No. It is started again only when somebody starts it.' };
    default:
      return { kind: 'never', text: 'This nexus does not say.' };
  }
}

import type { Fault } from '@skewline/sled-agent/control';
import type { Cause, Expected } from '../cause.ts';

/** Of every sled that does not take it. */
export const refused = {
  code: 'sled_refused',
  fault: 'system',
  transience: 'transient',
  status: 503,
  message: /^The sled that was chosen did not accept the instance\.$/,
  hint: /^Try again\.$/,
  counts: [],
} as const;

export const vanished = {
  code: 'vmm_vanished',
  fault: 'system',
  transience: 'transient',
  status: 503,
  message: /^The instance disappeared from its sled while it was being started\.$/,
  hint: /^Try again\.$/,
  counts: [],
} as const;

const internal = {
  code: 'internal',
  fault: 'system',
  transience: 'transient',
  status: 500,
  message: /^Something went wrong inside the system\.$/,
  hint: /^Try again; if it goes on, tell whoever runs the system the id of this attempt\.$/,
  counts: [],
} as const;

/** All sled agents do wrong, from before the start until after its end. */
function ofFault(name: string, fault: Fault, expected: Expected): Cause {
  return { name, expected, arrange: (scene) => scene.disturb([fault]) };
}

const registering = { operation: 'vmm_register' } as const;
const running = { operation: 'vmm_put_state' } as const;

/** They answer, and not what is hoped for. */
export const answeringSledCauses: readonly Cause[] = [
  ofFault(
    'sled_refused (registering is answered 503)',
    { ...registering, kind: 'status', status: 503 },
    {
      ...refused,
      detail:
        /^node ensure_registered: action_failed, tried 5 times: registerVmm: sled [0-9a-f-]{36} fails \(503 ServiceNotAvailable\)/,
    },
  ),
  ofFault(
    'sled_refused (registering is answered 400)',
    { ...registering, kind: 'status', status: 400, errorCode: 'InvalidRequest' },
    {
      ...refused,
      detail:
        /^node ensure_registered: action_failed: registerVmm: sled [0-9a-f-]{36} refuses \(400 InvalidRequest\)/,
    },
  ),
  ofFault(
    'sled_refused (registered, and running is answered 503)',
    { ...running, kind: 'status', status: 503 },
    {
      ...refused,
      detail:
        /^node ensure_running: action_failed, tried 5 times: putVmmState: sled [0-9a-f-]{36} fails \(503 ServiceNotAvailable\)/,
    },
  ),
  ofFault(
    'sled_refused (registered, and running is answered 409)',
    { ...running, kind: 'status', status: 409, errorCode: 'Conflict' },
    {
      ...refused,
      detail:
        /^node ensure_running: action_failed: putVmmState: sled [0-9a-f-]{36} refuses \(409 Conflict\)/,
    },
  ),
  ofFault(
    'vmm_vanished (the sled agent does not know it)',
    { ...running, kind: 'status', status: 404, errorCode: 'NO_SUCH_INSTANCE' },
    {
      ...vanished,
      detail:
        /^node ensure_running: action_failed: putVmmState: sled [0-9a-f-]{36} does not know the VMM \(404 NO_SUCH_INSTANCE\)/,
    },
  ),
  ofFault(
    'internal (registering is answered with half of an answer)',
    { ...registering, kind: 'corrupt' },
    {
      ...internal,
      detail:
        /^node ensure_registered: action_failed, tried 5 times: registerVmm: sled [0-9a-f-]{36} gives an answer that is none/,
    },
  ),
  ofFault(
    'internal (running is answered with half of an answer)',
    { ...running, kind: 'corrupt', when: 'after' },
    {
      ...internal,
      detail:
        /^node ensure_running: action_failed, tried 5 times: putVmmState: sled [0-9a-f-]{36} gives an answer that is none/,
    },
  ),
];

/** They do not answer, and each time nexus waits as long as it has patience. */
export const silentSledCauses: readonly Cause[] = [
  ofFault(
    'sled_refused (the sled agent is silent)',
    { ...registering, kind: 'drop' },
    {
      ...refused,
      detail:
        /^node ensure_registered: action_failed, tried 5 times: registerVmm: sled [0-9a-f-]{36} cannot be reached/,
    },
  ),
  ofFault(
    'sled_refused (the answer is lost, and all is done)',
    { ...running, kind: 'drop', when: 'after' },
    {
      ...refused,
      detail:
        /^node ensure_running: action_failed, tried 5 times: putVmmState: sled [0-9a-f-]{36} cannot be reached/,
    },
  ),
];

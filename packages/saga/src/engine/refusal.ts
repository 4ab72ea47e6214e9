/** Why an engine does not do what it was asked. It is returned, not thrown. */
export interface EngineRefusal {
  readonly ok: false;
  readonly code: EngineRefusalCode;
  /** The HTTP status to answer with. */
  readonly status: number;
  readonly message: string;
}

export type EngineRefusalCode =
  | 'quiescing'
  | 'closed'
  | 'unknown_saga'
  | 'id_taken'
  | 'params_not_object'
  | 'bad_option'
  | 'unknown_action'
  | 'not_stuck'
  | 'node_not_stuck'
  | 'over'
  | 'wait_timeout'
  | 'wait_aborted';

/** The catalogue: every code, the HTTP status to answer with, and what it means. */
export const engineRefusals: {
  readonly [Code in EngineRefusalCode]: { readonly status: number; readonly message: string };
} = {
  quiescing: { status: 503, message: 'saga creation is disallowed (quiescing)' },
  closed: { status: 503, message: 'saga creation is disallowed (quiesced)' },
  unknown_saga: { status: 404, message: 'there is no such saga' },
  id_taken: { status: 409, message: 'another saga has this id' },
  params_not_object: { status: 400, message: 'the parameters of a saga are an object of JSON' },
  unknown_action: {
    status: 500,
    message: 'the engine was not given an action that the saga needs, and could not recover it',
  },
  bad_option: { status: 400, message: 'an option makes no sense' },
  not_stuck: { status: 409, message: 'the saga is not stuck' },
  node_not_stuck: { status: 409, message: 'the undo of this node has not failed' },
  over: { status: 409, message: 'the saga is over' },
  wait_timeout: { status: 504, message: 'the saga is not at rest yet' },
  wait_aborted: { status: 499, message: 'the waiting was given up; the saga goes on' },
};

/** `detail` says more than the catalogue can: which node, which option. */
export function refuseEngine(code: EngineRefusalCode, detail?: string): EngineRefusal {
  const { status, message } = engineRefusals[code];
  return {
    ok: false,
    code,
    status,
    message: detail === undefined ? message : `${message}: ${detail}`,
  };
}

import {
  externalState,
  type Instance,
  type InstanceState,
  type IntendedState,
  isMigrationTerminal,
  isVmmDestroyable,
  isVmmOnSled,
  isVmmTerminal,
  karmicStatus,
  type MigrationState,
  needsReincarnation,
  shouldReincarnate,
  type SledPolicy,
  type VmmState,
  type VmmStateKind,
} from '@skewline/nexus-types/domain';
import {
  decideUpdate,
  decideVmmCheck,
  type GatewayAnswer,
  incompleteOf,
  type SledAnswer,
  type SledPower,
  sledPowerOf,
  type SledPowerState,
  type UpdateSnapshot,
  type VmmCheckFacts,
} from '../src/instance/index.ts';

/** The cases of `state.cases.json`, table by table, as the README of the oracle describes them. */
export interface OracleTables {
  readonly external_state: {
    readonly instance_state: InstanceState;
    readonly vmm_state: VmmStateKind | null;
    readonly migration: boolean;
  };
  readonly vmm_predicates: { readonly state: VmmStateKind };
  readonly migration_predicates: { readonly state: MigrationState };
  readonly update_decision: { readonly snapshot: OracleSnapshot };
  readonly watcher: {
    readonly given: {
      readonly sled_policy: SledPolicy;
      readonly instance_state: InstanceState;
      readonly migration: boolean;
      readonly power:
        | SledPowerState
        | { readonly unknown: string }
        | { readonly gateways: readonly GatewayAnswer[] }
        | null;
      readonly update: 'ok' | 'not_found' | 'error';
      readonly answer:
        | { readonly ok: VmmStateKind }
        | { readonly http: number; readonly error_code: string | null }
        | 'communication_error'
        | 'invalid_response';
    };
  };
  readonly karmic: {
    readonly given: {
      readonly instance_state: InstanceState;
      readonly vmm_state: VmmStateKind | null;
      readonly intended: IntendedState;
      readonly policy: Instance['autoRestart']['policy'];
      readonly last_auto_restarted: number | null;
      readonly cooldown: number | null;
      readonly now: number;
    };
  };
}

/** The snapshot of an update decision, in the oracle's words. */
interface OracleSnapshot {
  readonly instance: {
    readonly state: InstanceState;
    readonly gen: number;
    readonly active: string | null;
    readonly target: string | null;
    readonly migration: string | null;
    readonly intended: IntendedState;
  };
  readonly active_vmm: OracleVmm | null;
  readonly target_vmm: OracleVmm | null;
  readonly migration: {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly source_state: MigrationState;
    readonly target_state: MigrationState;
  } | null;
}

interface OracleVmm {
  readonly id: string;
  readonly state: VmmStateKind;
}

export type TableName = keyof OracleTables;

type Answers = { readonly [Table in TableName]: (oracleCase: OracleTables[Table]) => unknown };

/** What we say to a case of each table, in the form of its `expected`, or of its other members. */
export const answers: Answers = {
  external_state: ({ instance_state, vmm_state, migration }) =>
    externalState(instance_state, stateOf(vmm_state), migration ? 'm' : null),
  vmm_predicates: ({ state: kind }) => {
    const state = knownState(kind);
    return {
      terminal: isVmmTerminal(state),
      destroyable: isVmmDestroyable(state),
      exists_on_sled: isVmmOnSled(state),
    };
  },
  migration_predicates: ({ state }) => ({ terminal: isMigrationTerminal(state) }),
  update_decision: ({ snapshot }) => answerUpdate(snapshot),
  watcher: ({ given }) => answerWatcher(given),
  karmic: ({ given }) => answerKarmic(given),
};

/** The oracle has seconds since some beginning of time. */
const at = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const seconds = (time: string): number => Date.parse(time) / 1000;

/** Of a failure that a sled agent reports the oracle says only that it is one. */
function knownState(kind: VmmStateKind): VmmState {
  return kind === 'failed' ? { kind, reason: 'from_sled_agent', detail: null } : { kind };
}

function stateOf(kind: VmmStateKind | null): VmmState | null {
  return kind === null ? null : knownState(kind);
}

function answerUpdate({ instance, active_vmm, target_vmm, migration }: OracleSnapshot): unknown {
  const side = (vmmId: string, state: MigrationState) => ({
    vmmId,
    state,
    gen: 1,
    timeUpdated: null,
  });
  const snapshot: UpdateSnapshot = {
    instance: {
      intendedState: instance.intended,
      runtime: {
        state: instance.state,
        gen: instance.gen,
        timeUpdated: at(0),
        activeVmmId: instance.active,
        targetVmmId: instance.target,
        migrationId: instance.migration,
        timeLastAutoRestarted: null,
      },
    },
    activeVmm: vmmOf(active_vmm),
    targetVmm: vmmOf(target_vmm),
    migration: migration && {
      id: migration.id,
      source: side(migration.source, migration.source_state),
      target: side(migration.target, migration.target_state),
    },
  };
  const update = decideUpdate(snapshot, at(1));
  if (update === null) return null;
  const { runtime, network } = update;
  return {
    state: runtime.state,
    gen: runtime.gen,
    active: runtime.activeVmmId,
    target: runtime.targetVmmId,
    migration: runtime.migrationId,
    intended: update.intendedState,
    destroy_active: update.destroyActive,
    destroy_target: update.destroyTarget,
    swap_reservations: update.swapReservations !== null,
    network: network?.kind === 'to' ? { to: network.vmmId } : (network?.kind ?? null),
    deprovision: update.deprovision,
  };
}

function vmmOf(vmm: OracleVmm | null): UpdateSnapshot['activeVmm'] {
  if (vmm === null) return null;
  return { id: vmm.id, runtime: { state: knownState(vmm.state), gen: 1, timeUpdated: at(0) } };
}

/** Performs a check as the watcher does: asks what the decision wants asked, of what is given. */
function answerWatcher(given: OracleTables['watcher']['given']): unknown {
  let facts: VmmCheckFacts = { sledPolicy: given.sled_policy };
  for (;;) {
    const step = decideVmmCheck(facts);
    if (step.kind === 'ask_sled') facts = { ...facts, answer: sledAnswerOf(given.answer) };
    else if (step.kind === 'ask_power') facts = { ...facts, power: powerOf(given.power) };
    else {
      const write = given.update === 'error' ? 'failed' : given.update;
      const incomplete = incompleteOf(step, write);
      const reported = step.kind === 'success' ? step.report.vmmState.state : null;
      return {
        outcome: step.kind,
        state:
          step.kind === 'failure'
            ? 'failed'
            : reported &&
              externalState(given.instance_state, reported, given.migration ? 'm' : null),
        incomplete: incomplete === null ? null : String(incomplete),
        vmm_failed_reason:
          step.kind === 'failure'
            ? step.reason
            : reported?.kind === 'failed'
              ? reported.reason
              : null,
        asked_sled: facts.answer !== undefined,
        asked_power: facts.power !== undefined,
      };
    }
  }
}

function sledAnswerOf(answer: OracleTables['watcher']['given']['answer']): SledAnswer {
  if (answer === 'communication_error') return { kind: 'unreachable' };
  if (answer === 'invalid_response') return { kind: 'not_understood' };
  if ('http' in answer) {
    return { kind: 'error_status', status: answer.http, errorCode: answer.error_code };
  }
  const vmmState = { state: knownState(answer.ok), gen: 1, timeUpdated: at(0) };
  return { kind: 'state', report: { vmmState, migrationIn: null, migrationOut: null } };
}

function powerOf(power: OracleTables['watcher']['given']['power']): SledPower {
  if (power === null) return 'unknown';
  if (typeof power === 'string') return power;
  if ('unknown' in power) return 'unknown';
  for (let asked = 1; asked < power.gateways.length; asked += 1) {
    const known = sledPowerOf(power.gateways.slice(0, asked), { isLast: false });
    if (known !== null) return known;
  }
  return sledPowerOf(power.gateways, { isLast: true }) ?? 'unknown';
}

function answerKarmic(given: OracleTables['karmic']['given']): unknown {
  const last = given.last_auto_restarted;
  const instance = {
    intendedState: given.intended,
    autoRestart: { policy: given.policy, cooldownSeconds: given.cooldown },
    runtime: {
      state: given.instance_state,
      gen: 1,
      timeUpdated: at(0),
      activeVmmId: given.instance_state === 'vmm' ? 'a' : null,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: last === null ? null : at(last),
    },
  };
  const vmm = stateOf(given.vmm_state);
  const now = at(given.now);
  const karma = karmicStatus(instance, now);
  return {
    needs_reincarnation: needsReincarnation(instance, vmm),
    status: karma.kind,
    until: karma.kind === 'cooling_down' ? seconds(karma.until) : null,
    should_reincarnate: shouldReincarnate(instance, vmm, now),
  };
}

import type {
  Instance,
  PlacementExplanation,
  StartAttemptLine,
  Vmm,
} from '@skewline/nexus-client/operator';
import { clock } from '../watch/words.ts';

// What the operator API answers, in lines: only what users are not told, or what decides.

interface ShownInstance extends Pick<
  Instance,
  'state' | 'intended_state' | 'record_state' | 'sled_serial' | 'karmic_status' | 'warnings'
> {
  /** The newest first. */
  readonly start_attempts: readonly Pick<
    StartAttemptLine,
    'origin' | 'outcome' | 'code' | 'detail'
  >[];
}

export function showOperatorInstance(instance: ShownInstance): readonly string[] {
  const { state, intended_state, record_state, sled_serial, karmic_status } = instance;
  const [newest] = instance.start_attempts;
  return [
    `state: ${state} (record: ${record_state}, intended: ${intended_state}), sled: ${sled_serial ?? '-'}`,
    `karma: ${karmaWords(karmic_status)}`,
    ...(newest === undefined
      ? []
      : [
          `newest start: ${newest.origin}, ${newest.outcome}${newest.code === null ? '' : ` (${newest.code})`}`,
          ...detailLines(newest.detail),
        ]),
    ...instance.warnings.map((warning) => `warning: ${warning}`),
  ];
}

export function showVmm({
  id,
  state,
  sled_serial,
  failure,
  time_state_updated,
}: Pick<
  Vmm,
  'id' | 'state' | 'sled_serial' | 'failure' | 'time_state_updated'
>): readonly string[] {
  return [
    `${clock(time_state_updated)} ${id.slice(0, 8)}… on ${sled_serial}: ${state}`,
    ...(failure === null
      ? []
      : [`  ${failure.reason}: ${failure.description}`, ...detailLines(failure.detail)]),
  ];
}

export function showPlacement({ text, summary }: PlacementExplanation): readonly string[] {
  return text === '' ? [summary] : text.trimEnd().split('\n');
}

function detailLines(detail: string | null): readonly string[] {
  if (detail === null) return [];
  const [first = '', ...rest] = detail.trimEnd().split('\n');
  return [`  detail: ${first}`, ...rest.map((line) => `    ${line}`)];
}

function karmaWords(status: Instance['karmic_status']): string {
  switch (status.kind) {
    case 'cooling_down':
      return `cooling down until ${clock(status.until)}`;
    case 'given_up':
      return `given up: ${status.why}`;
    default:
      return status.kind;
  }
}

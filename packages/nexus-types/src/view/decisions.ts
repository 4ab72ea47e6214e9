import { constant, drop, lossy, refusal, type Refusal, rename } from '@skewline/runtime';
import { validateName } from '../external/generated/v2026073100/validators.ts';
import type { Decisions } from './generated/decisions.ts';
import { runFailureView } from './run-failure.ts';

const largestRevision = 2 ** 32 - 1;

/** A name was checked when it was given, so one that is none is a broken record. */
function name(text: string): string | Refusal {
  return validateName(text)
    ? text
    : refusal(null, 'the name on record is not one', 'invalid_value');
}

/** What users and operators are told in other words than the control plane uses, or not at all. */
export const decisions: Decisions = {
  external: {
    up: {
      'AffinityGroup.name': name,
      'AntiAffinityGroup.name': name,
      'Baseboard.revision': (revision) =>
        revision >= 0 && revision <= largestRevision
          ? revision
          : refusal(null, 'the revision of the hardware is out of range', 'invalid_value'),
      'InstanceEvent.timestamp': lossy('what only operators may know: detail', rename('time')),
      'InstanceEventWhat(restart_planned).time_next_try': rename('notBefore'),
      'InstanceEventWhat(vmm_failed)': lossy('the exact reason', ({ reason }) => ({
        kind: 'run_failed',
        ...runFailureView(reason),
      })),
      'SledPolicy(in_service)': constant({
        kind: 'in_service',
        provision_policy: 'provisionable',
      }),
      'SledPolicy(no_provision)': constant({
        kind: 'in_service',
        provision_policy: 'non_provisionable',
      }),
      'Sled.{usable_hardware_threads,usable_physical_ram}': lossy(
        'its address, its CPU, its reservoir, whether it is being emptied, and generation',
        ({ capacity }) => ({
          usable_hardware_threads: capacity.hardwareThreads,
          usable_physical_ram: capacity.rssRam,
        }),
      ),
      'VmmState(failed)': drop('why it failed', 'failed'),
      'VmmState(saga_unwound)': drop('that it never ran', 'stopped'),
      // Users know the word for an instance that is being made, not for a VMM on its way to a sled.
      VmmState: (derived, { kind }) => (kind === 'creating' ? 'starting' : derived),
    },
  },
};

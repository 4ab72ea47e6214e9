/**
 * What the control plane knows, as its users see it: version 2026112100 of the external API. The
 * conversions are generated; `decisions.ts` has what could not be derived.
 *
 *     const attempt = startAttemptView(known); // without detail and VMM: they are for operators
 *
 * There is no way back: what users send is a request, not a state of the domain.
 */
import { externalStateOfVmm } from '../domain/external-state.ts';
import type { VmmState } from '../domain/vmm-state.ts';
import type { InstanceState } from '../external/generated/v2026112100/types.ts';
import { upExternalInstanceStateToInstanceState } from './generated/external/up.ts';

export {
  upAffinityGroup as affinityGroupView,
  upAntiAffinityGroup as antiAffinityGroupView,
  upExternalInstanceStateToInstanceState as instanceStateView,
  upInstanceEvent as instanceEventView,
  upSled as sledView,
  upStartAttempt as startAttemptView,
  upStartFailure as startFailureView,
} from './generated/external/up.ts';
export { type RunFailure, runFailureView } from './run-failure.ts';

/**
 * A VMM seen by itself. An instance that has it may show another state: see `externalState` of
 * `/domain`, and convert what it gives with `instanceStateView`.
 */
export function vmmStateView(state: VmmState): InstanceState {
  return upExternalInstanceStateToInstanceState(externalStateOfVmm(state));
}

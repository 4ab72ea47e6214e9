/**
 * What the control plane knows, as its users see it: version 2026112100 of the external API. The
 * conversions are generated; `decisions.ts` has what could not be derived.
 *
 *     const attempt = startAttemptView(known); // without detail and VMM: they are for operators
 *
 * `vmmStateView` is a VMM seen by itself. An instance that has it may show another state: see
 * `externalState` of `/domain`, and convert what it gives with `instanceStateView`.
 *
 * There is no way back: what users send is a request, not a state of the domain.
 */
export {
  upAffinityGroup as affinityGroupView,
  upAntiAffinityGroup as antiAffinityGroupView,
  upExternalInstanceStateToInstanceState as instanceStateView,
  upInstanceEvent as instanceEventView,
  upSled as sledView,
  upStartAttempt as startAttemptView,
  upStartFailure as startFailureView,
  upVmmStateToInstanceState as vmmStateView,
} from './generated/external/up.ts';
export { type RunFailure, runFailureView } from './run-failure.ts';

import type { InstanceAutoRestartStatus, RestartGivenUp } from '@skewline/nexus-client/external';

/** Why nobody tries again by themselves, as a sentence. */
export const givenUpTexts: { readonly [Why in RestartGivenUp]: string } = {
  policy_never: 'It is set never to be restarted by itself.',
  permanent_failure: 'It would fail for the same reason again.',
  too_many_tries: 'It was tried often enough.',
};

/** The time of the next try; null where there is none. */
export function nextTry(status: InstanceAutoRestartStatus | undefined): string | null {
  return status?.kind === 'planned' ? status.time_next_try : null;
}

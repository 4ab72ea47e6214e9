import type {
  InstanceAutoRestartStatus,
  InstanceFailure,
  RestartGivenUp,
  StartFault,
} from '@skewline/nexus-client/external';

/** Whose turn it is, by whose fault it was. */
const turns: { readonly [Fault in StartFault]: string } = {
  user: 'your turn',
  capacity: 'wants room',
  system: "the operator's turn",
};

const givenUp: { readonly [Why in RestartGivenUp]: string } = {
  policy_never: 'not tried again: its policy is never to',
  permanent_failure: 'not tried again: it would fail for the same reason',
  too_many_tries: 'not tried again: it was tried often enough',
};

/** What went wrong, in one line. */
export function failureText(failure: InstanceFailure): string {
  if (failure.kind === 'run') return failure.message;
  const { fault, message, hint } = failure.failure;
  return `${message} (${turns[fault]}${hint === null ? '' : `: ${hint}`})`;
}

/** What the control plane is going to do about it; null where there is nothing to do. */
export function restartText(status: InstanceAutoRestartStatus): string | null {
  switch (status.kind) {
    case 'not_needed':
      return null;
    case 'planned':
      return `tried again at ${clock(status.time_next_try)}`;
    case 'under_way':
      return 'being started again';
    case 'given_up':
      return givenUp[status.why];
  }
}

/** `14:03:22`, in UTC as all times here. */
export function clock(time: string): string {
  return time.slice(11, 19);
}

export function gibibytes(bytes: number): string {
  return String(Math.round(bytes / 2 ** 30));
}

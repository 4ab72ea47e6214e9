import type { Problem } from '@skewline/runtime';

/** What can be wrong with a value of the domain though its type is right. */
export type DomainProblemCode =
  | 'last_failure_while_failed'
  | 'vmm_without_active_vmm'
  | 'active_vmm_without_vmm'
  | 'group_full'
  | 'instance_in_too_many_groups'
  | 'instance_not_stopped';

/** A problem, as data; it is returned, never thrown. */
export interface DomainProblem extends Problem {
  readonly code: DomainProblemCode;
}

/** The catalogue: every code, and what it means. */
export const domainProblems: { readonly [Code in DomainProblemCode]: string } = {
  last_failure_while_failed:
    'A failed VMM says in its state why it failed; its last failure must be null.',
  vmm_without_active_vmm: 'An instance in state vmm must name its active VMM.',
  active_vmm_without_vmm: 'Only an instance in state vmm may name an active VMM.',
  group_full: 'The group has as many members as a group may have.',
  instance_in_too_many_groups: 'The instance is in as many groups of this kind as it may be.',
  instance_not_stopped: 'The instance must be stopped before it joins a group.',
};

/** Makes a problem with the catalogue's sentence, unless there is a better one. */
export function domainProblem(
  code: DomainProblemCode,
  path: readonly (string | number)[],
  message: string = domainProblems[code],
): DomainProblem {
  return { code, message, path };
}

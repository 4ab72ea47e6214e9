import type { InstanceCreate } from '@skewline/nexus-client/external';

/** What is filled in, as it was typed. */
export interface NewInstance {
  readonly name: string;
  readonly cpus: string;
  readonly gibibytes: string;
  readonly start: boolean;
  /** The id of an anti-affinity group; empty: none. */
  readonly group: string;
}

export const blankInstance: NewInstance = {
  name: '',
  cpus: '2',
  gibibytes: '4',
  start: true,
  group: '',
};

export type FieldName = 'name' | 'cpus' | 'gibibytes';

/** What is to be made, or what is wrong with each field, as a sentence. */
export type ReadInstance =
  | { readonly ok: true; readonly body: InstanceCreate }
  | { readonly ok: false; readonly problems: { readonly [Field in FieldName]?: string } };

const gibibyte = 2 ** 30;

/** What is typed, as a request. Nexus has the last word: this only spares a way. */
export function readInstance(typed: NewInstance): ReadInstance {
  const { start, group } = typed;
  const name = typed.name.trim();
  const [ncpus, memory] = [wholeNumber(typed.cpus), wholeNumber(typed.gibibytes)];
  const wrong = {
    name: nameProblem(name),
    cpus: ncpus === null || ncpus < 1 || ncpus > 254 ? 'A whole number from 1 to 254.' : null,
    gibibytes:
      memory === null || memory < 1 || memory > 1536 ? 'A whole number from 1 to 1536.' : null,
  };
  const problems = Object.fromEntries(Object.entries(wrong).filter(([, text]) => text !== null));
  if (ncpus === null || memory === null || Object.keys(problems).length > 0) {
    return { ok: false, problems };
  }
  const body: InstanceCreate = {
    name,
    description: '',
    hostname: name,
    ncpus,
    memory: memory * gibibyte,
    start,
    ...(group === '' ? {} : { anti_affinity_groups: [group] }),
  };
  return { ok: true, body };
}

/** What is wrong with the name of a project or an instance; null: nothing. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'It needs a name.';
  if (name.length > 63) return 'At most 63 characters.';
  if (!/^[a-z]/.test(name)) return 'It begins with a small letter, a to z.';
  if (!/^[a-zA-Z0-9-]+$/.test(name)) return 'Only letters, digits and hyphens.';
  return name.endsWith('-') ? 'It does not end with a hyphen.' : null;
}

function wholeNumber(text: string): number | null {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

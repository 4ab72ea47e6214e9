import type { Answer, Flow, Verdict, VerdictFinding } from '../../../src/verdict/finding.ts';

/** A finding of which only the id and the answers matter. */
export function finding(
  id: string,
  flows: { readonly [F in Flow]?: Answer } = { 'old-client-request': 'breaking' },
): VerdictFinding {
  return {
    id,
    rule: 'property-added',
    message: 'required memory is added',
    path: 'Instance.memory',
    subject: { kind: 'type', name: 'Instance' },
    flows,
    operations: [],
    fix: 'make it optional',
  };
}

export function verdict(findings: readonly VerdictFinding[], api = 'parcels'): Verdict {
  return { api, from: '1', to: '2', answer: 'breaking', findings };
}

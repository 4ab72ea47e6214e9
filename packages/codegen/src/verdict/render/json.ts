import type { JudgedFinding, JudgedVerdict } from '../approvals/apply.ts';
import { flowsOf, type Report } from './report.ts';

/** The form that `schemas/verdict.schema.json` describes; everything in it is there on purpose. */
export function renderJson({ exitCode, verdicts, problems }: Report): string {
  return JSON.stringify({ exitCode, verdicts: verdictsJson(verdicts), problems }, null, 2);
}

/** The member `verdicts` of that form. */
export function verdictsJson(verdicts: readonly JudgedVerdict[]): readonly object[] {
  return verdicts.map(({ api, from, to, answer, findings, leftOut }) => ({
    api,
    from,
    to,
    answer,
    findings: findings.map(findingJson),
    leftOut,
  }));
}

function findingJson(finding: JudgedFinding): object {
  const { id, rule, message, path, subject, answer, standing, operations, fix } = finding;
  const { approval, before, after, witness } = finding;
  return {
    id,
    rule,
    message,
    path,
    subject: { kind: subject.kind, name: subject.name },
    answer,
    standing,
    flows: Object.fromEntries(flowsOf(finding)),
    // JSON.stringify leaves out what is undefined.
    before: before && { file: before.file, pointer: before.pointer, line: before.line },
    after: after && { file: after.file, pointer: after.pointer, line: after.line },
    operations: operations.map((one) => ({ id: one.id, parts: one.parts })),
    witness: witness && {
      flow: witness.flow,
      value: witness.value ?? null,
      pointer: witness.pointer,
      why: witness.why,
    },
    approval: approval && { dependents: approval.dependents, reason: approval.reason },
    fix,
  };
}

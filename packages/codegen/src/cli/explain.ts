import { type DecisionForm, decisionPath } from '../emit/decision-form.ts';
import { decisionType, reasonText } from '../emit/decisions.ts';
import { propertyName } from '../emit/code.ts';
import type { Problem } from '../model/problem.ts';
import { isNumbered, parseVersionId } from '../model/version-id.ts';
import type { Direction, Hole } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { decisionFilesOf, decisionFormOf } from './decision-modules.ts';
import { type Explained, explainLines } from './explain-text.ts';
import type { Io } from './io.ts';
import { choosePart, openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import { planPart } from './part.ts';
import { schemaText } from './schema-text.ts';
import { shortList } from './style.ts';
import { stubOf, wordsFor } from './stub.ts';

export interface ExplainOptions {
  readonly package: string;
  readonly api?: string;
  readonly direction?: Direction;
}

export async function explain(
  stepName: string,
  type: string,
  options: ExplainOptions,
  io: Io,
): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const part = choosePart(opened.value, options.api);
  if (part.value === undefined) return refused(part.problems);
  const { value: planned, problems } = await planPart(opened.value, part.value);
  if (planned === undefined) return refused(problems);
  const { source } = part.value.config;
  const form = decisionFormOf(await decisionFilesOf(opened.value, part.value), source);
  if (form.value === undefined) return refused(form.problems);
  const place = { source, form: form.value };
  const step = findStep(planned.steps, stepName);
  if (step === undefined) return refused([unknownStep(planned.steps, stepName)]);

  const directions = [step.up, step.down].filter(
    (plan) => options.direction === undefined || plan.direction === options.direction,
  );
  const holes = directions.flatMap((plan) =>
    plan.holes
      .filter((hole) => hole.type === type)
      .map((hole) => explained(hole, step, plan.direction, place)),
  );
  const known =
    step.older.schemas.has(type) ||
    step.newer.schemas.has(type) ||
    step.older.operations.has(type) ||
    step.newer.operations.has(type);
  if (!known) return refused([unknownType(step, type)]);
  return {
    exitCode: hasErrors(problems) ? exitCodes.refused : exitCodes.fine,
    problems,
    data: { step: step.newer.id.text, type, holes },
    text: (style) => explainLines(step, type, holes, style),
  };
}

function explained(
  hole: Hole,
  step: StepPlan,
  direction: Direction,
  { source, form }: { readonly source: string; readonly form: DecisionForm },
): Explained {
  const [from, to] = direction === 'up' ? [step.older, step.newer] : [step.newer, step.older];
  return {
    key: hole.key,
    direction,
    from: from.id.text,
    to: to.id.text,
    why: reasonText(hole, step),
    fields: hole.fields,
    lost: hole.lost,
    source: hole.source === undefined ? 'nothing' : schemaText(hole.source),
    target: hole.target === undefined ? 'nothing' : schemaText(hole.target),
    decision: decisionType(hole, step, direction),
    file: `${source}/${decisionPath(form, step.newer.id.folder)}`,
    stub: stubOf(hole, step, direction, form),
    words: wordsFor(hole),
  };
}

/** `10`, `v10`, `10.0.0`, or `9..10`: a step has the name of its newer version. */
function findStep(steps: readonly StepPlan[], name: string): StepPlan | undefined {
  const last = name.split(/\.\.+|→|->/).at(-1) ?? name;
  const text = parseVersionId(last)?.text ?? last;
  return steps.find(({ newer }) => newer.id.text === text);
}

function unknownStep(steps: readonly StepPlan[], name: string): Problem {
  const asking = steps.filter(({ up, down }) => up.holes.length + down.holes.length > 0);
  const names = asking.map(({ newer }) => newer.id.text);
  return {
    code: 'type_unknown',
    severity: 'error',
    message: `there is no step to ${/^\d/.test(name) ? `version ${name}` : name}`,
    fix: names.length === 0 ? 'no step has holes' : `steps with holes are ${names.join(', ')}`,
  };
}

function unknownType(step: StepPlan, type: string): Problem {
  const types = [...new Set([...step.up.holes, ...step.down.holes].map((hole) => hole.type))];
  const names = types.map((name) => propertyName(name));
  return {
    code: 'type_unknown',
    severity: 'error',
    message: `${isNumbered(step.newer.id) ? 'versions ' : ''}${step.older.id.text} and ${step.newer.id.text} have no type or operation ${type}`,
    fix:
      names.length === 0
        ? 'this step has no holes'
        : `holes of this step are in ${shortList(names, 12)}`,
    version: step.newer.id.text,
    type,
  };
}

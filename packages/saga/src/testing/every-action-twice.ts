import { checkJson, type Json, sameJson } from '../json.ts';
import type { Injection } from '../perform.ts';
import { type Checking, checking } from './checking.ts';
import { describeRest } from './describe-rest.ts';
import type { CheckReport } from './report.ts';
import { inMemory, type SagaRunner } from './runner.ts';
import type { FreshSaga, RanSaga, SagaSubject } from './subject.ts';

/** Each action runs twice, as after a crash before its event: output and final state are those of a plain run. */
export function everyActionTwice(
  subject: SagaSubject,
  runner: SagaRunner = inMemory,
): Promise<CheckReport> {
  return checking('every action twice', subject, runner, async (check) => {
    const plain = await ran(check, subject, () => ({}));
    const twice = await ran(check, subject, ({ dag }) => ({
      repeat: Object.fromEntries(dag.nodes.map(({ id }) => [id, { action: 2 }] as const)),
    }));
    if (plain === undefined || twice === undefined) return;
    if (!sameJson(plain.output, twice.output)) {
      check.report('output_differs', null, difference(plain.output, twice.output));
    }
    if (!sameJson(plain.state, twice.state)) {
      check.report('state_differs', null, difference(plain.state, twice.state));
    }
  });
}

interface Done {
  readonly output: unknown;
  readonly state: unknown;
}

async function ran(
  check: Checking,
  subject: SagaSubject,
  injection: (saga: FreshSaga) => Injection,
): Promise<Done | undefined> {
  const saga = await check.fresh();
  const params = jsonOf(saga.params);
  const trial = await check.run(saga, injection(saga), null);
  if (trial === undefined) return undefined;
  if (trial.rest.kind !== 'done') {
    check.report('wrong_end', null, `done is wanted, but it is ${describeRest(trial.rest)}`);
    return undefined;
  }
  return {
    output: comparableOutput(subject, trial.rest.output),
    state: await finalState(subject, { params, subject: saga.subject ?? null }),
  };
}

export function comparableOutput(subject: SagaSubject, output: Json): Json {
  return jsonOf(subject.comparableOutput?.(output) ?? output);
}

/** As JSON; null where the subject does not say. */
export async function finalState(subject: SagaSubject, saga: RanSaga): Promise<Json> {
  return jsonOf((await subject.finalState?.(saga)) ?? null);
}

export function difference(wanted: unknown, given: unknown): string {
  return `${JSON.stringify(wanted)} is wanted, but it is ${JSON.stringify(given)}`;
}

function jsonOf(value: unknown): Json {
  const checked = checkJson(value, Number.POSITIVE_INFINITY);
  if (!checked.ok) throw new Error(`what a check compares is JSON: ${checked.message}`);
  return checked.json;
}

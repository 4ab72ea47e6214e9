import { type OperationResponse, Refusal } from '@skewline/runtime';
import type { ServerForm, ServerOperation } from '@skewline/runtime/exchange';
import type { Operation } from '../../../packages/codegen/src/index.ts';
import { requestSchema } from '../../../packages/codegen/src/plan/operation.ts';
import type { Draw } from '../../random.ts';
import { freeze, type Json } from '../json.ts';
import { mutateJson } from '../mutate.ts';
import type { Site } from '../site.ts';
import type { Target, Trial } from '../target.ts';

interface Entry {
  readonly site: Site;
  readonly operation: ServerOperation;
}

/** Whole requests and answers between the versions of an operation, as servers convert them. */
export class Exchanges implements Target {
  readonly name = 'exchanges';
  readonly #entries: readonly Entry[];

  constructor(all: readonly Site[]) {
    this.#entries = all.flatMap((site) => {
      const { operations = [], retired = {} } = site.server ?? {};
      return [...operations, ...Object.values(retired)].map((operation) => ({ site, operation }));
    });
  }

  run(draw: Draw, trial: Trial): boolean {
    const { site, operation } = draw.of(this.#entries);
    const [first, last] = [operation.forms[0]?.first ?? 0, operation.forms.at(-1)?.last ?? 0];
    const from = first + draw.below(last - first + 1);
    const to = first + draw.below(last - first + 1);
    const form = formAt(operation, from);
    const described = site.api.versions[from]?.operations.get(form.id);
    if (described === undefined) throw new Error(`no operation ${form.id}`);
    return draw.percent(60)
      ? this.#request(site, operation, described, from, to, draw, trial)
      : this.#response(site, operation, described, from, to, draw, trial);
  }

  #request(
    site: Site,
    operation: ServerOperation,
    described: Operation,
    from: number,
    to: number,
    draw: Draw,
    trial: Trial,
  ): boolean {
    const given = spoiled(site.values[from]?.of(requestSchema(described), draw) ?? {}, draw);
    trial.note(
      `${site.name} ${operation.id} ${String(from)} → ${String(to)} request`,
      JSON.stringify(given),
    );
    const check = formAt(operation, from).validators.request;
    if (check !== undefined && !check(given)) {
      if ((check.errors?.[0]?.message ?? '') === '')
        trial.fault('a refused request without a reason');
      return false;
    }
    let value: unknown = freeze(given);
    for (const at of steps(from, to)) {
      const { upRequest, downRequest } =
        operation.steps.find(({ newer }) => newer === (to > from ? at : at + 1)) ?? {};
      const shim = to > from ? upRequest : downRequest;
      if (shim === undefined) continue;
      // Generation has paired them.
      value = shim(value as never, { operation: operation.id });
      if (value instanceof Refusal) return checkRefusal(value, trial);
    }
    const after = formAt(operation, to).validators.request;
    if (after !== undefined && !after(value))
      trial.fault(
        `a converted request that its validator refuses: ${site.name} ${operation.id}`,
        `${JSON.stringify(value).slice(0, 1000)} ${JSON.stringify(after.errors)}`,
      );
    return true;
  }

  #response(
    site: Site,
    operation: ServerOperation,
    described: Operation,
    from: number,
    to: number,
    draw: Draw,
    trial: Trial,
  ): boolean {
    const all = [...described.responses].flatMap(([key, { content }]) => {
      const schema = content.get('application/json');
      return schema === undefined ? [] : [{ key, schema }];
    });
    if (all.length === 0) return false;
    const { key, schema } = draw.of(all);
    const status = key === 'default' ? 500 : Number(key.replace('XX', '04'));
    const given = spoiled(site.values[from]?.of(schema, draw) ?? {}, draw);
    trial.note(
      `${site.name} ${operation.id} ${String(from)} → ${String(to)} ${key}`,
      JSON.stringify(given),
    );
    const check = formAt(operation, from).validators.responses[key];
    if (check !== undefined && !check(given)) return false;
    let value: OperationResponse = { status, body: freeze(given) };
    for (const at of steps(from, to)) {
      const { upResponse, downResponse } =
        operation.steps.find(({ newer }) => newer === (to > from ? at : at + 1)) ?? {};
      const shim = to > from ? upResponse : downResponse;
      if (shim === undefined) continue;
      const next = shim(value, { operation: operation.id });
      if (next instanceof Refusal) return checkRefusal(next, trial);
      value = next;
    }
    const { responses } = formAt(operation, to).validators;
    const covering = [
      String(value.status),
      `${String(value.status).slice(0, 1)}XX`,
      'default',
    ].find((one) => Object.hasOwn(responses, one));
    const after = covering === undefined ? undefined : responses[covering];
    if (after !== undefined && !after(value.body))
      trial.fault(
        `a converted answer that its validator refuses: ${site.name} ${operation.id}`,
        `${JSON.stringify(value).slice(0, 1000)} ${JSON.stringify(after.errors)}`,
      );
    return true;
  }
}

function spoiled(value: Json, draw: Draw): Json {
  const holder: Json = { value: structuredClone(value) };
  if (draw.percent(40)) mutateJson(holder, draw);
  const parsed = JSON.parse(JSON.stringify(holder)) as { [name: string]: Json };
  return Object.hasOwn(parsed, 'value') ? (parsed['value'] ?? null) : null;
}

/** The versions that are stepped into, one after the other. */
function steps(from: number, to: number): readonly number[] {
  const count = Math.abs(to - from);
  return Array.from({ length: count }, (_, index) => from + (to > from ? index + 1 : -index - 1));
}

function formAt({ id, forms }: ServerOperation, position: number): ServerForm {
  const found = forms.find(({ first, last }) => first <= position && position <= last);
  if (found === undefined) throw new Error(`${id} is not there at ${String(position)}`);
  return found;
}

function checkRefusal({ message, code }: Refusal, trial: Trial): boolean {
  if (message === '' || code === '') trial.fault('a refusal without words');
  return false;
}

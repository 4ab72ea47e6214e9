import type { FileMap } from '../model/file-map.ts';
import { whyNotForwarded } from '../plan/not-forwarded.ts';
import { type ExchangePart, operationWords, shimFunction } from '../plan/operation-words.ts';
import { isFallible, type OperationConversion, type PartConversion } from '../plan/operation.ts';
import type { Direction, Plan } from '../plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../plan/step.ts';
import { withNamespaces } from '../plan/type-text.ts';
import { Code, literal, withoutWords } from './code.ts';
import { decisionUse } from './decision-form.ts';
import { header } from './header.ts';
import { writePlan } from './shim.ts';
import {
  decisionAccess,
  type EmitOptions,
  runtimeImports,
  shimName,
} from './shims.ts';

/**
 * `generated/v10/operations.ts`: for each operation that changes in the step, its requests and
 * responses both ways: parameters, body and status. Each function is exported under a name that stays,
 * so that a client can take those that it needs.
 */
export function emitOperations(steps: readonly StepPlan[], options: EmitOptions): FileMap {
  const files = new Map<string, string>();
  const [first] = steps;
  if (first === undefined) return files;
  const words = operationWords([first.older, ...steps.map(({ newer }) => newer)]);
  for (const step of steps) {
    if (step.up.operations.length + step.down.operations.length === 0) continue;
    files.set(
      `generated/${step.newer.id.folder}/operations.ts`,
      operationModule(step, words, options),
    );
  }
  return files;
}

type Words = ReadonlyMap<string, string>;

interface Entry {
  readonly id: string;
  readonly direction: Direction;
  readonly part: ExchangePart;
  readonly name: string;
}

function operationModule(step: StepPlan, words: Words, options: EmitOptions): string {
  const code = new Code();
  const entries: Entry[] = [];
  for (const plan of [step.up, step.down]) {
    for (const operation of plan.operations) {
      const writer = new OperationWriter(step, plan, operation, options, code);
      entries.push(...writer.write(words));
    }
  }
  code.line('/** By the id of the operation in the version that the value comes from. */');
  code.block(
    'export const operations: OperationConversions =',
    () => {
      const ids = [...new Set(entries.map(({ id }) => id))].sort();
      for (const id of ids) {
        code.block(
          `[${literal(id)}]:`,
          () => {
            for (const one of entries.filter((entry) => entry.id === id)) {
              code.line(`${one.direction}${one.part}: ${one.name},`);
            }
          },
          '},',
        );
      }
    },
    '};',
  );
  const body = code.toString();
  const decisions = decisionUse(step, body, options.decisions);
  const used = withoutWords(body);
  const { newer, older } = step;
  return [
    header,
    `/** Operations between versions ${older.id.text} and ${newer.id.text}. */`,
    runtimeImports(body),
    ...decisions.imports,
    ...(/(?<![\w$.])ups\./.test(used) ? ["import * as ups from './up.ts';"] : []),
    ...(/(?<![\w$.])downs\./.test(used) ? ["import * as downs from './down.ts';"] : []),
    ...(/(?<![\w$.])Older\./.test(used)
      ? [`import type * as Older from '../${older.id.folder}/types.ts';`]
      : []),
    ...(/(?<![\w$.])Newer\./.test(used) ? ["import type * as Newer from './types.ts';"] : []),
    '',
    ...decisions.constants.flatMap((line) => [line, '']),
    body,
    '',
  ].join('\n');
}

class OperationWriter {
  readonly #step: StepPlan;
  readonly #plan: DirectionPlan;
  readonly #operation: OperationConversion;
  readonly #options: EmitOptions;
  readonly #code: Code;

  constructor(
    step: StepPlan,
    plan: DirectionPlan,
    operation: OperationConversion,
    options: EmitOptions,
    code: Code,
  ) {
    this.#step = step;
    this.#plan = plan;
    this.#operation = operation;
    this.#options = options;
    this.#code = code;
  }

  write(words: Words): Entry[] {
    const { source: id, request, responses } = this.#operation;
    const { direction } = this.#plan;
    const entries: Entry[] = [];
    if (request.plan.kind !== 'same') {
      const name = shimFunction(direction, 'Request', id, words);
      this.#request(name, request);
      entries.push({ id, direction, part: 'Request', name });
    }
    if (responses.length > 0) {
      const name = shimFunction(direction, 'Response', id, words);
      this.#responses(name);
      entries.push({ id, direction, part: 'Response', name });
    }
    return entries;
  }

  #type(text: string): string {
    return this.#plan.direction === 'up'
      ? withNamespaces(text, 'Older.', 'Newer.')
      : withNamespaces(text, 'Newer.', 'Older.');
  }

  #operationType(side: 'source' | 'target'): string {
    const older = (side === 'source') === (this.#plan.direction === 'up');
    const id = this.#operation[side];
    return `Omit<${older ? 'Older' : 'Newer'}.Operations[${literal(id)}], 'responses'>`;
  }

  #request(name: string, part: PartConversion): void {
    const [from, to] = [this.#operationType('source'), this.#operationType('target')];
    const { doNotForward } = this.#options;
    const reason = whyNotForwarded(this.#step, this.#operation.source, doNotForward);
    if (this.#plan.direction === 'up' && reason !== undefined) {
      this.#code.line('/** Not forwarded: somebody has said so. */');
      this.#code.block(`export function ${name}(): Refusal`, () => {
        const options = `{ code: 'not_forwarded', status: 400 }`;
        this.#code.line(`return new Refusal(${literal(reason)}, ${options});`);
      });
      this.#code.line('');
      return;
    }
    const fallible = isFallible(part);
    const context = fallible ? ', context: Context' : '';
    const result = fallible ? `${to} | Refusal` : to;
    this.#code.block(`export function ${name}(from: ${from}${context}): ${result}`, () => {
      this.#code.line(`return ${this.#converted(part.plan, 'from')};`);
    });
    this.#code.line('');
  }

  #responses(name: string): void {
    const { responses } = this.#operation;
    const context = responses.some(isFallible) ? ', context: Context' : '';
    this.#code.block(
      `export function ${name}(response: OperationResponse${context}): OperationResponse | Refusal`,
      () => {
        for (const { status, except, targetStatus, type, plan } of responses) {
          const others = except.map((one) => ` && !(${statusTest(one)})`).join('');
          this.#code.block(`if (${statusTest(status)}${others})`, () => {
            this.#code.line('// The caller has validated the body against the version it is of.');
            this.#code.line(`const from = response.body as ${this.#type(type)};`);
            const code = /^\d+$/.test(targetStatus) ? targetStatus : 'response.status';
            this.#code.line(`return { status: ${code}, body: ${this.#converted(plan, 'from')} };`);
          });
        }
        this.#code.line('return response;');
      },
    );
    this.#code.line('');
  }

  #converted(plan: Plan, value: string): string {
    return writePlan(plan, value, this.#code, {
      conversion: ({ conversion }) =>
        `${this.#plan.direction}s.${shimName(conversion, this.#options.identifiers)}`,
      type: (text) => this.#type(text),
      decision: (hole) => decisionAccess(this.#plan.direction, hole.key),
    });
  }
}

/** `200`, `2XX`, `default`. */
function statusTest(status: string): string {
  if (/^\d+$/.test(status)) return `response.status === ${status}`;
  const range = /^(\d)XX$/i.exec(status)?.[1];
  return range === undefined ? 'true' : `Math.floor(response.status / 100) === ${range}`;
}

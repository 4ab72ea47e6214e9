import type { Side } from '../diff/side.ts';
import { coveringStatus, type Operation } from '../model/api.ts';
import type { ObjectSchema, Property, Schema } from '../model/schema.ts';
import type { Derivation } from './derivation.ts';
import { derive } from './derive.ts';
import type { Hole, Loss, NamedConversion, Plan } from './plan.ts';
import { member, sourceType, targetType } from './type-text.ts';

/** The conversion of an operation's requests and responses, in one step and direction. */
export interface OperationConversion {
  /** Ids in the source and target version. */
  readonly source: string;
  readonly target: string;
  readonly request: PartConversion;
  /** By status of the source. A response of another status passes as it is. */
  readonly responses: readonly ResponseConversion[];
}

export interface PartConversion {
  readonly plan: Plan;
  readonly holes: readonly Hole[];
  readonly losses: readonly Loss[];
  /** The conversions of named types that it uses. */
  readonly calls: readonly NamedConversion[];
}

/** Whether a decision is reached, so that it may refuse. Known once the step has been planned. */
export function isFallible({ holes, calls }: PartConversion): boolean {
  return holes.length > 0 || calls.some(({ fallible }) => fallible);
}

export interface ResponseConversion extends PartConversion {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  /** Statuses that the source describes more exactly than this one, and that it is not about. */
  readonly except: readonly string[];
  readonly targetStatus: string;
  /** TypeScript type of the source's body. */
  readonly type: string;
}

interface Ends {
  readonly source: Side;
  readonly target: Side;
  conversion(source: string, target: string): NamedConversion;
  paired(source: string, target: string): boolean;
}

export function planOperation(
  source: Operation,
  target: Operation,
  ends: Ends,
): OperationConversion {
  const [from, into] = [
    member(sourceType('Operations'), source.id),
    member(targetType('Operations'), target.id),
  ];
  const request = planPart(requestSchema(source), requestSchema(target), ends, source.id, {
    path: `${source.id} request`,
    source: `Omit<${from}, 'responses'>`,
    target: `Omit<${into}, 'responses'>`,
  });
  const responses: ResponseConversion[] = [];
  for (const [status, response] of source.responses) {
    const targetStatus = counterpart(status, source, target);
    const body = jsonContent(response.content);
    const other = jsonContent(target.responses.get(targetStatus ?? '')?.content);
    if (body === undefined || other === undefined || targetStatus === undefined) continue;
    const type = answer(from, status);
    const part = planPart(body, other, ends, source.id, {
      path: `${source.id} response ${status}`,
      source: type,
      target: answer(into, targetStatus),
    });
    const renumbered = /^\d+$/.test(targetStatus) && status !== targetStatus;
    if (part.plan.kind !== 'same' || renumbered) {
      responses.push({ ...part, status, except: exacter(status, source), targetStatus, type });
    }
  }
  return { source: source.id, target: target.id, request, responses };
}

function exacter(status: string, { responses }: Operation): readonly string[] {
  const exactness = (one: string): number => (/^\d+$/.test(one) ? 2 : /^\dXX$/i.test(one) ? 1 : 0);
  return [...responses.keys()].filter((one) => exactness(one) > exactness(status));
}

/** The type of a response's body; a status is a number where it is one. */
function answer(operation: string, status: string): string {
  const responses = member(operation, 'responses');
  return /^\d+$/.test(status) ? `Member<${responses}, ${status}>` : member(responses, status);
}

function planPart(
  source: Schema,
  target: Schema,
  ends: Ends,
  owner: string,
  place: { readonly path: string; readonly source: string; readonly target: string },
): PartConversion {
  const calls: NamedConversion[] = [];
  const derivation: Derivation = {
    source: ends.source,
    target: ends.target,
    owner,
    holes: [],
    losses: [],
    open: [],
    paired: (from, into) => ends.paired(from, into),
    common: (name) => name,
    asked: () => false,
    derive,
    conversion(from, into) {
      const conversion = ends.conversion(from, into);
      calls.push(conversion);
      return conversion;
    },
  };
  const plan = derive(source, target, place, derivation);
  const { holes, losses } = derivation;
  return { plan, holes, losses, calls };
}

/** A request as one object, so that what moves from the path into the body is seen to move. */
export function requestSchema(operation: Operation): ObjectSchema {
  const groups: Property[] = [];
  for (const place of ['path', 'query', 'header', 'cookie'] as const) {
    const parameters = operation.parameters.filter((one) => one.in === place);
    if (parameters.length === 0) continue;
    const properties = parameters.map(({ name, required, schema, default: absent }) => ({
      name,
      required,
      schema,
      ...(absent === undefined ? {} : { default: absent }),
    }));
    groups.push({
      name: place,
      required: parameters.some(({ required }) => required),
      schema: { kind: 'object', properties, additional: 'ignored' },
    });
  }
  const body = jsonContent(operation.body?.content);
  if (operation.body !== undefined) {
    groups.push({
      name: 'body',
      required: operation.body.required,
      schema: body ?? { kind: 'any' },
    });
  }
  return { kind: 'object', properties: groups, additional: 'ignored' };
}

/** Only JSON is converted; bytes and forms pass as they are. */
export function jsonContent(content: ReadonlyMap<string, Schema> | undefined): Schema | undefined {
  const media = content === undefined ? undefined : jsonMedia(content);
  return media === undefined ? undefined : content?.get(media);
}

/** The media type, as it is written, whose content is JSON. */
export function jsonMedia(content: ReadonlyMap<string, unknown>): string | undefined {
  return [...content.keys()].find((media) => /^application\/(?:[\w.+-]+\+)?json\b/.test(media));
}

/** The same status; or, where each side has one kind of success, that one. */
function counterpart(status: string, source: Operation, target: Operation): string | undefined {
  const covering = coveringStatus(status, target);
  if (covering !== undefined && covering !== 'default') return covering;
  const successes = (operation: Operation): string[] =>
    [...operation.responses.keys()].filter((one) => one.startsWith('2'));
  const [only, ...others] = successes(target);
  return successes(source).length === 1 && status.startsWith('2') && others.length === 0
    ? only
    : covering;
}

import { planApi } from '../../src/build.ts';
import type { Operation, Parameter } from '../../src/model/api.ts';
import type { Schema } from '../../src/model/schema.ts';
import type { DecisionFunction, DecisionTable } from '../../src/skew/answer.ts';
import type { SkewReport } from '../../src/skew/report.ts';
import { skewReport } from '../../src/skew/report.ts';
import { apiOf, operation, type VersionParts } from '../emit/build.ts';

type Decide = (value: never, context: never) => unknown;

/** By version and direction, as in decisions.ts: `{ v2: { up: { 'Book.pages': constant(1) } } }`. */
export interface Decided {
  readonly [version: string]: {
    readonly up?: { readonly [hole: string]: Decide };
    readonly down?: { readonly [hole: string]: Decide };
  };
}

export interface SkewOptions {
  readonly decisions?: Decided;
  readonly doNotForward?: ReadonlyMap<string, string>;
  readonly sparse?: boolean;
  readonly name?: string;
}

/** The report of versions 1, 2, 3 …; all holes have to be answered. */
export function skewOf(
  versions: readonly VersionParts[],
  { decisions = {}, doNotForward = new Map(), sparse = false, name = 'library' }: SkewOptions = {},
): SkewReport {
  const { api, steps, problems } = planApi(apiOf(versions, name), { ask: [], refine: new Map() });
  const open = steps.flatMap(({ newer, up, down }) =>
    [up, down].flatMap(({ direction, holes }) =>
      holes
        .filter(({ key }) => decisions[newer.id.folder]?.[direction]?.[key] === undefined)
        .map(({ key }) => `${newer.id.folder} ${direction} ${key}`),
    ),
  );
  if (problems.length + open.length > 0) throw new Error(JSON.stringify([problems, open]));
  // A decision of a test takes what its hole gives it.
  const table = decisions as unknown as DecisionTable;
  return skewReport({ api, steps, sparse, decisions: table, doNotForward });
}

/** One line for each limit between a client and a server: all that matters of it. */
export function limitsBetween(
  report: SkewReport,
  client: string,
  server: string,
): readonly string[] {
  const pair = report.pairs.find((one) => one.client === client && one.server === server);
  const positions = new Set(pair?.operations.flatMap(({ limits }) => limits));
  return [...positions].flatMap((position) => {
    const limit = report.limits[position];
    if (limit === undefined) return [];
    const { effect, part, status = '', path, where, always, text, unless, since, until } = limit;
    const words = [
      always && effect === 'refused' ? 'always refused' : effect,
      part === 'operation' ? limit.operation : `${part} ${status}`.trim(),
      path,
      ...(where.length === 0 ? [] : [`(${where.join(', ')})`]),
      ...(unless === undefined ? [] : [`unless ${unless}`]),
      ...(since === undefined ? [] : [`since ${since}`]),
      ...(until === undefined ? [] : [`until ${until}`]),
    ];
    return `${words.filter((word) => word !== '').join(' ')}: ${text}`;
  });
}

export function statusBetween(
  report: SkewReport,
  client: string,
  server: string,
): string | undefined {
  return report.pairs.find((one) => one.client === client && one.server === server)?.status;
}

export interface Exchange {
  readonly body?: Schema;
  readonly answers?: { readonly [status: string]: Schema | null };
  readonly parameters?: readonly Parameter[];
  readonly path?: string;
  readonly media?: string;
}

/** An operation that takes and gives JSON; null is an answer without a body. */
export function exchange(
  id: string,
  {
    body,
    answers = { 204: null },
    parameters = [],
    path = `/${id}`,
    media = 'application/json',
  }: Exchange,
): Operation {
  return operation(id, {
    method: body === undefined ? 'get' : 'put',
    path,
    parameters,
    ...(body === undefined ? {} : { body: { required: true, content: new Map([[media, body]]) } }),
    responses: new Map(
      Object.entries(answers).map(([status, schema]) => [
        status,
        { headers: [], content: new Map(schema === null ? [] : [['application/json', schema]]) },
      ]),
    ),
  });
}

export function parameter(place: Parameter['in'], name: string, schema: Schema): Parameter {
  return { name, in: place, required: place === 'path', schema };
}

export type { DecisionFunction };

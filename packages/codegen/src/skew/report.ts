import { lineagesOf } from '../plan/lineage.ts';
import { type Status, statusOf, worst } from './limit.ts';
import { LimitList, type ReportedLimit } from './limit-list.ts';
import { LineageSkew, type SkewSources } from './lineage-skew.ts';

/** What a client of each version can say to a server of each version, and be told by it. */
export interface SkewReport {
  readonly api: string;
  /** Whether a number between two listed versions is a version too: the same as the lower one. */
  readonly sparse: boolean;
  /** Oldest first. */
  readonly versions: readonly { readonly version: string; readonly operations: number }[];
  /** Each thing that holds an exchange back, once; pairs name it by its position here. */
  readonly limits: readonly ReportedLimit[];
  /** Row by row: all servers for the oldest client first. */
  readonly pairs: readonly Pair[];
}

export interface Pair {
  readonly client: string;
  readonly server: string;
  /** The version on the wire: the older of the two. */
  readonly speaks: string;
  /** The worst of its operations. */
  readonly status: Status;
  /** How many of the client's operations come to what. */
  readonly counts: { readonly [S in Status]: number };
  /** Those that are not full, by id. */
  readonly operations: readonly OperationSkew[];
}

export interface OperationSkew {
  /** In the client's version. */
  readonly id: string;
  readonly status: Status;
  /** Positions in the report's list of limits. */
  readonly limits: readonly number[];
}

export interface SkewInput extends SkewSources {
  readonly sparse: boolean;
}

export function skewReport(input: SkewInput): SkewReport {
  const { api, steps, sparse } = input;
  const limits = new LimitList(api.versions.map(({ id }) => id.text));
  const lineages = lineagesOf({ api, steps }).map((lineage) => new LineageSkew(lineage, input));
  const pairs = api.versions.flatMap((client, c) =>
    api.versions.map((server, s): Pair => {
      const here = lineages.filter((one) => one.idAt(c) !== undefined);
      const operations = here
        .map((one): OperationSkew => {
          const found = c === s ? [] : one.limits(c, s);
          const positions = found.map((limit) => limits.add(limit, c, s));
          return {
            id: one.idAt(c) ?? '',
            status: statusOf(found),
            limits: [...new Set(positions)].sort((a, b) => a - b),
          };
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return {
        client: client.id.text,
        server: server.id.text,
        speaks: (c < s ? client : server).id.text,
        status: worst(operations.map(({ status }) => status)),
        counts: countsOf(operations),
        operations: operations.filter(({ status }) => status !== 'full'),
      };
    }),
  );
  return {
    api: api.name,
    sparse,
    versions: api.versions.map(({ id, operations }) => ({
      version: id.text,
      operations: operations.size,
    })),
    limits: limits.all(),
    pairs,
  };
}

function countsOf(all: readonly { readonly status: Status }[]): { readonly [S in Status]: number } {
  const counts: Record<Status, number> = { full: 0, lossy: 0, conditional: 0, refused: 0 };
  for (const { status } of all) counts[status] += 1;
  return counts;
}

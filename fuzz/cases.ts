import type { Json } from '../packages/codegen/src/model/json.ts';
import { type History, readHistory } from '../skew/histories.ts';
import { rawRequest } from '../skew/raw-request.ts';
import { type Place, requestsOf } from '../skew/values.ts';
import type { Sent } from './judge.ts';
import { mutations } from './mutations.ts';
import { Draw } from './random.ts';
import type { WireRequest } from './request.ts';

export type ApiName = 'nexus' | 'nexus-operator' | 'nexus-internal';

const apis: readonly ApiName[] = ['nexus', 'nexus-operator', 'nexus-internal'];

/** Names and ids that requests can be about. */
export interface Known {
  readonly own: Ids;
  /** Somebody else's. */
  readonly others: Ids;
}

export interface Ids {
  readonly token: string;
  readonly project: string;
  /** By the name of the path parameter: `instance`, `disk`, `affinity_group`, … */
  readonly byParameter: Readonly<Record<string, readonly string[]>>;
}

export interface FuzzCase extends Sent {
  readonly api: ApiName;
  readonly version: string;
  readonly request: WireRequest;
}

/** Makes cases: valid requests of every operation of every version, most of them spoiled. */
export class CaseMaker {
  readonly #places: readonly (Place & { readonly version: string; readonly api: ApiName })[];
  readonly #drawn = new Map<Place, readonly Json[]>();
  readonly #known: Known;
  readonly #operatorToken: string;
  readonly #seed: number;

  static async make(seed: number, known: Known, operatorToken: string): Promise<CaseMaker> {
    const histories = await Promise.all(
      apis.map(async (api) => readHistory({ package: 'packages/nexus-types', api })),
    );
    return new CaseMaker(seed, known, operatorToken, histories);
  }

  private constructor(
    seed: number,
    known: Known,
    operatorToken: string,
    histories: readonly History[],
  ) {
    this.#seed = seed;
    this.#known = known;
    this.#operatorToken = operatorToken;
    this.#places = histories.flatMap((history, index) =>
      history.planned.api.versions.flatMap((version, position) =>
        [...version.operations.values()].map((operation) => ({
          history,
          position,
          operation,
          version: `${version.id.text}.0.0`,
          // One for each of `apis`.
          api: apis[index] as ApiName,
        })),
      ),
    );
  }

  /** How many operations there are, each version's counted by itself. */
  get operations(): number {
    return this.#places.length;
  }

  /** The case of this number: always the same. Every operation has its turn. */
  case(number: number): FuzzCase {
    const draw = new Draw(this.#seed * 1_000_003 + number);
    const place = this.#places[number % this.#places.length];
    if (place === undefined) throw new RangeError('no operations');
    const { api, version } = place;
    const target = draw.below(10);
    // What is deleted is not there for the others: rarely one's own.
    const isDelete = place.operation.method === 'delete' && draw.percent(95);
    const whose = target < 5 && !isDelete ? 'own' : target < 8 ? 'others' : 'any';
    const valid = this.#valid(place, draw, whose);
    // A well-made order of an operator is to be done; only a spoiled one may not change anything.
    const isOperator = api === 'nexus-operator' && draw.percent(50);
    const isSpoiled = isOperator || draw.percent(85);
    const spoiled = isSpoiled ? this.#spoiled(valid, draw, isOperator) : null;
    const token = isOperator ? this.#operatorToken : this.#known.own.token;
    const sent = spoiled?.request ?? valid;
    return {
      api,
      version,
      operation: place.operation.id,
      mutation: spoiled?.name ?? 'none',
      mustFail:
        (spoiled?.mustFail ?? false) && (api !== 'nexus-internal' || !isAboutTokens(spoiled?.name)),
      mayWait: place.operation.id === 'instance_start',
      trespasses: whose === 'others' && spoiled === null && place.operation.path.includes('{'),
      isTrusted: isOperator || api === 'nexus-internal',
      request: {
        ...sent,
        headers: sent.headers.map(
          ([name, value]) => [name, value.replace(tokenMark, token)] as const,
        ),
      },
    };
  }

  #valid(
    place: Place & { readonly version: string },
    draw: Draw,
    whose: 'own' | 'others' | 'any',
  ): WireRequest {
    let drawn = this.#drawn.get(place);
    if (drawn === undefined) {
      drawn = requestsOf(place, this.#seed, 60);
      this.#drawn.set(place, drawn);
    }
    const request = structuredClone(draw.of(drawn)) as {
      path?: Record<string, Json>;
      query?: Record<string, Json>;
      body?: Json;
    }; // a request has no others that matter here
    if (whose !== 'any') this.#aim(request, draw, this.#known[whose]);
    // It answers at once; some are left to wait a little.
    const raw = rawRequest(place, request as Json, place.version);
    const headers: (readonly [string, string])[] = Object.entries(raw.init.headers).filter(
      ([name]) => name !== 'prefer',
    );
    headers.push(['authorization', `Bearer ${tokenMark}`]);
    const body = raw.init.body === undefined ? null : Buffer.from(raw.init.body);
    return { method: raw.init.method, path: raw.path, headers, body };
  }

  /** Has a request name something that is there. */
  #aim(
    request: { path?: Record<string, Json>; query?: Record<string, Json> },
    draw: Draw,
    ids: Ids,
  ): void {
    for (const name of Object.keys(request.path ?? {})) {
      const known = ids.byParameter[name];
      if (known !== undefined && known.length > 0 && request.path !== undefined) {
        request.path[name] = draw.of(known);
      }
    }
    if (request.query?.['project'] !== undefined) request.query['project'] = ids.project;
    if (request.query?.['page_token'] !== undefined) delete request.query['page_token'];
  }

  #spoiled(
    valid: WireRequest,
    draw: Draw,
    onlySurely: boolean,
  ): { readonly name: string; readonly mustFail: boolean; readonly request: WireRequest } | null {
    for (let tries = 0; tries < 20; tries++) {
      const mutation = draw.of(mutations);
      if (onlySurely && !mutation.mustFail) continue;
      const request = mutation.apply(valid, draw);
      if (request !== null) return { name: mutation.name, mustFail: mutation.mustFail, request };
    }
    return null;
  }
}

/** Where the token goes, so that mutations of the header are seen to be one. */
const tokenMark = '{token}';

/** The internal API asks for none. */
function isAboutTokens(mutation: string | undefined): boolean {
  return mutation === 'no token' || mutation === 'odd authorization';
}

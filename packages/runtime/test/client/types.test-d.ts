import { describe, expectTypeOf, test } from 'vitest';
import type { ApiVersions } from '../../src/exchange.ts';
import {
  type Call,
  connect,
  type Connection,
  type Failure,
  type FailureCode,
  operation,
  type ResultOf,
} from '../../src/client/index.ts';
import {
  api,
  type Operations,
  type Parcel,
  type parcelDelete,
  parcelGet,
  parcelList,
  type Problem,
  parcelPut,
} from './depot.ts';

declare const depot: Connection<'depot'>;
declare const shop: Connection<'shop'>;
declare const put: ResultOf<Operations['parcel_put']>;
declare const list: ResultOf<Operations['parcel_list']>;

describe('results', () => {
  test('are told apart by ok, code and status', () => {
    if (put.ok) {
      expectTypeOf(put.value).toEqualTypeOf<Parcel>();
      expectTypeOf(put.status).toEqualTypeOf<200 | 201>();
      expectTypeOf(put.losses).toEqualTypeOf<readonly string[]>();
      return;
    }
    expectTypeOf(put.message).toEqualTypeOf<string>();
    if (put.code !== 'error_status') {
      expectTypeOf(put).toEqualTypeOf<Failure>();
      expectTypeOf(put.code).toEqualTypeOf<FailureCode>();
      return;
    }
    expectTypeOf(put.error).toEqualTypeOf<{ missing: string } | Problem>();
    if (put.status === 404) expectTypeOf(put.error).toEqualTypeOf<{ missing: string }>();
    if (put.status === 409 || put.status === 503) expectTypeOf(put.error).toEqualTypeOf<Problem>();
    // @ts-expect-error no answer has this status
    if (put.status === 302) return;
  });

  test('by default an error, beside a success that is listed', () => {
    if (list.ok) {
      expectTypeOf(list.value).toEqualTypeOf<Parcel[]>();
      expectTypeOf(list.status).toEqualTypeOf<200>();
    } else if (list.code === 'error_status') {
      expectTypeOf(list.error).toEqualTypeOf<Problem>();
      expectTypeOf<418>().toExtend<typeof list.status>();
      expectTypeOf<200>().not.toExtend<typeof list.status>();
    }
  });

  test('by default anything, where nothing else is listed', () => {
    type Result = ResultOf<{ responses: { default: string } }>;
    expectTypeOf<Extract<Result, { ok: true }>['value']>().toEqualTypeOf<string>();
    expectTypeOf<200>().toExtend<Extract<Result, { ok: true }>['status']>();
    expectTypeOf<500>().toExtend<Extract<Result, { code: 'error_status' }>['status']>();
  });

  test('without a body', () => {
    type Result = Awaited<ReturnType<typeof parcelDelete>>;
    expectTypeOf<Extract<Result, { ok: true }>['value']>().toEqualTypeOf<undefined>();
  });
});

describe('requests', () => {
  test('may be left out where nothing is required', () => {
    expectTypeOf(parcelList).toBeCallableWith(depot);
    expectTypeOf(parcelList).toBeCallableWith(depot, { query: { limit: 3 } }, { retries: 0 });
    expectTypeOf(parcelGet).toBeCallableWith(depot, { path: { id: 'x' } }, { idempotencyKey: 'k' });
    // @ts-expect-error the path is required
    void (() => parcelGet(depot));
    // @ts-expect-error and its id
    void (() => parcelGet(depot, { path: {} }));
    // @ts-expect-error it has no body
    void (() => parcelGet(depot, { path: { id: 'x' }, body: 1 }));
    const older = { weight: 1, labels: [], state: 'new' as const };
    // @ts-expect-error the body is of the newest version
    void (() => parcelPut(depot, { path: { id: 'x' }, body: older }));
  });

  test('go to a server of their API', () => {
    // @ts-expect-error a connection to another API
    void (() => parcelList(shop));
    expectTypeOf(connect(api, { baseUrl: 'http://x' })).toEqualTypeOf<Connection<'depot'>>();
    const other: ApiVersions<'shop'> = { name: 'shop', versions: ['1'], sparse: false };
    expectTypeOf<typeof other>().not.toExtend<typeof api>();
    // @ts-expect-error an operation of another API
    const wrong: Call<Operations['parcel_list'], 'shop'> = operation({
      api,
      id: 'x',
      forms: [],
      steps: [],
    });
    void wrong;
  });
});

import { expectTypeOf, test } from 'vitest';
import { action, dagBuilder } from '@skewline/saga';
import { freshSaga, type FreshSaga, onEngine, type SagaRunner } from '@skewline/saga/testing';

const sized = action<{ params: { size: number }; output: number }>({
  name: 'sized',
  version: 1,
  run: async ({ params, record }) => {
    await record({}, params.size);
    // @ts-expect-error what is recorded is the output
    await record({}, 'text');
    return params.size;
  },
});

test('the parameters of a fresh saga fit its DAG', () => {
  const built = dagBuilder<{ size: number }>('d').append('a', sized).build();
  if (!built.ok) return;
  expectTypeOf(freshSaga(built.dag, { size: 1 })).toEqualTypeOf<FreshSaga>();
  // @ts-expect-error a number is wanted
  freshSaga(built.dag, { size: 'large' });
  // @ts-expect-error nothing is said
  freshSaga(built.dag, {});
});

test('an engine is a runner', () => {
  expectTypeOf(onEngine).returns.toEqualTypeOf<SagaRunner>();
});

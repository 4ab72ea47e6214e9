import type { PlacementDatabase } from '@skewline/db-model';
import { expectTypeOf, test } from 'vitest';
import type {
  InsertOutcome,
  PlacementKey,
  PlacementStore,
  PlannedReservation,
} from '../src/store-port.ts';

test('the database of db-model is a store for placement, by its shape', () => {
  expectTypeOf<PlacementDatabase>().toExtend<PlacementStore>();
});

test('and says nothing that the port does not know', () => {
  type Answer = Awaited<ReturnType<PlacementDatabase['insert']>>;
  expectTypeOf<Answer['kind']>().toEqualTypeOf<InsertOutcome['kind']>();
});

test('and asks for nothing that placement does not give', () => {
  expectTypeOf<PlannedReservation>().toExtend<Parameters<PlacementDatabase['insert']>[0]>();
  expectTypeOf<PlacementKey>().toExtend<Parameters<PlacementDatabase['read']>[0]>();
});

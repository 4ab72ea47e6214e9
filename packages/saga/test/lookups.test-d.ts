import { expectTypeOf, test } from 'vitest';
import {
  action,
  type BuildResult,
  constant,
  type Dag,
  dagBuilder,
  subsaga,
  wired,
} from '@skewline/saga';

const name = action<{ output: string }>({ name: 'name', version: 1, run: () => 'x' });
const length = action<{ needs: { name: string }; output: number }>({
  name: 'length',
  version: 1,
  needs: { name: true },
  run: ({ inputs }) => inputs.name.length,
});
const start = dagBuilder<{ id: string }>('d');

test('ancestors can be looked up, descendants and strangers cannot', () => {
  expectTypeOf(start.append('name', name).append('length', length)).not.toBeNever();
  // @ts-expect-error nothing is called `name`
  start.append('length', length);
  // @ts-expect-error it comes later
  start.append('length', length).append('name', name);
  // @ts-expect-error nodes of one stage do not see each other
  start.appendParallel({ name, length });
  // @ts-expect-error the ancestor gives a number
  start.append('name', constant(1)).append('length', length);
});

test('a need can be wired to another name', () => {
  expectTypeOf(
    start
      .append('title', name)
      .append('length', wired(length, { from: { name: 'title' } }))
      .build(),
  ).toEqualTypeOf<BuildResult<{ id: string }, number>>();
  // @ts-expect-error nothing is called `titel`
  start.append('title', name).append('length', wired(length, { from: { name: 'titel' } }));
});

test('names are unique', () => {
  expectTypeOf(start.append('name', name).append('other', name)).not.toBeNever();
  // @ts-expect-error twice
  start.append('name', name).append('name', name);
});

test('only the output of a subsaga is seen, and its parameters must fit', () => {
  const inner = dagBuilder<{ size: number }>('inner')
    .append('name', name)
    .append('length', length)
    .build();
  if (!inner.ok) return;
  const outer = start
    .append('settings', constant({ size: 1 }))
    .append('inner', subsaga(inner.dag, 'settings'));
  expectTypeOf(outer.build()).toEqualTypeOf<BuildResult<{ id: string }, number>>();
  // @ts-expect-error `name` is inside
  outer.append('length', length);
  // @ts-expect-error a number is wanted
  start.append('settings', constant({ size: 'x' })).append('inner', subsaga(inner.dag, 'settings'));
});

test('the DAG gives what its last node gives', () => {
  const built = start.append('name', name).append('length', length).build();
  if (!built.ok) throw new Error('not built');
  expectTypeOf(built.dag).toEqualTypeOf<Dag<{ id: string }, number>>();
});

test('an action sees the parameters it declares, and the builder must have them', () => {
  const sized = action<{ params: { size: number }; output: number }>({
    name: 'sized',
    version: 1,
    run: ({ params }) => params.size,
  });
  expectTypeOf(dagBuilder<{ size: number; more: string }>('d').append('a', sized)).not.toBeNever();
  // @ts-expect-error no size
  start.append('a', sized);
  // @ts-expect-error the declared needs are to be listed
  action<{ needs: { name: string } }>({ name: 'x', version: 1, run: () => null });
});

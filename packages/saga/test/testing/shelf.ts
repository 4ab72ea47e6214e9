import { randomUUID } from 'node:crypto';
import {
  action,
  type ActionDefinition,
  type Dag,
  dagBuilder,
  type UndoContext,
} from '@skewline/saga';
import { freshSaga, type SagaSubject } from '@skewline/saga/testing';

interface Parcel {
  readonly parcel: string;
}

type Undo = (context: UndoContext<Parcel, unknown, string>) => unknown;

/** How a saga can be wrong. Each is one mistake that people make. */
export interface Mistakes {
  /** Instead of taking the place back. */
  readonly undoPlace?: Undo;
  /** The label is added each time it is asked for. */
  readonly labelsAgain?: boolean;
  /** The output says how often the action ran. */
  readonly countsRuns?: boolean;
  readonly bookThrows?: boolean;
  /** `fresh` gives these. */
  readonly params?: () => object;
  readonly extraNodes?: () => number;
}

/** A saga that puts a parcel on a shelf, and whoever looks at the shelf. */
export function shelfSubject(mistakes: Mistakes = {}): SagaSubject {
  const places = new Map<string, string[]>();
  const on = (parcel: string): string[] => places.get(parcel) ?? [];
  const put = (parcel: string, what: string, again = false): void => {
    if (again || !on(parcel).includes(what)) places.set(parcel, [...on(parcel), what]);
  };
  const take = (parcel: string, what: string): void => {
    const left = on(parcel).filter((one) => one !== what);
    if (left.length > 0) places.set(parcel, left);
    else places.delete(parcel);
  };
  let runs = 0;
  const step = (
    name: string,
    definition: Partial<ActionDefinition<Parcel, unknown, string>> = {},
  ) =>
    action<{ params: Parcel; output: string }>({
      name,
      version: 1,
      run: ({ params: { parcel } }) => {
        put(parcel, name);
        return name;
      },
      undo: ({ params: { parcel } }) => take(parcel, name),
      undoPolicy: { attempts: 1 },
      ...definition,
    });
  const book = step(
    'book',
    mistakes.bookThrows === true ? { run: () => Promise.reject(new Error('full')) } : {},
  );
  const place = step('place', {
    undo: mistakes.undoPlace ?? (({ params: { parcel } }) => take(parcel, 'place')),
  });
  const label = step('label', {
    run: ({ params: { parcel } }) => {
      runs += 1;
      put(parcel, 'label', mistakes.labelsAgain);
      return mistakes.countsRuns === true ? `label ${runs}` : 'label';
    },
  });
  const told = action<{ output: string }>({
    name: 'tell',
    version: 1,
    run: () => `told ${mistakes.countsRuns === true ? runs : ''}`,
  });
  const dagOf = (extra: number): Dag<Parcel, string> => {
    let builder = dagBuilder<Parcel>('shelf').append('book', book).appendParallel({ place, label });
    for (let index = 0; index < extra; index += 1) {
      // Names that are not known here: the builder's type would grow with each.
      builder = builder.append(`extra${index}` as string, told) as unknown as typeof builder;
    }
    const built = builder.append('tell', told).build();
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    return built.dag;
  };
  return {
    name: 'shelf',
    fresh: async () => {
      const params = mistakes.params?.() ?? { parcel: randomUUID() };
      // Mistaken parameters are the point of a test.
      return freshSaga(dagOf(mistakes.extraNodes?.() ?? 0), params as Parcel);
    },
    leftovers: async () => [...places].map(([parcel, what]) => `${parcel}: ${what.join(', ')}`),
    finalState: async ({ params }) => {
      const { parcel } = params as unknown as Parcel; // `fresh` made them
      const state = on(parcel).toSorted();
      places.delete(parcel);
      return state;
    },
  };
}

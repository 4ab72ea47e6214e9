import type { Saga, SagaNode } from '@skewline/nexus-client/operator';
import { isOver } from './words.ts';

/** What an operator can do with a saga, or with one node of it. */
export type VerbKind = 'retry' | 'skip' | 'cancel' | 'abandon';

export interface Verb {
  readonly kind: VerbKind;
  /** Null: it is about the saga as a whole. */
  readonly node: string | null;
  /** On the button. */
  readonly words: string;
  /** What will happen, for whoever has to confirm it. */
  readonly consequences: readonly string[];
  readonly isDangerous: boolean;
}

/** What can be done with a node: something only where its undo failed and its saga is stuck. */
export function verbsOfNode(
  saga: Pick<Saga, 'state'>,
  { name, state }: Pick<SagaNode, 'name' | 'state'>,
): readonly Verb[] {
  if (saga.state !== 'stuck' || state !== 'undo_failed') return [];
  return [
    {
      kind: 'retry',
      node: name,
      words: 'Try the undo again',
      consequences: [
        `The undo of "${name}" is tried again.`,
        'If it succeeds, all before it is undone too. If it fails, the saga is stuck again, and nothing is lost.',
      ],
      isDangerous: false,
    },
    {
      kind: 'skip',
      node: name,
      words: 'Skip the undo',
      consequences: [
        `The undo of "${name}" is taken as done, and is not. What the node made stays where it is: a VMM on a sled, a reservation, an address.`,
        'All before it is undone. Remove by hand what stays.',
        'This cannot be taken back.',
      ],
      isDangerous: true,
    },
  ];
}

/** All that can be done now: first with what is stuck, then with the saga as a whole. */
export function verbsOf(saga: Pick<Saga, 'state' | 'nodes' | 'cancel_reason'>): readonly Verb[] {
  const ofNodes = saga.nodes
    .map((node) => verbsOfNode(saga, node))
    .filter(({ length }) => length > 0);
  const isOne = ofNodes.length === 1;
  return [
    ...ofNodes
      .flat()
      .map((verb) => (isOne ? verb : { ...verb, words: `${verb.words}: ${verb.node ?? ''}` })),
    ...verbsOfSaga(saga),
  ];
}

/** What can be done with a saga as a whole. */
export function verbsOfSaga({
  state,
  nodes,
  cancel_reason: cancelReason,
}: Pick<Saga, 'state' | 'nodes' | 'cancel_reason'>): readonly Verb[] {
  if (isOver(state)) return [];
  const left = nodes.filter((node) => isLeft(node.state)).length;
  const cancel: Verb = {
    kind: 'cancel',
    node: null,
    words: 'Cancel the saga',
    consequences: [
      'Nodes that run now finish, and no other is started. Then all that it did is undone.',
      'If it is done before that, it stays done.',
    ],
    isDangerous: false,
  };
  const abandon: Verb = {
    kind: 'abandon',
    node: null,
    words: 'Abandon the saga',
    consequences: [
      `Nothing more is done in it, and nothing is undone: ${left === 1 ? '1 node has' : `${String(left)} nodes have`} made something that stays.`,
      'Remove by hand what stays. A start that it runs counts as failed.',
      'This cannot be taken back.',
    ],
    isDangerous: true,
  };
  // What is being undone already is not cancelled as well.
  return state === 'running' && cancelReason === null ? [cancel, abandon] : [abandon];
}

function isLeft(state: SagaNode['state']): boolean {
  return state !== 'waiting' && state !== 'failed' && state !== 'undone';
}

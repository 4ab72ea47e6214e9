import type { ChangeKind, Example, Readings } from './change.ts';

/** How a difference of an operation is added. */
export type Add = (
  kind: ChangeKind,
  name: string,
  message: string,
  readings: Readings,
  more?: {
    readonly part?: 'request' | 'response';
    readonly text?: readonly [string, string];
    readonly pointers?: { readonly before: string; readonly after: string };
    readonly up?: Example;
    readonly down?: Example;
    /** In place of the operation's path and the name. */
    readonly path?: string;
  },
) => void;

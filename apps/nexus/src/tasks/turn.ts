import type { ActivationReason } from '@skewline/nexus-types/operator/v1';

/** Whose turn it is: whether a task looks, and whether somebody wants it to look again. */
export interface Turn {
  readonly phase: 'idle' | 'running' | 'stopped';
  /** A look that is wanted and has not begun. */
  readonly wanted: Wanted | null;
}

export interface Wanted {
  readonly reason: ActivationReason;
  /** Somebody waits for it. */
  readonly urgent: boolean;
}

export type TurnEvent =
  | ({ readonly kind: 'wanted' } & Wanted)
  /** The time that was waited for has come. */
  | { readonly kind: 'due'; readonly reason: ActivationReason }
  /** The look is over. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'stop' };

/** What to do next. */
export type TurnStep =
  | { readonly kind: 'begin'; readonly reason: ActivationReason }
  /** Wait: until it is time again, or only for the pause between two looks. */
  | { readonly kind: 'wait'; readonly until: 'period' | 'pause' }
  | { readonly kind: 'nothing' };

export const atRest: Turn = { phase: 'idle', wanted: null };

/**
 * One task looks once at a time. Whoever asks while it looks, for it may have passed what they mean, has it look once
 * more; many who ask have one look together. After a stop nothing begins.
 */
export function turnAfter(
  turn: Turn,
  event: TurnEvent,
): { readonly turn: Turn; readonly step: TurnStep } {
  if (turn.phase === 'stopped' || event.kind === 'stop') {
    return { turn: { phase: 'stopped', wanted: null }, step: nothing };
  }
  switch (event.kind) {
    case 'wanted': {
      const wanted = together(turn.wanted, event);
      if (turn.phase === 'running') return { turn: { ...turn, wanted }, step: nothing };
      if (wanted.urgent) return begin(wanted.reason);
      const isNew = turn.wanted === null;
      return { turn: { ...turn, wanted }, step: isNew ? waitFor('pause') : nothing };
    }
    case 'due':
      // Whoever has it look at once was faster than the clock.
      if (turn.phase === 'running') return { turn, step: nothing };
      return begin(turn.wanted?.reason ?? event.reason);
    case 'ended': {
      const { wanted } = turn;
      if (wanted?.urgent === true) return begin(wanted.reason);
      return {
        turn: { phase: 'idle', wanted },
        step: waitFor(wanted === null ? 'period' : 'pause'),
      };
    }
  }
}

const nothing: TurnStep = { kind: 'nothing' };
const waitFor = (until: 'period' | 'pause'): TurnStep => ({ kind: 'wait', until });

function begin(reason: ActivationReason): { readonly turn: Turn; readonly step: TurnStep } {
  return { turn: { phase: 'running', wanted: null }, step: { kind: 'begin', reason } };
}

function together(before: Wanted | null, { reason, urgent }: Wanted): Wanted {
  if (before === null) return { reason, urgent };
  return { reason: before.reason, urgent: before.urgent || urgent };
}

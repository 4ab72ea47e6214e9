/** How a state is meant. Each has a shape too: nothing is said by colour alone. */
export type Tone =
  /** It does what it should. */
  | 'good'
  /** It is on its way. */
  | 'busy'
  /** It rests, as it was told to. */
  | 'off'
  /** Somebody should look. */
  | 'warn'
  /** It has failed. */
  | 'bad';

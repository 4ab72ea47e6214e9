export interface Versions {
  /** The first version. */
  1: 'initial';
  /** A has more. */
  7: 'more';
}

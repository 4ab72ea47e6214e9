/** The versions of the external API, oldest first. Their numbers are omicron's: a date, and two more. */
export interface Versions {
  /** What existing clients send and expect: npm `@oxide/api` 0.9.0 speaks this version. */
  '2026073100.0.0': 'initial';
  /**
   * A start says what became of it: start attempts, instance events, the last failure and the
   * automatic restart of an instance, waiting for the outcome of a start, and placement without a start.
   */
  '2026112100.0.0': 'start_attempts';
}

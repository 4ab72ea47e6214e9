/** An API by name, and the versions of it that a program knows. */
export interface ApiVersions<Name extends string = string> {
  readonly name: Name;
  /** Oldest first. Positions in this list are what forms and steps are counted in. */
  readonly versions: readonly string[];
  /** Whether a number between two of them is a version too, in which nothing has changed. */
  readonly sparse: boolean;
}

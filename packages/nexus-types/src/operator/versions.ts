/** The versions of the operator API, oldest first. The server converts for whoever is older. */
export interface Versions {
  /** What operators of a rack can see and do, and users cannot. */
  1: 'initial';
}

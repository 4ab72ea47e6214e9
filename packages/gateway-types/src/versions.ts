/** The versions of the gateway API, oldest first. The server converts for whoever is older. */
export interface Versions {
  /** The power of sleds. */
  1: 'initial';
}

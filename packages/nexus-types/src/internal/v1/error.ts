/** What Nexus answers when it does not do what was asked. */
export interface Error {
  /** A word for programs: `InvalidRequest`, `ObjectNotFound`, `Internal` … */
  error_code?: string;
  /** For people. Of an internal error it says no more than that it was one. */
  message: string;
  /** Finds the request in Nexus's log. */
  request_id: string;
}

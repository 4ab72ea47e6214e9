/** Why a request was not answered with what it asked for. */
export interface Error {
  /** For programs; absent where the status says all there is to say. */
  error_code?: string;
  /** For people. */
  message: string;
  /** Which request it was. */
  request_id: string;
}

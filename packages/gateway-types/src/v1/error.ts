/** Why a request was not answered with what it asked for. */
export interface Error {
  /** For programs: `UnknownSled`, `GatewayStarting`, … */
  error_code?: string;
  /** For people. */
  message: string;
  /** Which request it was. */
  request_id: string;
}

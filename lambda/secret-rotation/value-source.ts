/** Where new values come from, and who has to know of them. Each step may run any number of times with the same token. */
export interface ValueSource {
  /**
   * The value of the new version; not yet in use.
   *
   * @param current the value in use, if there is one
   */
  create(clientRequestToken: string, current: string | undefined): Promise<string>;

  /** Makes whoever the value is for accept `pending`, while `current` goes on working. Nobody has to know where this is left out. */
  set?(clientRequestToken: string, current: string | undefined, pending: string): Promise<void>;

  /** Fails where `pending` could not be used. */
  test(clientRequestToken: string, pending: string): Promise<void>;

  /** Makes `previous` useless, after `current` took its place. */
  revoke?(clientRequestToken: string, current: string, previous: string): Promise<void>;
}

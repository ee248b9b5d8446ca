/** The source of new values, and the systems that use them. Each step may run any number of times with the same token. */
export interface ValueSource {
  /**
   * The value of the new version; not yet in use.
   *
   * @param current the value in use, if there is one
   */
  create(clientRequestToken: string, current: string | undefined): Promise<string>;

  /** Makes the provider accept `pending`, while `current` continues to work. Absent if no provider needs the value. */
  set?(clientRequestToken: string, current: string | undefined, pending: string): Promise<void>;

  /** Fails if `pending` could not be used. */
  test(clientRequestToken: string, pending: string): Promise<void>;

  /** Makes `previous` invalid, after `current` has replaced it. */
  revoke?(clientRequestToken: string, current: string, previous: string): Promise<void>;
}

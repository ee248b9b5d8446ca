/** Creates new values, and informs the systems that use them. Each step can run any number of times with the same token. */
export interface ValueSource {
  /**
   * Creates the value of the new version, which is not in use yet.
   *
   * @param current the value in use, if there is one
   */
  create(clientRequestToken: string, current: string | undefined): Promise<string>;

  /** Makes the provider accept `pending`, while `current` continues to work. Absent if no provider needs the value. */
  set?(clientRequestToken: string, current: string | undefined, pending: string): Promise<void>;

  /** Throws if `pending` can't be used. */
  test(clientRequestToken: string, pending: string): Promise<void>;

  /** Makes `previous` invalid, after `current` has replaced it. */
  revoke?(clientRequestToken: string, current: string, previous: string): Promise<void>;
}

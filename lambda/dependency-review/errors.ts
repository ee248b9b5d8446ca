/** The review could not be made, or not in full; nothing is said of the dependencies. */
export class ReviewFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The review failed, completely or in part; it says nothing about the dependencies. */
export class ReviewFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A template can't be run to its end for a request. */
export class TemplateFailure extends Error {
  /** @param byInput whether it is the request that the template can't take */
  constructor(message: string, public readonly byInput: boolean = false) {
    super(message);
    this.name = 'TemplateFailure';
  }
}

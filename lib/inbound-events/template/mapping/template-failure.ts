/** An error that ends a template run for a request. */
export class TemplateFailure extends Error {
  /** @param byInput whether the request causes the error */
  constructor(message: string, public readonly byInput: boolean = false) {
    super(message);
    this.name = 'TemplateFailure';
  }
}

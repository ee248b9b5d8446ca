/** What a custom resource was asked for can't be done, or not in the time that there is; the message is what CloudFormation shows. */
export class RequestFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

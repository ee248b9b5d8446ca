/** A request of a custom resource failed, or did not finish in time. CloudFormation shows the message. */
export class RequestFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

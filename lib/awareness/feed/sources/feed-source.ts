import { readFeed } from '../feed-document';
import type { Reading, Session, Source } from '../source';

/** A feed in RSS, Atom or JSON Feed format. */
export class FeedSource implements Source {
  public readonly hosts: readonly string[];

  constructor(
    public readonly id: string,
    public readonly title: string,
    private readonly address: string,
  ) {
    this.hosts = [new URL(address).host];
  }

  public async read({ http, cursor, drift }: Session): Promise<Reading> {
    const document = await http.read(this.address, { validators: cursor.validators });
    if (!document) return { bulletins: [], next: { validators: cursor.validators } };
    return { bulletins: readFeed(this.id, document.text, drift, this.address), next: { validators: document.validators } };
  }
}

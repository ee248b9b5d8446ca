import { randomUUID } from 'crypto';
import { HostAnswer, HostRequest } from '../network/internet';

/** A payment provider. It issues keys, and accepts charges from holders of a key, once per idempotency key. */
export class PaymentProvider {
  public readonly keys = new Set<string>();
  /** The charges by order. */
  public readonly charges = new Map<string, { readonly amount: number; readonly currency: string }>();
  /** The orders that it declines. */
  public readonly declined = new Set<string>();
  /** Whether it currently does not respond. */
  public isDown = false;
  /** Called between a charge and its response. */
  public beforeAnswer = async (): Promise<void> => undefined;

  public issue(): string {
    const key = `pk-${randomUUID()}`;
    this.keys.add(key);
    return key;
  }

  public async answer({ method, path, headers, body }: HostRequest): Promise<HostAnswer | undefined> {
    if (this.isDown) return undefined;
    const [, key = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (!this.keys.has(key)) return { status: 401 };
    switch (`${method} ${path}`) {
      case 'POST /charge':
        return this.charge(`${headers['idempotency-key']}`, JSON.parse(body.toString()));
      case 'POST /keys':
        return json({ key: this.issue() });
      case 'GET /keys/self':
        return json({ valid: true });
      default:
        return { status: 404 };
    }
  }

  private async charge(idempotencyKey: string, charge: { order: string; amount: number; currency: string }): Promise<HostAnswer> {
    const { order, amount, currency } = charge;
    if (order !== idempotencyKey) return { status: 400 };
    if (this.declined.has(order)) return { status: 402 };
    this.charges.set(order, { amount, currency });
    await this.beforeAnswer();
    return json({ charged: order });
  }
}

function json(value: object): HostAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

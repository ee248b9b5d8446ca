import { RotationRejected, UnusableValue } from './errors';
import { RotationEvent } from './event';
import { Log } from './log';
import { SecretState, SecretStore } from './secret-store';
import { ValueSource } from './value-source';

/**
 * The four steps of a rotation. Each first reads the state in Secrets Manager. It may therefore be repeated after a crash, a timeout or a lost
 * response at any point, and while another attempt runs.
 *
 * - The value of a version is written once. Later attempts use the existing value.
 * - The label AWSPENDING is on at most one version: Secrets Manager moves it, and a version without it is not processed.
 * - AWSCURRENT only moves from the version that was seen to have it, to a version that has a value.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export class Rotation {
  constructor(
    private readonly store: SecretStore,
    private readonly source: ValueSource,
    private readonly log: Log,
  ) {}

  public async run(event: RotationEvent): Promise<void> {
    const token = event.clientRequestToken;
    const state = await this.store.state();
    const isCurrent = checkStaged(state, event);
    if (event.step === 'finishSecret') return isCurrent ? this.finishAgain(token, state) : this.finish(token, state);
    if (isCurrent) return this.log('the version is the current one already');
    if (event.step === 'createSecret') return this.create(event, state);
    return event.step === 'setSecret' ? this.set(token, state) : this.test(token, state);
  }

  private async create({ clientRequestToken: token, rotationToken }: RotationEvent, state: SecretState): Promise<void> {
    if ((await this.store.value(token)) !== undefined) return this.log('the pending version has a value already');
    const value = await this.source.create(token, await this.valueLabeled('AWSCURRENT', state));
    const stored = await this.store.putPending(token, value, rotationToken);
    this.log(stored ? 'a new value is stored as the pending version' : 'the pending version got a value meanwhile');
  }

  private async set(token: string, state: SecretState): Promise<void> {
    if (!this.source.set) return this.log('no other system needs the new value');
    const pending = await this.writtenValue(token);
    await this.source.set(token, await this.valueLabeled('AWSCURRENT', state), pending);
    this.log('the new value is set');
  }

  /**
   * Tests the new value. If a new schedule does not start with a rotation, Secrets Manager runs only this step, for a pending version with the
   * current value or without a value. The current value may be a placeholder, which no provider would accept.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   */
  private async test(token: string, state: SecretState): Promise<void> {
    const pending = await this.store.value(token);
    if (pending === undefined || pending === (await this.valueLabeled('AWSCURRENT', state))) {
      return this.log('there is no new value to test: Secrets Manager checks whether it can rotate');
    }
    await this.source.test(token, pending);
    this.log('the new value works');
  }

  private async finish(token: string, state: SecretState): Promise<void> {
    const current = await this.writtenValue(token);
    const from = state.versionLabeled('AWSCURRENT');
    // Read the value before labels move, because a moved label may not be visible immediately.
    const previous = this.source.revoke && from !== undefined ? await this.store.value(from) : undefined;
    await this.store.makeCurrent(token, from);
    this.log('the new version is the current one');
    await this.revoke(token, current, previous);
  }

  /** Finishes after an earlier attempt that made the version current. Whether that attempt also revoked the previous value is unknown. */
  private async finishAgain(token: string, state: SecretState): Promise<void> {
    this.log('the version is the current one already');
    if (!this.source.revoke) return;
    await this.revoke(token, await this.writtenValue(token), await this.valueLabeled('AWSPREVIOUS', state));
  }

  private async revoke(token: string, current: string, previous: string | undefined): Promise<void> {
    // Versions can have the same value, for example after a restore.
    if (!this.source.revoke || previous === undefined || previous === current) return;
    await this.source.revoke(token, current, previous);
    this.log('the previous value is revoked');
  }

  private async writtenValue(token: string): Promise<string> {
    const value = await this.store.value(token);
    if (value === undefined) throw new UnusableValue(`Version ${token} has no value yet: createSecret comes before the other steps`);
    return value;
  }

  private async valueLabeled(label: 'AWSCURRENT' | 'AWSPREVIOUS', state: SecretState): Promise<string | undefined> {
    const versionId = state.versionLabeled(label);
    return versionId === undefined ? undefined : this.store.value(versionId);
  }
}

/**
 * Checks whether the version of the event is already the current one.
 *
 * @throws RotationRejected if the version is neither current nor pending, or the secret is not rotated
 */
function checkStaged(state: SecretState, { secretArn, clientRequestToken: token }: RotationEvent): boolean {
  if (!state.rotationEnabled) throw new RotationRejected(`Rotation of ${secretArn} is not enabled: enable it with RotateSecret`);
  const labels = state.labelsOf(token) ?? [];
  if (labels.includes('AWSCURRENT')) return true;
  if (labels.includes('AWSPENDING')) return false;
  const pending = state.versionLabeled('AWSPENDING');
  const holder = pending === undefined ? 'no version has' : `version ${pending} has, of a rotation that is not finished: let it finish, or remove the label with UpdateSecretVersionStage`;
  throw new RotationRejected(`Version ${token} of ${secretArn} ${state.labelsOf(token) ? 'has not' : 'does not exist, so it has not'} the label AWSPENDING, which ${holder}`);
}

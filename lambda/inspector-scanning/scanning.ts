import {
  BatchGetAccountStatusCommand, DisableCommand, EnableCommand, FailedAccount, Inspector2Client, ResourceState, State,
} from '@aws-sdk/client-inspector2';
import { RequestFailed } from '../custom-resource/errors';
import { Patience } from '../custom-resource/patience';

export type ScanType = 'LAMBDA' | 'LAMBDA_CODE';

/** Where the status of an account has the state of each. */
const STATES: { readonly [type in ScanType]: keyof ResourceState } = { LAMBDA: 'lambda', LAMBDA_CODE: 'lambdaCode' };

/** Somebody else has turned it on, or is about to, after this function asked for the status. */
const ON_ALREADY = ['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'];

const ADVICE = {
  LAMBDA: 'where an administrator of the organization manages Amazon Inspector, have scans of functions turned on there',
  LAMBDA_CODE:
    'set codeScanning to false where Amazon Inspector has no code scanning in the Region; where an administrator of the organization ' +
    'manages Amazon Inspector, have it turned on there',
};

export function isScanType(value: unknown): value is ScanType {
  return typeof value === 'string' && Object.hasOwn(STATES, value);
}

/** Turns scans of the account that it runs in on and off. */
export class Scanning {
  constructor(
    private readonly inspector: Inspector2Client,
    private readonly patience: Patience,
  ) {}

  /**
   * Returns once scans are on.
   *
   * @param accepted called where Amazon Inspector has accepted to turn them on, before that is done
   * @returns whether this call has turned them on; false where they were on
   * @throws RequestFailed where they are not on in the end
   */
  public async turnOn(type: ScanType, requestId: string, accepted: () => void): Promise<boolean> {
    const before = await this.stateBefore(type);
    if (before?.status === 'ENABLED' || before?.status === 'ENABLING') {
      await this.waitForOn(type);
      return false;
    }
    const { accounts = [], failedAccounts = [] } = await this.call(type, 'Enable', () =>
      this.inspector.send(new EnableCommand({ resourceTypes: [type], clientToken: tokenOf(requestId, type) })),
    );
    const [failed] = failedAccounts;
    if (failed && !ON_ALREADY.includes(failed.errorCode!)) throw new RequestFailed(`${this.notOn(type)}: ${reasonOf(failed)}; ${ADVICE[type]}`);
    const isTurnedOn = !failed && accounts.length > 0;
    if (isTurnedOn) accepted();
    await this.waitForOn(type);
    return isTurnedOn;
  }

  /**
   * Turns off what is on, unless others rely on it. Who may no longer turn it off, since an administrator of the organization manages
   * Amazon Inspector by now, leaves it on.
   *
   * @throws RequestFailed where it is not off in the end, for another reason
   */
  public async turnOff(type: ScanType): Promise<void> {
    const state = await this.settled(type, 'ENABLING');
    if (state?.status !== 'ENABLED') return;
    // Code is scanned only where packages are, and this function was told of nobody else who wants code scanned.
    if (type === 'LAMBDA' && (await this.stateOf('LAMBDA_CODE'))?.status === 'ENABLED') return note('scans of packages stay on, as somebody else has code scanned');
    let failed: FailedAccount | undefined;
    try {
      const { failedAccounts = [] } = await this.patience.call('Disable', () => this.inspector.send(new DisableCommand({ resourceTypes: [type] })));
      [failed] = failedAccounts;
    } catch (e) {
      if (!/AccessDenied/.test((e as Error).message)) throw e;
      return note(`scans of ${type} stay on: ${(e as Error).message}`);
    }
    if (failed?.errorCode === 'ACCESS_DENIED') return note(`scans of ${type} stay on: ${reasonOf(failed)}`);
    if (failed && failed.errorCode !== 'DISABLE_IN_PROGRESS') throw new RequestFailed(`Amazon Inspector did not turn off ${type}: ${reasonOf(failed)}`);
    const after = await this.settled(type, 'DISABLING');
    if (after && after.status !== 'DISABLED') throw new RequestFailed(`Amazon Inspector did not turn off ${type} in time: it is ${after.status}`);
  }

  /**
   * What is being turned off has to be off before it can be turned on. Where the account may not ask yet, as none may that Amazon Inspector
   * does not know, the call that turns scans on tells all there is to know.
   */
  private async stateBefore(type: ScanType): Promise<State | undefined> {
    try {
      return await this.settled(type, 'DISABLING');
    } catch (e) {
      if (!/AccessDenied|ResourceNotFound/.test((e as Error).message)) throw e;
      return undefined;
    }
  }

  private async waitForOn(type: ScanType): Promise<void> {
    const state = await this.settled(type, 'ENABLING');
    if (state?.status === 'ENABLED') return;
    const why = state?.errorCode ? `: ${state.errorCode}: ${state.errorMessage}` : '';
    throw new RequestFailed(`${this.notOn(type)}, and its status is ${state?.status ?? 'unknown'}${why}; ${ADVICE[type]}`);
  }

  /** The state once it is no longer the one that passes, or the last one that there was time for. */
  private async settled(type: ScanType, passing: string): Promise<State | undefined> {
    let state: State | undefined;
    await this.patience.until(async () => {
      state = await this.stateOf(type);
      return state?.status === passing ? undefined : true;
    });
    return state;
  }

  /** The state of the account itself; undefined where Amazon Inspector does not tell. */
  private async stateOf(type: ScanType): Promise<State | undefined> {
    const { accounts = [] } = await this.call(type, 'BatchGetAccountStatus', () => this.inspector.send(new BatchGetAccountStatusCommand({})));
    return accounts[0]?.resourceState?.[STATES[type]];
  }

  private async call<T>(type: ScanType, operation: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.patience.call(operation, work);
    } catch (e) {
      throw new RequestFailed(`${this.notOn(type)}: ${(e as Error).message}; ${ADVICE[type]}`);
    }
  }

  private notOn(type: ScanType): string {
    return `Amazon Inspector did not turn on ${type}`;
  }
}

function reasonOf({ errorCode, errorMessage }: FailedAccount): string {
  return `${errorCode}: ${errorMessage}`;
}

/** Lambda delivers an event several times: each of them is the same request. */
function tokenOf(requestId: string, type: ScanType): string {
  return `${requestId}-${type}`;
}

function note(message: string): void {
  console.log(JSON.stringify({ level: 'WARN', message }));
}

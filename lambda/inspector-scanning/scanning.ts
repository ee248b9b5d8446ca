import {
  BatchGetAccountStatusCommand, DisableCommand, EnableCommand, FailedAccount, Inspector2Client, ResourceState, State,
} from '@aws-sdk/client-inspector2';
import { RequestFailed } from '../custom-resource/errors';
import { Patience } from '../custom-resource/patience';

export type ScanType = 'LAMBDA' | 'LAMBDA_CODE';

/** The state of each scan in the status of an account. */
const STATES: { readonly [type in ScanType]: keyof ResourceState } = { LAMBDA: 'lambda', LAMBDA_CODE: 'lambdaCode' };

/** Error codes if another caller has enabled the scan, or started to, after this function read the status. */
const ON_ALREADY = ['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'];

const ADVICE = {
  LAMBDA: 'if an administrator of the organization manages Amazon Inspector, have function scans enabled there',
  LAMBDA_CODE:
    'set codeScanning to false if Amazon Inspector has no code scanning in the Region; if an administrator of the organization manages Amazon ' +
    'Inspector, have it enabled there',
};

export function isScanType(value: unknown): value is ScanType {
  return typeof value === 'string' && Object.hasOwn(STATES, value);
}

/** Enables and disables scans of the account that it runs in. */
export class Scanning {
  constructor(
    private readonly inspector: Inspector2Client,
    private readonly patience: Patience,
  ) {}

  /**
   * Returns when scans are enabled.
   *
   * @param accepted called when Amazon Inspector has accepted to enable them, before they are enabled
   * @returns whether this call has enabled them; false if they were enabled before
   * @throws RequestFailed if they are not enabled in the end
   */
  public async turnOn(type: ScanType, requestId: string, accepted: () => void): Promise<boolean> {
    return explained(`Amazon Inspector did not enable ${type}`, ADVICE[type], async () => {
      const before = await this.stateBefore(type);
      if (before?.status === 'ENABLED' || before?.status === 'ENABLING') {
        await this.waitForOn(type);
        return false;
      }
      const { accounts = [], failedAccounts = [] } = await this.patience.call('Enable', () =>
        this.inspector.send(new EnableCommand({ resourceTypes: [type], clientToken: tokenOf(requestId, type) })),
      );
      const [failed] = failedAccounts;
      if (failed && !ON_ALREADY.includes(failed.errorCode!)) throw new RequestFailed(reasonOf(failed));
      const isTurnedOn = !failed && accounts.length > 0;
      if (isTurnedOn) accepted();
      await this.waitForOn(type);
      return isTurnedOn;
    });
  }

  /**
   * Disables enabled scans, unless other resources rely on them. If it may no longer disable them, since an administrator of the organization now
   * manages Amazon Inspector, they stay enabled.
   *
   * @throws RequestFailed if they are not disabled in the end, for another reason
   */
  public async turnOff(type: ScanType): Promise<void> {
    return explained(`Amazon Inspector did not disable ${type}`, undefined, async () => {
      const state = await this.settled(type, 'ENABLING');
      if (state?.status !== 'ENABLED') return;
      // Code is scanned only if packages are, and this function knows no other user of code scans.
      if (type === 'LAMBDA' && (await this.stateOf('LAMBDA_CODE'))?.status === 'ENABLED') return note('package scans stay enabled, since another resource uses code scans');
      let failed: FailedAccount | undefined;
      try {
        const { failedAccounts = [] } = await this.patience.call('Disable', () => this.inspector.send(new DisableCommand({ resourceTypes: [type] })));
        [failed] = failedAccounts;
      } catch (e) {
        if (!/AccessDenied/.test((e as Error).message)) throw e;
        return note(`scans of ${type} stay enabled: ${(e as Error).message}`);
      }
      if (failed?.errorCode === 'ACCESS_DENIED') return note(`scans of ${type} stay enabled: ${reasonOf(failed)}`);
      if (failed && failed.errorCode !== 'DISABLE_IN_PROGRESS') throw new RequestFailed(reasonOf(failed));
      const after = await this.settled(type, 'DISABLING');
      if (after && after.status !== 'DISABLED') throw new RequestFailed(`at the end of the available time, it is ${after.status}`);
    });
  }

  /**
   * Returns the state before scans are enabled. If they are being disabled, that has to finish first. An account without Amazon Inspector may have no
   * access to the status: then the state is undefined, and the call that enables scans reports problems.
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
    throw new RequestFailed(`its status is ${state?.status ?? 'unknown'}${why}`);
  }

  /** Returns the state after the transition, or the last one within the available time. */
  private async settled(type: ScanType, passing: string): Promise<State | undefined> {
    let state: State | undefined;
    await this.patience.until(async () => {
      state = await this.stateOf(type);
      return state?.status === passing ? undefined : true;
    });
    return state;
  }

  /** Returns the state of the account itself; undefined if Amazon Inspector does not return it. */
  private async stateOf(type: ScanType): Promise<State | undefined> {
    const { accounts = [] } = await this.patience.call('BatchGetAccountStatus', () => this.inspector.send(new BatchGetAccountStatusCommand({})));
    return accounts[0]?.resourceState?.[STATES[type]];
  }
}

/** @throws RequestFailed with the problem, its reason, and advice */
async function explained<T>(problem: string, advice: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw new RequestFailed(`${problem}: ${(e as Error).message}${advice === undefined ? '' : `; ${advice}`}`);
  }
}

function reasonOf({ errorCode, errorMessage }: FailedAccount): string {
  return `${errorCode}: ${errorMessage}`;
}

/** Lambda may deliver an event several times: all deliveries are the same request. */
function tokenOf(requestId: string, type: ScanType): string {
  return `${requestId}-${type}`;
}

function note(message: string): void {
  console.log(JSON.stringify({ level: 'WARN', message }));
}

import { Resource, Undetermined, Workload } from '../../gate';

const STAND_INS = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** Returns the value that a function reads in the first scenario; undefined if it is undetermined. */
export function knownIn<T>(workload: Workload, read: () => T): T | undefined {
  const attempt = (): T | undefined => {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      return undefined;
    }
  };
  return workload.scenarios.explore(attempt, 1).results[0].result;
}

/** Returns a function with its aliases and versions, by any of which it can be called. */
export function withStandIns(fn: Resource, workload: Workload): Resource[] {
  const standIns = workload.mentions(fn).map(({ from }) => from).filter(({ type }) => STAND_INS.includes(type));
  return [fn, ...new Set(standIns)];
}

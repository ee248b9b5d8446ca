import { LAMBDA_RUNTIMES } from '../../aws/lambda-runtimes';

/** The guard's support for a runtime. */
export interface GuardSupport {
  /** Reason why the guard does not support the runtime; continues a sentence. Undefined if it does. */
  readonly unsupported?: string;

  /** The unprotected part; continues a sentence. Undefined if the protection is complete. */
  readonly partial?: string;
}

/** Runtimes with a guard in their own language, in addition to the native one. */
const GUARDED = /^(nodejs(20|22|24|26)\.x|python3\.1[234])$/;

/** Languages with their own guard. */
const WITH_OWN_GUARD = /^(nodejs|python)/;

/** Runtimes on Amazon Linux 2023, which has the C library that the guard needs: the first one of each language. */
const FIRST_ON_AL2023: readonly (readonly [language: RegExp, first: number])[] = [
  [/^nodejs(\d+)\.x$/, 20],
  [/^python3\.(\d+)$/, 12],
  [/^java(\d+)$/, 21],
  [/^java(\d+)\.al2023$/, 8],
  [/^dotnet(\d+)$/, 8],
  [/^ruby(\d+\.\d+)$/, 3.3],
];

/**
 * Returns the guard's support for a runtime identifier.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html (wrapper scripts: all managed runtimes, not
 * those of the `provided` family), https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (operating systems).
 */
export function guardSupport(runtime: string): GuardSupport {
  if (/^provided(\.|$)/.test(runtime)) return { unsupported: `runtime ${runtime} starts no wrapper (AWS_LAMBDA_EXEC_WRAPPER)` };
  const isNewEnough = FIRST_ON_AL2023.some(([language, first]) => Number(language.exec(runtime)?.[1]) >= first);
  if (!isNewEnough) {
    const isKnown = LAMBDA_RUNTIMES.has(runtime);
    return { unsupported: isKnown ? `runtime ${runtime} is older than Amazon Linux 2023, which the guard needs` : `runtime ${JSON.stringify(runtime)} is not known here` };
  }
  if (GUARDED.test(runtime) || !WITH_OWN_GUARD.test(runtime)) return {};
  return { partial: `runtime ${runtime} is newer than the guard supports, so only its native part protects the function` };
}

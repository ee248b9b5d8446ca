import { LAMBDA_RUNTIMES } from '../../../lib/aws/lambda-runtimes';
import { guardSupport } from '../../../lib/runtime-protection/template/guard-support';

test.each([
  'nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x', 'python3.12', 'python3.13', 'python3.14', 'java21', 'java25', 'java8.al2023', 'java11.al2023',
  'java17.al2023', 'dotnet8', 'dotnet10', 'ruby3.3', 'ruby3.4', 'ruby4.0',
])('%s is supported', (runtime) => expect(guardSupport(runtime)).toEqual({}));

test.each(['nodejs28.x', 'nodejs21.x', 'python3.15', 'python3.20'])('%s is partly supported', (runtime) => {
  expect(guardSupport(runtime)).toEqual({ partial: `runtime ${runtime} is newer than the guard supports, so only its native part protects the function` });
});

test.each(['nodejs18.x', 'python3.11', 'java8', 'java8.al2', 'java11', 'java17', 'dotnet6', 'ruby3.2', 'go1.x', 'nodejs'])('%s is too old', (runtime) => {
  expect(guardSupport(runtime)).toEqual({ unsupported: `runtime ${runtime} is older than Amazon Linux 2023, which the guard needs` });
});

test.each(['provided', 'provided.al2', 'provided.al2023', 'provided.al2027'])('%s has no wrapper', (runtime) => {
  expect(guardSupport(runtime)).toEqual({ unsupported: `runtime ${runtime} starts no wrapper (AWS_LAMBDA_EXEC_WRAPPER)` });
});

test.each(['', 'cobol1', 'constructor', '__proto__', '${Token[TOKEN.1]}'])('%j is unknown', (runtime) => {
  expect(guardSupport(runtime)).toEqual({ unsupported: `runtime ${JSON.stringify(runtime)} is not known here` });
});

test('every supported runtime is maintained until mid-2026 or longer', () => {
  const supported = [...LAMBDA_RUNTIMES.keys()].filter((runtime) => guardSupport(runtime).unsupported === undefined);
  expect(supported.length).toBeGreaterThan(15);
  // AWS only patches runtimes on Amazon Linux 2023 from the middle of 2027 on.
  for (const runtime of supported) expect(LAMBDA_RUNTIMES.get(runtime)!.deprecated ?? '9999').toMatch(/^(202[6-9]|9999)/);
});

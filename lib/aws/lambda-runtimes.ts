import { tableOf } from './table';
import { CANARY_RUNTIMES } from './tables/canary-runtimes';

/**
 * Every identifier that Lambda has had for a managed or OS-only runtime, with the day on which AWS deprecates it.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, the tables "Supported runtimes" and
 * "Deprecated runtimes". Read on 2026-11-24, from three public transcriptions of the page made between 2026-08-13 and
 * 2026-09-23, which agree; for java*.al2023 the two later ones. AWS calls the dates of supported runtimes a forecast,
 * and has moved some of them. .NET 5, 7 and 9 exist as container images only.
 *
 * A runtime without a day has none announced.
 */
export const LAMBDA_RUNTIMES: ReadonlyMap<string, { readonly deprecated?: string }> = new Map(
  Object.entries({
    'nodejs': { deprecated: '2016-08-30' },
    'nodejs4.3': { deprecated: '2020-03-05' },
    'nodejs4.3-edge': { deprecated: '2020-03-05' },
    'nodejs6.10': { deprecated: '2019-08-12' },
    'nodejs8.10': { deprecated: '2020-03-06' },
    'nodejs10.x': { deprecated: '2021-07-30' },
    'nodejs12.x': { deprecated: '2023-03-31' },
    'nodejs14.x': { deprecated: '2023-12-04' },
    'nodejs16.x': { deprecated: '2024-06-12' },
    'nodejs18.x': { deprecated: '2025-09-01' },
    'nodejs20.x': { deprecated: '2026-04-30' },
    'nodejs22.x': { deprecated: '2027-04-30' },
    'nodejs24.x': { deprecated: '2028-04-30' },
    'nodejs26.x': {},

    'python2.7': { deprecated: '2021-07-15' },
    'python3.6': { deprecated: '2022-07-18' },
    'python3.7': { deprecated: '2023-12-04' },
    'python3.8': { deprecated: '2024-10-14' },
    'python3.9': { deprecated: '2025-12-15' },
    'python3.10': { deprecated: '2026-10-31' },
    'python3.11': { deprecated: '2027-06-30' },
    'python3.12': { deprecated: '2028-10-31' },
    'python3.13': { deprecated: '2029-06-30' },
    'python3.14': { deprecated: '2029-06-30' },
    'python3.15': {},

    'java8': { deprecated: '2024-01-08' },
    'java8.al2': { deprecated: '2027-06-30' },
    'java8.al2023': { deprecated: '2029-06-30' },
    'java11': { deprecated: '2027-06-30' },
    'java11.al2023': { deprecated: '2029-06-30' },
    'java17': { deprecated: '2027-06-30' },
    'java17.al2023': { deprecated: '2029-06-30' },
    'java21': { deprecated: '2029-06-30' },
    'java25': { deprecated: '2029-06-30' },

    'dotnetcore1.0': { deprecated: '2019-06-27' },
    'dotnetcore2.0': { deprecated: '2019-05-30' },
    'dotnetcore2.1': { deprecated: '2022-01-05' },
    'dotnetcore3.1': { deprecated: '2023-04-03' },
    'dotnet5.0': { deprecated: '2022-05-10' },
    'dotnet6': { deprecated: '2024-12-20' },
    'dotnet7': { deprecated: '2024-05-14' },
    'dotnet8': { deprecated: '2026-11-10' },
    'dotnet9': { deprecated: '2026-11-10' },
    'dotnet10': { deprecated: '2028-11-14' },

    'go1.x': { deprecated: '2024-01-08' },

    'ruby2.5': { deprecated: '2021-07-30' },
    'ruby2.7': { deprecated: '2023-12-07' },
    'ruby3.2': { deprecated: '2026-03-31' },
    'ruby3.3': { deprecated: '2027-03-31' },
    'ruby3.4': { deprecated: '2028-03-31' },
    'ruby4.0': { deprecated: '2029-03-31' },

    'provided': { deprecated: '2024-01-08' },
    'provided.al2': { deprecated: '2026-07-31' },
    'provided.al2023': { deprecated: '2029-06-30' },
  }),
);

/** Returns the runtime of AWS Lambda that a canary of Amazon CloudWatch Synthetics runs on, by the version of its own runtime. */
export function runtimeOfCanary(version: string): string | undefined {
  return tableOf(CANARY_RUNTIMES).get(version)?.[0];
}

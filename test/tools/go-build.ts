/**
 * Environment of Go commands that build short-lived programs: no optimization, and more memory for less compile time. If all builds use it, they
 * share the compiled standard library in Go's cache.
 */
export const QUICK_GO: NodeJS.ProcessEnv = {
  CGO_ENABLED: '0',
  GOGC: '400',
  GOFLAGS: `${process.env.GOFLAGS ?? ''} -trimpath '-gcflags=all=-N -l'`.trim(),
};

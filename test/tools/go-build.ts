/**
 * The environment of Go commands that build what runs for seconds: nothing is optimized, and the compiler rather takes memory than time.
 * Where all builds go by it, they find the standard library in Go's cache once one of them has compiled it.
 */
export const QUICK_GO: NodeJS.ProcessEnv = {
  CGO_ENABLED: '0',
  GOGC: '400',
  GOFLAGS: `${process.env.GOFLAGS ?? ''} -trimpath '-gcflags=all=-N -l'`.trim(),
};

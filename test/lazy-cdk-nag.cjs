/** cdk-nag, of which this library uses one class. All of its packs load more slowly than the library, so they are loaded only if a test uses one. */
module.exports = new Proxy({}, {
  get: (_, name) => (name === 'NagPack' ? require('cdk-nag/lib/nag-pack') : require('cdk-nag/lib'))[name],
});

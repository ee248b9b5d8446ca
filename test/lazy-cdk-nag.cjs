/** cdk-nag, of which our library uses one class. With all of its packs, it takes longer to load than the library; they are loaded where a test uses one. */
module.exports = new Proxy({}, {
  get: (_, name) => (name === 'NagPack' ? require('cdk-nag/lib/nag-pack') : require('cdk-nag/lib'))[name],
});

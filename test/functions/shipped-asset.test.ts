import { shippedAsset } from '../../lib/functions';

describe('what the package ships', () => {
  it('names what is missing, and what to do', () => {
    expect(() => shippedAsset('no-such-thing')).toThrow(/assets\/no-such-thing is missing from the cdk-sec3 package: install the package anew$/);
  });
});

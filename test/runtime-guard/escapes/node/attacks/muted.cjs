/** The guard's output disabled, then a file created. The effect: the file exists, or if the policy allows it, no event reports it. */
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

exports.category = 'fileWrite';

const write = (lab) => fs.writeFileSync(path.join(lab.out, 'made'), '');

/** Returns the descriptors with the same target as stderr. */
function voices() {
  const place = fs.readlinkSync('/proc/self/fd/2');
  return fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === place;
    } catch {
      // The descriptor was only open to list the folder.
      return false;
    }
  });
}

/** Closes a descriptor without a replacement. */
function putAway(fd) {
  try {
    fs.closeSync(Number(fd));
    fs.openSync('/dev/null', 'r+');
  } catch {
    // Closing may be blocked.
  }
}

exports.attacks = {
  'stderr closed': { run: (lab) => (fs.closeSync(2), write(lab)) },
  'stderr put elsewhere': { run: (lab) => (putAway(2), write(lab)) },
  'all that leads where stderr does': { run: (lab) => (voices().forEach(putAway), write(lab)) },
  'stderr full, and without patience': {
    run: (lab) => {
      new net.Socket({ fd: 2 }).unref();
      try {
        for (let i = 0; i < 1e5; i++) fs.writeSync(2, 'x'.repeat(1000));
      } catch {
        // The pipe is full.
      }
      fs.writeSync(1, '');
      write(lab);
    },
  },
  'stderr at its end': {
    run: async (lab) => {
      const socket = new net.Socket({ fd: 2 });
      await new Promise((done) => socket.end(done));
      write(lab);
    },
  },
};

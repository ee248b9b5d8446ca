/** The guard's voice taken away, then a file made. The effect: the file is there, or where it may be, it is reported nowhere. */
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

exports.category = 'fileWrite';

const write = (lab) => fs.writeFileSync(path.join(lab.out, 'made'), '');

/** The descriptors that lead where stderr does. */
function voices() {
  const place = fs.readlinkSync('/proc/self/fd/2');
  return fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === place;
    } catch {
      // It was there to list the folder.
      return false;
    }
  });
}

/** Closes a descriptor, and puts nothing in its place. */
function putAway(fd) {
  try {
    fs.closeSync(Number(fd));
    fs.openSync('/dev/null', 'r+');
  } catch {
    // It may not be closed.
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
        // It is full.
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

'use strict';
/** The guard sees this file loaded, and so knows from where the module loader compiles. */

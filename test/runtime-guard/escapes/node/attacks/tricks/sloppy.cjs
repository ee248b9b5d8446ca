/** Functions in sloppy mode, which know who calls them. */
exports.caller = (seen) => function set() { seen(set.caller); return true; };
exports.callee = (seen) => function set() { seen(arguments.callee.caller); return true; };

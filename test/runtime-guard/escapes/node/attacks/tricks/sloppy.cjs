/** Functions in sloppy mode, which can read their caller. */
exports.caller = (seen) => function set() { seen(set.caller); return true; };
exports.callee = (seen) => function set() { seen(arguments.callee.caller); return true; };

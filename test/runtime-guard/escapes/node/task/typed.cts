exports.typed = 42 as number;

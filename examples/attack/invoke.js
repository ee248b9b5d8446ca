/** Invokes the function once, as the Lambda runtime would, and prints its answer. */
require('./function/handler')
  .handler({ name: 'ada lovelace' })
  .then((answer) => console.log(JSON.stringify(answer)));

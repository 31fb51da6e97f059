// `npm run setup:native`. It belongs to the set-up, which is plain JavaScript, and so do its errors.
const { setUpNativeBackend } = require('../jupyter/setup/native-backend.cjs') as {
  readonly setUpNativeBackend: () => Promise<string>;
};

setUpNativeBackend().then(console.log, (error: Error) => {
  console.error(error.constructor.name === 'SetUpError' ? error.message : error.stack);
  process.exitCode = 1;
});

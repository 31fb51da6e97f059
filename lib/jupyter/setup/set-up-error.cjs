'use strict';

/** A failure of set-up that the user can fix; its message is one sentence that says how. */
class SetUpError extends Error {}

module.exports = { SetUpError };

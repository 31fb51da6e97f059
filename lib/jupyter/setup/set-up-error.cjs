'use strict';

/** A failure of set-up that the user can mend; its message is one sentence that says how. */
class SetUpError extends Error {}

module.exports = { SetUpError };

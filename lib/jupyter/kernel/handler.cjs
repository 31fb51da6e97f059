'use strict';
const { JupyterHandlerImpl } = require('tslab/dist/jupyter.js');
const { compilerVersion } = require('./compiler.cjs');
const { documentationOf } = require('./documentation.cjs');
const { toCodePoints, toCodeUnits, callBefore } = require('./cursor.cjs');

/** tslab's answers to a front end's questions, corrected. */
class Handler extends JupyterHandlerImpl {
  /** Says it is TypeScript in each of the ways that JupyterLab, nbconvert and Pygments look for. */
  handleKernel() {
    const reply = super.handleKernel();
    reply.status = 'ok';
    reply.language_info = {
      name: 'typescript',
      version: compilerVersion,
      mimetype: 'application/typescript',
      file_extension: '.ts',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
    };
    reply.help_links = [];
    return reply;
  }

  handleInspect({ code, cursor_pos }) {
    const cursor = toCodeUnits(code, cursor_pos);
    const info = this.executor.inspect(code, cursor) ?? this.executor.inspect(code, callBefore(code, cursor));
    return { status: 'ok', found: Boolean(info), data: info ? documentationOf(info) : {}, metadata: {} };
  }

  handleComplete({ code, cursor_pos }) {
    const completion = this.executor.complete(code, toCodeUnits(code, cursor_pos));
    return {
      status: 'ok',
      matches: completion.candidates,
      cursor_start: toCodePoints(code, completion.start),
      cursor_end: toCodePoints(code, completion.end),
      metadata: {},
    };
  }
}

module.exports = { Handler };

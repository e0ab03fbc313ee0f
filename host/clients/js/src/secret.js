/**
 * Text that shows itself nowhere: in no `console.log`, error, JSON or template string.
 *
 * @module
 */

const inspect = Symbol.for("nodejs.util.inspect.custom");

export class Secret {
  /** @type {string} */
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** The text itself. Whoever calls this answers for where it goes. */
  expose() {
    return this.#text;
  }

  toString() {
    return "Secret(…)";
  }

  toJSON() {
    return this.toString();
  }

  [inspect]() {
    return this.toString();
  }
}

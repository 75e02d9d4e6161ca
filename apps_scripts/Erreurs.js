// Errors a cell can show: #VALEUR! for bad input, #N/A for a figure that is not known.

const VALEUR_ = '#VALEUR!';
const NA_ = '#N/A';

/** A cell's error, with its reason in French. */
class ErreurSC_ {
  /**
   * @param {string} code
   * @param {string} probleme what happened
   * @param {string} [queFaire] what the user can do
   */
  constructor(code, probleme, queFaire) {
    this.code = code;
    this.message = queFaire ? `${probleme} ${queFaire}` : probleme;
  }
}

/**
 * @param {string} probleme
 * @param {string} [queFaire]
 * @returns {ErreurSC_} bad input
 */
function mauvaise_(probleme, queFaire) {
  return new ErreurSC_(VALEUR_, probleme, queFaire);
}

/**
 * @param {string} probleme
 * @param {string} [queFaire]
 * @returns {ErreurSC_} a figure that is not known
 */
function inconnue_(probleme, queFaire) {
  return new ErreurSC_(NA_, probleme, queFaire);
}

// Whether a text is one address that mail can go to, and why it is not: Python's core/adresses.py.

const [LOCALE_MAX_, ADRESSE_MAX_, ETIQUETTE_MAX_, ADRESSE_MONTREE_] = [64, 254, 63, 80];
const INVISIBLE_ =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f]/u;

/** @param {string} adresse @returns {string} why no mail can go there; empty when one can */
function raisonAdresse_(adresse) {
  return formeAdresse_(adresse) || locale_(adresse) || domaineAdresse_(adresse);
}

/** @param {string} adresse @returns {string} what cannot be seen is shown, a long one is cut */
function montrerAdresse_(adresse) {
  const shown = Array.from(adresse).map((one) => (INVISIBLE_.test(one) ? '\ufffd' : one));
  if (shown.length <= ADRESSE_MONTREE_) return shown.join('');
  return `${shown.slice(0, ADRESSE_MONTREE_ - 1).join('')}…`;
}

/** @param {string} adresse @returns {string} what is wrong with the whole of it */
function formeAdresse_(adresse) {
  if (!adresse) return 'elle est vide';
  if (/^mailto:/i.test(adresse)) return 'retirez « mailto: »';
  if (/[<>]/.test(adresse)) return 'gardez seulement ce qui est entre « < » et « > »';
  if (adresse.split('@').length > 2 || /[,;]/.test(adresse)) return 'mettez une seule adresse';
  if (INVISIBLE_.test(adresse)) return "un caractère invisible s'y cache, retapez-la";
  if (/\p{Zs}/u.test(adresse)) return "retirez l'espace";
  return adresse.includes('@') ? '' : 'il manque le « @ »';
}

/** @param {string} adresse @returns {string} what is wrong with what stands before the @ */
function locale_(adresse) {
  const its = adresse.split('@')[0];
  if (!its) return 'il manque ce qui précède le « @ »';
  if (its.startsWith('.') || its.endsWith('.') || its.includes('..')) {
    return 'un point est mal placé avant le « @ »';
  }
  const odd = /[()[\]:\\"]/.exec(its);
  if (odd !== null) return `« ${odd[0]} » n'y a pas sa place`;
  if (octets_(its) > LOCALE_MAX_) return `ce qui précède le « @ » dépasse ${LOCALE_MAX_} signes`;
  return '';
}

/** @param {string} adresse @returns {string} what is wrong with what stands after the @ */
function domaineAdresse_(adresse) {
  const domaine = adresse.split('@')[1];
  const labels = domaine.split('.');
  const last = labels[labels.length - 1];
  if (!domaine) return 'il manque ce qui suit le « @ »';
  if (labels.includes('')) return 'un point est mal placé après le « @ »';
  if (labels.length === 1) return 'il manque la fin du domaine (« .fr »)';
  if (!labels.every(estEtiquette_) || Array.from(last).length < 2 || /^[0-9]+$/.test(last)) {
    return `« ${montrerAdresse_(domaine)} » n'est pas un domaine`;
  }
  const wanted = domaine.toLowerCase().normalize('NFC');
  if (wanted.normalize('NFKC') !== wanted || /[ßς]/.test(wanted)) {
    return (
      `le domaine « ${montrerAdresse_(domaine)} » ne se lit pas partout pareil : écrivez-le sous sa ` +
      'forme « xn--… »'
    );
  }
  if (octets_(adresse) > ADRESSE_MAX_) return `elle dépasse ${ADRESSE_MAX_} signes`;
  return '';
}

/** @param {string} label @returns {boolean} letters, digits, hyphens inside */
function estEtiquette_(label) {
  const plain = label.replace(/[\p{L}\p{M}\p{N}]/gu, 'a');
  return /^[a-z_]([a-z_-]*[a-z_])?$/i.test(plain) && octets_(label) <= ETIQUETTE_MAX_;
}

/** @param {string} text @returns {number} its length in UTF-8 */
function octets_(text) {
  const size = (/** @type {string} */ one) => {
    const code = /** @type {number} */ (one.codePointAt(0));
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  };
  return Array.from(text).reduce((sum, one) => sum + size(one), 0);
}

// A mail text of the sheet Modèles into a subject and a body, in the part of Jinja2's language that
// the first texts use: fields, and {% if champ %}, {% if not champ %}, {% elif %}, {% else %}. A text
// that uses more is not guessed: the sidebar says that sheetcash alone can show it. And which text suits
// whom, as Python's app/textes.py.

/** A text that sheetcash itself would refuse. */
class TexteFautif_ {}

/** A text that only sheetcash can compose. */
class TexteEtranger_ {}

/** No honest reminder is longer. */
const TEXTE_MAXIMUM_ = 50000;

/**
 * @typedef {string | number | boolean | null} Champ null: not known today
 * @typedef {{objet: string, corps: string}} TexteCompose
 * @typedef {{genre: string, texte: string, nom: string, non: boolean}} Jeton
 */

/**
 * The subject and body of one mail; throws a TexteFautif_ or a TexteEtranger_.
 * @param {ModeleLu} modele
 * @param {Record<string, Champ>} valeurs
 * @returns {TexteCompose}
 */
function rediger_(modele, valeurs) {
  const objet = mots_(composer_(modele.objet, valeurs)).join(' ');
  // What an {% if %} left out must not leave a hole in the letter.
  const corps = rogner_(composer_(modele.corps, valeurs).replace(/\n[ \t]*(?:\n[ \t]*)+\n/g, '\n\n'));
  if (!objet || !corps) throw new TexteFautif_();
  return { objet, corps: `${corps}\n` };
}

/**
 * @param {string} source
 * @param {Record<string, Champ>} valeurs
 * @returns {string}
 */
function composer_(source, valeurs) {
  const value = (/** @type {string} */ nom) => {
    if (!Object.prototype.hasOwnProperty.call(valeurs, nom)) throw new TexteFautif_();
    return valeurs[nom];
  };
  /**
   * One {% if %} being read: whether it shows now, whether a branch was taken, whether it is inside
   * one that shows, whether {% else %} has come.
   * @type {{montre: boolean, pris: boolean, dedans: boolean, fini: boolean}[]}
   */
  const open = [];
  const shows = () => open.every((one) => one.montre);
  let text = '';
  for (const { genre, texte, nom, non } of jetons_(source.replace(/\r\n?/g, '\n'))) {
    const top = open[open.length - 1];
    if (genre === 'texte') text += shows() ? texte : '';
    else if (genre === 'champ') text += shows() ? direChamp_(value(nom)) : '';
    else if (genre === 'if') {
      const inside = shows();
      const yes = inside && Boolean(value(nom)) !== non;
      open.push({ montre: yes, pris: yes, dedans: inside, fini: false });
    } else if (top === undefined) throw new TexteFautif_();
    else if (genre === 'endif') open.pop();
    else {
      if (top.fini) throw new TexteFautif_();
      top.fini = genre === 'else';
      top.montre = top.dedans && !top.pris && (genre === 'else' || Boolean(value(nom)) !== non);
      top.pris = top.pris || top.montre;
    }
  }
  if (open.length || text.length > TEXTE_MAXIMUM_) throw new TexteFautif_();
  return text;
}

/** @param {Champ} value @returns {string} as Python writes it; one that is not known is never shown */
function direChamp_(value) {
  if (value === null) throw new TexteFautif_();
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/**
 * A text cut into what is shown as it is, fields and conditions.
 * @param {string} source
 * @returns {Jeton[]}
 */
function jetons_(source) {
  // Words of the language, which are no fields.
  const reserved = /^(?:and|or|not|in|is|if|else|true|false|none|True|False|None)$/;
  /** @type {Jeton[]} */
  const found = [];
  let at = 0;
  for (;;) {
    const start = source.slice(at).search(/\{[{%#]/);
    const end = start < 0 ? source.length : at + start;
    if (end > at) found.push({ genre: 'texte', texte: source.slice(at, end), nom: '', non: false });
    if (start < 0) return found;
    const kind = source[end + 1];
    if (kind === '#') throw new TexteEtranger_();
    const close = source.indexOf(kind === '{' ? '}}' : '%}', end + 2);
    if (close < 0) throw new TexteFautif_();
    const inside = source.slice(end + 2, close);
    const match =
      kind === '{'
        ? /^\s*(?<nom>[A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(inside)
        : /^\s*(?:(?<genre>if|elif)\s+(?<non>not\s+)?(?<nom>[A-Za-z_][A-Za-z0-9_]*)|(?<seul>else|endif))\s*$/.exec(
            inside,
          );
    if (match === null || match.groups === undefined) throw new TexteEtranger_();
    const { genre, seul, nom, non } = match.groups;
    if (nom !== undefined && reserved.test(nom)) throw new TexteEtranger_();
    found.push({
      genre: kind === '{' ? 'champ' : genre || seul,
      texte: '',
      nom: nom || '',
      non: Boolean(non),
    });
    at = close + 2;
  }
}

/**
 * The text that suits a client best at a level: its language and whom it is for are never given up;
 * then the profile, its tone, a text for its type, the sheet's order.
 * @param {ModeleLu[]} modeles
 * @param {number} niveau
 * @param {ClientLu} client
 * @param {string} profil
 * @returns {ModeleLu | null}
 */
function choisirModele_(modeles, niveau, client, profil) {
  const type = client.professionnel ? 'professionnel' : 'particulier';
  const tones = client.tutoiement ? ['tu', 'vous'] : ['vous'];
  const suited = modeles.filter(
    (one) =>
      one.niveau === niveau &&
      one.langue === client.langue &&
      [profil, 'standard'].includes(one.profil) &&
      tones.includes(one.ton) &&
      ['', type].includes(one.type),
  );
  const rank = (/** @type {ModeleLu} */ one) =>
    4 * Number(one.profil !== profil) + 2 * tones.indexOf(one.ton) + Number(one.type === '');
  suited.sort((a, b) => rank(a) - rank(b));
  return suited[0] || null;
}

/**
 * A client to whom one writes in English never gets a French text instead.
 * @param {number} niveau
 * @param {ClientLu} client
 * @returns {Motif}
 */
function sansTexte_(niveau, client) {
  const none = (/** @type {string} */ langue) => `aucun texte${langue} de niveau ${niveau} dans Modèles`;
  if (client.langue !== ANGLAIS_) return motif_(none(''), 'Modèles');
  return motif_(
    `${none(' en anglais')} : écrivez-le (Langue English), ou repassez ce client en français`,
    'Modèles',
  );
}

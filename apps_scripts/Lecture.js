// Clients, invoices, receipts, texts, history and settings, typed: Python's reading*.py. A row that
// cannot be read is left out, or holds its reminder, as there; what is left out is counted.

/**
 * @typedef {{ligne: number, nom: string, professionnel: boolean, contact: string, courriel: string,
 *   profil: string, conditions: string, ambigu: boolean, tutoiement: boolean,
 *   langue: string, regrouper: boolean}} ClientLu
 * @typedef {{ligne: number, numero: string, jour: number, client: string, objet: string,
 *   montant: number, echeance: number, encaisse: number, deduit: number, solde: number, avoirSur: string, piece: string,
 *   niveau: number | null,
 *   derniere: number | null, litige: boolean, promesse: number | null, lien: string, etat: string,
 *   retenue: string}} FactureLue
 * @typedef {{ligne: number, id: string, jour: number, facture: string, client: string, niveau: number,
 *   canal: string, destinataire: string, etat: string, messageId: string, detail: string}} RelanceLue
 * @typedef {{ligne: number, niveau: number, profil: string, objet: string, corps: string,
 *   type: string, ton: string, langue: string}} ModeleLu
 * @typedef {{dates: number[], montants: number[], categories: string[]}} RecettesLues
 * @typedef {{recu: Map<string, number>, douteux: Set<string>, payeurs: Map<string, string>}} Paiements
 * @typedef {{jour: number, niveau: number | null, appel: boolean}} GesteLu
 * @typedef {{nom: string, expediteur: string, iban: string, siren: string, parEnvoi: number,
 *   fermeDes: number, delai: number, taux: number | null, debut: number | null,
 *   suspendues: number | null,
 *   jour: number | null, agesReleves: number, relevesAu: number | null,
 *   jours: Record<string, number[]>, illisibles: string[]}} Reglages
 * @typedef {{feuille: string, ligne: number}} Illisible
 */

const [FRANCAIS_, ANGLAIS_] = ['francais', 'english'];
/** @type {Record<string, string[]>} whom a mail text is for, by column, folded; a blank fits */
const POUR_QUI_ = {
  'Type de client': ['professionnel', 'particulier'],
  Ton: ['vous', 'tu'],
  Langue: [FRANCAIS_, ANGLAIS_],
};

/** @param {string} text @returns {string} a language, French when nothing is said; empty: none */
function langue_(text) {
  const folded = plier_(text) || FRANCAIS_;
  return POUR_QUI_.Langue.includes(folded) ? folded : '';
}

/** @param {string} name @returns {string} a number as it is compared */
function cle_(name) {
  return minuscules_(rogner_(name));
}

/** @param {string} name @returns {string} a client's name as it is compared */
function cleClient_(name) {
  return mots_(minuscules_(name.normalize('NFKC'))).join(' ');
}

/** @param {string} number @returns {string} what a hurried hand would keep of it */
function numeroApproche_(number) {
  let text = minuscules_(number.normalize('NFKC'));
  text = rogner_(text.replace(/^facture/, '')).replace(/^no /, '').replace(/^n°/, '');
  return text.replace(/[^\p{L}\p{N}]/gu, '').replace(/(?<![0-9])0+(?=[0-9])/g, '');
}

/** @returns {number} today in France, whatever the machine's time zone */
function aujourdhui_() {
  const text = Utilities.formatDate(new Date(), 'Europe/Paris', 'yyyy-MM-dd');
  return /** @type {number} */ (jourIso_(text));
}

const DELAI_ = 'Délai de mise en demeure (jours)';
/** The settings that keep reminders from leaving: until a day, and as many mails at the most. */
const SUSPENSIONS_ = ["Relances suspendues jusqu'au", 'Date du jour'];
const PLAFONDS_ = ['Relances par envoi', 'Envois par minute', 'Envois par jour'];

/**
 * The settings, found by their labels; a cell that cannot be read gives its default.
 * @param {ClasseurLu} classeur
 * @returns {Reglages}
 */
function reglages_(classeur) {
  const { lignes } = feuille_('Paramètres', classeur);
  const labels = Object.keys(REGLAGES_);
  const byFold = new Map(labels.map((one) => [plier_(one), one]));
  /** @type {Record<string, any[]>} */
  const cells = {};
  for (const row of lignes) {
    for (let at = 0; at < row.length; at += 1) {
      const cell = row[at];
      const label = typeof cell === 'string' && cell ? byFold.get(plier_(cell)) : undefined;
      if (label === undefined || label in cells) continue;
      const count = REGLAGES_[label].genre === 'jours' ? 5 : 1;
      const beside = row.slice(at + 1, at + 1 + count);
      cells[label] = beside.length ? beside : [null];
      break;
    }
  }
  const needed = labels.filter((one) => !REGLAGES_[one].facultatif);
  const absent = needed.filter((one) => !(one in cells));
  const missing = 2 * absent.length > needed.length ? [] : absent;
  const got = (/** @type {string} */ label) => reglage_(label, cells[label]);
  /** @type {Record<string, number[]>} */
  const jours = {};
  for (const profil of Object.keys(JOURS_RELANCE_)) {
    const label = `Jours de relance ${profil[0].toUpperCase()}${profil.slice(1)}`;
    const days = got(label);
    if (!missing.includes(label) && days) jours[profil] = days;
  }
  const delai = got(DELAI_);
  return {
    nom: got('Nom') || '',
    expediteur: got('Courriel expéditeur') || '',
    iban: ibanAffiche_(got('IBAN') || ''),
    siren: got('SIREN') || '',
    parEnvoi: got('Relances par envoi'),
    fermeDes: got('Profil Ferme dès'),
    delai: delai >= 2 && delai <= 90 ? delai : REGLAGES_[DELAI_].defaut,
    taux: got('Pénalités convenues') || null,
    debut: got("Début d'activité"),
    suspendues: got("Relances suspendues jusqu'au"),
    jour: got('Date du jour'),
    agesReleves: got('Âge maximal des relevés (jours)'),
    relevesAu: got('Relevés à jour au'),
    jours,
    illisibles: [...SUSPENSIONS_, ...PLAFONDS_].filter((one) => illisible_(one, cells[one])),
  };
}

/**
 * @param {string} label a limit's
 * @param {any[] | undefined} cells
 * @returns {boolean} whether it is set and cannot be read: what it allows is not known
 */
function illisible_(label, cells) {
  if (cells === undefined || cells.every(estVide_)) return false;
  if (REGLAGES_[label].genre === 'date') return reglage_(label, cells) === null;
  return !/^[0-9]{1,6}$/.test(texte_(cells[0]));
}

/**
 * @param {string} label
 * @param {any[] | undefined} cells
 * @returns {any} its default when blank or unreadable; reminder days that are wrong are null
 */
function reglage_(label, cells) {
  const { genre, defaut } = REGLAGES_[label];
  if (cells === undefined || cells.every(estVide_)) return defaut;
  const wrong = cells.some((one) => typeof one === 'string' && ERREURS_CELLULES_.includes(one));
  if (wrong) return genre === 'jours' ? null : defaut;
  const shown = texte_(cells[0]);
  if (genre === 'date') return jours_([cells[0]], new Set(), jour_(2100, 1, 1))[0];
  if (genre === 'entier') return /^[0-9]{1,6}$/.test(shown) ? Number(shown) : defaut;
  if (genre === 'montant') {
    const cents = montants_([cells[0]], new Set())[0];
    return cents === null ? defaut : cents;
  }
  if (genre === 'taux') {
    const share = cells[0];
    const fits = typeof share === 'number' && share >= 0 && share <= 1;
    return fits ? Math.floor((Math.round(share * 1e9) + 500) / 1000) : defaut;
  }
  if (genre !== 'jours') return shown;
  const texts = cells.map(texte_);
  if (texts.length !== 5 || !texts.every((one) => /^[+-]?[0-9]+$/.test(one))) return null;
  const days = texts.map(Number);
  const ordered = days.every((day, at) => at === 0 || days[at - 1] < day);
  return ordered && days[0] >= -60 && days[4] <= 730 ? days : null;
}

/**
 * @param {ClasseurLu} classeur
 * @returns {Map<string, ClientLu>} by name as it is compared; the first row of a name counts
 */
function clients_(classeur) {
  const { colonnes, premiere } = table_(classeur, 'tblClients');
  const column = (/** @type {string} */ title) => colonnes[title].map(texte_);
  const [names, kinds, contacts] = [column('Client'), column('Type'), column('Contact')];
  const [mails, profils] = [column('Courriel'), column('Profil de relance')];
  const terms = column('Conditions');
  const gathered = column('Relances groupées');
  const [familiar, tongues] = [column('Tutoiement'), column('Langue').map(langue_)];
  /** @type {Map<string, ClientLu>} */
  const found = new Map();
  names.forEach((nom, at) => {
    if (!nom) return;
    const profil = plier_(profils[at]) || 'standard';
    const [tutoiement, langue] = [plier_(familiar[at]) === 'oui', tongues[at]];
    const first = found.get(cleClient_(nom));
    if (first !== undefined) {
      const same =
        plier_(mails[at]) === plier_(first.courriel) &&
        profil === first.profil &&
        tutoiement === first.tutoiement &&
        langue === first.langue;
      first.ambigu = first.ambigu || !same;
      return;
    }
    found.set(cleClient_(nom), {
      ligne: premiere + at,
      nom,
      professionnel: !kinds[at] || plier_(kinds[at]) === 'professionnel',
      contact: estErreur_(colonnes.Contact[at]) ? '' : contacts[at],
      courriel: mails[at],
      profil,
      conditions: terms[at],
      ambigu: false,
      tutoiement,
      langue,
      regrouper: plier_(gathered[at]) === 'oui',
    });
  });
  return found;
}

/** @param {string} text @returns {string} the code of a category, empty when it is none */
function codeCategorie_(text) {
  const wanted = plier_(text);
  const found = Object.entries(CATEGORIES_).find((pair) => pair.map(plier_).includes(wanted));
  return found ? found[0] : '';
}

/**
 * @param {ClasseurLu} classeur
 * @param {number} jour today
 * @param {Illisible[]} illisibles
 * @returns {{recettes: RecettesLues, paiements: Paiements}} what counts, and what each invoice got
 */
function recettes_(classeur, jour, illisibles) {
  const table = table_(classeur, 'tblRecettes');
  const { colonnes, premiere, feuille } = table;
  const exclues = new Set();
  const vides = lignesVides_(table, 'tblRecettes', "Date d'encaissement");
  const dates = jours_(colonnes["Date d'encaissement"], exclues, jour_(annee_(jour) + 1, 12, 31));
  const cents = montants_(colonnes.Montant, exclues);
  const numbers = colonnes['N° facture'].map(texte_);
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {RecettesLues} */
  const recettes = { dates: [], montants: [], categories: [] };
  /** @type {Paiements} */
  const paiements = { recu: new Map(), douteux: new Set(), payeurs: new Map() };
  numbers.forEach((number, at) => {
    const shown = texte_(colonnes['Catégorie'][at]);
    if (!known.has(shown)) known.set(shown, codeCategorie_(shown));
    const [day, amount, code] = [dates[at], cents[at], known.get(shown)];
    if (number) {
      const its = cle_(number);
      paiements.payeurs.set(its, cleClient_(texte_(colonnes.Client[at])));
      if (amount === null) paiements.douteux.add(its);
      else paiements.recu.set(its, (paiements.recu.get(its) || 0) + amount);
    }
    if (vides.has(at)) return;
    if (day === null || amount === null || !code || exclues.has(at)) {
      illisibles.push({ feuille, ligne: premiere + at });
    } else {
      recettes.dates.push(day);
      recettes.montants.push(amount);
      recettes.categories.push(code);
    }
  });
  return { recettes, paiements };
}

/**
 * @param {ClasseurLu} classeur
 * @returns {ModeleLu[]} the mail texts, in the sheet's order
 */
function modeles_(classeur) {
  const { colonnes, premiere } = table_(classeur, 'tblModeles');
  const levels = niveaux_(colonnes.Niveau, new Set());
  /** @type {ModeleLu[]} */
  const found = [];
  levels.forEach((niveau, at) => {
    const [objet, corps] = [texte_(colonnes.Objet[at]), texte_(colonnes.Corps[at])];
    if (niveau === null || !(objet || corps)) return;
    const who = Object.keys(POUR_QUI_).map((title) => plier_(texte_(colonnes[title][at])));
    if (!Object.values(POUR_QUI_).every((known, its) => !who[its] || known.includes(who[its]))) return;
    const profil = plier_(texte_(colonnes.Profil[at])) || 'standard';
    const [type, ton, langue] = [who[0], who[1] || 'vous', who[2] || FRANCAIS_];
    found.push({ ligne: premiere + at, niveau, profil, objet, corps, type, ton, langue });
  });
  return found;
}

/**
 * @param {ClasseurLu} classeur
 * @param {number} jour today
 * @returns {RelanceLue[]} the history, in the sheet's order; rows that cannot be read are left out
 */
function historique_(classeur, jour) {
  const { colonnes, premiere } = table_(classeur, 'tblRelances');
  const days = jours_(colonnes.Date, new Set(), jour + 366);
  const levels = niveaux_(colonnes.Niveau, new Set());
  const cell = (/** @type {string} */ title, /** @type {number} */ at) => texte_(colonnes[title][at]);
  /** @type {RelanceLue[]} */
  const found = [];
  days.forEach((day, at) => {
    const [niveau, facture] = [levels[at], cell('N° facture', at)];
    if (!facture || day === null || niveau === null) return;
    found.push({
      ligne: premiere + at,
      id: cell('Id', at),
      jour: day,
      facture,
      client: cell('Client', at),
      niveau,
      canal: plier_(cell('Canal', at)),
      destinataire: cell('Destinataire', at),
      etat: cell('État', at),
      messageId: cell('Message-ID', at),
      detail: cell('Détail', at),
    });
  });
  return found;
}

/**
 * The day up to which the bank is known: its last line, or what Paramètres say. A payment provider's
 * rows say nothing of what comes to the bank.
 * @param {ClasseurLu} classeur
 * @param {Reglages} reglages
 * @param {number} jour today: what is dated later is a slip
 * @returns {number | null} null when nothing tells
 */
function releves_(classeur, { relevesAu }, jour) {
  /** @type {(number | null)[]} */
  let days = [];
  try {
    const { colonnes } = table_(classeur, 'tblBanque');
    days = jours_(colonnes.Date, new Set(), jour).map((day, at) =>
      PRESTATAIRES_.includes(titre_(texte_(colonnes.Compte[at]))) ? null : day,
    );
  } catch (error) {
    if (!(error instanceof Empechement_)) throw error; // no such sheet, or one of the user's own
  }
  /** @type {number | null} */
  let last = null;
  for (const day of [...days, relevesAu]) {
    if (day !== null && day <= jour && (last === null || day > last)) last = day;
  }
  return last;
}

/** Accounts at which clients pay, and that are no bank's: as Python's core/releves.py. */
const PRESTATAIRES_ = ['stripe', 'paypal', 'sumup'];

/** @param {string} text @returns {string} its words, without case, accents or signs */
function titre_(text) {
  return plier_(text).replace(/[^0-9a-z]+/g, ' ').trim();
}

/**
 * By number, the invoices that money of Banque may have paid, and the first such row: as Python's
 * reading_banque.py.
 * @param {ClasseurLu} classeur
 * @param {FactureLue[]} factures
 * @returns {Map<string, number>}
 */
function aConfirmer_(classeur, factures) {
  /** @type {Map<string, number>} */
  const found = new Map();
  const owed = new Set(factures.filter((one) => one.solde > 0).map((one) => cle_(one.numero)));
  /** @type {ReturnType<typeof table_>} */
  let read;
  try {
    read = table_(classeur, 'tblBanque');
  } catch (error) {
    if (!(error instanceof Empechement_)) throw error; // no such sheet, or one of the user's own
    return found;
  }
  const { colonnes, premiere } = read;
  const cell = (/** @type {string} */ title, /** @type {number} */ at) => texte_(colonnes[title][at]);
  montants_(colonnes.Montant, new Set()).forEach((cents, at) => {
    if (!cents || cents < 0 || cell('Rapproché avec', at) || cell('Lot', at)) return;
    const proposed = cell('Proposition', at).split(' — ')[0].split(/[;+\n]/);
    for (const name of [...proposed, ...motsDuLibelle_(cell('Libellé', at))]) {
      const key = cle_(name);
      if (owed.has(key) && !found.has(key)) found.set(key, premiere + at);
    }
  });
  return found;
}

/** @param {string} label @returns {string[]} its words that may be an invoice's number */
function motsDuLibelle_(label) {
  const words = label.split(/\s+/).map((one) => one.replace(/^[.,;:()[\]'"°#]+|[.,;:()[\]'"°#]+$/g, ''));
  return words.filter((one) => Array.from(one).length >= 4 && /[0-9]/.test(one));
}

/**
 * The calls and letters that the user noted as done, as Python's reading_relances.py.
 * @param {ClasseurLu} classeur
 * @param {number} jour today: what is dated later has not been done yet
 * @returns {Map<string, GesteLu[]>} by number of invoice
 */
function gestes_(classeur, jour) {
  const { colonnes } = table_(classeur, 'tblRelances');
  const days = jours_(colonnes.Date, new Set(), jour);
  const levels = niveaux_(colonnes.Niveau, new Set());
  /** @type {Map<string, GesteLu[]>} */
  const found = new Map();
  days.forEach((day, at) => {
    const facture = cle_(texte_(colonnes['N° facture'][at]));
    const word = plier_(texte_(colonnes['État'][at]));
    const way = plier_(texte_(colonnes.Canal[at]));
    const byHand = way !== 'courriel';
    const done = word.startsWith('fait') || (byHand && ['envoyee', 'envoye'].includes(word));
    if (!facture || day === null || !done) return;
    const one = { jour: day, niveau: levels[at], appel: way === 'appel' };
    found.set(facture, [...(found.get(facture) || []), one]);
  });
  return found;
}

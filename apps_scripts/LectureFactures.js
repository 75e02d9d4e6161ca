// The invoices' rows, each with what was received for it and why it may not be reminded: Python's
// reading_factures.py.

/**
 * @param {ClasseurLu} classeur
 * @param {number} jour today
 * @param {Map<string, ClientLu>} clients
 * @param {Paiements} paiements
 * @param {Illisible[]} illisibles
 * @returns {FactureLue[]} in the sheet's order
 */
function factures_(classeur, jour, clients, paiements, illisibles) {
  const table = table_(classeur, 'tblFactures');
  const { colonnes, premiere, feuille } = table;
  const [exclues, tenues] = [new Set(), new Set()];
  const vides = lignesVides_(table, 'tblFactures', 'N° facture');
  const text = (/** @type {string} */ title) => colonnes[title].map(texte_);
  const far = jour + 5 * 366;
  const numbers = text('N° facture');
  const issued = jours_(colonnes.Date, exclues, jour + 366);
  const cents = montants_(colonnes.Montant, exclues);
  const due = jours_(colonnes['Échéance'], exclues, far);
  const last = jours_(colonnes['Dernière relance'], tenues, jour + 366);
  const promised = jours_(colonnes['Promesse de paiement'], tenues, far);
  const levels = niveaux_(colonnes.Niveau, tenues);
  const [names, terms, litiges] = [text('Client'), text('Conditions'), text('Litige')];
  const [objets, liens, etats] = [text('Objet'), text('Lien de paiement'), text('État sync')];
  const [avoirs, pieces] = [text('Avoir sur'), text('Pièce')];
  for (const title of ['Objet', 'Lien de paiement']) {
    colonnes[title].forEach((cell, at) => estErreur_(cell) && tenues.add(at));
  }
  colonnes['N° facture'].forEach((cell, at) => estDate_(cell) && tenues.add(at));
  const jumeaux = jumeaux_(numbers, vides);
  const orphelins = orphelins_(paiements, new Set(numbers.filter(Boolean).map(cle_)));
  /** @type {FactureLue[]} */
  const found = [];
  numbers.forEach((numero, at) => {
    const [day, montant] = [issued[at], cents[at]];
    if (vides.has(at)) return;
    if (!numero || day === null || montant === null || exclues.has(at)) {
      illisibles.push({ feuille, ligne: premiere + at });
      return;
    }
    const client = clients.get(cleClient_(names[at]));
    if (client === undefined) tenues.add(at);
    let echeance = due[at];
    if (echeance === null) {
      try {
        echeance = echeance_(day, terms[at] || (client ? client.conditions : ''));
      } catch (error) {
        if (!(error instanceof ErreurSC_)) throw error;
        tenues.add(at);
        echeance = echeance_(day, '');
      }
    }
    const its = cle_(numero);
    const encaisse = paiements.recu.get(its) || 0;
    let retenue = tenues.has(at) ? 'donnée à corriger' : '';
    if (paiements.douteux.has(its)) retenue = 'un encaissement de cette facture est illisible';
    if (jumeaux.has(its)) retenue = 'numéro en double';
    found.push({
      ligne: premiere + at,
      numero,
      jour: day,
      client: names[at],
      objet: objets[at],
      montant,
      echeance,
      encaisse,
      deduit: 0,
      solde: montant - encaisse,
      avoirSur: avoirs[at],
      piece: pieces[at],
      niveau: levels[at],
      derniere: last[at],
      litige: litiges[at] !== '' && plier_(litiges[at]) !== 'non',
      promesse: promised[at],
      lien: liens[at],
      etat: etats[at],
      retenue,
    });
  });
  reporterAvoirs_(found);
  for (const one of found) one.retenue = one.retenue || doute_(orphelins, one);
  return found;
}

const A_RATTACHER_ = 'un avoir de ce client ne dit pas quelle facture il diminue : corrigez-le';

/**
 * Credit notes lower the balance of the invoice they name, and keep none; one that names none holds its
 * client's reminders: Python's avoirs.py.
 * @param {FactureLue[]} factures changed in place
 */
function reporterAvoirs_(factures) {
  const known = new Set(factures.map((one) => cle_(one.numero)));
  const notes = factures.filter((one) => one.avoirSur);
  const names = new Set(notes.filter((one) => one.montant < 0).map((one) => cle_(one.numero)));
  const lost = new Set();
  /** @type {Map<string, number>} */
  const deduits = new Map();
  for (const one of notes) {
    const its = cle_(one.avoirSur);
    if (one.montant >= 0 || !known.has(its) || its === cle_(one.numero) || names.has(its)) {
      lost.add(cleClient_(one.client));
      continue;
    }
    deduits.set(its, (deduits.get(its) || 0) + one.montant - one.encaisse);
    one.solde = 0;
  }
  for (const one of factures) {
    one.deduit = -(deduits.get(cle_(one.numero)) || 0);
    one.solde -= one.deduit;
    if (lost.has(cleClient_(one.client))) one.retenue = one.retenue || A_RATTACHER_;
  }
}

/**
 * @param {string} numero
 * @returns {string} the invoice that has several due dates, empty when the number names no instalment
 */
function factureDeTranche_(numero) {
  const found = /^(.*\S)\s*\(\s*([0-9]{1,2})\s*\/\s*([0-9]{1,2})\s*\)\s*$/s.exec(numero);
  if (found === null) return '';
  const [rank, count] = [Number(found[2]), Number(found[3])];
  return rank >= 1 && rank <= count && count > 1 ? found[1] : '';
}

/**
 * @param {string[]} numbers
 * @param {Set<number>} vides
 * @returns {Set<string>} numbers used twice: none of their rows is reminded
 */
function jumeaux_(numbers, vides) {
  const [seen, twins] = [new Set(), new Set()];
  numbers.forEach((number, at) => {
    if (vides.has(at) || !number) return;
    const its = cle_(number);
    if (seen.has(its)) twins.add(its);
    seen.add(its);
  });
  return twins;
}

/**
 * Receipts that name no invoice: they may be the payment of one all the same.
 * @typedef {{proches: Set<string>, parClient: Map<string, Set<number>>,
 *   illisibles: Set<string>}} Orphelins
 * @param {Paiements} paiements
 * @param {Set<string>} connus the invoices' numbers
 * @returns {Orphelins}
 */
function orphelins_(paiements, connus) {
  /** @type {Orphelins} */
  const found = { proches: new Set(), parClient: new Map(), illisibles: new Set() };
  paiements.payeurs.forEach((client, number) => {
    if (connus.has(number)) return;
    found.proches.add(numeroApproche_(number));
    const amounts = found.parClient.get(client) || new Set();
    found.parClient.set(client, amounts.add(paiements.recu.get(number) || 0));
    if (number.startsWith('#')) found.illisibles.add(client);
  });
  found.proches.delete('');
  return found;
}

/**
 * A client may pay what the invoice asked for, or what a credit note left of it.
 * @param {Orphelins} orphelins
 * @param {FactureLue} facture
 * @returns {string} why this invoice may be paid after all; empty when nothing says so
 */
function doute_(orphelins, { numero, client, solde, montant, encaisse }) {
  if (orphelins.proches.has(numeroApproche_(numero))) {
    return 'un encaissement porte presque ce numéro : corrigez-le';
  }
  const part = factureDeTranche_(numero);
  if (part && orphelins.proches.has(numeroApproche_(part))) {
    return `un encaissement porte « ${part} » sans dire l'échéance : complétez son numéro`;
  }
  const its = cleClient_(client);
  const amounts = orphelins.parClient.get(its);
  const owed = amounts !== undefined && (amounts.has(solde) || amounts.has(montant - encaisse));
  if (orphelins.illisibles.has(its) || owed) {
    return 'un encaissement de ce client ne porte aucun numéro connu : corrigez-le';
  }
  return '';
}

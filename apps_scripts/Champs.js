// What the fields of a mail text hold, in the client's language: Python's app/champs.py.

/** The fields that may be empty: shown so, they would leave a hole. */
const A_REMPLIR_ = ['iban', 'siren', 'lien', 'avoir', 'liste', 'penalites', 'indemnite'];

/**
 * The fields a mail text may use, ready to be shown.
 * @param {FactureLue} facture
 * @param {ClientLu} client
 * @param {Dossier} dossier
 * @param {FactureLue[]} reunies those that the mail gathers, this one among them
 * @returns {Record<string, Champ>}
 */
function champs_(facture, client, { reglages, jour, loi }, reunies) {
  const english = client.langue === ANGLAIS_;
  const euros = english ? formatEurosAnglais_ : formatEuros_;
  const day = english ? formatDateAnglaise_ : formatDate_;
  const { solde } = facture;
  /** @type {Record<string, Champ>} */
  const found = {
    client: client.nom,
    contact: client.contact || client.nom,
    numero: facture.numero,
    objet: facture.objet || sansObjet_(client),
    date_facture: day(facture.jour),
    echeance: day(facture.echeance),
    montant: euros(facture.montant),
    encaisse: euros(facture.encaisse),
    avoir: facture.deduit > 0 ? euros(facture.deduit) : '',
    solde: euros(solde),
    partiel: facture.encaisse > 0 && facture.encaisse < facture.montant,
    retard: solde > 0 ? Math.max(0, jour - facture.echeance) : 0,
    nombre: reunies.length,
    liste: reunies.length > 1 ? liste_(reunies, english) : '',
    total: euros(reunies.reduce((sum, one) => sum + one.solde, 0)),
    ...accessoires_(reunies, client, reglages.taux, jour, loi),
    delai_paiement: reglages.delai,
    date_limite: day(jour + reglages.delai),
    nom: nomEi_(reglages.nom),
    siren: reglages.siren,
    iban: reglages.iban,
    lien: reunies.length > 1 ? '' : facture.lien, // it pays one invoice
    professionnel: client.professionnel,
    tutoiement: client.tutoiement,
    anglais: english,
    lettre: false,
  };
  for (const nom of A_REMPLIR_) if (found[nom] === '') found[nom] = null;
  return found;
}

/**
 * « EI » stands beside an entrepreneur individuel's name (C. com. R526-27): Python's app/parties.py.
 * @param {string} nom
 * @returns {string}
 */
function nomEi_(nom) {
  const said =
    /(?<![\p{L}\p{N}_])(?:EI|EIRL|EURL|SARL|SAS|SASU|entrepreneure? individuel(?:le)?)(?![\p{L}\p{N}_])/iu;
  return nom === '' || said.test(nom) ? nom : `${nom} EI`;
}

/** @param {ClientLu} client @returns {string} what stands for an invoice's object */
function sansObjet_(client) {
  if (client.langue === ANGLAIS_) return 'your order';
  return client.tutoiement ? 'ta commande' : 'votre commande';
}

/**
 * @param {FactureLue[]} factures
 * @param {boolean} english
 * @returns {string} one line for each
 */
function liste_(factures, english) {
  const line = (/** @type {FactureLue} */ { numero, jour, echeance, solde }) =>
    english
      ? `– ${numero} of ${formatDateAnglaise_(jour)}, due date ${formatDateAnglaise_(echeance)}: ` +
        formatEurosAnglais_(solde)
      : `– ${numero} du ${formatDate_(jour)}, échéance ${formatDate_(echeance)}\u00a0: ` +
        formatEuros_(solde);
  return factures.map(line).join('\n');
}

/**
 * What being late adds between professionals: interest, the fixed sum, and the whole. A consumer owes
 * interest from a mise en demeure only.
 * @param {FactureLue[]} factures
 * @param {ClientLu} client
 * @param {number | null} taux the agreed yearly rate, per million
 * @param {number} jour
 * @param {Loi} loi
 * @returns {{penalites: Champ, indemnite: Champ, total_du: Champ}}
 */
function accessoires_(factures, client, taux, jour, loi) {
  const euros = client.langue === ANGLAIS_ ? formatEurosAnglais_ : formatEuros_;
  const total = factures.reduce((sum, one) => sum + one.solde, 0);
  if (!client.professionnel) return { penalites: '', indemnite: '', total_du: euros(total) };
  const late = factures.filter((one) => one.solde > 0 && jour > one.echeance);
  const each = late.length ? dernier_(loi, 'indemnite_recouvrement').valeur || 0 : 0;
  const fixed = late.length * each;
  const indemnite = fixed ? euros(fixed) : '';
  let interest = 0;
  try {
    for (const { solde, echeance } of late) {
      interest += interets_(solde, tranches_(loi, echeance, jour, taux, 'professionnel'));
    }
  } catch (error) {
    if (!(error instanceof ErreurSC_)) throw error;
    return { penalites: null, indemnite, total_du: null };
  }
  const penalites = interest ? euros(interest) : '';
  return { penalites, indemnite, total_du: euros(total + fixed + interest) };
}

// Which reminders are due, and why the others are held: Python's app/relances.py. Decides, sends
// nothing. What was already sent is known from the sheet Relances; the journal of the computer that
// sends may know more, and it has the last word.

/**
 * @typedef {{texte: string, feuille: string, ligne: number}} Motif why it is held, and where to mend
 * @typedef {{facture: string, niveau: number, etat: string, jour: number, destinataire: string,
 *   messageId: string, detail: string}} Envoi
 * @typedef {object} Decision
 * @property {FactureLue} facture
 * @property {ClientLu | undefined} client
 * @property {number} niveau
 * @property {string} canal
 * @property {string} destinataire
 * @property {string} etat `a_envoyer`, `a_faire` (by the user) or `retenue`
 * @property {string} raison
 * @property {ModeleLu | null} modele
 * @property {Motif | null} motif
 * @property {string} suite the subject of the conversation it goes on with, empty when none
 *
 * @typedef {object} Dossier what the decisions are taken from
 * @property {number} jour
 * @property {Loi} loi
 * @property {Reglages} reglages
 * @property {Map<string, ClientLu>} clients
 * @property {FactureLue[]} factures
 * @property {ModeleLu[]} modeles
 * @property {RelanceLue[]} historique
 * @property {Map<string, GesteLu[]>} gestes
 * @property {number | null} releves the day up to which the bank is known
 * @property {Map<string, number>} aConfirmer the row of Banque that may have paid it, by number
 */

const LIBELLES_NIVEAUX_ = [
  'Rappel avant échéance', 'Relance 1', 'Relance 2', 'Mise en demeure', 'Recouvrement',
];
const [FERME_, MISE_EN_DEMEURE_, RECOUVREMENT_] = [2, 3, 4];
/** What the journal notes when the user wants it sent again. */
const A_RENVOYER_ = "à renvoyer, dit l'utilisateur";
/** … or knows that it left. */
const CONFIRMEE_ = "confirmée par l'utilisateur";
/** … or that it arrived, whatever a notice says. */
const DEMENTIE_ = "confirmée par l'utilisateur, l'avis de retour se trompait";
const ETATS_ENVOIS_ = ['envoyee', 'refusee', 'differee', 'inconnue'];

/** @param {string} etat as the sheet writes it @returns {string} its code, empty when it is none */
function codeEtat_(etat) {
  const folded = plier_(etat);
  if (estRevenue_(etat)) return 'refusee';
  return ETATS_ENVOIS_.find((one) => folded === one || `${folded}e` === one) || '';
}

/** @param {string} facture @param {number} niveau @returns {string} */
function cleEnvoi_(facture, niveau) {
  return JSON.stringify([cle_(facture), niveau]);
}

/**
 * What a run has taken on and nothing has closed yet. A run does not outlive its day: what it had taken
 * on may have left, or not.
 * @param {RelanceLue[]} historique
 * @param {number} jour today
 * @returns {Envoi[]} `en_cours` or `inconnue`
 */
function reservations_(historique, jour) {
  return historique
    .filter((row) => /^en cours \([0-9a-f]{10}\)$/.test(row.etat))
    .map((row) => envoi_(row, row.jour >= jour ? 'en_cours' : 'inconnue'));
}

/** @param {RelanceLue} row @param {string} etat @returns {Envoi} */
function envoi_({ facture, niveau, jour, destinataire, messageId, detail }, etat) {
  return { facture, niveau, etat, jour, destinataire, messageId, detail };
}

/**
 * Where each mail stands after all that the sheet Relances tells of it; the rows' order, which users
 * change, settles little.
 * @param {RelanceLue[]} historique
 * @param {number} jour today
 * @returns {Map<string, Envoi>}
 */
function verdicts_(historique, jour) {
  const open = reservations_(historique, jour);
  const closed = sansCopies_(historique)
    .filter((row) => row.canal === 'courriel' && codeEtat_(row.etat) !== '')
    .map((row) => envoi_({ ...row, detail: detailRetour_(row) }, codeEtat_(row.etat)));
  /** @type {Map<string, Envoi[]>} */
  const told = new Map();
  for (const one of [...open.filter((its) => its.etat === 'inconnue'), ...closed]) {
    const its = cleEnvoi_(one.facture, one.niveau);
    told.set(its, [...(told.get(its) || []), one]);
  }
  /** @type {Map<string, Envoi>} */
  const found = new Map();
  told.forEach((rows, its) => {
    const all = dementis_(rows);
    const of = (/** @type {string} */ etat) => all.filter((one) => one.etat === etat);
    const [kept, returns] = tranchees_(all, of('envoyee'));
    const uncertain = of('inconnue');
    const answered = [
      ...of('differee').filter((one) => one.detail === A_RENVOYER_),
      ...of('envoyee').filter((one) => [CONFIRMEE_, DEMENTIE_].includes(one.detail)),
    ].length;
    const others = all.filter((one) => !['inconnue', 'envoyee'].includes(one.etat));
    if (kept.length) found.set(its, kept[kept.length - 1]);
    else if (uncertain.length > answered + returns) {
      found.set(its, uncertain[uncertain.length - 1]);
    } else found.set(its, others[others.length - 1]);
  });
  return found;
}

/**
 * What the sheet says of each mail; then what the user answered in État sync about those that are
 * uncertain or were refused, and what another machine is sending now.
 * @param {Dossier} dossier
 * @returns {Map<string, Envoi>}
 */
function envois_(dossier) {
  const found = verdicts_(dossier.historique, dossier.jour);
  for (const facture of dossier.factures) {
    const word = plier_(facture.etat);
    for (const one of envoisDe_(facture, found).filter((its) => its.jour >= facture.jour)) {
      const doubtful = one.etat === 'inconnue' || estRetour_(one);
      if (doubtful && ['envoyee', 'envoye'].includes(word)) {
        [one.etat, one.detail] = ['envoyee', estRetour_(one) ? DEMENTIE_ : CONFIRMEE_];
      } else if (
        ['inconnue', 'refusee'].includes(one.etat) &&
        ['a renvoyer', 'renvoyer'].includes(word)
      ) {
        [one.etat, one.detail] = ['differee', A_RENVOYER_];
      }
    }
  }
  const open = reservations_(dossier.historique, dossier.jour);
  for (const one of [...open, ...surLesFactures_(dossier)]) {
    const known = found.get(cleEnvoi_(one.facture, one.niveau));
    const weaker = known === undefined || ['differee', 'refusee'].includes(known.etat);
    const stale = known !== undefined && estAnnulee_(known) && one.jour <= known.jour;
    if (one.etat === 'envoyee' && stale) continue;
    if (one.etat !== 'inconnue' && weaker) found.set(cleEnvoi_(one.facture, one.niveau), one);
  }
  return found;
}

/**
 * @param {FactureLue} facture
 * @param {Map<string, Envoi>} envois
 * @returns {Envoi[]} those under its number, level by level
 */
function envoisDe_(facture, envois) {
  return [0, 1, 2, 3].flatMap((niveau) => {
    const found = envois.get(cleEnvoi_(facture.numero, niveau));
    return found === undefined ? [] : [found];
  });
}

/**
 * @param {FactureLue} facture
 * @param {Map<string, Envoi>} envois
 * @param {Map<string, GesteLu[]>} gestes what was done by hand
 * @returns {[number | null, number | null]} the last level done and its day; the higher wins
 */
function fait_(facture, envois, gestes) {
  const known = envoisDe_(facture, envois).filter((one) => one.jour >= facture.jour);
  const noted = (gestes.get(cle_(facture.numero)) || []).filter((one) => one.jour >= facture.jour);
  let [niveau, derniere] = dansLaFeuille_(...sansAppel_(facture, noted), known);
  for (const one of noted) {
    const level = compte_(one);
    if (level !== null) niveau = niveau === null ? level : Math.max(niveau, level);
    derniere = derniere === null ? one.jour : Math.max(derniere, one.jour);
  }
  for (const one of known) {
    if (one.etat !== 'envoyee') continue;
    niveau = niveau === null ? one.niveau : Math.max(niveau, one.niveau);
    derniere = derniere === null ? one.jour : Math.max(derniere, one.jour);
  }
  return [niveau, derniere];
}

/** @param {GesteLu} one @returns {number | null} the level it stands for: no call is a mise en demeure */
function compte_({ niveau, appel }) {
  return appel && niveau !== null && niveau >= MISE_EN_DEMEURE_ ? null : niveau;
}

/**
 * @param {FactureLue} facture
 * @param {GesteLu[]} noted
 * @returns {[number | null, number | null]} the row's level and day, without a level that a call gave
 */
function sansAppel_({ niveau, derniere }, noted) {
  const spoken = niveau !== null && noted.some((one) => one.niveau === niveau && compte_(one) === null);
  const byHand = derniere === null || noted.some((one) => one.jour === derniere);
  return [spoken && byHand ? MISE_EN_DEMEURE_ - 1 : niveau, derniere];
}

/**
 * Every invoice whose next level has come, the most advanced first, then the oldest.
 * @param {Dossier} dossier
 * @returns {Decision[]}
 */
function decider_(dossier) {
  const envois = envois_(dossier);
  /** @type {Decision[]} */
  const found = [];
  for (const facture of dossier.factures) {
    if (facture.solde <= 0) continue;
    const client = dossier.clients.get(cleClient_(facture.client));
    const days = dossier.reglages.jours[profil_(dossier, facture, client)] || JOURS_RELANCE_.standard;
    const [niveau, derniere] = fait_(facture, envois, dossier.gestes);
    const suivant = niveauSuivant_(facture.echeance, dossier.jour, niveau, days);
    if (suivant === null) continue;
    const since = dueDepuis_(facture.echeance, suivant, derniere, days, dossier.reglages.delai);
    if (since <= dossier.jour) found.push(decision_(dossier, facture, client, suivant, since, envois));
  }
  found.sort(
    (a, b) =>
      b.niveau - a.niveau ||
      a.facture.echeance - b.facture.echeance ||
      a.facture.ligne - b.facture.ligne,
  );
  return found;
}

/**
 * @param {Dossier} dossier
 * @param {FactureLue} facture
 * @param {ClientLu | undefined} client
 * @returns {string} the profile by which it is reminded: its client's, but for a large one
 */
function profil_(dossier, facture, client) {
  const own = client === undefined ? 'standard' : client.profil;
  const { fermeDes } = dossier.reglages;
  return own === 'standard' && fermeDes > 0 && facture.montant >= fermeDes ? 'ferme' : own;
}

/**
 * @param {string} texte
 * @param {string} [feuille]
 * @param {number} [ligne]
 * @returns {Motif}
 */
function motif_(texte, feuille = '', ligne = 0) {
  return { texte, feuille, ligne };
}

/** @param {Decision} one @param {Motif} motif @returns {Decision} the same, held */
function tenir_(one, motif) {
  return { ...one, etat: 'retenue', raison: motif.texte, motif };
}

/**
 * @param {Dossier} dossier
 * @param {FactureLue} facture
 * @param {ClientLu | undefined} client
 * @param {number} niveau
 * @param {number} since the day since which it is due
 * @param {Map<string, Envoi>} envois
 * @returns {Decision}
 */
function decision_(dossier, facture, client, niveau, since, envois) {
  const recovery = niveau === RECOUVREMENT_;
  const profil = profil_(dossier, facture, client);
  const ferme = client === undefined || client.profil === profil ? '' : ', profil Ferme';
  /** @type {Decision} */
  const one = {
    facture,
    client,
    niveau,
    canal: recovery ? 'courrier' : 'courriel',
    destinataire: client === undefined ? '' : client.courriel,
    etat: recovery ? 'a_faire' : 'a_envoyer',
    raison: `à envoyer depuis le ${formatDate_(since)}${ferme}`,
    modele:
      recovery || client === undefined
        ? null
        : choisirModele_(dossier.modeles, niveau, client, profil),
    motif: null,
    suite: '',
  };
  one.suite = suite_(one, envois);
  const motif =
    pause_(dossier, facture, client) ||
    (recovery ? relevesAnciens_(dossier, niveau) : obstacle_(dossier, one, envois));
  if (motif !== null) return tenir_(one, motif);
  if (!recovery) return one;
  const raison = `impayée depuis le ${formatDate_(facture.echeance)} : recouvrement à engager`;
  return { ...one, raison };
}

/**
 * @param {Dossier} dossier
 * @param {FactureLue} facture
 * @param {ClientLu | undefined} client
 * @returns {Motif | null} what in the user's own choices or data holds this invoice
 */
function pause_(dossier, facture, client) {
  const here = (/** @type {string} */ texte) => motif_(texte, 'Factures', facture.ligne);
  if (client === undefined) return here('client inconnu');
  if (facture.retenue) return here(facture.retenue);
  if (facture.litige) return motif_('litige en cours');
  if (client.profil === 'ne pas relancer') return motif_('client à ne pas relancer');
  if (client.ambigu) return motif_('deux clients portent ce nom', 'Clients', client.ligne);
  if (!dossier.reglages.jours[profil_(dossier, facture, client)]) {
    return motif_('profil ou jours de relance à corriger', 'Clients', client.ligne);
  }
  return (
    reglageIllisible_(dossier, SUSPENSIONS_) || attente_(dossier, facture) || paye_(dossier, facture)
  );
}

/**
 * @param {Dossier} dossier
 * @param {FactureLue} facture
 * @returns {Motif | null} money that may have paid it, of which the user has said nothing yet
 */
function paye_(dossier, facture) {
  const row = dossier.aConfirmer.get(cle_(facture.numero));
  if (row === undefined) return null;
  return motif_(`un règlement à confirmer est peut-être dans Banque, ligne ${row}`, 'Banque', row);
}

/**
 * A limit that is set and cannot be read: what it allows is not known, so nothing is.
 * @param {Dossier} dossier
 * @param {string[]} labels
 * @returns {Motif | null}
 */
function reglageIllisible_({ reglages }, labels) {
  const wrong = labels.find((one) => reglages.illisibles.includes(one));
  if (wrong === undefined) return null;
  return motif_(`réglage illisible dans Paramètres : « ${wrong} »`, 'Paramètres');
}

/**
 * @param {Dossier} dossier
 * @param {FactureLue} facture
 * @returns {Motif | null} a promise, or the user's own pause: the later one
 */
function attente_(dossier, facture) {
  const [promised, paused] = [facture.promesse || 0, dossier.reglages.suspendues || 0];
  if (Math.max(promised, paused) < dossier.jour) return null;
  if (promised >= paused) return motif_(`paiement promis pour le ${formatDate_(promised)}`);
  return motif_(`relances suspendues jusqu'au ${formatDate_(paused)} inclus`);
}

/**
 * @param {Dossier} dossier
 * @param {Decision} one
 * @param {Map<string, Envoi>} envois
 * @returns {Motif | null} why no mail can leave for it today
 */
function obstacle_(dossier, one, envois) {
  const { facture, destinataire: address } = one;
  const client = /** @type {ClientLu} */ (one.client);
  for (const sent of envoisDe_(facture, envois)) {
    const day = formatDate_(sent.jour);
    if (sent.jour < facture.jour) {
      const text = `ce numéro a servi à une autre facture, relancée le ${day}`;
      return motif_(text, 'Factures', facture.ligne);
    }
    if (sent.etat === 'en_cours' && sent.detail === MARQUE_) {
      return motif_(
        `${MARQUE_} : si aucun ordinateur n'envoie, videz cette cellule`,
        'Factures',
        facture.ligne,
      );
    }
    if (sent.etat === 'en_cours' && sent.detail) {
      return motif_("un autre poste est en train de l'envoyer");
    }
    if (['inconnue', 'en_cours'].includes(sent.etat)) {
      return motif_(
        `l'envoi du ${day} est incertain : écrivez « envoyée » ou « à renvoyer » dans État sync`,
        'Factures',
        facture.ligne,
      );
    }
  }
  if (!address) return motif_("ce client n'a pas de courriel", 'Clients', client.ligne);
  const wrong = raisonAdresse_(address);
  if (wrong) {
    const text = `« ${montrerAdresse_(address)} » n'est pas une adresse : ${wrong}`;
    return motif_(text, 'Clients', client.ligne);
  }
  const back = adressesRevenues_(envois).get(cle_(address));
  if (back !== undefined) {
    const text = `le courriel du ${formatDate_(back)} à « ${address} » est revenu : changez l'adresse`;
    return motif_(text, 'Clients', client.ligne);
  }
  const refused = envois.get(cleEnvoi_(facture.numero, one.niveau));
  if (
    refused !== undefined &&
    refused.etat === 'refusee' &&
    cle_(refused.destinataire) === cle_(address)
  ) {
    const text = `« ${address} » a été refusée le ${formatDate_(refused.jour)} : corrigez-la`;
    return motif_(text, 'Clients', client.ligne);
  }
  if (!client.langue) return motif_('langue de ce client à corriger', 'Clients', client.ligne);
  if (one.modele === null) return sansTexte_(one.niveau, client);
  const limit = reglageIllisible_(dossier, PLAFONDS_);
  if (limit !== null) return limit;
  if (!dossier.reglages.nom) {
    return motif_('votre nom manque : les relances sont signées', 'Paramètres');
  }
  const sender = expediteur_(dossier.reglages.expediteur);
  if (sender !== null) return sender;
  if (!estOuvre_(dossier.jour)) {
    const next = formatDate_(jourOuvre_(dossier.jour));
    return motif_(`rien ne part le week-end ni un jour férié : au plus tôt le ${next}`);
  }
  return relevesAnciens_(dossier, one.niveau);
}

/**
 * Nobody is told off who may have paid: the firm levels want statements of late.
 * @param {Dossier} dossier
 * @param {number} niveau
 * @returns {Motif | null}
 */
function relevesAnciens_({ releves, jour, reglages }, niveau) {
  const old = releves !== null && reglages.agesReleves && jour - releves >= reglages.agesReleves;
  return niveau >= FERME_ && releves !== null && old
    ? motif_(`relevés de banque arrêtés au ${formatDate_(releves)} : importez les suivants`)
    : null;
}

/**
 * The subject under which a reminder answers the last one that left for the same person, as Python's
 * app/fil.py: empty where it opens a conversation.
 * @param {Decision} one
 * @param {Map<string, Envoi>} envois
 * @returns {string}
 */
function suite_({ facture, niveau, destinataire }, envois) {
  const sent = envoisDe_(facture, envois).filter(
    (its) =>
      its.etat === 'envoyee' &&
      its.jour >= facture.jour &&
      its.niveau < niveau &&
      its.messageId !== '' &&
      cle_(its.destinataire) === cle_(destinataire),
  );
  if (!sent.length || niveau >= MISE_EN_DEMEURE_) return '';
  const found = / Objet : « (.+) »/s.exec(sent[sent.length - 1].detail);
  if (found === null || found[1].includes('€')) return '';
  return `Re: ${found[1].replace(/^(?:re|rép)\s*:\s*/i, '')}`;
}

/** @param {string} address the settings' @returns {Motif | null} why no mail can leave from it */
function expediteur_(address) {
  if (!address) return motif_("votre adresse d'expéditeur manque", 'Paramètres');
  const [wrong, shown] = [raisonAdresse_(address), montrerAdresse_(address)];
  const text = `votre adresse d'expéditeur « ${shown} » n'en est pas une : ${wrong}`;
  return wrong ? motif_(text, 'Paramètres') : null;
}

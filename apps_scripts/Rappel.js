// The morning's look: a daily trigger that prepares and warns. It leaves a note on a title and a
// property of the document; it sends nothing, and has no right to.

const DECLENCHEUR_ = 'rappelQuotidien';
const PROPRIETE_AVIS_ = 'sheetcash.avis';
/** What our notes begin with: those of the user are never touched. */
const MARQUE_NOTE_ = 'Sheetcash, ';

/** Switches the daily look on; a second time changes nothing. */
function activerRappel() {
  avecVerrou_(() => {
    const [first, ...others] = declencheurs_();
    others.forEach((one) => ScriptApp.deleteTrigger(one));
    if (first === undefined) {
      ScriptApp.newTrigger(DECLENCHEUR_)
        .timeBased()
        .everyDays(1)
        .atHour(7)
        .inTimezone('Europe/Paris')
        .create();
    }
  });
  alerte_(
    'Rappel du matin',
    () =>
      'Activé : chaque matin entre 7 h et 8 h, ce script regarde ce qui est dû et laisse une note sur ' +
      'le titre de la feuille « Relances ». Il n\'envoie rien.',
  );
}

/** Switches the daily look off, and takes its note away. */
function arreterRappel() {
  avecVerrou_(() => declencheurs_().forEach((one) => ScriptApp.deleteTrigger(one)));
  PropertiesService.getDocumentProperties().deleteProperty(PROPRIETE_AVIS_);
  noter_('');
  alerte_('Rappel du matin', () => 'Arrêté. Le menu et le volet restent.');
}

/** What the trigger runs, by itself: prepares and warns. */
function rappelQuotidien() {
  const seen = voletVu_();
  const text = avis_(seen);
  const properties = PropertiesService.getDocumentProperties();
  if (text) {
    const said = { jour: aujourdhui_(), texte: text };
    properties.setProperty(PROPRIETE_AVIS_, JSON.stringify(said));
  } else properties.deleteProperty(PROPRIETE_AVIS_);
  noter_(text ? `${MARQUE_NOTE_}${formatDate_(aujourdhui_())} : ${text}` : '');
}

/**
 * What deserves a word, in one or a few sentences; empty when nothing does.
 * @param {ReturnType<typeof voletVu_>} vu
 * @returns {string}
 */
function avis_({ relances, plan, plafonds, dernier }) {
  const said = [relances, plan, plafonds, dernier]
    .map(({ souci }) => (souci === null ? '' : souci.probleme))
    .filter((one, at, all) => one && all.indexOf(one) === at);
  const due = (relances.donnees || []).filter((one) => one.etat === 'a_envoyer').length;
  const self = (relances.donnees || []).filter((one) => one.etat === 'a_faire').length;
  if (due) said.push(due > 1 ? `${due} relances sont prêtes à partir.` : 'Une relance est prête à partir.');
  if (self) {
    said.push(self > 1 ? `${self} recouvrements sont à engager.` : 'Un recouvrement est à engager.');
  }
  const uncertain = dernier.donnees === null ? 0 : dernier.donnees.incertaines.length;
  if (uncertain) {
    said.push(uncertain > 1 ? `${uncertain} envois sont incertains.` : 'Un envoi est incertain.');
  }
  const [first] = plan.donnees || [];
  if (first !== undefined) {
    const where = first.sousZero ? 'dans le rouge' : 'sous la réserve';
    said.push(`Fin ${first.mois}, le plan est ${where} : ${first.cloture}.`);
  }
  const [most] = (plafonds.donnees || []).filter((one) => one.statut !== 'OK');
  if (most !== undefined) said.push(`Plafond (${most.nom}) : ${most.pourcent} utilisés.`);
  return said.join(' ');
}

/** Says at opening what the morning's look found, unless it is of days ago. */
function direAvis_() {
  try {
    const text = PropertiesService.getDocumentProperties().getProperty(PROPRIETE_AVIS_);
    if (text === null) return;
    const { jour, texte } = JSON.parse(text);
    if (aujourdhui_() - jour > 2) return;
    SpreadsheetApp.getActiveSpreadsheet().toast(`${texte} Menu Sheetcash.`, 'Sheetcash', 15);
  } catch (error) {
    console.error(error); // a notice that cannot be shown must not keep the menu away
  }
}

/**
 * Leaves a note on the title of the sheet Relances, or takes ours away; never touches another's.
 * @param {string} texte
 */
function noter_(texte) {
  const grille = classeur_().grille(CONTRAT_.tblRelances.feuille);
  if (grille === null) return;
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheetByName(grille.nom);
  if (sheet === null) return;
  const title = sheet.getRange(1, 1);
  const there = title.getNote();
  if (there === '' || there.startsWith(MARQUE_NOTE_)) title.setNote(texte);
}

/** @returns {GoogleAppsScript.Script.Trigger[]} this user's daily triggers */
function declencheurs_() {
  return ScriptApp.getProjectTriggers().filter((one) => one.getHandlerFunction() === DECLENCHEUR_);
}

/**
 * Two clicks at once must not make two triggers.
 * @param {() => void} faire
 */
function avecVerrou_(faire) {
  const lock = LockService.getDocumentLock();
  lock.waitLock(20000);
  try {
    faire();
  } finally {
    lock.releaseLock();
  }
}

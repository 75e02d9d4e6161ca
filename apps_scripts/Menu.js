// The menu Sheetcash. Its functions are public, as menus and triggers want them; none sends a mail.

/** Adds the menu, and says what the morning's look found; runs by itself when the sheet is opened. */
function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu('Sheetcash')
    .addItem('Ouvrir le volet', 'ouvrirVolet')
    .addSeparator()
    .addItem('Relances à préparer', 'montrerRelances')
    .addItem('Plan : mois dans le rouge', 'montrerPlan')
    .addSeparator()
    .addItem('Rappel du matin : activer', 'activerRappel')
    .addItem('Rappel du matin : arrêter', 'arreterRappel')
    .addItem('Aide', 'aide')
    .addToUi();
  direAvis_();
}

/** Opens the sidebar. */
function ouvrirVolet() {
  const volet = HtmlService.createHtmlOutputFromFile('Volet').setTitle('Sheetcash');
  SpreadsheetApp.getUi().showSidebar(volet);
}

/** What is due, in a box: for who does not want the sidebar. */
function montrerRelances() {
  const { relances, commande } = voletVu_();
  alerte_('Relances à préparer', () => {
    const all = donnees_(relances);
    const due = all.filter((one) => one.etat === 'a_envoyer');
    const self = all.filter((one) => one.etat === 'a_faire');
    const held = all.filter((one) => one.etat === 'retenue');
    const row = (/** @type {RelanceVue} */ one) =>
      `• ${one.libelle}, ${one.facture}, ${one.client}, ${one.solde}`;
    const why = (/** @type {RelanceVue} */ one) => `${row(one)} : ${one.raison}`;
    if (!all.length) return "Aucune relance n'est due aujourd'hui.";
    return [
      ...groupe_('À envoyer', due.map(row)),
      ...groupe_('À faire vous-même', self.map(row)),
      ...groupe_('Retenues', held.map(why)),
      due.length ? `Pour les envoyer, sur votre ordinateur :\n${commande}` : '',
    ].join('\n');
  });
}

/** The plan's months in the red, in a box. */
function montrerPlan() {
  const { plan } = voletVu_();
  alerte_('Plan de trésorerie', () => {
    const months = donnees_(plan);
    if (!months.length) return 'Aucun des douze mois ne passe sous votre réserve de sécurité.';
    return months
      .map(({ mois, cloture, manque, sousZero }) => {
        const where = sousZero ? 'dans le rouge' : 'sous la réserve';
        return `• ${mois} : ${cloture} en fin de mois, ${where} (il manque ${manque})`;
      })
      .join('\n');
  });
}

/** What this script does, and does not. */
function aide() {
  alerte_('Sheetcash', () =>
    [
      'Ce script montre et prépare ; il ne peut envoyer aucun courriel.',
      '',
      'Les relances partent de votre ordinateur, chacune une seule fois :',
      `sheetcash sync gsheet:${SpreadsheetApp.getActiveSpreadsheet().getId()}`,
      '',
      'Le rappel du matin regarde les relances, le plan et les plafonds. Il laisse une note sur le ' +
        'titre de la feuille « Relances » et vous avertit à la prochaine ouverture.',
      '',
      'Dans une cellule, tapez =SC_ pour voir les fonctions ; SC_EXPLIQUER dit d\'où vient un chiffre.',
    ].join('\n'),
  );
}

/**
 * A box with a text, or with what stopped it.
 * @param {string} titre
 * @param {() => string} dire
 */
function alerte_(titre, dire) {
  const { donnees, souci } = partie_(dire);
  const ui = SpreadsheetApp.getUi();
  const text = souci === null ? donnees : `${souci.probleme} ${souci.queFaire}`;
  ui.alert(titre, String(text), ui.ButtonSet.OK);
}

/**
 * @template T
 * @param {{donnees: T | null, souci: Souci | null}} partie
 * @returns {T} what it shows; throws what stopped it
 */
function donnees_(partie) {
  if (partie.donnees !== null) return partie.donnees;
  const { probleme, queFaire } = /** @type {Souci} */ (partie.souci);
  throw new Empechement_(probleme, queFaire);
}

/**
 * @param {string} titre
 * @param {string[]} lignes
 * @returns {string[]} the first twenty under a heading, nothing without any
 */
function groupe_(titre, lignes) {
  if (!lignes.length) return [];
  const more = lignes.length > 20 ? [`… et ${lignes.length - 20} autres, dans le volet.`] : [];
  return [`${titre} (${lignes.length})`, ...lignes.slice(0, 20), ...more, ''];
}

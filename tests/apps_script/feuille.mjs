// A spreadsheet of Google's as the Apps Script sources see it: values read from grids given as JSON,
// and what the menu, the sidebar and the trigger ask of it, written down.
import vm from 'node:vm';

import { charger } from './charger.mjs';

const days = new Map();

/** The instant at which a day begins somewhere, as Google makes a date cell. */
function minuit(text, zone) {
  const key = `${text} ${zone}`;
  if (!days.has(key)) days.set(key, debutDe(text, zone));
  return new Date(days.get(key));
}

function debutDe(text, zone) {
  const utc = Date.parse(`${text}T00:00:00Z`);
  const there = new Date(utc).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');
  return utc - (Date.parse(`${there}Z`) - utc);
}

/** What a grid's cells may be in JSON: {date: "2026-11-20"} is a day. */
function cellule(value, zone) {
  if (value === null) return '';
  return typeof value === 'object' ? minuit(value.date, zone) : value;
}

class Plage {
  constructor(feuille, ligne, colonne, hauteur = 1, largeur = 1) {
    Object.assign(this, { feuille, ligne, colonne, hauteur, largeur });
  }
  getValues() {
    return this.feuille.lignes;
  }
  activate() {
    if (this.ligne > this.feuille.lignes.length + 1000) throw new Error('out of the sheet');
    this.feuille.trace.activees.push([this.feuille.titre, this.ligne]);
    return this;
  }
  cle() {
    return `${this.feuille.titre}!${this.ligne},${this.colonne}`;
  }
  getNote() {
    return this.feuille.trace.notes[this.cle()] || '';
  }
  setNote(text) {
    if (text) this.feuille.trace.notes[this.cle()] = text;
    else delete this.feuille.trace.notes[this.cle()];
    return this;
  }
}

class Feuille {
  constructor(titre, lignes, trace, zone) {
    const width = Math.max(1, ...lignes.map((row) => row.length));
    this.titre = titre;
    this.trace = trace;
    const cells = (row) => row.map((one) => cellule(one, zone));
    this.lignes = lignes.map((row) => [...cells(row), ...Array(width - row.length).fill('')]);
  }
  getName() {
    return this.titre;
  }
  getDataRange() {
    this.trace.lectures += 1;
    return new Plage(this, 1, 1);
  }
  getRange(ligne, colonne, hauteur, largeur) {
    return new Plage(this, ligne, colonne, hauteur, largeur);
  }
}

const formats = {};

/** A day as yyyy-MM-dd somewhere. */
function jourA(day, zone) {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' };
  formats[zone] ||= new Intl.DateTimeFormat('fr-CA', { timeZone: zone, ...parts });
  return formats[zone].format(day);
}

/**
 * The sources in one scope, with the parts of Google's services that they use; any other is missing,
 * so that asking for it fails.
 * @param {{feuilles: Record<string, any[][]>, maintenant?: string, fuseau?: string}} donne
 */
export function ouvrir({ feuilles, maintenant = '2026-11-20T08:00:00Z', fuseau = 'Europe/Paris' }) {
  const trace = {
    lectures: 0, activees: [], notes: {}, alertes: [], bulles: [], menus: [], volets: [],
    declencheurs: [], crees: [], proprietes: {}, verrous: 0,
  };
  const context = charger();
  const sheets = Object.entries(feuilles).map(([titre, rows]) => new Feuille(titre, rows, trace, fuseau));
  const book = {
    getSheets: () => sheets,
    getSheetByName: (name) => sheets.find((one) => one.titre === name) || null,
    getSpreadsheetTimeZone: () => fuseau,
    getId: () => '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789',
    toast: (...said) => trace.bulles.push(said),
  };
  const menu = (title) => {
    const items = [];
    const one = {
      addItem: (label, fonction) => (items.push([label, fonction]), one),
      addSeparator: () => one,
      addToUi: () => trace.menus.push([title, items]),
    };
    return one;
  };
  const ui = {
    createMenu: menu,
    alert: (title, text) => trace.alertes.push([title, text]),
    showSidebar: (html) => trace.volets.push(html),
    ButtonSet: { OK: 'OK' },
  };
  const properties = {
    getProperty: (key) => (key in trace.proprietes ? trace.proprietes[key] : null),
    setProperty: (key, value) => (trace.proprietes[key] = value),
    deleteProperty: (key) => delete trace.proprietes[key],
  };
  const trigger = (handler) => ({ getHandlerFunction: () => handler });
  const creation = (handler) => {
    const asked = { handler };
    const builder = {
      timeBased: () => builder,
      everyDays: (n) => ((asked.jours = n), builder),
      atHour: (h) => ((asked.heure = h), builder),
      inTimezone: (zone) => ((asked.fuseau = zone), builder),
      create: () => {
        trace.crees.push(asked);
        trace.declencheurs.push(trigger(handler));
      },
    };
    return builder;
  };
  Object.assign(context, {
    SpreadsheetApp: { getActiveSpreadsheet: () => book, getUi: () => ui },
    Utilities: { formatDate: (day, zone) => jourA(day, zone) },
    PropertiesService: { getDocumentProperties: () => properties },
    LockService: {
      getDocumentLock: () => ({
        waitLock: () => (trace.verrous += 1),
        releaseLock: () => (trace.verrous -= 1),
      }),
    },
    ScriptApp: {
      getProjectTriggers: () => [...trace.declencheurs],
      deleteTrigger: (one) => trace.declencheurs.splice(trace.declencheurs.indexOf(one), 1),
      newTrigger: creation,
    },
    HtmlService: {
      createHtmlOutputFromFile: (name) => ({ setTitle: (title) => ({ name, title }) }),
    },
    console: { error: (error) => (trace.erreur = String(error && error.stack ? error.stack : error)) },
  });
  // The time is the test's.
  vm.runInContext(
    `{ const Vrai = Date; const now = Vrai.parse(${JSON.stringify(maintenant)});
       globalThis.Date = class extends Vrai {
         constructor(...args) { super(...(args.length ? args : [now])); }
         static now() { return now; } }; }`,
    context,
  );
  const appeler = (name, ...args) => {
    const answer = vm.runInContext(`(${name})`, context)(...args);
    // google.script.run carries JSON-like values only: what would be lost fails here.
    return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  };
  return { appeler, context, trace };
}

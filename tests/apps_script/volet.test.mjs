// The sidebar in a real headless Chromium, as wide as Google's; its server calls are answered by the
// real server functions, run here on the workbooks that pytest wrote as grids (VOLET_GRILLES).
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { ouvrir } from './feuille.mjs';

const sources = new URL('../../apps_scripts/', import.meta.url);
const { chromium } = createRequire(sources)('playwright-core');
const page_ = new URL('Volet.html', sources).href;
const { demo, vide } = JSON.parse(readFileSync(process.env.VOLET_GRILLES, 'utf-8'));
const profile = mkdtempSync(join(tmpdir(), 'volet-'));

/** What google.script.run is, over a function that Playwright answers. */
function doublure() {
  const runner = (success, failure) =>
    new Proxy({}, {
      get: (_, name) => {
        if (name === 'withSuccessHandler') return (one) => runner(one, failure);
        if (name === 'withFailureHandler') return (one) => runner(success, one);
        return (...args) => {
          window.appsScript(name, args).then(
            ({ answer, error }) => (error ? failure(new Error(error)) : success(answer)),
          );
        };
      },
    });
  window.google = { script: { run: runner(() => {}, () => {}) } };
}

let browser;
let page;
/** The open spreadsheet, and how many coming calls fail. */
let classeur;
let pannes = 0;
let appels = [];

before(async () => {
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.VOLET_CHROMIUM,
    headless: true,
    viewport: { width: 300, height: 720 },
    locale: 'fr-FR',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  page = browser.pages()[0];
  page.setDefaultTimeout(10000);
  await page.exposeFunction('appsScript', (name, args) => {
    appels.push([name, ...args]);
    if (pannes > 0) {
      pannes -= 1;
      return { error: 'ScriptError: Exception: Service Spreadsheets failed' };
    }
    return { answer: classeur.appeler(name, ...args) };
  });
  await page.addInitScript(doublure);
});

after(async () => {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
});

beforeEach(() => {
  pannes = 0;
  appels = [];
});

/** Opens the sidebar on a workbook; waits until it is filled. */
async function montrer(feuilles) {
  classeur = ouvrir({ feuilles });
  await page.goto(page_);
  await pret();
}

const pret = () => page.locator('main[aria-busy="false"]').waitFor();
const section = (title) => page.getByRole('region', { name: title });
const copie = (feuilles) => structuredClone(feuilles);

/** Changes each cell of a workbook that is exactly a text. */
function remplacer(feuilles, ancien, nouveau) {
  for (const rows of Object.values(feuilles)) {
    for (const row of rows) row.forEach((cell, at) => cell === ancien && (row[at] = nouveau));
  }
  return feuilles;
}

/** Opens every mail. */
async function toutOuvrir() {
  const shut = page.getByRole('button', { name: 'Lire le courriel' });
  while (await shut.count()) await shut.first().click();
}

const deborde = () =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > width + 0.5)
      .map((one) => `${one.tagName} ${one.textContent.slice(0, 40)}`);
  });

test('the demonstration is shown as the server tells it', async () => {
  await montrer(demo);
  const { donnees } = classeur.appeler('lireVolet');
  const due = donnees.relances.donnees.filter((one) => one.etat === 'a_envoyer');
  assert.equal(due.length, 6);
  const shown = section(/^Relances dues/);
  assert.equal(await shown.getByRole('listitem').count(), 6);
  for (const [at, one] of due.entries()) {
    const card = await shown.getByRole('listitem').nth(at).innerText();
    for (const told of [one.client, `${one.libelle}, facture ${one.facture}`, one.solde, one.raison]) {
      assert.ok(card.includes(told), `${told} in ${card}`);
    }
  }
  const held = await section(/^Relances retenues/).innerText();
  assert.match(held, /litige en cours/);
  assert.match(held, /paiement promis pour le 27\/11\/2026/);
  assert.match(await section(/^À faire vous-même/).innerText(), /recouvrement à engager/);
  assert.match(await section('Plafonds').innerText(), /Services\s+43\s%/);
  assert.match(await section(/^Dernier envoi/).innerText(), /envoyée/);
  assert.match(await page.locator('header').innerText(), /Classeur figé au 20\/11\/2026/);
  assert.match(await page.locator('.envoi').innerText(), /n'envoie rien[^]*sheetcash sync gsheet:1AbC/);
  if (process.env.VOLET_IMAGE) {
    await section(/^Relances dues/).getByRole('button', { name: 'Lire le courriel' }).first().click();
    await page.setViewportSize({ width: 300, height: 900 });
    await page.screenshot({ path: process.env.VOLET_IMAGE });
    await page.setViewportSize({ width: 300, height: 720 });
  }
  if (process.env.VOLET_IMAGE_ENTIERE) {
    await page.screenshot({ path: process.env.VOLET_IMAGE_ENTIERE, fullPage: true });
  }
});

test('a click opens the mail, its subject and body, and closes it', async () => {
  await montrer(demo);
  const first = classeur.appeler('lireVolet').donnees.relances.donnees.find((one) => one.texte);
  const card = section(/^Relances dues/).getByRole('listitem').first();
  await card.getByRole('button', { name: 'Lire le courriel' }).click();
  const open = card.getByRole('button', { name: 'Fermer le courriel' });
  assert.equal(await open.getAttribute('aria-expanded'), 'true');
  assert.equal(await card.locator('.courriel p').last().innerText(), first.texte.corps.trimEnd());
  assert.equal(await card.locator('.objet').innerText(), first.texte.objet);
  await open.click();
  assert.equal(await card.locator('.courriel').isVisible(), false);
});

test("« Voir la ligne » leads to the invoice's row, wherever it went meanwhile", async () => {
  await montrer(copie(demo));
  const first = classeur.appeler('lireVolet').donnees.relances.donnees.find((one) => one.texte);
  const card = section(/^Relances dues/).getByRole('listitem').first();
  const button = card.getByRole('button', { name: `Voir la ligne : ${first.facture}` });
  await button.click();
  await page.getByText("C'est fait : feuille « Factures ».").waitFor();
  assert.deepEqual(classeur.trace.activees, [['Factures', first.ou.ligne]]);
  assert.deepEqual(appels.at(-1), ['allerA', first.ou]);
  const moved = copie(demo);
  moved.Factures.splice(first.ou.ligne - 1, 0, ['F-2026-999']); // a row was inserted above
  classeur = ouvrir({ feuilles: moved });
  await button.click();
  await page.waitForFunction(() => document.querySelector('#etat').textContent.includes("C'est fait"));
  assert.deepEqual(classeur.trace.activees, [['Factures', first.ou.ligne + 1]]);
  const gone = copie(demo);
  gone.Factures.splice(first.ou.ligne - 1, 1);
  classeur = ouvrir({ feuilles: gone });
  await button.click();
  await page.getByText(`La facture ${first.facture} n'est plus dans la feuille`).waitFor();
  assert.deepEqual(classeur.trace.activees, []);
});

test('everything is reached and done by keyboard, with a visible focus', async () => {
  await montrer(demo);
  const buttons = await page.getByRole('button').count();
  const seen = [];
  for (let at = 0; at < buttons; at += 1) {
    await page.keyboard.press('Tab');
    seen.push(
      await page.evaluate(() => {
        const one = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return { nom: one.getAttribute('aria-label') || one.textContent, trait: `${outlineStyle} ${outlineWidth}` };
      }),
    );
  }
  assert.equal(seen[0].nom, 'Actualiser');
  assert.deepEqual(seen.slice(1, 5).map((one) => one.nom), [
    '6 relances à envoyer', '5 mois sous la réserve', '43\u00a0% du plafond services', 'Copier la commande',
  ]);
  assert.ok(seen.every((one) => one.trait === 'solid 2px'), JSON.stringify(seen.slice(0, 3)));
  const order = await page.getByRole('button').evaluateAll((all) =>
    all.map((one) => one.getAttribute('aria-label') || one.textContent),
  );
  assert.deepEqual(seen.map((one) => one.nom), order); // as one reads
  await page.getByRole('button', { name: 'Lire le courriel' }).first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.courriel:visible').waitFor();
  await page.keyboard.press('Space');
  assert.equal(await page.locator('.courriel:visible').count(), 0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText("C'est fait").waitFor();
  assert.equal(classeur.trace.activees.length, 1);
});

test('the command is copied, or at least selected', async () => {
  await montrer(demo);
  const button = page.getByRole('button', { name: 'Copier la commande' });
  await button.click();
  const command = classeur.appeler('lireVolet').donnees.commande;
  await page.getByText('Commande copiée : collez-la dans un terminal.').waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString()), command);
  await page.evaluate(() => (document.execCommand = () => false)); // as a frame may refuse
  await button.click();
  await page.getByText('Commande sélectionnée : copiez-la avec Ctrl+C').waitFor();
});

test('the figures at the top lead to their sections', async () => {
  await montrer(demo);
  await page.getByRole('button', { name: /mois sous la réserve/ }).press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.titre), 'Plan de trésorerie');
  const top = await section(/^Plan de trésorerie/).evaluate((one) => one.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 200, String(top));
});

test('a refresh reads the workbook again and keeps the focus', async () => {
  await montrer(demo);
  classeur = ouvrir({ feuilles: vide });
  await page.getByRole('button', { name: 'Actualiser' }).focus();
  await page.keyboard.press('Enter');
  await section("Rien à faire aujourd'hui").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'actualiser');
  assert.equal(appels.filter(([name]) => name === 'lireVolet').length, 2);
});

test('an empty workbook has nothing to do, and says so', async () => {
  await montrer(vide);
  assert.ok(await section("Rien à faire aujourd'hui").isVisible());
  assert.match(await section('Relances dues').innerText(), /Rien à envoyer aujourd'hui/);
  assert.match(await section('Plan de trésorerie').innerText(), /au-dessus de votre réserve/);
  assert.match(await section('Dernier envoi').innerText(), /Aucune relance n'est encore partie/);
});

test('nothing overflows 300 pixels, whatever a cell holds', async () => {
  const wide = copie(demo);
  remplacer(wide, 'Atelier Bois Clair', 'X'.repeat(120));
  remplacer(wide, 'solene@trois-sillons.example', `${'y'.repeat(90)}@exemple.fr`);
  remplacer(wide, 'Animation du logo', 'z'.repeat(200));
  await montrer(wide);
  await toutOuvrir();
  assert.deepEqual(await deborde(), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
});

test("what comes from cells is text, never the page's", async () => {
  const bad = '<img src=x onerror="window.pris=true"><b>gras</b>';
  const nasty = remplacer(copie(demo), 'Atelier Bois Clair', bad);
  const rows = nasty['Modèles'];
  rows.forEach((row) => row.forEach((cell, at) => {
    if (typeof cell === 'string' && cell.includes('{{')) row[at] = `${cell} ${bad}`;
  }));
  remplacer(nasty, 'envoyée', bad);
  await montrer(nasty);
  await toutOuvrir();
  assert.ok((await section(/^Relances dues/).innerText()).includes(bad));
  assert.ok((await section(/^Dernier envoi/).innerText()).includes(bad));
  assert.equal(await page.locator('img, b').count(), 0);
  assert.equal(await page.evaluate(() => window.pris), undefined);
});

test('a missing sheet or column stops its own part and says what to do', async () => {
  const less = copie(demo);
  delete less['Plan de trésorerie'];
  less.Relance = less.Relances;
  delete less.Relances;
  await montrer(less);
  assert.match(
    await section('Plan de trésorerie').innerText(),
    /La feuille « Plan de trésorerie » est introuvable\.\s+Remettez-lui ce nom/,
  );
  assert.match(await section('Relances').innerText(), /Renommez « Relance » en « Relances »/);
  assert.match(await section('Plafonds').innerText(), /43\s%/);
  const renamed = remplacer(copie(demo), 'Échéance', 'Date limite');
  await montrer(renamed);
  assert.match(
    await section('Relances').innerText(),
    /La colonne « Échéance » est introuvable dans la feuille « Factures »/,
  );
});

test('a script that does not answer is told in one sentence, and can be tried again', async () => {
  classeur = ouvrir({ feuilles: demo });
  pannes = 2;
  await page.goto(page_);
  await pret();
  assert.match(await page.locator('main').innerText(), /Le script n'a pas répondu : vérifiez/);
  assert.doesNotMatch(await page.locator('body').innerText(), /Exception|ScriptError/);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Réessayer');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.textContent === 'Réessayer');
  await pret();
  await page.keyboard.press('Enter');
  await section(/^Relances dues/).waitFor();
});

test('what is uncertain or under way is pointed out', async () => {
  const doubtful = copie(demo);
  const rows = doubtful.Relances;
  const header = rows.findIndex((row) => row.includes('Message-ID'));
  const at = (title) => rows[header].indexOf(title);
  const row = Array(rows[header].length).fill('');
  Object.assign(row, {
    [at('Id')]: 'z', [at('Date')]: { date: '2026-11-20' }, [at('N° facture')]: 'F-2026-044',
    [at('Niveau')]: 2, [at('Canal')]: 'courriel', [at('État')]: 'en cours (0123456789)',
    [at('Détail')]: 'réservée par le poste 01234567 (0123456789)',
  });
  rows.push(row);
  await montrer(doubtful);
  assert.match(await section(/^Dernier envoi/).innerText(), /Un envoi est incertain ou en cours/);
  assert.match(
    await section(/^Relances retenues/).innerText(),
    /un autre poste est en train de l'envoyer/,
  );
  await section(/^Dernier envoi/).getByRole('button', { name: /Voir la ligne/ }).click();
  await page.getByText("C'est fait : feuille « Factures »").waitFor();
  assert.equal(classeur.trace.activees[0][0], 'Factures');
});

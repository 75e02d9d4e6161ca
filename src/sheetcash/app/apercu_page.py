"""The page of :mod:`sheetcash.app.apercu`: its look and its words; every value is escaped."""

from typing import Final

_STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: #fff; color: #111827;
  font: 16px/1.5 Calibri, Carlito, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; } h4 { font-size: .9rem; margin: 1rem 0 .25rem; }
.note { color: #6B7280; margin: .1rem 0; }
.carte { background: #F0FDFA; border: 1px solid #E5E7EB; border-radius: 6px; padding: .75rem 1rem;
  margin: 1rem 0; }
.carte strong { display: block; font-size: 1.6rem; color: #0F766E; }
.alerte { border-left: 4px solid #B45309; padding: .25rem .75rem; margin: .5rem 0; }
.alerte b { color: #B45309; }
.erreur { border-left-color: #B91C1C; } .erreur b { color: #B91C1C; }
article { border: 1px solid #E5E7EB; border-radius: 6px; padding: 1rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem .75rem; margin: 0; }
dt { color: #6B7280; } dd { margin: 0; min-width: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; background: #F9FAFB;
  border: 1px solid #E5E7EB; padding: .75rem; margin: 0; }
iframe { width: 100%; height: 32rem; border: 1px solid #E5E7EB; resize: vertical; }
ol, ul { padding-left: 1.25rem; margin: .25rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem;
  border-bottom: 1px solid #E5E7EB; }
th { color: #0F766E; } .n { text-align: right; white-space: nowrap; }
a { color: #0F766E; }
@media (max-width: 40rem) {
  table, tbody, tr, td { display: block; } thead { position: absolute; clip-path: inset(50%); }
  tr { border-bottom: 1px solid #E5E7EB; padding: .5rem 0; }
  td { border: 0; padding: .1rem 0; text-align: left; }
  td:empty { display: none; }
  td::before { content: attr(data-titre) " : "; color: #6B7280; }
  .n { text-align: left; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; } .ecran, iframe { display: none; }
  h2, h3, h4 { break-after: avoid; } dl, tr { break-inside: avoid; }
}
"""

_TABLEAU: Final = """
{% macro tableau(titre, lignes) %}
{% if lignes %}
<h2>{{ titre }} ({{ lignes | length }})</h2>
<table>
<thead><tr>{% if lignes[0].jour is defined %}<th scope="col">Jour</th>{% endif %}
<th scope="col">Étape</th><th scope="col">Facture</th><th scope="col">Client</th>
<th scope="col" class="n">Reste dû</th><th scope="col">Pourquoi</th></tr></thead>
<tbody>
{% for one in lignes %}
<tr>{% if one.jour is defined %}<td data-titre="Jour">{{ one.jour }}</td>{% endif %}
<td data-titre="Étape">{{ one.etape }}</td><td data-titre="Facture">{{ one.facture }}</td>
<td data-titre="Client">{{ one.client }}</td>
<td data-titre="Reste dû" class="n">{{ one.solde }}</td>
<td data-titre="Pourquoi">{{ one.raison }}</td></tr>
{% endfor %}
</tbody></table>
{% endif %}
{% endmacro %}
"""

#: By which such a page is known: nothing else is written over.
MARQUE: Final = '<meta name="generator" content="sheetcash sync --apercu">'

PAGE: Final = (
    f"""{_TABLEAU}<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
{MARQUE}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>Relances à envoyer, {{{{ jour }}}}</title>
<style>{_STYLE}</style>
</head>
"""
    + """<body>
<main>
<h1>Relances à envoyer</h1>
<p class="note">{{ [nom, classeur, jour] | select | join(", ") }}</p>
<p class="note">Aperçu : rien n'a été envoyé ni modifié.</p>
<div class="carte"><strong>{{ combien }}</strong>
{% if total %}Les factures concernées : {{ total }} à encaisser.{% endif %}
{% if mails | length > 1 %}
<ol class="ecran">
{% for one in mails %}
<li><a href="#courriel-{{ one.numero }}">{{ one.etape }}, {{ one.client }}</a></li>
{% endfor %}
</ol>
{% endif %}
</div>
{% if avertissements %}
<h2>À regarder avant d'envoyer ({{ avertissements | length }})</h2>
{% for one in avertissements %}
<p class="alerte"><b>Attention</b> : {{ one.texte }} {{ one.que_faire }}</p>
{% endfor %}
{% endif %}
{% if constats %}
<h2>À vérifier dans le classeur ({{ constats | length }})</h2>
{% for one in constats %}
<p class="alerte erreur"><b>À vérifier</b> : {{ one }}</p>
{% endfor %}
{% endif %}
{% if mails %}
<h2>Les courriels, tels qu'ils seront reçus</h2>
{% for one in mails %}
<article id="courriel-{{ one.numero }}" aria-labelledby="titre-{{ one.numero }}">
<h3 id="titre-{{ one.numero }}">{{ one.numero }}. {{ one.etape }}, {{ one.client }}</h3>
<dl>
<dt>De</dt><dd>{{ one.de }}</dd>
<dt>À</dt><dd>{{ one.a }}</dd>
<dt>Objet</dt><dd><b>{{ one.objet }}</b></dd>
<dt>{{ "Facture" if one.factures | length == 1 else "Factures" }}</dt>
<dd>{{ one.factures | join(" ; ") }}</dd>
{% if one.pieces %}
<dt>Pièces</dt><dd>{{ one.pieces | join(", ") }}</dd>
{% endif %}
{% if one.historique %}
<dt>Ce client</dt>
<dd>
{% for said in one.historique %}
{{ said }}.{% if not loop.last %}<br>{% endif %}

{% endfor %}
</dd>
{% endif %}
</dl>
{% if one.html %}
<h4 class="ecran">Mis en page</h4>
<iframe sandbox title="Courriel {{ one.numero }}, mis en page" srcdoc="{{ one.html }}"></iframe>
<h4>En texte seul</h4>
{% else %}
<h4>Le texte</h4>
{% endif %}
<pre>{{ one.texte }}</pre>
</article>
{% endfor %}
{% endif %}
{{ tableau("À faire vous-même", taches) }}
{{ tableau("Retenues", retenues) }}
{{ tableau("Prochaines étapes", prochaines) }}
{% if not mails and not prochaines %}
<p>Aucune facture n'attend de relance.</p>
{% endif %}
</main>
</body>
</html>
"""
)

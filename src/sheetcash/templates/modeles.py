"""The reminders' first texts, which the user then edits in the sheet Modèles.

Each is ``(niveau, profil, objet, corps)``. Fields between double braces are replaced; what they
mean is told in :mod:`sheetcash.app.textes`. Words must stay true whenever the mail leaves: a
courtesy note may go out a few days after the due date for a client one goes easy on.
"""

from __future__ import annotations

import re


def _typographie(text: str) -> str:
    return re.sub(r" (?=[:;?!])", "\u00a0", text.replace("'", "’"))


_REGLER = """\
{% if iban %}Virement : IBAN {{ iban }}, avec la référence {{ numero }}.
{% endif %}{% if lien %}Paiement en ligne : {{ lien }}
{% endif %}"""

_RESTE = """\
{% if partiel %}Votre règlement de {{ encaisse }} sur {{ montant }} a bien été déduit.

{% endif %}"""

_SIGNATURE = """
{{ nom }}"""

_TEXTES: tuple[tuple[int, str, str, str], ...] = (
    (
        0,
        "Standard",
        "Facture {{ numero }} : échéance le {{ echeance }}",
        """Bonjour {{ contact }},

Un simple rappel : la facture {{ numero }} du {{ date_facture }} ({{ objet }}), d'un solde de \
{{ solde }}, est à régler pour le {{ echeance }}.

"""
        + _REGLER
        + """
Si le règlement est déjà parti, ne tenez pas compte de ce message. Je reste à votre disposition \
pour toute question.

Bien cordialement,
"""
        + _SIGNATURE,
    ),
    (
        0,
        "Souple",
        "Facture {{ numero }} : un petit mot au sujet de l'échéance",
        """Bonjour {{ contact }},

J'espère que tout va bien de votre côté. L'échéance de la facture {{ numero }} ({{ objet }}) est \
fixée au {{ echeance }}, pour un solde de {{ solde }}.

"""
        + _REGLER
        + """
Si une autre date vous arrange, dites-le-moi simplement. Et si c'est déjà réglé, merci !

Bien à vous,
"""
        + _SIGNATURE,
    ),
    (
        0,
        "Ferme",
        "Facture {{ numero }} : échéance le {{ echeance }}",
        """Bonjour {{ contact }},

La facture {{ numero }} du {{ date_facture }} ({{ objet }}), d'un solde de {{ solde }}, est \
payable au plus tard le {{ echeance }}. Merci de programmer le règlement pour cette date.

"""
        + _REGLER
        + """
Cordialement,
"""
        + _SIGNATURE,
    ),
    (
        1,
        "Standard",
        "Facture {{ numero }} : règlement en attente depuis le {{ echeance }}",
        """Bonjour {{ contact }},

Sauf erreur de ma part, la facture {{ numero }} du {{ date_facture }} ({{ objet }}), échue le \
{{ echeance }}, n'est pas encore soldée : il reste {{ solde }} à régler.

"""
        + _RESTE
        + _REGLER
        + """
Il s'agit sans doute d'un oubli. Pouvez-vous m'indiquer la date prévue du règlement ? Si nos \
messages se sont croisés, ne tenez pas compte de celui-ci.

Bien cordialement,
"""
        + _SIGNATURE,
    ),
    (
        1,
        "Souple",
        "Facture {{ numero }} : un oubli, peut-être ?",
        """Bonjour {{ contact }},

Je me permets un petit rappel : la facture {{ numero }} ({{ objet }}) était à régler pour le \
{{ echeance }}, et je n'ai pas encore reçu le solde de {{ solde }}.

"""
        + _RESTE
        + _REGLER
        + """
Si quelque chose bloque de votre côté, parlons-en : nous trouverons une solution.

Bien à vous,
"""
        + _SIGNATURE,
    ),
    (
        1,
        "Ferme",
        "Facture {{ numero }} échue : {{ solde }} à régler",
        """Bonjour {{ contact }},

La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est échue depuis le {{ echeance }}. \
Je vous remercie de régler sans attendre le solde de {{ solde }}.

"""
        + _RESTE
        + _REGLER
        + """
Merci de me confirmer la date du règlement par retour de courriel.

Cordialement,
"""
        + _SIGNATURE,
    ),
    (
        2,
        "Standard",
        "Deuxième rappel : facture {{ numero }}, {{ retard }} jours de retard",
        """Bonjour {{ contact }},

Malgré mon précédent message, la facture {{ numero }} du {{ date_facture }} ({{ objet }}), échue \
le {{ echeance }}, reste impayée à hauteur de {{ solde }}, soit {{ retard }} jours de retard.

"""
        + _RESTE
        + """Je vous remercie de procéder au règlement sous sept jours, ou de me faire connaître \
dès aujourd'hui ce qui l'empêche.

"""
        + _REGLER
        + """{% if professionnel %}
Je vous rappelle que tout retard de paiement entre professionnels rend exigibles des pénalités et \
une indemnité forfaitaire de 40 € (articles L441-10 et D441-5 du code de commerce).
{% endif %}
Cordialement,
"""
        + _SIGNATURE,
    ),
    (
        2,
        "Souple",
        "Facture {{ numero }} : faisons le point",
        """Bonjour {{ contact }},

Je reviens vers vous au sujet de la facture {{ numero }} ({{ objet }}), échue le {{ echeance }} : \
il reste {{ solde }} à régler.

"""
        + _RESTE
        + """Pouvez-vous me dire où en est ce règlement ? Je vous appellerai dans les prochains \
jours si je n'ai pas de nouvelles ; un paiement en deux fois peut aussi se discuter.

"""
        + _REGLER
        + """
Bien à vous,
"""
        + _SIGNATURE,
    ),
    (
        2,
        "Ferme",
        "Dernier rappel avant mise en demeure : facture {{ numero }}",
        """Bonjour {{ contact }},

La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est impayée depuis {{ retard }} \
jours. Le solde de {{ solde }} est exigible immédiatement.

"""
        + _RESTE
        + _REGLER
        + """{% if professionnel %}
Le retard rend exigibles des pénalités et une indemnité forfaitaire de 40 € (articles L441-10 et \
D441-5 du code de commerce).
{% endif %}
Sans règlement sous sept jours, je vous adresserai une mise en demeure.

Cordialement,
"""
        + _SIGNATURE,
    ),
    (
        3,
        "Standard",
        "Mise en demeure de payer : facture {{ numero }}",
        """{{ client }},

La facture {{ numero }} du {{ date_facture }} ({{ objet }}), d'un montant de {{ montant }}, est \
échue depuis le {{ echeance }}. Malgré mes rappels, il reste dû {{ solde }}.

"""
        + _RESTE
        + """Je vous mets en demeure de régler cette somme dans un délai de sept jours à compter \
de la réception de ce message.

{% if professionnel %}S'y ajoutent, de plein droit et sans rappel, les pénalités de retard \
(article L441-10 du code de commerce) et l'indemnité forfaitaire de 40 € pour frais de \
recouvrement (article D441-5).
{% else %}Les intérêts au taux légal courent à compter de la réception de cette mise en demeure \
(article 1231-6 du code civil).
{% endif %}

"""
        + _REGLER
        + """
À défaut de règlement dans ce délai, j'engagerai le recouvrement de cette créance par voie de \
justice, sans autre avis.

{{ nom }}""",
    ),
    (
        3,
        "Souple",
        "Mise en demeure de payer : facture {{ numero }}",
        """{{ client }},

Nous n'avons pas trouvé de solution pour la facture {{ numero }} du {{ date_facture }} \
({{ objet }}), échue le {{ echeance }} : il reste dû {{ solde }}.

"""
        + _RESTE
        + """Il me faut donc vous mettre en demeure de régler cette somme dans un délai \
de sept jours à compter de la réception de ce message.

{% if professionnel %}S'y ajoutent, de plein droit, les pénalités de retard (article L441-10 du \
code de commerce) et l'indemnité forfaitaire de 40 € pour frais de recouvrement (article D441-5).
{% else %}Les intérêts au taux légal courent à compter de la réception de cette mise en demeure \
(article 1231-6 du code civil).
{% endif %}

"""
        + _REGLER
        + """
Un échéancier reste possible si vous me le proposez avant cette date.

{{ nom }}""",
    ),
    (
        3,
        "Ferme",
        "Mise en demeure de payer : facture {{ numero }}",
        """{{ client }},

La facture {{ numero }} du {{ date_facture }} ({{ objet }}), d'un montant de {{ montant }}, est \
impayée depuis {{ retard }} jours. Il reste dû {{ solde }}.

"""
        + _RESTE
        + """Je vous mets en demeure de régler cette somme sous sept jours à compter de la \
réception de ce message.

{% if professionnel %}S'y ajoutent, de plein droit et sans rappel, les pénalités de retard \
(article L441-10 du code de commerce) et l'indemnité forfaitaire de 40 € pour frais de \
recouvrement (article D441-5).
{% else %}Les intérêts au taux légal courent à compter de la réception de cette mise en demeure \
(article 1231-6 du code civil).
{% endif %}

"""
        + _REGLER
        + """
Passé ce délai, le dossier sera remis pour recouvrement, à vos frais dans la mesure permise par \
la loi.

{{ nom }}""",
    ),
)

#: As a French reader expects them: typographic apostrophes, and no lone mark at a line's start.
MODELES: tuple[tuple[int, str, str, str], ...] = tuple(
    (niveau, profil, _typographie(objet), _typographie(corps))
    for niveau, profil, objet, corps in _TEXTES
)

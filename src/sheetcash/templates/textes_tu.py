"""The reminders' first texts in French, for clients one says « tu » to.

One text serves professionals and consumers: what the law gives against the first only stands behind
a condition.
"""

from __future__ import annotations

from typing import Final

from sheetcash.templates.textes_composes import Blocs, Rappel, Sommation
from sheetcash.templates.textes_vous import COMPTE, DE_DROIT, FACTURE, LEGAL, OBJET, PENALITES

BLOCS: Final = Blocs(
    ton="Tu",
    langue="Français",
    salut="Bonjour {{ contact }},",
    regle="Ton règlement de {{ encaisse }} sur {{ montant }} a bien été déduit",
    regle_aussi=", ainsi que l'avoir de {{ avoir }}",
    avoir="L'avoir de {{ avoir }} sur {{ montant }} a bien été déduit",
    virement="Virement : IBAN {{ iban }}, avec la référence {{ numero }}.",
    en_ligne="Paiement en ligne : {{ lien }}",
    virements="Virement : IBAN {{ iban }}, avec les numéros des factures en référence.",
)

RAPPELS: Final = (
    Rappel(
        0,
        "Standard",
        "Tes factures : rappel des échéances",
        "Facture {{ numero }} : échéance le {{ echeance }}",
        "Un simple rappel au sujet de tes {{ nombre }} factures en cours, d'un solde total de "
        "{{ total }} :",
        f"Un simple rappel : {FACTURE} a pour échéance le {{{{ echeance }}}}. Il reste "
        "{{ solde }} à régler.",
        "Si le règlement est déjà parti, ne tiens pas compte de ce message. N'hésite pas si tu as "
        "une question.",
        "Bonne journée,",
    ),
    Rappel(
        0,
        "Souple",
        "Tes factures : un petit mot au sujet des échéances",
        "Facture {{ numero }} : un petit mot au sujet de l'échéance",
        "J'espère que tout va bien de ton côté. Un petit mot au sujet de tes {{ nombre }} factures "
        "en cours, pour un solde total de {{ total }} :",
        "J'espère que tout va bien de ton côté. Un petit mot au sujet de la facture {{ numero }} "
        "({{ objet }}), dont l'échéance est le {{ echeance }} : il reste {{ solde }} à régler.",
        "Si une autre date t'arrange, dis-le-moi simplement. Et si c'est déjà réglé, merci !",
        "À bientôt,",
    ),
    Rappel(
        0,
        "Ferme",
        "Tes factures : échéances à respecter",
        "Facture {{ numero }} : payable au plus tard le {{ echeance }}",
        "Tes {{ nombre }} factures en cours, d'un solde total de {{ total }}, sont payables aux "
        "dates suivantes :",
        "La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est payable au plus tard le "
        "{{ echeance }}. Le solde est de {{ solde }}.",
        "Merci de veiller à un règlement dans les délais.",
        "Bonne journée,",
    ),
    Rappel(
        1,
        "Standard",
        "Tes factures : règlements en attente",
        "Facture {{ numero }} : règlement en attente",
        "Sauf erreur de ma part, {{ nombre }} de tes factures ne sont pas encore soldées. Il reste "
        "{{ total }} à régler :",
        f"Sauf erreur de ma part, {FACTURE}, échue le {{{{ echeance }}}}, n'est pas encore "
        "soldée : il reste {{ solde }} à régler.",
        "C'est sans doute un oubli. Peux-tu me dire quand le règlement est prévu ? Si ton paiement "
        "et ce message se sont croisés, n'en tiens pas compte.",
        "Bonne journée,",
    ),
    Rappel(
        1,
        "Souple",
        "Tes factures : un oubli, peut-être ?",
        "Facture {{ numero }} : un oubli, peut-être ?",
        "Un petit rappel au sujet de {{ nombre }} de tes factures, sur lesquelles il "
        "reste {{ total }} à régler :",
        "Un petit rappel : la facture {{ numero }} ({{ objet }}) était à régler pour le "
        "{{ echeance }}, et je n'ai pas encore reçu le solde de "
        "{{ solde }}.",
        "Si quelque chose bloque de ton côté, parlons-en : on trouvera une solution. Et si le "
        "paiement est déjà parti, merci !",
        "À bientôt,",
    ),
    Rappel(
        1,
        "Ferme",
        "Tes factures échues : règlement attendu",
        "Facture {{ numero }} échue : règlement attendu",
        "Je n'ai pas encore reçu le règlement de {{ nombre }} de tes factures, pour un total de "
        "{{ total }} :",
        "La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est échue depuis le "
        "{{ echeance }}. Merci de régler sans attendre le solde de {{ solde }}.",
        "Merci de me confirmer la date du règlement par retour de courriel.",
        "Cordialement,",
    ),
    Rappel(
        2,
        "Standard",
        "Tes factures : deuxième rappel",
        "Facture {{ numero }} : deuxième rappel",
        "Je reviens vers toi au sujet de {{ nombre }} factures qui restent impayées, pour un "
        "total de "
        "{{ total }} :",
        f"Malgré mon précédent rappel, {FACTURE}, échue le {{{{ echeance }}}}, n'est toujours "
        "pas soldée : il reste {{ solde }} à régler.",
        "Merci de régler cette somme sous sept jours, ou de me dire ce qui l'empêche. Sans "
        "nouvelles, je t'appellerai.\n\n" + PENALITES,
        "Cordialement,",
    ),
    Rappel(
        2,
        "Souple",
        "Tes factures : faisons le point",
        "Facture {{ numero }} : faisons le point",
        "Je reviens vers toi au sujet de {{ nombre }} factures, sur lesquelles il reste "
        "{{ total }} à régler :",
        "Je reviens vers toi au sujet de la facture {{ numero }} ({{ objet }}), échue le "
        "{{ echeance }} : il reste {{ solde }} à régler.",
        "Peux-tu me dire où en est ce règlement ? Sans nouvelles, je t'appellerai dans les "
        "prochains "
        "jours ; un paiement en plusieurs fois peut aussi se discuter.",
        "À bientôt,",
    ),
    Rappel(
        2,
        "Ferme",
        "Tes factures : dernier rappel avant mise en demeure",
        "Facture {{ numero }} : dernier rappel avant mise en demeure",
        "À ce jour, {{ nombre }} de tes factures restent impayées. Le total de {{ total }} "
        "est à régler sans délai :",
        "La facture {{ numero }} du {{ date_facture }} ({{ objet }}), échue le {{ echeance }}, "
        "n'est pas soldée. Le solde de {{ solde }} est à régler sans délai.",
        PENALITES + "\n\nSans règlement sous sept jours, je t'adresserai une mise en demeure par "
        "lettre recommandée.",
        "Cordialement,",
    ),
)

_DELAI: Final = (
    "dans un délai de {{ delai_paiement }} jours à compter de la réception de la lettre "
    "recommandée avec avis de réception qui t'est adressée en parallèle{% if lettre %} (copie "
    "jointe){% endif %}"
)

_SOMMES: Final = "{% if professionnel %}les sommes suivantes{% else %}la somme suivante{% endif %}"

_SUITE: Final = (
    f"{{% if professionnel %}}{COMPTE}\n\n{DE_DROIT}{{% else %}}Solde de la facture : "
    f"{{{{ solde }}}}\n\n{LEGAL}{{% endif %}}"
)

_SALUT: Final = "Bonjour {{ contact }},"

SOMMATIONS: Final = (
    Sommation(
        "Standard",
        "",
        _SALUT,
        OBJET,
        f"Malgré mes rappels, {FACTURE}, échue le {{{{ echeance }}}}, n'est pas soldée.",
        f"Je te mets en demeure de me payer {_SOMMES} {_DELAI} :\n\n{_SUITE}",
        "À défaut de règlement dans ce délai, j'engagerai le recouvrement de cette créance en "
        "justice, sans autre rappel. Si tu traverses une difficulté, fais-le-moi savoir avant ce "
        "terme.\n\nCordialement,",
    ),
    Sommation(
        "Souple",
        "",
        _SALUT,
        OBJET,
        f"Nous n'avons pas trouvé de solution pour {FACTURE}, échue le {{{{ echeance }}}}, et je "
        f"le "
        "regrette.",
        f"Il me faut donc te mettre en demeure de me payer {_SOMMES} {_DELAI} :\n\n{_SUITE}",
        "Un échéancier reste possible si tu me le proposes dans ce délai. À défaut, il ne me "
        "restera que la voie judiciaire.\n\nCordialement,",
    ),
    Sommation(
        "Ferme",
        "",
        _SALUT,
        OBJET,
        f"{FACTURE[0].upper()}{FACTURE[1:]}, échue le {{{{ echeance }}}}, n'est toujours pas "
        f"soldée.",
        f"Je te mets en demeure de me payer {_SOMMES} {_DELAI} :\n\n{_SUITE}",
        "Passé ce délai, j'agirai en justice sans autre rappel.\n\nCordialement,",
    ),
)

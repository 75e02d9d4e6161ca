"""The reminders' first texts in French, for clients one says « vous » to."""

from __future__ import annotations

from typing import Final

from sheetcash.templates.textes_composes import Blocs, Rappel, Sommation

BLOCS: Final = Blocs(
    ton="Vous",
    langue="Français",
    salut="Bonjour {{ contact }},",
    regle="Votre règlement de {{ encaisse }} sur {{ montant }} a bien été déduit",
    regle_aussi=", ainsi que l'avoir de {{ avoir }}",
    avoir="L'avoir de {{ avoir }} sur {{ montant }} a bien été déduit",
    virement="Virement : IBAN {{ iban }}, avec la référence {{ numero }}.",
    en_ligne="Paiement en ligne : {{ lien }}",
    virements="Virement : IBAN {{ iban }}, avec les numéros des factures en référence.",
)

FACTURE: Final = "la facture {{ numero }} du {{ date_facture }} ({{ objet }})"

PENALITES: Final = """\
{% if indemnite %}Pour mémoire, le retard de paiement entre professionnels rend exigibles, sans \
qu'un rappel soit nécessaire, des pénalités{% if penalites %} (à ce jour : {{ penalites }})\
{% endif %} et une indemnité forfaitaire pour frais de recouvrement (soit {{ indemnite }}), selon \
les articles L441-10 et D441-5 du code de commerce.{% endif %}"""

RAPPELS: Final = (
    Rappel(
        0,
        "Standard",
        "Vos factures : rappel des échéances",
        "Facture {{ numero }} : échéance le {{ echeance }}",
        "Un simple rappel au sujet de vos {{ nombre }} factures en cours, d'un solde total de "
        "{{ total }} :",
        f"Un simple rappel : {FACTURE} a pour échéance le {{{{ echeance }}}}. Il reste "
        "{{ solde }} à régler.",
        "Si le règlement est déjà parti, ne tenez pas compte de ce message. Je reste à votre "
        "disposition pour toute question.",
        "Bien cordialement,",
    ),
    Rappel(
        0,
        "Souple",
        "Vos factures : un petit mot au sujet des échéances",
        "Facture {{ numero }} : un petit mot au sujet de l'échéance",
        "J'espère que tout va bien de votre côté. Un petit mot au sujet de vos {{ nombre }} "
        "factures en cours, pour un solde total de {{ total }} :",
        "J'espère que tout va bien de votre côté. Un petit mot au sujet de la facture "
        "{{ numero }} ({{ objet }}), dont l'échéance est le {{ echeance }} : il reste {{ solde }} "
        "à régler.",
        "Si une autre date vous arrange, dites-le-moi simplement. Et si c'est déjà réglé, merci !",
        "Bien à vous,",
    ),
    Rappel(
        0,
        "Ferme",
        "Vos factures : échéances à respecter",
        "Facture {{ numero }} : payable au plus tard le {{ echeance }}",
        "Vos {{ nombre }} factures en cours, d'un solde total de {{ total }}, sont payables aux "
        "dates suivantes :",
        "La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est payable au plus tard le "
        "{{ echeance }}. Le solde est de {{ solde }}.",
        "Merci de veiller à un règlement dans les délais.",
        "Cordialement,",
    ),
    Rappel(
        1,
        "Standard",
        "Vos factures : règlements en attente",
        "Facture {{ numero }} : règlement en attente",
        "Sauf erreur de ma part, {{ nombre }} de vos factures ne sont pas encore soldées. Il reste "
        "{{ total }} à régler :",
        f"Sauf erreur de ma part, {FACTURE}, échue le {{{{ echeance }}}}, n'est pas encore "
        "soldée : il reste {{ solde }} à régler.",
        "Il s'agit sans doute d'un oubli. Pouvez-vous m'indiquer la date prévue du règlement ? Si "
        "votre paiement et ce message se sont croisés, n'en tenez pas compte.\n\n"
        "{% if professionnel %}Si une autre personne s'occupe des règlements dans votre structure, "
        "merci de lui transmettre ce message.{% endif %}",
        "Bien cordialement,",
    ),
    Rappel(
        1,
        "Souple",
        "Vos factures : un oubli, peut-être ?",
        "Facture {{ numero }} : un oubli, peut-être ?",
        "Je me permets un petit rappel au sujet de {{ nombre }} de vos factures, sur lesquelles il "
        "reste {{ total }} à régler :",
        "Je me permets un petit rappel : la facture {{ numero }} ({{ objet }}) était à régler pour "
        "le {{ echeance }}, et je n'ai pas encore reçu le solde de "
        "{{ solde }}.",
        "Si quelque chose bloque de votre côté, parlons-en : nous trouverons une solution. Et si "
        "le "
        "paiement est déjà parti, merci !",
        "Bien à vous,",
    ),
    Rappel(
        1,
        "Ferme",
        "Vos factures échues : règlement attendu",
        "Facture {{ numero }} échue : règlement attendu",
        "Je n'ai pas encore reçu le règlement de {{ nombre }} de vos factures, pour un total de "
        "{{ total }} :",
        "La facture {{ numero }} du {{ date_facture }} ({{ objet }}) est échue depuis le "
        "{{ echeance }}. Je vous remercie de régler sans attendre le solde de {{ solde }}.",
        "Merci de me confirmer la date du règlement par retour de courriel.",
        "Cordialement,",
    ),
    *(
        Rappel(
            2,
            "Standard",
            "Vos factures : deuxième rappel",
            "Facture {{ numero }} : deuxième rappel",
            "Je reviens vers vous au sujet de {{ nombre }} factures qui restent impayées, pour un "
            "total "
            "de "
            "{{ total }} :",
            f"Malgré mon précédent rappel, {FACTURE}, échue le {{{{ echeance }}}}, n'est toujours "
            f"pas "
            "soldée : il reste {{ solde }} à régler.",
            "Je vous remercie de régler cette somme sous sept jours, ou de me dire ce qui "
            "l'empêche. "
            "Sans nouvelles, je vous appellerai." + suite,
            "Cordialement,",
            kind,
        )
        for kind, suite in (
            ("Professionnel", "\n\n" + PENALITES),
            (
                "Particulier",
                " En cas de difficulté, un paiement en plusieurs fois peut se discuter.",
            ),
        )
    ),
    Rappel(
        2,
        "Souple",
        "Vos factures : faisons le point",
        "Facture {{ numero }} : faisons le point",
        "Je reviens vers vous au sujet de {{ nombre }} factures, sur lesquelles il reste "
        "{{ total }} à régler :",
        "Je reviens vers vous au sujet de la facture {{ numero }} ({{ objet }}), échue le "
        "{{ echeance }} : il reste {{ solde }} à régler.",
        "Pouvez-vous me dire où en est ce règlement ? Sans nouvelles, je vous appellerai dans les "
        "prochains jours ; un paiement en plusieurs fois peut aussi se discuter.",
        "Bien à vous,",
    ),
    *(
        Rappel(
            2,
            "Ferme",
            "Vos factures : dernier rappel avant mise en demeure",
            "Facture {{ numero }} : dernier rappel avant mise en demeure",
            "À ce jour, {{ nombre }} de vos factures restent impayées. Le total de "
            "{{ total }} est à régler sans délai :",
            "La facture {{ numero }} du {{ date_facture }} ({{ objet }}), échue le {{ echeance }}, "
            "n'est pas soldée. Le solde de {{ solde }} est à régler sans délai.",
            suite,
            "Cordialement,",
            kind,
        )
        for kind, suite in (
            (
                "Professionnel",
                PENALITES + "\n\nSans règlement sous sept jours, je vous adresserai une mise en "
                "demeure par lettre recommandée.",
            ),
            (
                "Particulier",
                "Sans règlement sous sept jours, je vous adresserai une mise en demeure par lettre "
                "recommandée. Les intérêts au taux légal courront à compter de sa réception "
                "(article 1231-6 du code civil).",
            ),
        )
    ),
)

OBJET: Final = "Mise en demeure de payer : facture {{ numero }}"

_DELAI: Final = (
    "dans un délai de {{ delai_paiement }} jours à compter de la réception de la lettre "
    "recommandée avec avis de réception qui vous est adressée en parallèle{% if lettre %} (copie "
    "jointe){% endif %}"
)

COMPTE: Final = """\
Solde de la facture : {{ solde }}
{% if penalites %}Pénalités de retard à ce jour : {{ penalites }}{% endif %}
{% if indemnite %}Indemnité forfaitaire pour frais de recouvrement : {{ indemnite }}{% endif %}
{% if total_du %}Total dû à ce jour : {{ total_du }}{% endif %}"""

DE_DROIT: Final = (
    "Les pénalités de retard courent de plein droit depuis le lendemain de l'échéance et jusqu'au "
    "paiement ; elles sont exigibles, comme l'indemnité forfaitaire, sans qu'un rappel soit "
    "nécessaire (articles L441-10 et D441-5 du code de commerce)."
)

LEGAL: Final = (
    "À compter de cette réception, cette somme produira des intérêts au taux légal (articles "
    "1231-6 et 1344-1 du code civil)."
)

_CIVILITE: Final = "Madame, Monsieur,"
_BONJOUR: Final = "Bonjour {{ contact }},"

SOMMATIONS: Final = (
    Sommation(
        "Standard",
        "Professionnel",
        _CIVILITE,
        OBJET,
        f"Malgré mes rappels, {FACTURE}, échue le {{{{ echeance }}}}, n'est pas soldée.",
        f"Je vous mets en demeure de me payer les sommes suivantes {_DELAI} :\n\n{COMPTE}\n\n"
        f"{DE_DROIT}",
        "À défaut de règlement dans ce délai, j'engagerai le recouvrement de cette créance en "
        "justice, sans autre rappel.\n\nRecevez, Madame, Monsieur, mes salutations distinguées.",
    ),
    Sommation(
        "Standard",
        "Particulier",
        _CIVILITE,
        OBJET,
        f"Malgré mes rappels, {FACTURE}, échue le {{{{ echeance }}}}, n'est pas soldée. Il reste "
        f"dû "
        "{{ solde }}.",
        f"Je vous mets en demeure de me payer cette somme {_DELAI}.\n\n{LEGAL}",
        "À défaut de règlement dans ce délai, j'engagerai le recouvrement de cette créance en "
        "justice, sans autre rappel. Si vous traversez une difficulté, faites-le-moi savoir avant "
        "ce "
        "terme.\n\nRecevez, Madame, Monsieur, mes salutations distinguées.",
    ),
    Sommation(
        "Souple",
        "Professionnel",
        _BONJOUR,
        OBJET,
        f"Nous n'avons pas trouvé de solution pour {FACTURE}, échue le {{{{ echeance }}}}, et je "
        f"le "
        "regrette.",
        f"Il me faut donc vous mettre en demeure de me payer les sommes suivantes {_DELAI} :\n\n"
        f"{COMPTE}\n\n{DE_DROIT}",
        "Un échéancier reste possible si vous me le proposez dans ce délai. À défaut, il ne me "
        "restera que la voie judiciaire.\n\nCordialement,",
    ),
    Sommation(
        "Souple",
        "Particulier",
        _BONJOUR,
        OBJET,
        f"Nous n'avons pas trouvé de solution pour {FACTURE}, échue le {{{{ echeance }}}}, et je "
        f"le "
        "regrette. Il reste dû {{ solde }}.",
        f"Il me faut donc vous mettre en demeure de me payer cette somme {_DELAI}.\n\n{LEGAL}",
        "Un échéancier reste possible si vous me le proposez dans ce délai. À défaut, il ne me "
        "restera que la voie judiciaire.\n\nCordialement,",
    ),
    Sommation(
        "Ferme",
        "Professionnel",
        _CIVILITE,
        OBJET,
        f"{FACTURE[0].upper()}{FACTURE[1:]}, échue le {{{{ echeance }}}}, n'est toujours pas "
        f"soldée.",
        f"Je vous mets en demeure de me payer les sommes suivantes {_DELAI} :\n\n{COMPTE}\n\n"
        f"{DE_DROIT} Si les frais de recouvrement dépassent cette indemnité, j'en demanderai le "
        "remboursement sur justification.",
        "Passé ce délai, j'agirai en justice sans autre rappel.\n\nSalutations,",
    ),
    Sommation(
        "Ferme",
        "Particulier",
        _CIVILITE,
        OBJET,
        f"{FACTURE[0].upper()}{FACTURE[1:]}, échue le {{{{ echeance }}}}, n'est toujours pas "
        f"soldée. Il reste "
        "dû {{ solde }}.",
        f"Je vous mets en demeure de me payer cette somme {_DELAI}.\n\n{LEGAL}",
        "Passé ce délai, j'agirai en justice sans autre rappel.\n\nSalutations,",
    ),
)

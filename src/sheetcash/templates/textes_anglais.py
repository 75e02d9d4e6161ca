"""The reminders' first texts in English, for clients who asked for it.

French law still applies to what is owed for being late: its articles are named as such.
"""

from __future__ import annotations

from typing import Final

from sheetcash.templates.textes_composes import Blocs, Rappel, Sommation

BLOCS: Final = Blocs(
    ton="",
    langue="English",
    salut="Dear {{ contact }},",
    regle="Your payment of {{ encaisse }} towards {{ montant }} has been deducted",
    regle_aussi=", and so has the credit note of {{ avoir }}",
    avoir="The credit note of {{ avoir }} has been deducted from {{ montant }}",
    virement="Bank transfer: IBAN {{ iban }}, quoting {{ numero }}.",
    en_ligne="Pay online: {{ lien }}",
    virements="Bank transfer: IBAN {{ iban }}, quoting the invoice numbers.",
)

_INVOICE: Final = "invoice {{ numero }} of {{ date_facture }} ({{ objet }})"

_LATE: Final = """\
{% if indemnite %}Please note that late payment between businesses makes late payment interest\
{% if penalites %} ({{ penalites }} to date){% endif %} and a fixed sum for recovery costs \
({{ indemnite }}) payable without any reminder being required, under articles L441-10 and D441-5 \
of the French Commercial Code.{% endif %}"""

RAPPELS: Final = (
    Rappel(
        0,
        "Standard",
        "Your invoices: upcoming and current due dates",
        "Invoice {{ numero }}: due date {{ echeance }}",
        "A quick reminder about your {{ nombre }} open invoices, with a total balance of "
        "{{ total }}:",
        f"A quick reminder: the due date of {_INVOICE} is {{{{ echeance }}}}. The balance is "
        "{{ solde }}.",
        "If your payment is already on its way, please disregard this message. Do let me know if "
        "you have any questions.",
        "Kind regards,",
    ),
    Rappel(
        0,
        "Souple",
        "Your invoices: a friendly note about the due dates",
        "Invoice {{ numero }}: a friendly note about the due date",
        "I hope you are well. Just a note about your {{ nombre }} open invoices, with a total "
        "balance of {{ total }}:",
        "I hope you are well. Just a note about invoice {{ numero }} ({{ objet }}), whose due date "
        "is {{ echeance }}: the balance is {{ solde }}.",
        "If another date would suit you better, just let me know. And if you have already paid, "
        "thank you!",
        "Best wishes,",
    ),
    Rappel(
        0,
        "Ferme",
        "Your invoices: payment due dates",
        "Invoice {{ numero }}: payable by {{ echeance }}",
        "Your {{ nombre }} open invoices, with a total balance of {{ total }}, are payable by the "
        "following dates:",
        f"{_INVOICE[0].upper()}{_INVOICE[1:]} is payable by {{{{ echeance }}}}. The balance is "
        "{{ solde }}.",
        "Please make sure that payment is made on time.",
        "Regards,",
    ),
    Rappel(
        1,
        "Standard",
        "Your invoices: payments outstanding",
        "Invoice {{ numero }}: payment outstanding",
        "According to my records, {{ nombre }} of your invoices have not yet been paid in full, "
        "and "
        "{{ total }} is outstanding:",
        f"According to my records, {_INVOICE}, which was due on {{{{ echeance }}}}, has not yet "
        f"been "
        "paid in full: {{ solde }} is outstanding.",
        "This is probably an oversight. Could you let me know when payment is planned? If our "
        "messages have crossed, please disregard this one.\n\n"
        "{% if professionnel %}If someone else in your organisation deals with payments, please "
        "pass this message on to them.{% endif %}",
        "Kind regards,",
    ),
    Rappel(
        1,
        "Souple",
        "Your invoices: an oversight, perhaps?",
        "Invoice {{ numero }}: an oversight, perhaps?",
        "Just a gentle reminder: {{ total }} is still to be paid on {{ nombre }} of your invoices:",
        "Just a gentle reminder: invoice {{ numero }} ({{ objet }}) was due on {{ echeance }}, and "
        "{{ solde }} is still to be paid.",
        "If anything is holding things up on your side, do tell me: we will find a solution. And "
        "if "
        "your payment is already on its way, thank you!",
        "Best wishes,",
    ),
    Rappel(
        1,
        "Ferme",
        "Your overdue invoices: payment expected",
        "Invoice {{ numero }} overdue: payment expected",
        "I have not yet been paid for {{ nombre }} of your invoices, for a total of {{ total }}:",
        f"{_INVOICE[0].upper()}{_INVOICE[1:]} was due on {{{{ echeance }}}} and is now overdue. "
        "Please pay the balance of {{ solde }} without delay.",
        "Please reply to this e-mail with the date of your payment.",
        "Regards,",
    ),
    *(
        Rappel(
            2,
            "Standard",
            "Your invoices: second reminder",
            "Invoice {{ numero }}: second reminder",
            "I am getting back to you because {{ nombre }} of your invoices remain unpaid, for a "
            "total of {{ total }}:",
            f"Despite my previous reminder, {_INVOICE}, which was due on {{{{ echeance }}}}, "
            f"has still not "
            "been paid in full: {{ solde }} is outstanding.",
            "Please pay this amount within seven days, or tell me what is preventing payment. If "
            "I do "
            "not hear from you, I will telephone." + more,
            "Kind regards,",
            kind,
        )
        for kind, more in (
            ("Professionnel", "\n\n" + _LATE),
            ("Particulier", " If you are in difficulty, we can discuss paying in instalments."),
        )
    ),
    Rappel(
        2,
        "Souple",
        "Your invoices: where do we stand?",
        "Invoice {{ numero }}: where do we stand?",
        "I am getting back to you about {{ nombre }} invoices, on which {{ total }} is still to be "
        "paid:",
        "I am getting back to you about invoice {{ numero }} ({{ objet }}), which was due on "
        "{{ echeance }}: {{ solde }} is still to be paid.",
        "Could you tell me how the payment is progressing? If I do not hear from you, I will "
        "telephone in the next few days; paying in instalments is also something we can discuss.",
        "Best wishes,",
    ),
    *(
        Rappel(
            2,
            "Ferme",
            "Your invoices: final reminder before formal notice",
            "Invoice {{ numero }}: final reminder before formal notice",
            "To date, {{ nombre }} of your invoices remain unpaid. The total of "
            "{{ total }} must be paid without delay:",
            f"{_INVOICE[0].upper()}{_INVOICE[1:]}, which was due on {{{{ echeance }}}}, has still "
            f"not been "
            "paid in full. The balance of {{ solde }} must be paid without delay.",
            suite,
            "Regards,",
            kind,
        )
        for kind, suite in (
            (
                "Professionnel",
                _LATE + "\n\nIf I have not been paid within seven days, I will send you a formal "
                "notice by registered letter.",
            ),
            (
                "Particulier",
                "If I have not been paid within seven days, I will send you a formal notice by "
                "registered letter. Interest at the French statutory rate will run from the day "
                "you "
                "receive it (article 1231-6 of the French Civil Code).",
            ),
        )
    ),
)

_OBJET: Final = "Formal notice to pay: invoice {{ numero }}"

_WITHIN: Final = (
    "within {{ delai_paiement }} days of receiving the registered letter with acknowledgement of "
    "receipt that is being sent to you in parallel"
    "{% if lettre %} (copy attached, in French){% endif %}"
)

_SUMS: Final = """\
Balance of the invoice: {{ solde }}
{% if penalites %}Late payment interest to date: {{ penalites }}{% endif %}
{% if indemnite %}Fixed sum for recovery costs: {{ indemnite }}{% endif %}
{% if total_du %}Total owed to date: {{ total_du }}{% endif %}"""

_BY_LAW: Final = (
    "Late payment interest runs from the day after the due date until payment; like the fixed sum, "
    "it is payable without any reminder being required (articles L441-10 and D441-5 of the French "
    "Commercial Code)."
)

_STATUTORY: Final = (
    "From the day you receive it, this amount will bear interest at the French statutory rate "
    "(articles "
    "1231-6 and 1344-1 of the French Civil Code)."
)

_DUE: Final = f"{_INVOICE}, which was due on {{{{ echeance }}}},"
_COURT: Final = (
    "If payment is not made within this period, I will start court proceedings to recover this "
    "debt "
    "without further reminder."
)

SOMMATIONS: Final = (
    Sommation(
        "Standard",
        "Professionnel",
        "Dear Sir or Madam,",
        _OBJET,
        f"Despite my reminders, {_DUE} has not been paid in full.",
        f"I hereby give you formal notice to pay the following sums "
        f"{_WITHIN}:\n\n{_SUMS}\n\n{_BY_LAW}",
        f"{_COURT}\n\nYours faithfully,",
    ),
    Sommation(
        "Standard",
        "Particulier",
        "Dear Sir or Madam,",
        _OBJET,
        f"Despite my reminders, {_DUE} has not been paid in full. The balance owed is "
        f"{{{{ solde }}}}.",
        f"I hereby give you formal notice to pay this amount {_WITHIN}.\n\n{_STATUTORY}",
        f"{_COURT} If you are in difficulty, please let me know before then.\n\nYours faithfully,",
    ),
    Sommation(
        "Souple",
        "Professionnel",
        "Dear {{ contact }},",
        _OBJET,
        f"I am sorry that we have not found a solution for {_DUE[:-1]}.",
        f"I must therefore give you formal notice to pay the following sums {_WITHIN}:\n\n{_SUMS}"
        f"\n\n{_BY_LAW}",
        "Payment in instalments is still possible if you suggest it within this period. Otherwise, "
        "court proceedings will be the only way left to me.\n\nYours sincerely,",
    ),
    Sommation(
        "Souple",
        "Particulier",
        "Dear {{ contact }},",
        _OBJET,
        f"I am sorry that we have not found a solution for {_DUE[:-1]}. The balance owed is "
        "{{ solde }}.",
        f"I must therefore give you formal notice to pay this amount {_WITHIN}.\n\n{_STATUTORY}",
        "Payment in instalments is still possible if you suggest it within this period. Otherwise, "
        "court proceedings will be the only way left to me.\n\nYours sincerely,",
    ),
    Sommation(
        "Ferme",
        "Professionnel",
        "Dear Sir or Madam,",
        _OBJET,
        f"{_DUE[0].upper()}{_DUE[1:]} has still not been paid in full.",
        f"I hereby give you formal notice to pay the following sums {_WITHIN}:\n\n{_SUMS}\n\n"
        f"{_BY_LAW} If my recovery costs exceed the fixed sum, I will claim the difference on "
        "production of evidence.",
        "After that period, I will take legal action without further reminder.\n\nYours "
        "faithfully,",
    ),
    Sommation(
        "Ferme",
        "Particulier",
        "Dear Sir or Madam,",
        _OBJET,
        f"{_DUE[0].upper()}{_DUE[1:]} has still not been paid in full. The balance owed is "
        f"{{{{ solde }}}}.",
        f"I hereby give you formal notice to pay this amount {_WITHIN}.\n\n{_STATUTORY}",
        "After that period, I will take legal action without further reminder.\n\nYours "
        "faithfully,",
    ),
)

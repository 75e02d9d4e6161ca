"""Questions asked at the terminal: asked again in French until the answer will do."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sheetcash.cli.flux import dire


def accepter(question: str, *, defaut: str | None = None) -> bool:
    """Whether the answer to a question is yes.

    Args:
        question: without its answers.
        defaut: what a blank answer stands for; without it, the question is asked again.
    """
    word = demander(
        f"{question} (oui/non)",
        choix=("oui", "non", "o", "n"),
        defaut=defaut,
        montre=False,
        suffixe=" ",
    )
    return word in ("o", "oui")


def demander(
    texte: str,
    *,
    choix: Sequence[str] = (),
    defaut: str | None = None,
    montre: bool = True,
    cache: bool = False,
    suffixe: str = " : ",
) -> str:
    """The answer, without spaces around unless it is hidden; one of ``choix`` if there are some.

    click says itself what is wrong, in English: nothing is left for it to judge.

    Args:
        texte: the question.
        choix: the answers that will do, their case put aside.
        defaut: what a blank answer stands for.
        montre: show it in the question.
        cache: a password is not shown.
        suffixe: what stands between question and answer.
    """
    while True:
        answer = str(
            click.prompt(
                texte,
                default=defaut,
                hide_input=cache,
                err=True,
                prompt_suffix=suffixe,
                show_default=montre,
            )
        )
        given = answer if cache else answer.strip()
        if not choix:
            return given
        if (found := given.casefold()) in choix:
            return found
        those = f"{', '.join(choix[:-1])} ou {choix[-1]}"
        dire(f"« {given} » : répondez {those}.")

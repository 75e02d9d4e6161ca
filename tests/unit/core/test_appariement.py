"""Rows of two versions are joined by key, then by content, then by place."""

from __future__ import annotations

import time

import pytest

from sheetcash.core.appariement import Cle, Ligne, Paire, apparier

NUMERO: list[Cle] = [(0,)]


def ligne(texte: str) -> Ligne:
    return tuple("" if one == "-" else one for one in texte.split())


@pytest.mark.parametrize(
    ("avant", "apres", "paires"),
    [
        # sorted otherwise
        (["1 a", "2 b"], ["2 b", "1 a"], [(0, 1), (1, 0)]),
        # a number typed twice: the same text first, then the rest
        (["1 a b", "1 c d"], ["1 c x", "1 a b"], [(0, 1), (1, 0)]),
        (["1 a b"], ["1 a b", "1 a b"], [(0, 0), (None, 1)]),
        # renumbered, even as another one
        (["1 a b", "2 c d"], ["2 a b", "2 c d"], [(0, 0), (1, 1)]),
        (["1 a b"], ["- a b"], [(0, 0)]),
        # another row in its place
        (["1 a b", "2 c d"], ["1 a b", "3 e f"], [(0, 0), (1, None), (None, 1)]),
        # nearly the same, another number: the same row only at the same place
        (["1 a b c d"], ["2 a b c x"], [(0, None), (None, 0)]),
        (["1 a b c d e f g"], ["2 a b c d e f x"], [(0, 0)]),
        (
            ["8 q q q q q q q", "1 a b c d e f g"],
            ["2 a b c d e f x", "8 q q q q q q q"],
            [(0, 1), (1, None), (None, 0)],
        ),
        # without a number: by content, then the most alike
        (["- a b c", "- d e f"], ["- d e f", "- a b x"], [(0, 1), (1, 0)]),
        (["- a b c"], ["- x y z"], [(0, None), (None, 0)]),
        # alike: the nearest
        (["9 z z", "- a b"], ["- a y", "9 z z", "- a x"], [(0, 1), (1, 2), (None, 0)]),
        # one field only, which changed
        (["- a -"], ["- b -"], [(0, 0)]),
        ([], ["1 a"], [(None, 0)]),
        (["1 a"], [], [(0, None)]),
    ],
)
def test_rows_find_themselves(avant: list[str], apres: list[str], paires: list[Paire]) -> None:
    assert apparier([*map(ligne, avant)], [*map(ligne, apres)], NUMERO) == paires


def test_a_seal_tells_a_row_better_than_its_number() -> None:
    avant = [ligne("1 a s1"), ligne("2 b s2")]
    swapped = [ligne("2 a s1"), ligne("1 b s2")]
    assert apparier(avant, swapped, [(2,), (0,)]) == [(0, 0), (1, 1)]
    copied = [ligne("1 a s1"), ligne("2 b s1")]  # a seal that stands twice tells nothing
    assert apparier(avant, copied, [(2,), (0,)]) == [(0, 0), (1, 1)]
    avant = [ligne("1 a b s1"), ligne("2 e f s2")]
    pasted = [ligne("1 x y s1"), ligne("2 a b s1")]
    assert apparier(avant, pasted, [(3,), (0,)]) == [(0, 0), (1, 1)]


def test_a_crowd_without_numbers_is_joined_by_place_and_fast() -> None:
    avant = [("", f"client {at}", "Virement", str(at)) for at in range(20_000)]
    apres = [("", one[1], "Carte", one[3]) for one in avant]
    start = time.process_time()
    assert apparier(avant, apres, NUMERO) == [(at, at) for at in range(20_000)]
    assert time.process_time() - start < 2


def test_a_crowd_of_one_number_is_joined_by_place_too() -> None:
    avant = [("1", str(at)) for at in range(1_000)]
    apres = [("1", f"{at} bis") for at in range(1_000)]
    assert apparier(avant, apres, NUMERO) == [(at, at) for at in range(1_000)]
    assert apparier(avant, avant[::-1], NUMERO) == [(at, 999 - at) for at in range(1_000)]


def test_a_crowd_that_was_sorted_is_joined_by_content_with_or_without_numbers() -> None:
    avant = [("", f"client {at}", str(at), "Carte") for at in range(1_000)]
    turned = [(at, 999 - at) for at in range(1_000)]
    assert apparier(avant, avant[::-1], NUMERO) == turned
    renumbered = [(f"n{at}", *one[1:]) for at, one in enumerate(avant)]
    assert apparier(avant, renumbered[::-1], NUMERO) == turned
    again = [(f"m{at}", *one[1:]) for at, one in enumerate(avant)]
    assert apparier(renumbered, again[::-1], NUMERO) == turned

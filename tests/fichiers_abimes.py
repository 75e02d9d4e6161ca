"""Files as they may come: damaged by chance, or archives that are none of what was asked."""

from __future__ import annotations

import io
import zipfile

from hypothesis import strategies as st


def abimer(draw: st.DrawFn, data: bytes, morceaux: st.SearchStrategy[bytes]) -> bytes:
    """A file cut, with bytes changed, lines doubled or moved, pieces put in."""
    for _ in range(draw(st.integers(1, 4))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        kind = draw(st.sampled_from(["cut", "head", "flip", "piece", "double", "drop", "swap"]))
        if kind == "cut":
            data = data[:at]
        elif kind == "head":
            data = data[at:]
        elif kind == "flip":
            data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        elif kind == "piece":
            data = data[:at] + draw(morceaux) + data[at:]
        else:
            lines = data.split(b"\n")
            one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
            if kind == "double":
                lines.insert(other, lines[one])
            elif kind == "drop":
                lines.pop(one)
            else:
                lines[one], lines[other] = lines[other], lines[one]
            data = b"\n".join(lines)
    return data


def archive(nom: str) -> bytes:
    """A ZIP archive that holds a file of that name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(nom, "x")
    return stream.getvalue()

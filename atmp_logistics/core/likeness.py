"""Which known name an unknown one is most like; never a start for an end, nor a way in for a way out.

A suggestion is followed in haste. It is made at high likeness alone, and a name that says which end of something it
is, in English, Swedish, Danish, Norwegian, German, Dutch or French, is like no name of the other end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

#: How alike two names are, from 0 to 1, where the one may be meant by the other.
LIKENESS = 0.8
#: How alike two parts of names are, where the one may be a slip of the other.
_OF_A_PART = 0.65
#: How alike two names are without what says which end they are.
_OF_THE_REST = 0.75
#: A name longer than this is no slip of one of ours.
_LONGEST = 60
_SIDES: tuple[dict[str, str], ...] = (
    {
        "start": "start starts started starting begin begins began begun beginning commence commences commenced "
        "påbörjad påbörjat påbörjas början börjar startad startat startar starttid påbegyndt påbegynt begynner "
        "beginn beginnt begonnen anfang gestartet aanvang begint gestart aangevangen starttijd début débuté commencé",
        "end": "end ends ended ending stop stops stopped finish finishes finished complete completes completed "
        "completion done slut slutar slutade slutat slutförd slutfört avslutad avslutat avslutas avslut klar klart "
        "färdig färdigt stopp stoppad stoppat sluttid færdig ferdig afsluttet avsluttet ende endet beendet fertig "
        "abgeschlossen schluss gestoppt einde eind eindigt beëindigd klaar voltooid afgerond gestopt eindtijd fin "
        "terminé terminée",
        "pause": "pause pauses paused paus pausad pausat pausiert gepauzeerd interrupted",
        "resume": "resume resumes resumed restart restarted återupptagen återupptaget återstart återstartad hervat "
        "hervatting fortgesetzt reprise",
    },
    {
        "in": "in into placed inlagd inlagt insatt inläggning ingelegt eingelagert",
        "out": "out removed removal ut uttag uttagen uttaget uit uitgenomen aus entnommen entnahme ausgelagert",
    },
)
_SIDE_OF = [{word: side for side, words in axis.items() for word in words.split()} for axis in _SIDES]
#: What may end a compound, as in "infusionsslut"; shorter words end too many others.
_IN_COMPOUNDS = ("start", "starttid", "beginn", "anfang", "slut", "sluttid", "stopp", "ende", "einde", "paus", "uttag")


def likest(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the known names that an unknown one is most like, the likest first; none below a high likeness.

    Parameters
    ----------
    name : str
        As it was written; capitals, blanks and hyphens make no difference.
    known : iterable of str
    most : int
        How many names at most.

    Returns
    -------
    list of str

    Examples
    --------
    >>> likest("Thaw-stat", ["thaw_start", "thaw_end"])
    ['thaw_start']
    >>> likest("Infusion slut", ["infusion_start"]), likest("infusion", ["infusion_start"])
    ([], [])
    """
    plain = _plain(name)
    if not plain or len(plain) > _LONGEST:
        return []
    names: dict[str, str] = {}
    for one in known:
        names.setdefault(_plain(one), one)
    close = get_close_matches(plain, list(names), n=len(names) or 1, cutoff=LIKENESS)
    return [names[one] for one in close if _same_sides(plain, one) and _same_rest(plain, one)][:most]


def sides_of(name: str) -> frozenset[str]:
    """Return which ends a name says that it is: start, end, pause, resume, in, out.

    Examples
    --------
    >>> sorted(sides_of("Infusionsslut")), sorted(sides_of("removed_from_storage")), sorted(sides_of("opened"))
    (['end'], ['out'], [])
    """
    return frozenset().union(*(_sides(name, axis) for axis in _SIDE_OF))


def _plain(name: str) -> str:
    return "_".join(re.split(r"[\s_-]+", name.strip().casefold()))


def _sides(name: str, axis: dict[str, str]) -> set[str]:
    parts = _plain(name).split("_")
    compounds = [end for part in parts for end in _IN_COMPOUNDS if part != end and part.endswith(end)]
    return {axis[word] for word in (*parts, *compounds) if word in axis}


def _same_sides(name: str, known: str) -> bool:
    """Say whether two names say the same ends; what a known one says, the other must at least nearly say."""
    return all(_same_side(name, known, axis) for axis in _SIDE_OF)


def _same_side(name: str, known: str, axis: dict[str, str]) -> bool:
    of_name, of_known = _sides(name, axis), _sides(known, axis)
    if of_name or not of_known:
        return of_name == of_known
    said = [part for part in known.split("_") if part in axis]
    return all(word in name or any(_alike(part, word) for part in name.split("_")) for word in said)


def _same_rest(name: str, known: str) -> bool:
    """Say whether two names are alike in what remains without the words for an end."""
    one, other = ("_".join(part for part in text.split("_") if not sides_of(part)) for text in (name, known))
    return one == name or other == known or _alike(one, other, _OF_THE_REST)


def _alike(one: str, other: str, least: float = _OF_A_PART) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= least

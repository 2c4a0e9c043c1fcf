"""How near to the label a limit was read: by the number that decided (docs/product_file.md, "How near to the label a limit was read").

"A limit read at second hand may deviate and lets nothing conform; one of another jurisdiction's label decides nothing. An
allowance so read leaves its excursions open: neither permitted nor broken."
"""

from reference.values import C, D, I

SECOND_HAND, OTHER_LABEL = "secondary", "other-jurisdiction"


def is_firm(citation):
    return citation.evidence not in {SECOND_HAND, OTHER_LABEL}


def as_read(verdict, citation):
    """A verdict that rests on a limit which was read there."""
    if citation.evidence == OTHER_LABEL:
        return I
    return I if citation.evidence == SECOND_HAND and verdict == C else verdict


def as_neighbour(verdict, citation):
    """A verdict that rests on a limit only where it conforms: what deviates would deviate the more without it."""
    return verdict if verdict == D else as_read(verdict, citation)

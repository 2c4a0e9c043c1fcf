"""C401 once more, slow and obvious: one container, one pair of rows at a time; written from docs/event_tables.md.

A row is a dict of texts: container_id, event, minute (None where it has no time), and its filled columns.
"""

import unicodedata

from reference.values import C, D, I

PATIENT = ("identity", "patient_pseudonym")
PRINTED = ("donation_number", "product_code", "batch")
#: Letters that look like Latin ones, as the tests draw them.
LOOKS = {"\u0412": "B", "\u0410": "A"}


def alike(one, other):
    """Whether two texts differ by capitals, blanks, noughts in front, or look-alike signs at most."""

    def shape(text):
        text = "".join(LOOKS.get(sign, sign) for sign in unicodedata.normalize("NFKC", text))
        text = "".join(sign for sign in text.casefold() if not sign.isspace())
        for sign, digit in (("o", "0"), ("i", "1"), ("l", "1")):
            text = text.replace(sign, digit)
        return text.lstrip("0")

    return shape(one) == shape(other)


def values(rows, container, column):
    """What is said of a container in a column, row by row; of the patient, in any row of the therapy."""
    about = [
        row
        for row in rows
        if row["container_id"] in (("", container) if column in PRINTED else {one["container_id"] for one in rows})
        and (row["event"] != "collection_end" or column in PATIENT)
    ]
    return [(row, row[column]) for row in about if row.get(column)]


def identifiers(rows, container):
    """The verdict on one container's identifiers; None where nothing is said twice."""
    found = []
    for column in (*PATIENT, *PRINTED):
        said = values(rows, container, column)
        pairs = [(one, other) for i, one in enumerate(said) for other in said[i + 1 :]]
        found += [of_pair(rows, container, column, one, other) for one, other in pairs]
    return worst(found) if found else None


def of_pair(rows, container, column, one, other):
    """What two rows with their texts come to: open where a typing difference, or another container's, may be why."""
    if one[1] == other[1]:
        return C
    speaks = column in PATIENT or not any(of_another(rows, container, column, *each) for each in (one, other))
    return D if speaks and not alike(one[1], other[1]) else I


def of_another(rows, container, column, row, text):
    """Whether a row without a container says what the rows of another container alone say of that one."""
    bearers = {one["container_id"] for one in rows if one.get(column) == text and one["event"] != "collection_end"}
    return not row["container_id"] and container not in bearers and bool(bearers - {""})


def bedside(rows, container):
    """The verdict on a check before the administration by two people; None where no row of the therapy is a check."""
    given = [row for row in rows if row["container_id"] == container and row["event"] == "administration_start"]
    if not given or not any(row["event"] == "identity_check" for row in rows):
        return None
    checks = [row for row in rows if row["container_id"] == container and row["event"] == "identity_check"]
    return worst([of_one(rows, container, checks, one["minute"]) for one in given])


def of_one(rows, container, checks, minute):
    """Of one administration: a good check surely before it, or only bad ones, or nobody knows."""
    serve = []
    for row in checks:
        if None in (minute, row["minute"]):
            serve.append((how(rows, container, row), False))
        elif row["minute"] <= minute:
            serve.append((how(rows, container, row), True))
    if any(good == C and sure for good, sure in serve):
        return C
    bad = serve and all(good == D for good, _ in serve) and any(sure for _, sure in serve)
    return D if bad else I


def how(rows, container, row):
    """What one logged check is: good, surely bad, or open."""
    found, equal = [], {}
    for column in (*PATIENT, *PRINTED):
        if row.get(column):
            others = [each for each in values(rows, container, column) if each[0] is not row]
            found += [of_pair(rows, container, column, each, (row, row[column])) for each in others]
            if others and all(text == row[column] for _, text in others):
                equal[column] = row[column]
    found.append({"match": C, "mismatch": D}.get(row.get("outcome"), I))
    done, seen = row.get("performed_by", ""), row.get("witnessed_by", "")
    found.append(I if not done or not seen else D if done == seen else I if alike(done, seen) else C)
    texts = [text for column, text in equal.items() if column != "product_code"]
    apart = [(one, other) for i, one in enumerate(texts) for other in texts[i + 1 :] if not within(one, other)]
    found.append(C if apart else I)
    found.append(C if any(column in equal for column in PATIENT) else I)
    return worst(found)


def within(one, other):
    return one in other or other in one


def worst(found):
    return D if D in found else I if I in found else C

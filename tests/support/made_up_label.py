"""A made-up SmPC with the limits of tecartus-uk, in words of our own."""

SMPC = """
1. NAME OF THE MEDICINAL PRODUCT

Tecartus, made-up label

4. CLINICAL PARTICULARS

4.2 Posology and method of administration

Infuse 3 to 14 days after lymphodepletion (MCL), or 2 to 14 days after it (ALL). Confirm the availability of the bag first.
Give the entire content within 30 minutes. It must not be irradiated. No leukodepleting filter.

4.4 Special warnings and precautions for use

After more than 2 weeks, repeat the lymphodepletion.

6. PHARMACEUTICAL PARTICULARS

6.2 Incompatibilities

It must not be mixed with other products.

6.3 Shelf life

1 year.

After thawing, infuse within 3 hours at 20 °C to 25 °C. The infusion begins within 30 minutes of thaw.

6.4 Special precautions for storage

Store at \u2264 -150 °C. A single time at -70 °C or below, for up to 90 days. Do not refreeze.

6.6 Special precautions for disposal and other handling

It must not be washed. Verify the patient ID on each label.

10. DATE OF REVISION OF THE TEXT

01/03/2031
"""


def label_text(*changes):
    """Return the label with changes, each from one text to another that must be there."""
    text = SMPC
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text

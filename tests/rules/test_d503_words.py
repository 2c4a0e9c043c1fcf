"""D503, in the words of its findings: what the logger prints, when, and what its readings show of that time."""

from rule_words import sentences, table, words

FRIDGE = table("storage", "fridge", from_="product_received", until="storage_out", lower="2 degC", upper="8 degC")
HOUR = "product_received 08:00, storage_out 09:00"
LOG = "08:00 4.0, 08:30 6.0, 09:00 5.0"


def test_it_agrees():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 6.0, lowest 4.0, mean 5.0") == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)


def test_readings_beyond_what_it_prints():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 5.4") == sentences("""
        device-record indeterminate: it prints 5.4 °C as its highest, its readings give 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest 4.5") == sentences("""
        device-record indeterminate: it prints 4.5 °C as its lowest, its readings give 4 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="mean 5.4") == sentences("""
        device-record indeterminate: it prints 5.4 °C as its mean, its readings give 5 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="mkt 6.5") == sentences("""
        device-record indeterminate: it prints 6.5 °C as its mean kinetic temperature, its readings give 5.0406 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest 4.5, highest 5.4") == sentences("""
        device-record indeterminate: it prints 4.5 °C as its lowest, its readings give 4 °C; it prints 5.4 °C as its
            highest, its readings give 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)


def test_an_extreme_that_no_reading_shows():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record indeterminate: it measured 12.4 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest -1@08:10") == sentences("""
        device-record indeterminate: it measured -1 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 24.5") == sentences("""
        device-record indeterminate: it measured 24.5 °C at a time between its readings, whose highest is 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
